"""Every engine, behind the one contract. A second engine joins by one line in ``ENGINES``."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from search import decisions
from search.documents import ProgrammeDocument
from search.engines import get_engine
from search.engines.base import SearchEngine
from search.engines.embedded import EmbeddedEngine
from search.thesaurus import NO_SYNONYMS
from tests.search.builders import CATALOGUE
from tests.search.page import Page
from tests.search.small_directory import SmallDirectory

ENGINES: dict[str, Callable[[Path], SearchEngine]] = {"embedded": EmbeddedEngine}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> SearchEngine:
    """An engine without an index."""
    return ENGINES[request.param](tmp_path / "index")


@pytest.fixture
def filled(engine: SearchEngine) -> Callable[..., SearchEngine]:
    """``filled(document, …)``: the engine with these documents in its index."""

    def fill(*documents: ProgrammeDocument) -> SearchEngine:
        engine.rebuild(documents, catalogue=CATALOGUE)
        return engine

    return fill


@pytest.fixture
def own_index(settings: Settings, tmp_path: Path) -> SearchEngine:
    """The engine that the site uses, with an index of this test's own (not built yet)."""
    settings.DATA = tmp_path
    return get_engine()


@pytest.fixture
def directory(db: None, own_index: SearchEngine) -> SmallDirectory:
    """A small directory in the database, without programmes yet."""
    return SmallDirectory()


@pytest.fixture
def decisions_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What editors decide is asked for at every search, as if two seconds passed between two."""
    decisions.forget_decisions()
    monkeypatch.setattr(decisions, "REMEMBERED", 0.0)
    yield
    decisions.thesaurus.made, decisions.answers.made = NO_SYNONYMS, {}
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
