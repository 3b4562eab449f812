"""Pages: what a request of the finder and of a programme costs the server, made anew and kept.

In one run, block by block in turn: the finder, a programme, both from the page cache, a page that
the visitor has already (304), a Wagtail page with an empty template and a Django view that answers
nothing, on one server with the same settings and middleware. Pages are made anew for a visitor who
carries a cookie, whatever it says.
"""

import re
import statistics
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from benchmarks.directory import InventedDirectory
from benchmarks.load import Asked, Server, Spent
from benchmarks.queries import query_mix
from benchmarks.reference import Reference
from benchmarks.sites import measure_sites
from search.query import ProgrammeQuery
from search.synthetic import synthetic_record

ROUNDS, BLOCK = 7, 150
QUICK_ROUNDS, QUICK_BLOCK = 2, 20
# What costs little is asked this many times as often, for a block to last some tenths of a second.
CHEAP = 5
LANGUAGES = ("nl", "fr", "en")

#: A cookie: such a visitor's pages are made anew.
CARRIES = (("Cookie", "anything=1"),)
#: What a page may cost at most, of the bare Wagtail page's CPU, up to so many programmes.
FINDER_AT_MOST = ((1_000, 0.25), (10_000, 0.35), (100_000, 0.75))
ASKED_FOR = {
    "programme": "≤ 0.6 of Wagtail",
    "finder, kept": "≥ 0.7 of Django's rate",
    "programme, kept": "≥ 0.7 of Django's rate",
    "programme, 304": "≤ 1.5 of Django",
}

COLUMNS = {
    "programmes": "programmes",
    "page": "page",
    "cpu_ms": "CPU ms",
    "of_wagtail": "of bare Wagtail",
    "of_django": "of bare Django",
    "per_second": "requests/s",
    "rate_of_django": "of bare Django's",
    "asked_for": "asked for",
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
    finder = [_finder(query, random.choice(LANGUAGES)) for query in queries]
    programme = [f"/{random.choice(LANGUAGES)}/programmes/{slug}/" for slug in slugs]
    # What found nothing is not kept.
    kept = [path for path, tag in server.tags(finder).items() if tag]
    tags = server.tags(programme)
    targets = {
        "finder": [Asked(path, CARRIES) for path in finder],
        "programme": [Asked(path, CARRIES) for path in programme],
        "finder, kept": [Asked(path) for path in kept] * CHEAP,
        "programme, kept": [Asked(path) for path in programme] * CHEAP,
        "programme, 304": [Asked(p, (("If-None-Match", tags[p]),), 304) for p in programme] * CHEAP,
        "bare Wagtail page": [Asked("/bare/wagtail/bare/")] * block,
        "bare Django view": [Asked("/bare/django/")] * block * CHEAP,
    }
    for asked in targets.values():
        server.ask(asked)
    spent: dict[str, list[Spent]] = {name: [] for name in targets}
    for _ in range(rounds):
        for name, asked in targets.items():
            spent[name].append(server.ask(random.sample(asked, len(asked))))
    rows = [_row(size, name, spent) for name in targets]
    for row, asked in zip(rows, targets.values(), strict=True):
        if asked[0].status == 200:
            sizes = [len(server.page(one.path)) for one in asked[:5]]
            row["kilobytes"] = statistics.mean(sizes) / 1000
    rows[0]["checked"], mistakes = _check(server, directory, size, queries)
    return rows, mistakes


def _asked_for(name: str, size: int) -> str:
    if name == "finder":
        most = next((most for upto, most in FINDER_AT_MOST if size <= upto), FINDER_AT_MOST[-1][1])
        return f"≤ {most} of Wagtail"
    return ASKED_FOR.get(name, "")


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
        "of_django": cpu(name) / cpu("bare Django view"),
        "per_second": round(rate(name)),
        "rate_of_django": rate(name) / rate("bare Django view"),
        "asked_for": _asked_for(name, size),
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
