"""Where a benchmark's database begins: with nothing, or as a copy of a migrated one."""

import os
import shutil
from pathlib import Path

#: Names a migrated SQLite file. Hundreds of migrations take longer than a small benchmark.
MIGRATED = "MIGRATED_DATABASE"


def begin_with_tables(folder: Path) -> None:
    """Put the migrated database, where there is one, into a data folder without one."""
    migrated = Path(os.environ.get(MIGRATED, ""))
    if migrated.is_file():
        shutil.copyfile(migrated, folder / "db.sqlite3")
