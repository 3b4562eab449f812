"""Every engine, behind the one contract. A second engine joins by one line in ``ENGINES``."""

from collections.abc import Callable
from pathlib import Path

import pytest

from search.documents import ProgrammeDocument
from search.engines.base import SearchEngine
from search.engines.embedded import EmbeddedEngine
from tests.search.builders import CATALOGUE

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
