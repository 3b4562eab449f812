"""A search as a visitor asks it: the engine's answer and, when it is empty, what to drop."""

from collections.abc import Iterator
from dataclasses import replace

from search.decisions import decided
from search.engines import get_engine
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
    query = edited(query)
    results = engine.search(query, language=language)
    left_out = words_to_leave_out(engine, query, results, language=language)
    if left_out:
        query = without_words(query, left_out)
        results = replace(engine.search(query, language=language), left_out=left_out)
    elif only_resembles(query, results):
        results = nothing_of(results)
    if results.meant and not engine.totals([edited(meant_query(query, results.meant))])[0]:
        results = replace(results, meant="")
    if results.total or not results.programmes or query.is_empty:
        return results
    smaller = list(_smaller(query))[:_MOST_TRIED]
    totals = engine.totals([suggestion.query for suggestion in smaller])
    found = [replace(s, total=total) for s, total in zip(smaller, totals, strict=True) if total]
    # What drops least comes first, then what gives most.
    found.sort(key=lambda suggestion: (len(suggestion.dropped), -suggestion.total))
    return replace(results, suggestions=tuple(found[:_MOST_SUGGESTED]))


def find_towns(query: ProgrammeQuery, results: Results) -> Towns:
    """The towns of what :func:`find_programmes` answered to the query."""
    if not results.total:
        return Towns({}, 0)
    return get_engine().towns(without_words(edited(query), results.left_out))


def find_all(query: ProgrammeQuery, *, language: str) -> list[str]:
    """The UUIDs of all that :func:`find_programmes` lists, page by page, in its order."""
    engine = get_engine()
    query = edited(query)
    if len(query.texts) == 1:
        results = engine.search(query, language=language, page_size=1)
        left_out = words_to_leave_out(engine, query, results, language=language)
        if not left_out and only_resembles(query, results):
            return []
        query = without_words(query, left_out)
    return engine.found(query, language=language)


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
