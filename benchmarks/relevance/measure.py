"""`./dev bench relevance`: NDCG@10 of each engine over the judged searches, per language.

The measure is Järvelin and Kekäläinen's (ACM TOIS 20(4), 2002) with the grade itself as gain and
the binary logarithm as discount, as trec_eval's ``ndcg_cut_10`` has it.
"""

import json
import math
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch

from benchmarks.relevance.directory import HERE, JudgedDirectory
from search.editorial import Editorial
from search.engines.address import Address
from search.engines.base import WrittenEngine
from search.engines.elastic import ElasticsearchEngine
from search.engines.elastic.connection import connect
from search.engines.embedded import EmbeddedEngine
from search.query import ProgrammeQuery
from search.sample.reading import read_meanings
from search.thesaurus import Thesaurus
from tests.elasticsearch.distribution import VERSIONS, ElasticsearchMissing
from tests.elasticsearch.server import running_cluster

FLOOR = HERE / "floor.json"
DEPTH = 10
LANGUAGES = ("nl", "fr", "de", "en")
#: The kind of the searches that nothing in the directory answers, and what is nearly nothing.
NONE = "none"
NEARLY_NOTHING = 1

COLUMNS = {
    "engine": "engine",
    "searches_for": "searches",
    "searches": "how many",
    "ndcg": "NDCG@10",
    "without_hits": "without a hit",
    "nearly_nothing": "(nearly) nothing, as it should be",
}

#: Makes an engine without an index, which may lie in the folder.
Maker = Callable[[Path], WrittenEngine]

# An alias of its own, beside that of a site on the same server.
_ALIAS = "turnstone-relevance"
_PATIENCE = 60.0  # seconds: a server just started is slow, and how fast it is plays no part


@dataclass(frozen=True, slots=True)
class Judged:
    """One judged search: grades by slug, all others 0."""

    text: str
    language: str
    kind: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an engine made of a judged search: its first ten, how many it found, and the NDCG."""

    judged: Judged
    slugs: tuple[str, ...]
    total: int

    @property
    def ndcg(self) -> float:
        return ndcg(self.slugs, self.judged.grades)


def judged_searches() -> list[Judged]:
    """Read ``queries.toml``."""
    searches = []
    for need in tomllib.loads((HERE / "queries.toml").read_text(encoding="utf-8"))["need"]:
        grades = {slug: grade for grade in (1, 2, 3) for slug in need.get(f"grade-{grade}", ())}
        searches += [Judged(grades=grades, **query) for query in need["queries"]]
    return searches


def ndcg(slugs: Sequence[str], grades: Mapping[str, int]) -> float:
    """NDCG@10 of a list of hits; 1 is the best order there could be."""
    ideal = _gain(sorted(grades.values(), reverse=True))
    return _gain(grades.get(slug, 0) for slug in slugs) / ideal


def _gain(grades: Iterable[int]) -> float:
    ten = zip(grades, range(DEPTH), strict=False)
    return sum(grade / math.log2(place + 2) for grade, place in ten)


def outcomes(engine: WrittenEngine, searches: Iterable[Judged]) -> list[Outcome]:
    """Ask an engine, whose index holds the judged programmes, each search in its language.

    The synonyms are those that every installation begins with.
    """
    editorial = Editorial(Thesaurus(meaning.synonym for meaning in read_meanings()))
    found = []
    for judged in searches:
        query = replace(ProgrammeQuery.from_pairs([("q", judged.text)]), editorial=editorial)
        results = engine.search(query, language=judged.language, page_size=DEPTH)
        slugs = tuple(hit.card.slug for hit in results.hits)
        found.append(Outcome(judged, slugs, results.total))
    return found


def figures(found: Iterable[Outcome]) -> dict[str, float]:
    """NDCG@10 per language and in all, and the share of ``none`` that find (nearly) nothing."""
    found = list(found)
    answered = [outcome for outcome in found if outcome.judged.kind != NONE]
    unanswered = [outcome for outcome in found if outcome.judged.kind == NONE]
    by_language = {
        language: [o.ndcg for o in answered if o.judged.language == language]
        for language in LANGUAGES
    }
    return {
        **{language: _mean(values) for language, values in by_language.items()},
        "all": _mean([outcome.ndcg for outcome in answered]),
        NONE: _mean([outcome.total <= NEARLY_NOTHING for outcome in unanswered]),
    }


def floor() -> dict[str, dict[str, float]]:
    """The figures that were reached, by engine: none may fall."""
    kept: dict[str, dict[str, float]] = json.loads(FLOOR.read_text(encoding="utf-8"))
    return kept


def fallen(engine: str, now: Mapping[str, float]) -> list[str]:
    """Say what is lower than it was."""
    return [
        f"{engine}, {name}: {now[name]:.3f}, at least {least:.3f} is asked for"
        for name, least in floor()[engine].items()
        if round(now[name], 3) < least
    ]


def filled(folder: Path, make: Maker) -> WrittenEngine:
    """An engine with the judged programmes in its index."""
    directory = JudgedDirectory()
    engine = make(folder)
    engine.rebuild(directory.judged_documents(), catalogue=directory.catalogue)
    return engine


def measure(*, sizes: Sequence[int], seed: int, quick: bool) -> dict[str, Any]:
    """Ask each engine. Sizes and seed play no part: the programmes are always the same."""
    searches = judged_searches()
    rows, wrong = [], []
    for make in (_embedded, _elasticsearch):
        folder = Path(tempfile.mkdtemp(prefix="turnstone-relevance-"))
        try:
            with make() as maker:
                engine = filled(folder, maker)
                print(f"relevance, {engine.name}", file=sys.stderr, flush=True)
                found = outcomes(engine, searches)
        except ElasticsearchMissing as missing:
            print(f"relevance, without elasticsearch: {missing}", file=sys.stderr, flush=True)
            continue
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        rows += list(_rows(engine.name, found))
        wrong += fallen(engine.name, figures(found))
    return {"columns": COLUMNS, "rows": rows, "wrong": wrong}


@contextmanager
def _embedded() -> Iterator[Maker]:
    yield EmbeddedEngine


@contextmanager
def _elasticsearch() -> Iterator[Maker]:
    """On the servers that ELASTICSEARCH_URL names; else on one that is started as for tests.

    Raises :class:`ElasticsearchMissing` where none can be.
    """
    with ExitStack() as stack:
        url = os.environ.get("ELASTICSEARCH_URL")
        if not url:
            (url,) = stack.enter_context(running_cluster(VERSIONS[0])).urls
        address = replace(Address.read(url), alias=_ALIAS)
        client = stack.enter_context(connect(address))
        stack.callback(delete_indices, client)
        yield lambda folder: ElasticsearchEngine(address, folder, patience=_PATIENCE)


def delete_indices(client: Elasticsearch) -> None:
    """By name: servers refuse a wildcard here unless they are told not to."""
    for name in client.indices.get(index=f"{_ALIAS}-*"):
        client.indices.delete(index=name)


def _rows(engine: str, found: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
    answered = [outcome for outcome in found if outcome.judged.kind != NONE]
    kinds = dict.fromkeys(outcome.judged.kind for outcome in answered)
    groups = {
        **{name: [o for o in answered if o.judged.language == name] for name in LANGUAGES},
        "all": answered,
        **{kind: [o for o in answered if o.judged.kind == kind] for kind in kinds},
    }
    for label, group in groups.items():
        yield {
            "engine": engine,
            "searches_for": label,
            "searches": len(group),
            "ndcg": _mean([outcome.ndcg for outcome in group]),
            "without_hits": sum(outcome.total == 0 for outcome in group),
        }
    nothing = [outcome for outcome in found if outcome.judged.kind == NONE]
    yield {
        "engine": engine,
        "searches_for": "no answer",
        "searches": len(nothing),
        "without_hits": sum(outcome.total == 0 for outcome in nothing),
        "nearly_nothing": sum(outcome.total <= NEARLY_NOTHING for outcome in nothing),
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
