"""The migrated database: made once, copied by every test process, put back after what commits.

Some two hundred migrations take longer than most test files. On SQLite the migrated file is kept
beside the packages, keyed by them and by our own migrations, so that a change of either makes a
new one; on PostgreSQL a database of that name is kept in the server. And a test that commits leaves
rows behind; Django would then empty every table, the content that migrations made included, and the
tests after it would miss the root page.
"""

import fcntl
import functools
import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import Protocol

from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[1]


class Lock(Protocol):
    """A file or a connection: what it holds is free when it is closed."""

    def close(self) -> None: ...


# Held by the process that migrates; the others wait for what it makes.
_making: list[Lock] = []


def template_path() -> Path:
    """Where the migrated database of these packages and migrations is kept, beside the packages."""
    return Path(sys.prefix) / f"test-database-{_digest()}.sqlite3"


@functools.cache
def _digest() -> str:
    digest = hashlib.sha256(sys.version.encode())
    migrations = (path for room in ("directory", "search", "portal") for path in _migrations(room))
    made_by = (Path(__file__), *sorted((ROOT / "requirements").glob("*.lock")))
    for path in (*made_by, *sorted(migrations)):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def copy_template() -> None:
    """Put the migrated database in the place of the empty test database.

    Where there is none yet, this process is the one to make it, or waits for the one that does.
    """
    if connection.vendor == "postgresql":
        if not _has_template():
            _making.append(_lock_server())
        if _has_template():
            _end_making()
            connection.settings_dict["TEST"]["TEMPLATE"] = _pristine()
        return
    name = connection.settings_dict["TEST"]["NAME"]
    if not template_path().exists():
        lock = Path(sys.prefix, "test-database.lock").open("w")  # noqa: SIM115  (held for long)
        fcntl.flock(lock, fcntl.LOCK_EX)
        _making.append(lock)
    if template_path().exists():
        _end_making()
        shutil.copyfile(template_path(), name)


def make_test_database() -> None:
    """Set up the test database where no test of this run touches it.

    pytest-django then leaves that out, and what is kept would be empty: for every later run, and
    for the demonstration, which starts from it.
    """
    connection.creation.create_test_db(verbosity=0, keepdb=True, serialize=False)


def keep_template() -> None:
    """Keep the database that was just migrated: for this process, and for those to come."""
    if connection.vendor == "postgresql":
        if _making:
            _clone(connection.settings_dict["NAME"], to=_pristine())
            _end_making()
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [_pristine()])
    kept = template_path()
    if kept.exists():
        return
    for older in kept.parent.glob("test-database-*.sqlite3"):
        older.unlink(missing_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(_pristine(), unfinished)
    unfinished.replace(kept)
    _end_making()


def _end_making() -> None:
    while _making:
        _making.pop().close()


def put_back() -> None:
    """Make the test database as it was after the migrations, whatever a test committed."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    if connection.vendor == "postgresql":
        _clone(_pristine(), to=name)
        return
    fresh = f"{name}.fresh"
    shutil.copyfile(_pristine(), fresh)
    for companion in ("-wal", "-shm"):
        Path(f"{name}{companion}").unlink(missing_ok=True)
    Path(fresh).replace(name)


def _pristine() -> str:
    """On PostgreSQL the template of all; else this process's own, which no other run takes away."""
    if connection.vendor == "postgresql":
        return f"turnstone_migrated_{_digest()}"
    return f"{connection.settings_dict['NAME']}_pristine"


def _has_template() -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_pristine()])
        return cursor.fetchone() is not None


def _lock_server() -> Lock:
    """Wait until no other process migrates on this server; theirs is then to wait for us."""
    link = connection.copy()
    link.settings_dict["NAME"] = "postgres"
    with link.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(_digest()[:12], 16)])
    return link


def _clone(name: str, *, to: str) -> None:
    """Make a PostgreSQL database `to` like `name`; nobody else may be connected to that one."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{to}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{to}" TEMPLATE "{name}"')


def _migrations(room: str) -> list[Path]:
    return list((ROOT / room).glob("**/migrations/0*.py"))
