"""A real SQLite file with the portal's pragmas, for what an in-memory database cannot show."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
OPTIONS = {"timeout": 5, "transaction_mode": "IMMEDIATE"}
LATEST = [("vault", "0001_initial"), ("audit", "0002_append_only")]


# For a process of its own: Django with these two rooms only, on the data folder in `argv[1]`.
BARE_DJANGO = f"""
import sys
from pathlib import Path
import django
from django.conf import settings
data = Path(sys.argv[1])
settings.configure(
    INSTALLED_APPS=["portal.audit", "portal.vault"],
    DATABASES={{"default": {{
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "db.sqlite3",
        "OPTIONS": {{**{OPTIONS!r}, "init_command": {PRAGMAS!r}}},
    }}}},
    USE_TZ=True, TIME_ZONE="Europe/Brussels", ROLE="staff", DATA=data, KEYS=data / "keys",
)
django.setup()
"""


def run_in_new_process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start `code` after BARE_DJANGO in a Python of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", BARE_DJANGO + code, *map(str, arguments)]
    return subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


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
