"""What every engine offers: one contract, held by one suite of tests."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from search.catalogue import Catalogue
from search.documents import ProgrammeDocument
from search.query import ProgrammeQuery
from search.results import Results, Towns

#: Hits on one page, and how many hits one search lists at most.
PAGE_SIZE = 10
MAX_LISTED = 1_000


class IndexUnavailable(Exception):
    """There is no index to ask: it was never built, is damaged, or is of another version."""


class EngineAway(IndexUnavailable):
    """The engine's server does not answer, or not in time: a rebuild would not help."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """How the index is: ``missing`` and ``damaged`` ask for a rebuild, ``away`` for patience."""

    state: Literal["ready", "missing", "damaged", "away"]
    programmes: int = 0
    detail: str = ""


class SearchEngine(Protocol):
    """An engine. All methods but ``status`` may raise :class:`IndexUnavailable`."""

    name: str

    def search(
        self, query: ProgrammeQuery, *, language: str, page_size: int = PAGE_SIZE
    ) -> Results:
        """Answer a query. ``language`` is the visitor's: names are sorted and shown in it.

        A page beyond the last shows the last. *Fit* puts closed programmes after all others;
        without text, open ones before paused ones too, each by name. *Distance* (where
        ``query.place`` is known) puts those that are nowhere after all that are somewhere, and
        closed ones after both; what is equally far is sorted by name.
        """
        ...

    def found(self, query: ProgrammeQuery, *, language: str) -> list[str]:
        """Return the UUIDs of all that a query finds, in its order, however many."""
        ...

    def totals(self, queries: Sequence[ProgrammeQuery]) -> list[int]:
        """Return how many programmes each query finds, in order."""
        ...

    def towns(self, query: ProgrammeQuery) -> Towns:
        """Return how many of those that a query finds are in each town."""
        ...

    def catalogue(self) -> Catalogue:
        """Return the options as they stood when the index was built."""
        ...

    def status(self, *, thorough: bool = False) -> EngineStatus:
        """Say how the index is; ``thorough`` reads every byte of it."""
        ...


class WrittenEngine(SearchEngine, Protocol):
    """An engine with an index of its own, which is kept up to date."""

    def index(
        self,
        documents: Iterable[ProgrammeDocument],
        *,
        removed: Collection[str] = (),
        catalogue: Catalogue | None = None,
    ) -> None:
        """Add or replace documents and remove those with the UUIDs ``removed``, as one change.

        ``catalogue`` is the one that the documents were made with, where it may be newer than the
        index: by its labels they are found.
        """
        ...

    def rebuild(
        self,
        documents: Iterable[ProgrammeDocument],
        *,
        catalogue: Catalogue,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Build the index anew beside the one that serves, then switch. Returns how many."""
        ...
