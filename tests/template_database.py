"""A migrated SQLite database, made once and copied by every test process after that.

Some two hundred migrations take longer than most test files. The copy is keyed by the pinned
packages and by our own migrations, so that a change of either makes a new one.
"""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def template_path() -> Path:
    """Where the migrated database of these packages and migrations is kept, beside the packages."""
    digest = hashlib.sha256(sys.version.encode())
    migrations = (path for room in ("directory", "search", "portal") for path in _migrations(room))
    for path in (*sorted((ROOT / "requirements").glob("*.lock")), *sorted(migrations)):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return Path(sys.prefix) / f"test-database-{digest.hexdigest()[:16]}.sqlite3"


def copy_template() -> None:
    """Put the migrated database, where there is one, in the place of the empty test database."""
    name = connection.settings_dict["TEST"]["NAME"]
    if connection.vendor == "sqlite" and template_path().exists():
        shutil.copyfile(template_path(), name)


def keep_template() -> None:
    """Keep the database that was just migrated for the processes to come."""
    kept = template_path()
    if connection.vendor != "sqlite" or kept.exists():
        return
    for older in kept.parent.glob("test-database-*.sqlite3"):
        older.unlink(missing_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(unfinished)])
    unfinished.replace(kept)


def _migrations(room: str) -> list[Path]:
    return list((ROOT / room).glob("**/migrations/0*.py"))
