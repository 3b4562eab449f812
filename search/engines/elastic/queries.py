"""Searches in the server's language: pure functions, whose outcome tests read as data."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    Fuzzy,
    Match,
    MatchAll,
    MatchPhrase,
    Nested,
    Query,
    Term,
    Terms,
)

from search.catalogue import Catalogue
from search.documents import TEXT_LANGUAGES
from search.facets import PROGRAMME_FACETS
from search.query import ProgrammeQuery
from search.words import Word, Wording

# How much a word counts where it stands, beside 1 in the body of the text.
_TITLE_BOOST = 3.0
_NAME_BOOST = 2.5
_SIMILAR_BOOST = 0.5
# A little more for a word found in several places; a translation is no second mention.
_TIE_BREAKER = 0.1

Selections = Mapping[str, Sequence[str]]


def page_of_hits(
    query: ProgrammeQuery,
    wordings: Sequence[Wording],
    *,
    similar: Collection[Word],
    catalogue: Catalogue,
    language: str,
    start: int,
    size: int,
) -> dict[str, Any]:
    """The body of a search for one page, with the counts of every facet.

    The selections filter after the counting, since each facet's counts ignore its own.
    """
    search = Search().query(text_query(wordings, similar))
    left = selected(query.selections)
    if left:
        search = search.post_filter(Bool(filter=left))
    search = search.sort(*order(query.sort, bool(wordings), language))
    search = search.source(["card", "strands", *(["texts"] if wordings else [])])
    search = search.extra(track_total_hits=True, size=size, **{"from": start})
    _count_options(search, query.selections, catalogue)
    everything = search.aggs.bucket("everything", "global")
    words = required_words(wordings)
    if words:
        filters = {str(place): exact_word(word) for place, word in enumerate(words)}
        everything.bucket("words", "filters", filters=filters)
    body: dict[str, Any] = search.to_dict()
    return body


def all_hits(
    query: ProgrammeQuery,
    wordings: Sequence[Wording],
    *,
    similar: Collection[Word],
    language: str,
    size: int,
) -> dict[str, Any]:
    """The body of a search that lists UUIDs only, to be asked piece by piece."""
    search = Search().query(found_by(query, wordings, similar))
    search = search.sort(*order(query.sort, bool(wordings), language))
    search = search.source(False).extra(size=size, track_total_hits=False)
    body: dict[str, Any] = search.to_dict()
    return body


def totals(found: Sequence[Query]) -> dict[str, Any]:
    """The body of a search that only counts what each of several queries finds."""
    search = Search().extra(size=0, track_total_hits=False)
    filters = {str(place): query for place, query in enumerate(found)}
    search.aggs.bucket("found", "filters", filters=filters)
    body: dict[str, Any] = search.to_dict()
    return body


def found_by(
    query: ProgrammeQuery, wordings: Sequence[Wording], similar: Collection[Word]
) -> Query:
    """Text and selections in one."""
    return Bool(must=[text_query(wordings, similar)], filter=selected(query.selections))


def order(sort: str, with_text: bool, language: str) -> list[Any]:
    """Keys to sort by; the last one parts any two programmes."""
    name = f"name_{language if language in TEXT_LANGUAGES else 'en'}"
    if sort == "name":
        return [name, "uuid"]
    if sort == "freshness":
        return ["-informed_on", f"name_{TEXT_LANGUAGES[-1]}", "uuid"]
    if with_text:
        # However well a closed programme fits, it takes nobody: it comes after all others.
        return ["closed", "_score", name, "uuid"]
    return ["status", name, "uuid"]


# Selections


def selected(selections: Selections, ignoring: str | None = None) -> list[Query]:
    """Filters that all must hold; ``ignoring`` names a facet whose selection is left out."""
    filters: list[Query] = [
        Terms(facet, list(codes))
        for facet, codes in selections.items()
        if facet != ignoring and facet in PROGRAMME_FACETS
    ]
    strand = _strand_filters(selections, ignoring)
    if strand:
        filters.append(Nested(path="strands", query=Bool(filter=strand)))
    return filters


def _strand_filters(selections: Selections, ignoring: str | None) -> list[Query]:
    return [
        Terms(f"strands.{facet}", list(codes))
        for facet, codes in selections.items()
        if facet != ignoring and facet not in PROGRAMME_FACETS
    ]


def _count_options(search: Search, selections: Selections, catalogue: Catalogue) -> None:
    """Ask for the numbers of every option: ``own MODE`` where a facet ignores its selection."""
    unselected = [facet for facet in catalogue.options if facet not in selections]
    groups: list[tuple[str, str | None, list[str]]] = [("all", None, unselected)]
    groups += [(f"own {facet}", facet, [facet]) for facet in selections]
    for name, ignoring, facets in groups:
        group = search.aggs.bucket(
            name, "filter", filter=Bool(filter=selected(selections, ignoring))
        )
        strands = group.bucket("strands", "nested", path="strands")
        fitting = strands.bucket(
            "fitting", "filter", filter=Bool(filter=_strand_filters(selections, ignoring))
        )
        for facet in facets:
            codes = [option.code for option in catalogue.options[facet]]
            if not codes:
                continue
            if facet in PROGRAMME_FACETS:
                group.bucket(facet, A("terms", field=facet, include=codes, size=len(codes)))
            else:
                terms = A("terms", field=f"strands.{facet}", include=codes, size=len(codes))
                # Strands were counted; their programmes, each once, is what is wanted.
                fitting.bucket(facet, terms).bucket("programmes", "reverse_nested")


# Words


def required_words(wordings: Iterable[Wording]) -> list[Word]:
    """The words that must be found, each once."""
    words = (word for wording in wordings for word in wording.words if not word.optional)
    return list(dict.fromkeys(words))


def text_query(wordings: Sequence[Wording], similar: Collection[Word]) -> Query:
    """What is found by any of the wordings, where the ``similar`` words may be misspelt."""
    if not wordings:
        return MatchAll()
    return _any([_wording(wording, similar) for wording in wordings])


def _wording(wording: Wording, similar: Collection[Word]) -> Query:
    must: list[Query] = [Term("phones", {"value": phone}) for phone in wording.phones]
    must += [MatchPhrase("plain", {"query": " ".join(phrase)}) for phrase in wording.phrases]
    should: list[Query] = []
    for word in wording.words:
        query = similar_word(word) if word in similar else exact_word(word)
        (should if word.optional else must).append(query)
    return Bool(must=must, should=should)


def exact_word(word: Word) -> Query:
    """A word as typed, or a form of it by its stem."""
    return _any([_all([_part(part) for part in form]) for form in word.forms])


def similar_word(word: Word) -> Query:
    """A word with one letter wrong, two in a long one; a short one must be right."""
    return _any([_all([_similar_part(part) for part in form]) for form in word.forms])


def _part(part: str) -> Query:
    places: list[Query] = [Match("plain", {"query": part})]
    places.append(Match("names", {"query": part, "boost": _NAME_BOOST}))
    for language in TEXT_LANGUAGES:
        places.append(Match(f"all_{language}", {"query": part, "operator": "and"}))
        title = {"query": part, "operator": "and", "boost": _TITLE_BOOST}
        places.append(Match(f"title_{language}", title))
    return DisMax(queries=places, tie_breaker=_TIE_BREAKER)


def _similar_part(part: str) -> Query:
    distance = 0 if len(part) < 4 or len(part) > 40 else 1 if len(part) < 8 else 2
    if distance == 0:
        return ConstantScore(filter=Match("plain", {"query": part}), boost=_SIMILAR_BOOST)
    # Every word that is near enough, not only the first fifty: counts must not depend on chance.
    fuzzy = {"value": part, "fuzziness": str(distance), "rewrite": "constant_score"}
    return Fuzzy("plain", {**fuzzy, "boost": _SIMILAR_BOOST})


def _any(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else DisMax(queries=queries, tie_breaker=_TIE_BREAKER)


def _all(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Bool(must=queries)
