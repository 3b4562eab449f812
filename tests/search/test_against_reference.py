"""Random directories and random searches: every engine agrees with plain Python."""

from collections.abc import Sequence
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.record import STATED_FACETS, Point, ProgrammeRecord
from search.documents import ProgrammeDocument
from search.engines.base import WrittenEngine
from search.facets import FACETS
from search.query import SORTS, ProgrammeQuery
from search.results import Hit
from tests.search import reference
from tests.search.builders import CATALOGUE, RELATIVES, as_document, identity, record, strand

# Words that no stemmer of the four languages changes or brings together; the last three stand in
# labels of terms.
WORDS = ("zorgo", "lindax", "quark", "brio", "tempo", "prison", "misbruik", "luik")
# Where there is a file system in memory, nothing waits for a disk.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
# Some far apart, some a street, and some the same from everywhere.
POINTS = tuple(
    Point(latitude, longitude)
    for latitude, longitude in ((51.05, 3.72), (51.051, 3.721), (50.85, 4.35), (50.45, 3.95))
)
NEAR = st.sampled_from(["", "", "9000", "Mons", "nowhere at all"])
AGES = st.one_of(st.none(), st.integers(0, 90))


def codes(facet: str) -> st.SearchStrategy[tuple[str, ...]]:
    every = [option.code for option in CATALOGUE.options[facet]]
    return st.lists(st.sampled_from(every), max_size=2, unique=True).map(tuple)


@st.composite
def strands(draw):
    given_facets = draw(st.lists(st.sampled_from(STATED_FACETS), max_size=4, unique=True))
    stated = {facet: draw(codes(facet)) for facet in given_facets}
    return strand(
        "",
        **{facet: chosen for facet, chosen in stated.items() if chosen},
        age_from=draw(AGES),
        age_to=draw(AGES),
        availability=draw(st.sampled_from(["open", "waiting", "full", None])),
    )


@st.composite
def records(draw, slug: str) -> ProgrammeRecord:
    words = st.lists(st.sampled_from(WORDS), max_size=2).map(" ".join)
    language = draw(st.sampled_from(["nl", "fr", "en"]))
    return record(
        slug,
        *draw(st.lists(strands(), max_size=4)),
        original_language=language,
        titles={language: draw(words) or "untitled"},
        summaries={draw(st.sampled_from(["nl", "fr", "en"])): draw(words)},
        texts={draw(st.sampled_from(["nl", "fr", "en", "de"])): draw(words)},
        status=draw(st.sampled_from(["open", "paused", "closed"])),
        areas=draw(st.lists(st.sampled_from(sorted(RELATIVES)), max_size=2).map(tuple)),
        evidence=draw(st.sampled_from(["effective", "promising", "not-rated"])),
        towns=draw(st.sampled_from([{}, {"quark": {"nl": "quarkdorp"}}, {"Gent": {}, "Mons": {}}])),
        points=draw(st.lists(st.sampled_from(POINTS), max_size=3, unique=True).map(tuple)),
    )


@st.composite
def directories(draw) -> list[ProgrammeRecord]:
    size = draw(st.integers(0, 12))
    return [draw(records(f"programme-{n}")) for n in range(size)]


@st.composite
def queries(draw) -> ProgrammeQuery:
    chosen = draw(st.lists(st.sampled_from([f.name for f in FACETS]), max_size=4, unique=True))
    pairs = [(facet, code) for facet in chosen for code in draw(codes(facet))]
    texts = draw(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=2), max_size=2))
    pairs += [("q", " ".join(words)) for words in texts]
    pairs.append(("near", draw(NEAR)))
    pairs.append(("sort", draw(st.sampled_from(["", *SORTS]))))
    return ProgrammeQuery.from_pairs(pairs)


def assert_agrees(
    engine: WrittenEngine, documents: Sequence[ProgrammeDocument], query: ProgrammeQuery
) -> None:
    results = engine.search(query, language="nl", page_size=100)
    listed = [hit.card.uuid for hit in results.hits]
    expected = reference.found(documents, query)
    assert set(listed) == expected
    assert len(listed) == len(expected) == results.total
    assert engine.totals([query]) == [results.total]
    assert results.programmes == len(documents)
    counted = {
        facet: {option.code: option.total for option in options}
        for facet, options in results.facets.items()
    }
    assert counted == reference.counts(documents, query, CATALOGUE)
    towns = engine.towns(query)
    assert (dict(towns.totals), towns.nowhere) == reference.towns(documents, query)
    if query.sort == "distance":
        wanted = reference.distances(documents, query)
        assert [far.card.status == "closed" for far in results.hits] == [last for last, _ in wanted]
        assert [_km(far) for far in results.hits] == pytest.approx([km for _, km in wanted])


def _km(hit: Hit) -> float:
    return inf if hit.distance is None else hit.distance


def only_known_words(documents: Sequence[ProgrammeDocument], query: ProgrammeQuery) -> bool:
    """Whether every word is somewhere: similar words are not the reference's business."""
    texts = {word for text in query.texts for word in text.split()}
    return all(any(reference.holds_words(d, word) for d in documents) for word in texts)


def test_hits_totals_and_every_count_equal_the_reference(make_engine):
    @settings(max_examples=make_engine.examples(60), deadline=None)
    @given(directory=directories(), asked=st.lists(queries(), min_size=1, max_size=6))
    def check(directory, asked):
        documents = [as_document(programme) for programme in directory]
        with TemporaryDirectory(dir=MEMORY, ignore_cleanup_errors=True) as folder:
            engine = make_engine(Path(folder))
            engine.rebuild(documents, catalogue=CATALOGUE)
            for query in asked:
                if only_known_words(documents, query):
                    assert_agrees(engine, documents, query)

    check()


def test_an_index_changed_step_by_step_equals_one_built_at_once(make_engine):
    @settings(max_examples=make_engine.examples(25), deadline=None)
    @given(data=st.data())
    def check(data):
        with TemporaryDirectory(dir=MEMORY, ignore_cleanup_errors=True) as folder:
            engine = make_engine(Path(folder))
            now = {d.uuid: d for d in map(as_document, data.draw(directories()))}
            engine.rebuild(now.values(), catalogue=CATALOGUE)
            for _ in range(data.draw(st.integers(1, 4))):
                change_at_random(engine, now, data)
            query = data.draw(queries())
            documents = list(now.values())
            if only_known_words(documents, query):
                assert_agrees(engine, documents, query)

    check()


def change_at_random(engine, now, data):
    """Change the engine, and with it the documents by UUID in ``now``."""
    numbers = data.draw(st.lists(st.integers(0, 14), max_size=4, unique=True))
    changed = [as_document(data.draw(records(f"programme-{n}"))) for n in numbers]
    gone = data.draw(st.lists(st.sampled_from(range(12)), max_size=4, unique=True))
    removed = [identity(f"programme-{n}") for n in gone]
    engine.index(changed, removed=removed)
    # What is both changed and removed has been published again.
    for uuid in removed:
        now.pop(uuid, None)
    now.update({document.uuid: document for document in changed})


def test_many_programmes_agree_too(make_engine, tmp_path):
    """More hits than one look at the ranking holds, more programmes than one block of bits."""
    documents = [
        as_document(
            record(
                f"programme-{n}",
                strand("A", mode="group" if n % 3 else "online", population="adults"),
                strand("B", mode="individual", population="minors" if n % 7 else "adults"),
                titles={"en": "quark" if n % 2 else "brio"},
                texts={"en": "tempo"} if n % 5 else {},
            )
        )
        for n in range(900)
    ]
    engine = make_engine(tmp_path)
    engine.rebuild(documents, catalogue=CATALOGUE)
    for querystring in (
        "",
        "q=quark",
        "q=quark+tempo&mode=group&population=adults",
        "q=tempo&mode=online&mode=individual&population=minors",
        "q=quark&q=brio&mode=group",
    ):
        query = ProgrammeQuery.from_querystring(querystring)
        results = engine.search(query, language="nl", page_size=1_000)
        assert {hit.card.uuid for hit in results.hits} == reference.found(documents, query)
        assert len(results.hits) == results.total
        counted = {
            facet: {option.code: option.total for option in options}
            for facet, options in results.facets.items()
        }
        assert counted == reference.counts(documents, query, CATALOGUE)
