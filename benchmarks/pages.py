"""Pages: what a request of the finder and of a programme costs the server, uncached.

In one run, block by block in turn: the finder, a programme, a Wagtail page with an empty template
and a Django view that answers nothing, on one server with the same settings and middleware.
"""

import datetime as dt
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.directory import InventedDirectory
from benchmarks.load import Server, Spent, free_port, serving
from benchmarks.queries import query_mix
from benchmarks.reference import Reference
from config.run import server as server_command
from search.query import ProgrammeQuery
from search.synthetic import synthetic_record

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "var" / "benchmarks"
# Raise when the invented pages or the tables change: kept databases are made anew.
VERSION = 1
ROUNDS, BLOCK = 7, 150
QUICK_ROUNDS, QUICK_BLOCK = 2, 20
LANGUAGES = ("nl", "fr", "en")

COLUMNS = {
    "programmes": "programmes",
    "page": "page",
    "cpu_ms": "CPU ms",
    "of_wagtail": "of bare Wagtail",
    "per_second": "requests/s",
    "of_django": "of bare Django",
    "requests": "requests",
    "kilobytes": "kB",
    "checked": "checked",
}


def measure(*, sizes: Sequence[int], seed: int, quick: bool) -> dict[str, Any]:
    """Measure each size on a database of its own. See :func:`benchmarks.report.write_report`."""
    rows: list[dict[str, Any]] = []
    wrong: list[str] = []
    for size in sorted(sizes):
        folder = prepared(size, seed)
        port = free_port()
        command = server_command(port)
        # One worker: CPU per request is the same, and requests per second are of one core.
        command[command.index("--workers") + 1] = "1"
        variables = environment(folder, "public", port)
        with serving(command, variables, port, folder / "log" / "benchmark.log") as server:
            of_size, mistakes = _measure(server, InventedDirectory(seed), size, quick)
        rows += of_size
        wrong += mistakes
    return {"columns": COLUMNS, "rows": rows, "wrong": wrong}


def prepared(size: int, seed: int) -> Path:
    """The folder of a site with so many invented programmes; made once, and kept."""
    folder = KEPT / f"{size}-{seed}"
    ready = folder / "ready.json"
    wanted = {"version": VERSION, "size": size, "seed": seed}
    if ready.is_file() and json.loads(ready.read_text()) == wanted:
        return folder
    print(f"pages, {size:,} programmes: making the site in {folder}", file=sys.stderr, flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "benchmarks.prepare", str(size), str(seed)]
    subprocess.run(
        command, check=True, env=environment(folder, "staff", 8000), stdout=subprocess.DEVNULL
    )
    ready.write_text(json.dumps(wanted))
    return folder


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


def _measure(
    server: Server, directory: InventedDirectory, size: int, quick: bool
) -> tuple[list[dict[str, Any]], list[str]]:
    print(f"pages, {size:,} programmes", file=sys.stderr, flush=True)
    rounds, block = (QUICK_ROUNDS, QUICK_BLOCK) if quick else (ROUNDS, BLOCK)
    random = Random(directory.seed)
    queries = query_mix(directory, size, block)
    slugs = [
        synthetic_record(random.randrange(size), seed=directory.seed, terms=directory.terms).slug
        for _ in range(block)
    ]
    targets = {
        "finder": [_finder(query, random.choice(LANGUAGES)) for query in queries],
        "programme": [f"/{random.choice(LANGUAGES)}/programmes/{slug}/" for slug in slugs],
        "bare Wagtail page": ["/bare/wagtail/bare/"] * block,
        "bare Django view": ["/bare/django/"] * block,
    }
    for paths in targets.values():
        server.ask(paths[: block // 2])
    spent: dict[str, list[Spent]] = {name: [] for name in targets}
    for _ in range(rounds):
        for name, paths in targets.items():
            spent[name].append(server.ask(random.sample(paths, len(paths))))
    rows = [_row(size, name, spent) for name in targets]
    for row, paths in zip(rows, targets.values(), strict=True):
        row["kilobytes"] = statistics.mean(len(server.page(p)) for p in paths[:5]) / 1000
    rows[0]["checked"], mistakes = _check(server, directory, size, queries)
    return rows, mistakes


def _finder(query: ProgrammeQuery, language: str) -> str:
    return f"/{language}/find/?{query.to_querystring()}"


def _row(size: int, name: str, spent: Mapping[str, Sequence[Spent]]) -> dict[str, Any]:
    def cpu(of: str) -> float:
        return statistics.median(1000 * s.cpu / s.requests for s in spent[of])

    def rate(of: str) -> float:
        return statistics.median(s.requests / s.wall for s in spent[of])

    return {
        "programmes": size,
        "page": name,
        "cpu_ms": cpu(name),
        "of_wagtail": cpu(name) / cpu("bare Wagtail page"),
        "per_second": round(rate(name)),
        "of_django": rate(name) / rate("bare Django view"),
        "requests": sum(s.requests for s in spent[name]),
    }


def _check(
    server: Server, directory: InventedDirectory, size: int, queries: Sequence[ProgrammeQuery]
) -> tuple[int, list[str]]:
    """Compare every tenth page (total, programmes listed, all counts) with plain Python."""
    # The server goes by the calendar, and invented capacities lapse like all others.
    reference = Reference(directory.documents(size, today=dt.datetime.now(tz=dt.UTC).date()))
    options = {name: [o.code for o in of] for name, of in directory.catalogue.options.items()}
    chosen = [query for query in queries if reference.knows_all_words(query)][::9]
    mistakes = []
    for query in chosen:
        html = server.page(_finder(query, "nl"))
        found, counts = reference.answer(query, options)
        (total,) = re.findall(r'data-total="(\d+)"', html)
        listed = set(re.findall(r'data-programme="([^"]+)"', html))
        counted = [int(n) for n in re.findall(r'data-option="[^"]+" data-count="(\d+)"', html)]
        expected = [n for facet in counts.values() for n in facet.values()]
        if int(total) != len(found) or not listed <= found or sorted(counted) != sorted(expected):
            mistakes.append(f"{size:,} programmes: {query.to_querystring()}")
    return len(chosen), mistakes
