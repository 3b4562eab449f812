"""A search as a visitor asks it: the engine's answer and, when it is empty, what to drop."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from search.decisions import decided
from search.engines import get_engine
from search.engines.base import PAGE_SIZE, SearchEngine
from search.loosening import nothing_of, only_resembles, without_words, words_to_leave_out
from search.query import ProgrammeQuery
from search.results import QUOTATION_MARKS, Results, Suggestion, Towns
from search.words import without_quotation_marks

_MOST_TRIED = 24
_MOST_SUGGESTED = 5


def find_programmes(query: ProgrammeQuery, *, language: str) -> Results:
    """Answer a query; an empty answer says which parts of the query to drop and what that gives.

    Raises :class:`search.engines.IndexUnavailable`.
    """
    engine = get_engine()
    query, results, resembles = _answered(engine, query, language=language)
    if results.meant and not engine.totals([edited(meant_query(query, results.meant))])[0]:
        results = replace(results, meant="")
    if results.total or not results.programmes or query.is_empty:
        return results
    # Whatever filter is dropped, such words would find what only looks like them.
    smaller = [s for s in _smaller(query) if not (resembles and s.query.texts == query.texts)][
        :_MOST_TRIED
    ]
    totals = [
        _total(engine, s.query, language=language) if s.query.texts != query.texts else total
        for s, total in zip(smaller, engine.totals([s.query for s in smaller]), strict=True)
    ]
    found = [replace(s, total=total) for s, total in zip(smaller, totals, strict=True) if total]
    # What drops least comes first, then what gives most.
    found.sort(key=lambda suggestion: (len(suggestion.dropped), -suggestion.total))
    return replace(results, suggestions=tuple(found[:_MOST_SUGGESTED]))


def find_towns(query: ProgrammeQuery, *, language: str) -> Towns:
    """The towns of what :func:`find_programmes` answers to the query."""
    engine = get_engine()
    query, results, _ = _answered(engine, query, language=language, page_size=1)
    return engine.towns(query) if results.total else Towns({}, 0)


def find_all(query: ProgrammeQuery, *, language: str) -> list[str]:
    """The UUIDs of all that :func:`find_programmes` lists, page by page, in its order."""
    engine = get_engine()
    query, results, _ = _answered(engine, query, language=language, page_size=1)
    return engine.found(query, language=language) if results.total else []


class _Answered(NamedTuple):
    """What was asked in the end, edited; its answer; whether the words only resemble others."""

    query: ProgrammeQuery
    results: Results
    resembles: bool = False


def _answered(
    engine: SearchEngine, query: ProgrammeQuery, *, language: str, page_size: int = PAGE_SIZE
) -> _Answered:
    query = edited(query)
    if len(query.texts) > 1:
        known = tuple(t for t in query.texts if not _resembles(engine, t, language))
        if not known:
            results = engine.search(query, language=language, page_size=page_size)
            return _Answered(query, nothing_of(results), resembles=True)
        query = replace(query, texts=known)
    results = engine.search(query, language=language, page_size=page_size)
    left_out = words_to_leave_out(engine, query, results, language=language)
    if left_out:
        query = without_words(query, left_out)
        results = engine.search(query, language=language, page_size=page_size)
        return _Answered(query, replace(results, left_out=left_out))
    if only_resembles(query, results):
        return _Answered(query, nothing_of(results), resembles=True)
    return _Answered(query, results)


def _resembles(engine: SearchEngine, text: str, language: str) -> bool:
    asked = edited(ProgrammeQuery(texts=(text,)))
    return only_resembles(asked, engine.search(asked, language=language, page_size=1))


def _total(engine: SearchEngine, query: ProgrammeQuery, *, language: str) -> int:
    """How many programmes :func:`find_programmes` answers with."""
    return _answered(engine, query, language=language, page_size=1).results.total


def meant_query(query: ProgrammeQuery, meant: str) -> ProgrammeQuery:
    """The same search for another text."""
    return replace(query, texts=(meant,), page=1)


def edited(query: ProgrammeQuery) -> ProgrammeQuery:
    """The query with what editors decided about its text, for an engine to answer."""
    return replace(query, editorial=decided(query.texts))


def _smaller(query: ProgrammeQuery) -> Iterator[Suggestion]:
    """Searches that ask for less: loose words, without one facet, the text, or all filters."""
    loose = tuple(dict.fromkeys(without_quotation_marks(text) for text in query.texts))
    if loose != query.texts:
        yield Suggestion(edited(replace(query, texts=loose, page=1)), ((QUOTATION_MARKS, ""),), 0)
    for facet in query.selections:
        yield Suggestion(query.without(facet), _chosen(query, facet), 0)
    if query.texts:
        texts = tuple(("q", text) for text in query.texts)
        yield Suggestion(query.without_text(), texts, 0)
    for number, facet in enumerate(query.selections):
        for other in list(query.selections)[number + 1 :]:
            dropped = _chosen(query, facet) + _chosen(query, other)
            yield Suggestion(query.without(facet).without(other), dropped, 0)
    # Up to two facets have been dropped already.
    if query.texts and len(query.selections) > 2:
        yield Suggestion(query.without_filters(), query.filters, 0)


def _chosen(query: ProgrammeQuery, facet: str) -> tuple[tuple[str, str], ...]:
    return tuple((facet, code) for code in query.selections[facet])
