"""Keys of this test's own, and a database that is a file."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from portal.vault import keyring
from portal.vault.keymaking import make_missing_keys
from tests.portal.vault.databases import sqlite_database


@pytest.fixture
def keys(tmp_path: Path, settings) -> Path:
    """A folder with a full key ring, which `settings.KEYS` names."""
    folder = tmp_path / "keys"
    make_missing_keys(folder=folder)
    settings.KEYS = folder
    keyring._rings.clear()
    return folder


@pytest.fixture
def public_role(keys: Path, settings) -> None:
    """The process holds what the public one holds; the staff's keys are not on its machine."""
    settings.ROLE = "public"
    for zone in ("staff", "clock"):
        (keys / zone).rename(keys.parent / f"{zone}-elsewhere")


@pytest.fixture
def owner() -> UUID:
    return uuid4()


@pytest.fixture
def sqlite_file(tmp_path: Path, django_db_blocker) -> Iterator[Path]:
    """The path of a migrated SQLite file that `connection` reads and writes."""
    with django_db_blocker.unblock(), sqlite_database(tmp_path / "db.sqlite3") as path:
        yield path
