"""A real SQLite file with the portal's pragmas, for what an in-memory database cannot show."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
OPTIONS = {"timeout": 5, "transaction_mode": "IMMEDIATE"}
LATEST = [("vault", "0001_initial"), ("audit", "0002_append_only")]


@contextmanager
def sqlite_database(path: Path, *, init_command: str = PRAGMAS) -> Iterator[Path]:
    """Let `connection` mean a migrated SQLite file at `path` until the block ends."""
    before = connections["default"]
    connections["default"] = new_connection(path, init_command=init_command)
    try:
        MigrationExecutor(connections["default"]).migrate(LATEST)
        yield path
    finally:
        connections["default"].close()
        connections["default"] = before


def new_connection(path: Path, *, init_command: str = PRAGMAS) -> DatabaseWrapper:
    """A connection of our own to the file, with every setting Django wants filled in."""
    settings = {
        **connections.settings["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {**OPTIONS, "init_command": init_command},
    }
    return DatabaseWrapper(settings, "default")


def bytes_on_disk(path: Path) -> bytes:
    """All that the database and its journal hold."""
    return b"".join(file.read_bytes() for file in (path, Path(f"{path}-wal")) if file.exists())
