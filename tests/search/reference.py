"""The finder in plain Python: slow, obvious, and what every engine is compared with."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from math import inf

from search.catalogue import Catalogue
from search.distance import nearest
from search.documents import ProgrammeDocument
from search.facets import FACETS, PROGRAMME_FACETS
from search.query import ProgrammeQuery
from search.words import fold

HoldsText = Callable[[ProgrammeDocument, str], bool]


def holds_words(document: ProgrammeDocument, text: str) -> bool:
    """Whether every word of ``text`` stands somewhere in the document, unstemmed."""
    lines = chain.from_iterable((*document.bodies.values(), *document.labels.values()))
    everything = " ".join([document.names, *document.titles.values(), *lines])
    return set(fold(text).split()) <= set(fold(everything).split())


def matches(
    document: ProgrammeDocument,
    query: ProgrammeQuery,
    *,
    ignoring: str = "",
    also: tuple[str, str] | None = None,
    holds_text: HoldsText = holds_words,
) -> bool:
    """Whether a programme answers a query; ``also`` asks for one option more in its facet."""
    if query.texts and not any(holds_text(document, text) for text in query.texts):
        return False
    wanted = {facet: set(codes) for facet, codes in query.selections.items() if facet != ignoring}
    tests: list[tuple[str, set[str]]] = list(wanted.items())
    if also:
        tests.append((also[0], {also[1]}))
    for facet, codes in tests:
        if facet in PROGRAMME_FACETS and not any((facet, c) in document.codes for c in codes):
            return False
    strand_tests = [(facet, codes) for facet, codes in tests if facet not in PROGRAMME_FACETS]
    return any(
        all(any((facet, code) in strand for code in codes) for facet, codes in strand_tests)
        for strand in document.strands or (frozenset(),)
    )


def found(
    documents: Iterable[ProgrammeDocument],
    query: ProgrammeQuery,
    holds_text: HoldsText = holds_words,
) -> set[str]:
    """The UUIDs of all programmes that answer the query."""
    return {d.uuid for d in documents if matches(d, query, holds_text=holds_text)}


def counts(
    documents: Sequence[ProgrammeDocument],
    query: ProgrammeQuery,
    catalogue: Catalogue,
    holds_text: HoldsText = holds_words,
) -> dict[str, dict[str, int]]:
    """For every option, the programmes found with it and without its facet's own selection."""
    return {
        facet.name: {
            option.code: sum(
                matches(
                    document,
                    query,
                    ignoring=facet.name,
                    also=(facet.name, option.code),
                    holds_text=holds_text,
                )
                for document in documents
            )
            for option in catalogue.options[facet.name]
        }
        for facet in FACETS
    }


def distances(
    documents: Iterable[ProgrammeDocument], query: ProgrammeQuery
) -> list[tuple[bool, float]]:
    """In the order of *distance*: whether each programme found is closed, and how far it is.

    What is nowhere is infinitely far.
    """
    hits = [document for document in documents if matches(document, query)]
    far = [(d.status == "closed", nearest(query.place, d.points)) for d in hits]
    return sorted((closed, inf if km is None else km) for closed, km in far)


def towns(
    documents: Iterable[ProgrammeDocument], query: ProgrammeQuery
) -> tuple[dict[str, int], int]:
    """How many of the programmes found are in each town, and how many in none."""
    hits = [document for document in documents if matches(document, query)]
    return dict(Counter(t for d in hits for t in d.towns)), sum(not d.towns for d in hits)
