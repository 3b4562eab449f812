"""Open data: what the first page of `/services`, one in the middle and the last cost the server.

Blocks in turn, on one server with the site's own middleware; every page is then walked through, and
what stands on them held against the records that the programmes were made of.
"""

import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from benchmarks.directory import InventedDirectory
from benchmarks.load import Server, Spent
from benchmarks.sites import measure_sites
from directory.record import ProgrammeRecord
from search.synthetic import synthetic_records

PER_PAGE = 50
ROUNDS, BLOCK = 7, 40
QUICK_ROUNDS, QUICK_BLOCK = 2, 4
KINDS: Mapping[str, dict[str, str]] = {
    "minimal": {"minimal": "true"},
    "brief": {},
    "full": {"full": "true"},
}
STATUSES = {"open": "active", "paused": "temporarily closed", "closed": "defunct"}

COLUMNS = {
    "programmes": "programmes",
    "kind": "services",
    "first_ms": "first page CPU ms",
    "middle_ms": "middle",
    "last_ms": "last",
    "last_of_first": "last / first",
    "middle_of_first": "middle / first",
    "kilobytes": "kB",
    "checked": "checked",
}


def measure(*, sizes: Sequence[int], seed: int, quick: bool) -> dict[str, Any]:
    """Measure each size on a database of its own. See :func:`benchmarks.report.write_report`."""
    return measure_sites("hsds", _measure, COLUMNS, sizes=sizes, seed=seed, quick=quick)


def _measure(
    server: Server, directory: InventedDirectory, size: int, quick: bool
) -> tuple[list[dict[str, Any]], list[str]]:
    rounds, block = (QUICK_ROUNDS, QUICK_BLOCK) if quick else (ROUNDS, BLOCK)
    per_page = min(PER_PAGE, max(1, size // 4))
    # A last page that is not full would be cheaper than the first.
    last = size // per_page
    numbers = {"first": 1, "middle": (last + 1) // 2, "last": last}
    rows = []
    for kind, asked in KINDS.items():
        paths = {name: _path(number, per_page, asked) for name, number in numbers.items()}
        for path in paths.values():
            server.ask([path] * 4)
        spent: dict[str, list[Spent]] = {name: [] for name in paths}
        for _ in range(rounds):
            for name, path in paths.items():
                spent[name].append(server.ask([path] * block))
        rows.append(_row(size, kind, spent, len(server.page(paths["first"]))))
    rows[0]["checked"], mistakes = _check(server, directory, size, per_page)
    return rows, mistakes


def _path(page: int, per_page: int, asked: Mapping[str, str]) -> str:
    return f"/api/hsds/services?{urlencode({'page': page, 'per_page': per_page, **asked})}"


def _row(size: int, kind: str, spent: Mapping[str, Sequence[Spent]], length: int) -> dict[str, Any]:
    cost = {
        name: statistics.median(1000 * s.cpu / s.requests for s in blocks)
        for name, blocks in spent.items()
    }
    return {
        "programmes": size,
        "kind": kind,
        **{f"{name}_ms": value for name, value in cost.items()},
        "last_of_first": cost["last"] / cost["first"],
        "middle_of_first": cost["middle"] / cost["first"],
        "kilobytes": length / 1000,
    }


def _check(
    server: Server, directory: InventedDirectory, size: int, per_page: int
) -> tuple[int, list[str]]:
    """Compare every service of every page, and of the lines, with the record it was made of."""
    records = {
        record.uuid: record
        for record in synthetic_records(size, seed=directory.seed, terms=directory.terms)
    }
    mistakes = []
    seen = []
    for number, page in _pages(server, per_page):
        seen += [thing["id"] for thing in page["contents"]]
        if page["total_items"] != size or page["page_number"] != number:
            mistakes.append(f"{size:,} programmes: the envelope of page {number}")
        mistakes += differences(page["contents"], records)
    lines = server.page("/api/hsds/services?format=ndjson&minimal=true").splitlines()
    for name, found in (("pages", seen), ("lines", [json.loads(line)["id"] for line in lines])):
        if len(found) != size or set(found) != set(records):
            mistakes.append(f"{size:,} programmes: not each of them once in the {name}")
    return 2 * size, mistakes


def _pages(server: Server, per_page: int) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    while True:
        number += 1
        page = json.loads(server.page(_path(number, per_page, {})))
        yield number, page
        if page["last_page"]:
            return


def differences(
    things: Sequence[Mapping[str, Any]], records: Mapping[str, ProgrammeRecord]
) -> list[str]:
    """What services say otherwise than the records they were made of."""
    wrong = []
    for thing in things:
        record = records.get(thing["id"])
        if record is None:
            wrong.append(f"{thing['id']}: no such programme")
            continue
        said = (thing["name"], thing["description"], thing["status"], thing["organization"]["name"])
        own = record.original_language
        made = (
            record.titles[own],
            record.summaries[own],
            STATUSES[record.status],
            record.organisations[0],
        )
        if said != made:
            wrong.append(f"{record.slug}: {said} is not {made}")
    return wrong
