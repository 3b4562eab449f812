"""The engine alone: how long a search takes, facets counted under the strand rule."""

import gc
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.directory import InventedDirectory
from benchmarks.machine import private_memory, quantile
from benchmarks.queries import HOW_MANY, query_mix
from benchmarks.reference import Reference
from search.engines.embedded import EmbeddedEngine
from search.query import ProgrammeQuery

COLUMNS = {
    "programmes": "programmes",
    "searches": "searches",
    "with_hits": "with hits",
    "median_ms": "median ms",
    "p95_ms": "95 % ms",
    "p95_ms_asked": "asked <",
    "first_median_ms": "first time ms",
    "first_p95_ms": "first 95 % ms",
    "later_median_ms": "later ms",
    "later_p95_ms": "later 95 % ms",
    "cpu_median_ms": "CPU ms",
    "cpu_p95_ms": "CPU 95 % ms",
    "load_ms": "load ms",
    "load_ms_asked": "asked <",
    "memory_mib": "memory MiB",
    "used_mib": "used MiB",
    "used_mib_asked": "asked <",
    "built_per_second": "built/s",
    "built_per_second_asked": "asked >",
    "change_ms": "change ms",
    "seen_ms": "seen ms",
    "seen_ms_asked": "asked <",
    "size_mib": "disk MiB",
    "checked": "checked",
}
#: What is asked of the engine, by number of programmes; 0 stands for every number.
ASKED: dict[str, dict[int, float]] = {
    "p95_ms": {1_000: 1, 10_000: 3, 100_000: 20},
    "load_ms": {10_000: 200},
    "used_mib": {10_000: 15},
    "built_per_second": {0: 3_000},
    "seen_ms": {0: 2_000},
}
LANGUAGES = ("nl", "fr", "en")


def measure(*, sizes: Sequence[int], seed: int, quick: bool) -> dict[str, Any]:
    """Measure each size in an index of its own. See :func:`benchmarks.report.write_report`."""
    rows, wrong = [], []
    for size in sizes:
        print(f"engine, {size:,} programmes", file=sys.stderr, flush=True)
        folder = Path(tempfile.mkdtemp(prefix="turnstone-engine-"))
        try:
            row, mistakes = _measure(folder, InventedDirectory(seed), size, quick)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        rows.append(row)
        wrong += mistakes
    return {"columns": COLUMNS, "rows": rows, "wrong": wrong}


def _measure(
    folder: Path, directory: InventedDirectory, size: int, quick: bool
) -> tuple[dict[str, Any], list[str]]:
    # Made before: while they are made, the thread that writes would catch up unseen.
    documents = list(directory.documents(size))
    gc.freeze()  # no rebuild holds all documents for the collector to go through
    started = time.perf_counter()
    EmbeddedEngine(folder).rebuild(documents, catalogue=directory.catalogue)
    building = time.perf_counter() - started
    gc.unfreeze()
    del documents
    queries = query_mix(directory, size, HOW_MANY // 5 if quick else HOW_MANY)
    load_ms, memory = _in_fresh_process(_load, folder)
    row: dict[str, Any] = {
        "programmes": size,
        "searches": len(queries),
        "load_ms": load_ms,
        "memory_mib": memory / 2**20,
        "built_per_second": round(size / building),
        "size_mib": sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 2**20,
    }
    row |= _in_fresh_process(_search, folder, queries, directory.seed, 1 if quick else 5)
    mistakes = _check(folder, directory, size, queries, row)
    row["change_ms"] = _change(folder, directory, 1 if quick else 5)
    row["seen_ms"] = statistics.median(
        _until_seen(folder, directory, number) for number in range(1 if quick else 5)
    )
    for name, figures in ASKED.items():
        row[f"{name}_asked"] = figures.get(size, figures.get(0, ""))
    return row, mistakes


def _in_fresh_process(function: Any, *arguments: Any) -> Any:
    # The process that built the index has its pages, and the allocator's leftovers, in memory.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def _load(folder: Path) -> tuple[float, int]:
    """Milliseconds to load, and bytes of memory more after some searches than before."""
    EmbeddedEngine(folder / "nowhere").status()
    before = private_memory()
    engine = EmbeddedEngine(folder)
    started = time.perf_counter()
    engine.catalogue()
    took = 1000 * (time.perf_counter() - started)
    for querystring in ("", "q=geweld", "q=minderjarigen+groep&sort=name", "sort=freshness"):
        for language in LANGUAGES:
            engine.search(ProgrammeQuery.from_querystring(querystring), language=language)
    return took, private_memory() - before


def _search(
    folder: Path, queries: Sequence[ProgrammeQuery], seed: int, rounds: int
) -> dict[str, Any]:
    EmbeddedEngine(folder / "nowhere").status()
    before = private_memory()
    engine = EmbeddedEngine(folder)
    random = Random(seed)
    for querystring in ("q=warm", "mode=group", "q=up&sort=name", "sort=freshness"):
        for language in LANGUAGES:
            engine.search(ProgrammeQuery.from_querystring(querystring), language=language)
    wall: list[list[float]] = []
    cpu: list[float] = []
    with_hits = 0
    for number in range(rounds):
        wall.append([])
        for query in random.sample(queries, len(queries)):
            language = random.choice(LANGUAGES)
            # The clock of the CPU costs more to ask: outside of what the other measures.
            spent, started = time.thread_time(), time.perf_counter()
            results = engine.search(query, language=language)
            wall[-1].append(1000 * (time.perf_counter() - started))
            cpu.append(1000 * (time.thread_time() - spent))
            with_hits += number == 0 and results.total > 0
    every = [value for values in wall for value in values]
    later = [value for values in wall[1:] for value in values] or every
    return {
        # With all that the engine keeps of searches, beside what `_load` found.
        "used_mib": (private_memory() - before) / 2**20,
        "with_hits": with_hits,
        "median_ms": statistics.median(every),
        "p95_ms": quantile(every, 0.95),
        "first_median_ms": statistics.median(wall[0]),
        "first_p95_ms": quantile(wall[0], 0.95),
        "later_median_ms": statistics.median(later),
        "later_p95_ms": quantile(later, 0.95),
        "cpu_median_ms": statistics.median(cpu),
        "cpu_p95_ms": quantile(cpu, 0.95),
    }


def _check(
    folder: Path,
    directory: InventedDirectory,
    size: int,
    queries: Sequence[ProgrammeQuery],
    row: dict[str, Any],
) -> list[str]:
    """Compare every ninth answer (hits of the page, total, all counts) with plain Python."""
    engine = EmbeddedEngine(folder)
    reference = Reference(directory.documents(size))
    options = {name: [o.code for o in of] for name, of in directory.catalogue.options.items()}
    chosen = [query for query in queries if reference.knows_all_words(query)][::9]
    mistakes = []
    for query in chosen:
        found, counts = reference.answer(query, options)
        results = engine.search(query, language="nl")
        counted = {
            name: {option.code: option.total for option in of}
            for name, of in results.facets.items()
        }
        listed = {hit.card.slug for hit in results.hits}
        if results.total != len(found) or not listed <= found or counted != counts:
            mistakes.append(f"{size:,} programmes: {query.to_querystring()}")
    row["checked"] = len(chosen)
    return mistakes


def _change(folder: Path, directory: InventedDirectory, times: int) -> float:
    """Milliseconds until one changed programme is in the index, durably; the median."""
    engine = EmbeddedEngine(folder)
    took = []
    for document in list(directory.documents(times)):
        started = time.perf_counter()
        engine.index([document])
        took.append(1000 * (time.perf_counter() - started))
    return statistics.median(took)


def _until_seen(folder: Path, directory: InventedDirectory, number: int) -> float:
    """Milliseconds from the start of a change until another process finds what it says."""
    word = f"zwaluwnest{number}x"
    (document,) = directory.documents(1)
    card = {**document.card, "titles": {"nl": word}}
    changed = replace(document, titles={"nl": word}, names=word, card=card)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(_open, (folder,))
        seen = pool.apply_async(_look_for, (word,))
        started = time.monotonic()
        EmbeddedEngine(folder).index([changed])
        return 1000 * (seen.get(timeout=60) - started)


_reader: list[EmbeddedEngine] = []


def _open(folder: Path) -> None:
    _reader[:] = [EmbeddedEngine(folder)]
    _reader[0].catalogue()


def _look_for(word: str) -> float:
    """When a search finds ``word``, by a clock that all processes share."""
    query = ProgrammeQuery.from_pairs([("q", word)])
    while not any(word in hit.card.title for hit in _reader[0].search(query, language="nl").hits):
        time.sleep(0.01)
    return time.monotonic()
