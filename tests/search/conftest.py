"""Every engine, behind the one contract. Another engine joins by one line in ``ENGINES``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from search import decisions
from search.documents import ProgrammeDocument
from search.engines import embedded_engine
from search.engines.base import WrittenEngine
from search.engines.embedded import EmbeddedEngine
from tests.elasticsearch.asking import emptied_engine, versions_to_test
from tests.search.builders import CATALOGUE
from tests.search.page import Page
from tests.search.small_directory import SmallDirectory


@dataclass(frozen=True, slots=True)
class Maker:
    """``make(folder)``: an engine without an index, which may lie in the folder.

    A server takes longer for each index than the embedded engine does, so that random tests ask
    it ``share`` of their examples.
    """

    make: Callable[[Path], WrittenEngine]
    share: float = 1.0

    def __call__(self, folder: Path) -> WrittenEngine:
        return self.make(folder)

    def examples(self, number: int) -> int:
        return max(5, int(self.share * number))


#: What the contract runs on: the embedded engine, and Elasticsearch's servers by version.
ENGINES = [
    "embedded",
    *(
        # The tests of one server stay in one process, which starts it once.
        pytest.param(version, marks=pytest.mark.xdist_group(f"elasticsearch {version}"))
        for version in versions_to_test()
    ),
]


@pytest.fixture(scope="session", params=ENGINES)
def make_engine(request: pytest.FixtureRequest) -> Maker:
    if request.param == "embedded":
        return Maker(EmbeddedEngine)
    url = request.getfixturevalue("elasticsearch_servers")(request.param)
    return Maker(lambda folder: emptied_engine(url, folder), share=0.1)


@pytest.fixture
def engine(make_engine: Maker, tmp_path: Path) -> WrittenEngine:
    """An engine without an index."""
    return make_engine(tmp_path / "index")


@pytest.fixture
def filled(engine: WrittenEngine) -> Callable[..., WrittenEngine]:
    """``filled(document, …)``: the engine with these documents in its index."""

    def fill(*documents: ProgrammeDocument) -> WrittenEngine:
        engine.rebuild(documents, catalogue=CATALOGUE)
        return engine

    return fill


@pytest.fixture
def own_index(settings: Settings, tmp_path: Path) -> WrittenEngine:
    """The engine that the site uses, with an index of this test's own (not built yet)."""
    settings.DATA = tmp_path
    return embedded_engine()


@pytest.fixture
def directory(db: None, own_index: WrittenEngine) -> SmallDirectory:
    """A small directory in the database, without programmes yet."""
    return SmallDirectory()


@pytest.fixture
def decisions_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What editors decide is asked for at every search, as if two seconds passed between two."""
    decisions.forget_decisions()
    monkeypatch.setattr(decisions, "REMEMBERED", 0.0)
    yield
    decisions.thesaurus.known = decisions.answers.known = None
    decisions.forget_decisions()


@pytest.fixture
def visit(public_site, own_index, db):
    """``visit("?q=x", document, …)``: the page, with these documents in the index."""

    def get(querystring="", *documents, language="en"):
        if documents:
            own_index.rebuild(documents, catalogue=CATALOGUE)
        response = Client().get(f"/{language}/find/{querystring}")
        assert response.status_code == 200
        return Page(response.content.decode())

    return get


@pytest.fixture
def visit_map(visit):
    """As ``visit``, of the map."""
    return lambda querystring="", *documents: visit(f"map/{querystring}", *documents)


@pytest.fixture
def directory_in(db):
    """``directory_in("one", …)``: published programmes in the database; gives the last one."""

    def fill(*slugs):
        small = SmallDirectory()
        pages = [small.add(slug) for slug in slugs]
        return pages[-1]

    return fill
