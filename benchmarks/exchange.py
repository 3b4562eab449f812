"""Export, import into an empty directory, and export again: time, memory, and the same bytes."""

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.tables import begin_with_tables

ROOT = Path(__file__).parents[1]
#: An import makes each programme as an editor would; a hundred thousand take hours.
MOST = 10_000
FORMATS = ("csv", "xlsx", "json")
COLUMNS = {
    "programmes": "programmes",
    "format": "format",
    "size_mib": "file MiB",
    "export_s": "export s",
    "export_mib": "export MiB",
    "compare_s": "dry run s",
    "compare_mib": "dry run MiB",
    "apply_s": "import s",
    "apply_mib": "import MiB",
    "per_second": "programmes/s",
    "again_s": "again s",
    "checked": "same bytes",
}
#: Runs a command in a process of its own and says how much memory it ever held, in KiB.
_MEASURED = """
import sys
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
call_command(*sys.argv[1:])
status = Path("/proc/self/status").read_text()
print("held", status.split("VmHWM:")[1].split()[0])
"""
_TABLES = """
import django
django.setup()
from django.core.management import call_command
call_command("make_keys", verbosity=0)
call_command("migrate", verbosity=0, interactive=False)
call_command("createcachetable", verbosity=0)
"""
_EMPTY = """
import django
django.setup()
from directory.sample.tree import prepare_register, prepare_tree
prepare_register(prepare_tree())
"""


def measure(*, sizes: Sequence[int], seed: int, quick: bool) -> dict[str, Any]:
    """Measure each size and format. See :func:`benchmarks.report.write_report`."""
    rows, wrong = [], []
    for size in sizes:
        if size > MOST:
            continue
        with tempfile.TemporaryDirectory(prefix="turnstone-exchange-") as name:
            folder = Path(name)
            print(f"exchange, {size:,} programmes", file=sys.stderr, flush=True)
            # Made once: hundreds of migrations take longer than a small exchange.
            (folder / "tables").mkdir(mode=0o700)
            begin_with_tables(folder / "tables")
            _python(folder / "tables", _TABLES)
            shutil.copytree(folder / "tables", folder / "full")
            _python(folder / "full", f"from benchmarks.prepare import main; main({size}, {seed})")
            for form in FORMATS:
                row, mistake = _measure(folder, size, form)
                rows.append(row)
                wrong += mistake
    return {"columns": COLUMNS, "rows": rows, "wrong": wrong}


def _measure(folder: Path, size: int, form: str) -> tuple[dict[str, Any], list[str]]:
    full, empty = folder / "full", folder / f"empty-{form}"
    first, second = folder / f"first.{form}", folder / f"second.{form}"
    row: dict[str, Any] = {"programmes": size, "format": form}
    row["export_s"], row["export_mib"] = _command(full, "export_programmes", str(first))
    row["size_mib"] = first.stat().st_size / 2**20
    shutil.copytree(folder / "tables", empty)
    _python(empty, _EMPTY)
    row["compare_s"], row["compare_mib"] = _command(empty, "import_programmes", str(first))
    took, row["apply_mib"] = _command(
        empty, "import_programmes", str(first), "--apply", "--publish"
    )
    row["apply_s"] = took - row["compare_s"]
    row["per_second"] = size / row["apply_s"]
    _command(empty, "export_programmes", str(second))
    row["again_s"], _memory = _command(empty, "import_programmes", str(first))
    same = filecmp.cmp(first, second, shallow=False)
    row["checked"] = 1
    return row, [] if same else [f"{size:,} programmes as {form}: another file came back"]


def _command(data: Path, *arguments: str) -> tuple[float, float]:
    """Seconds, and the most MiB held, of a command in a process of its own."""
    started = time.perf_counter()
    said = _python(data, _MEASURED, *arguments)
    held = int(said.rpartition("held ")[2])
    return time.perf_counter() - started, held / 1024


def _python(data: Path, source: str, *arguments: str) -> str:
    data.mkdir(mode=0o700, exist_ok=True)
    path = os.pathsep.join((str(ROOT), str(ROOT / "site")))
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "PYTHONPATH": path,
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
        "TURNSTONE_DATA": str(data),
        "TURNSTONE_ROLE": "staff",
    }
    done = subprocess.run(
        [sys.executable, "-c", source, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments) or 'preparing'} failed:\n{done.stderr[-3000:]}")
    return done.stdout
