"""The lines of *Finder parameters* and those of the finder among the hooks."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

from search.engines.base import PAGE_SIZE
from search.query import SORTS
from tests.contract.lines import Line, holds
from tests.demonstration import Demonstration
from tests.visitor import tags

SECTION = "Finder parameters"
SINGLE = {
    "near": ("9000", "4000"),
    "sort": ("name", "freshness"),
    "page": ("2", "1"),
}


@dataclass(frozen=True)
class Option:
    """An option as the finder shows it."""

    facet: str
    code: str
    count: int


@dataclass(frozen=True)
class Shown:
    """What a page of the finder shows."""

    total: int
    slugs: list[str]
    options: list[Option]
    text: str

    def codes(self, facet: str) -> list[str]:
        return [option.code for option in self.options if option.facet == facet]

    def count(self, facet: str, code: str) -> int:
        return next(o.count for o in self.options if (o.facet, o.code) == (facet, code))


def find(running: Demonstration, lang: Any = "en", **query: Any) -> Shown:
    """Ask the finder."""
    answer = running.visitor().get(f"/{lang}/find/?{urlencode(query, doseq=True)}")
    assert answer.status == 200
    facet, options = "", []
    for tag in tags(answer.text):
        facet = tag.attributes.get("data-facet", facet)
        if "data-option" in tag.attributes:
            count = int(tag.attributes["data-count"])
            options.append(Option(facet, tag.attributes["data-option"], count))
    [total] = [
        t.attributes["data-total"] for t in tags(answer.text) if "data-total" in t.attributes
    ]
    slugs = [
        tag.attributes["data-programme"]
        for tag in tags(answer.text)
        if "data-programme" in tag.attributes
    ]
    return Shown(int(total), slugs, options, answer.text)


def every_hit(running: Demonstration, **query: list[str]) -> set[str]:
    """The programmes on all pages of an answer."""
    slugs: list[str] = []
    total = find(running, **query).total
    while len(slugs) < total:
        page = find(running, **query, page=len(slugs) // PAGE_SIZE + 1)
        assert page.slugs
        slugs += page.slugs
    assert len(set(slugs)) == total
    return set(slugs)


@holds(SECTION, "`q`")
def text(line: Line, running: Demonstration) -> None:
    everything, found = find(running), find(running, lang="nl", q="minderjarigen")
    assert 0 < found.total < everything.total
    assert "iter" in found.slugs
    one, other = (every_hit(running, q=[q]) for q in ("circle", "supervised contact"))
    assert one - other
    assert other - one
    assert every_hit(running, q=["circle", "supervised contact"]) == one | other


FACETS = (
    *("population", "mode", "setting", "harm", "age", "basis", "told", "referrer", "language"),
    *("area", "availability", "evidence"),
)


@holds(SECTION, *(f"`{name}`" for name in FACETS))
def facet(line: Line, running: Demonstration) -> None:
    [name] = line.codes()
    everything = find(running)
    used = [o for o in everything.options if o.facet == name and o.count]
    assert used, f"The finder shows no facet {name}."
    hits = {o.code: every_hit(running, **{name: [o.code]}) for o in used}
    for option in used:
        assert len(hits[option.code]) == option.count
    # OR: the hits of both, where neither has all of the other's; each keeps its own number.
    one, other = next(
        (o, p)
        for o, p in combinations(used, 2)
        if hits[o.code] - hits[p.code] and hits[p.code] - hits[o.code]
    )
    for pair in ([one.code, other.code], [other.code, one.code]):
        assert every_hit(running, **{name: pair}) == hits[one.code] | hits[other.code]
    both = find(running, **{name: [one.code, other.code]})
    assert (both.count(name, one.code), both.count(name, other.code)) == (one.count, other.count)


@holds(SECTION, *(f"`{name}` (single)" for name in SINGLE))
def single(line: Line, running: Demonstration) -> None:
    name, *values = line.codes()
    first, last = SINGLE[name]
    if name == "sort":
        assert tuple(values[:4]) == SORTS
    twice = find(running, **{name: [first, last]})
    assert find(running, **{name: first}).slugs != find(running, **{name: last}).slugs
    assert twice.slugs == find(running, **{name: last}).slugs
    if name == "near":
        assert twice.slugs == find(running, near=last, sort="distance").slugs
        assert twice.total == find(running).total
        assert find(running, near=last, sort="fit").slugs == find(running, sort="fit").slugs


@holds(SECTION, "`keep`")
def keep(line: Line, running: Demonstration) -> None:
    shown = find(running, sort="name")
    first, second = [t.attributes["value"] for t in tags(shown.text, "button", name_="keep")][:2]
    both = find(running, keep=[first, second], sort="name")
    assert both.total == shown.total
    for page in ("list", "compare"):
        answer = running.visitor().get(f"/en/{page}/?keep={second}&keep={first}")
        named = [t.attributes.get("data-programme") for t in tags(answer.text)]
        assert list(filter(None, named)) == [shown.slugs[1], shown.slugs[0]]


CODES = ("population", "mode", "basis", "told", "availability", "evidence", "age")


@holds("Codes that never change", *(f"`{name}`" for name in CODES))
def codes(line: Line, running: Demonstration) -> None:
    [name], wanted = line.codes(0), line.codes(1)
    shown = find(running).codes(name)
    assert [code for code in wanted if code not in shown] == []
    for code in wanted:
        assert find(running, **{name: code}).total >= 1, f"No programme has {name}={code}."


@holds("Hooks in the HTML", "Finder: `data-total`")
def total(line: Line, running: Demonstration) -> None:
    shown = find(running, q="youth")
    assert tags(shown.text, data_total=str(shown.total))
    assert find(running, q="xylophonists of Antarctica").total == 0


@holds("Hooks in the HTML", "Finder: each hit")
def hit(line: Line, running: Demonstration) -> None:
    shown = find(running, population="minors", mode="group")
    assert len(shown.slugs) == min(shown.total, 10)
    for slug in shown.slugs:
        assert f"/en/programmes/{slug}/" in shown.text
        assert running.visitor().get(f"/en/programmes/{slug}/").status == 200


@holds("Hooks in the HTML", "Finder: each facet")
def facets(line: Line, running: Demonstration) -> None:
    assert set(FACETS) == {option.facet for option in find(running).options}


@holds("Hooks in the HTML", "Finder: each option")
def option(line: Line, running: Demonstration) -> None:
    shown = find(running, mode="group")
    for code in shown.codes("population"):
        together = find(running, mode="group", population=code)
        assert together.total == shown.count("population", code)
