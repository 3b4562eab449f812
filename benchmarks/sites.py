"""Sites with invented programmes, made once and kept, and what is measured on a server of each."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.directory import InventedDirectory
from benchmarks.load import Server, free_port, serving
from benchmarks.tables import begin_with_tables
from config.run import server as server_command
from search.engines.embedded.schema import VERSION as INDEX_VERSION

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "var" / "benchmarks"
# Raise when the invented pages, their day or the tables change: kept databases are made anew.
VERSION = 3
#: What is measured of one size: (server, directory, programmes, quick) → rows, and what was wrong.
Measure = Callable[[Server, InventedDirectory, int, bool], tuple[list[dict[str, Any]], list[str]]]


def measure_sites(
    name: str,
    measure: Measure,
    columns: Mapping[str, str],
    *,
    sizes: Sequence[int],
    seed: int,
    quick: bool,
) -> dict[str, Any]:
    """Measure each size on a server and a database of its own."""
    rows: list[dict[str, Any]] = []
    wrong: list[str] = []
    for size in sorted(sizes):
        folder = prepared(size, seed)
        port = free_port()
        command = server_command(port)
        # One worker: CPU per request is the same, and requests per second are of one core.
        command[command.index("--workers") + 1] = "1"
        variables = environment(folder, "public", port)
        print(f"{name}, {size:,} programmes", file=sys.stderr, flush=True)
        with serving(command, variables, port, folder / "log" / "benchmark.log") as server:
            of_size, mistakes = measure(server, InventedDirectory(seed), size, quick)
        rows += of_size
        wrong += mistakes
    return {"columns": columns, "rows": rows, "wrong": wrong}


def prepared(size: int, seed: int) -> Path:
    """The folder of a site with so many invented programmes; made once, and kept."""
    folder = KEPT / f"{size}-{seed}"
    ready = folder / "ready.json"
    wanted = {"version": VERSION, "size": size, "seed": seed}
    kept = json.loads(ready.read_text()) if ready.is_file() else {}
    if {**kept, "index": INDEX_VERSION} == {**wanted, "index": INDEX_VERSION}:
        if kept.get("index") != INDEX_VERSION:
            # An index of another version would only say that it is being prepared.
            _run(folder, "site/manage.py", "rebuild_index")
    else:
        print(f"{size:,} programmes: making the site in {folder}", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        begin_with_tables(folder)
        _run(folder, "-m", "benchmarks.prepare", str(size), str(seed))
    ready.write_text(json.dumps({**wanted, "index": INDEX_VERSION}))
    return folder


def _run(folder: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments],
        check=True,
        cwd=ROOT,
        env=environment(folder, "staff", 8000),
        stdout=subprocess.DEVNULL,
    )


def environment(folder: Path, role: str, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "site"))),
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
        "TURNSTONE_DATA": str(folder),
        "TURNSTONE_ROLE": role,
        "PORT": str(port),
    }
