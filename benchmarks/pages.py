"""Pages: what a request of the finder and of a programme costs the server, uncached.

In one run, block by block in turn: the finder, a programme, a Wagtail page with an empty template
and a Django view that answers nothing, on one server with the same settings and middleware.
"""

import re
import statistics
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from benchmarks.directory import InventedDirectory
from benchmarks.load import Server, Spent
from benchmarks.queries import query_mix
from benchmarks.reference import Reference
from benchmarks.sites import measure_sites
from search.query import ProgrammeQuery
from search.synthetic import synthetic_record

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
    return measure_sites("pages", _measure, COLUMNS, sizes=sizes, seed=seed, quick=quick)


def _measure(
    server: Server, directory: InventedDirectory, size: int, quick: bool
) -> tuple[list[dict[str, Any]], list[str]]:
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
    reference = Reference(directory.documents(size))
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
