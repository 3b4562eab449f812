"""Searches in the server's language: pure functions, whose outcome tests read as data."""

from collections.abc import Iterable, Mapping, Sequence
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
    MultiMatch,
    Nested,
    Query,
    Term,
    Terms,
)

from search.catalogue import Catalogue
from search.documents import TEXT_LANGUAGES
from search.editorial import Editorial
from search.engines.boosts import (
    CONCEPT,
    LOOSE,
    NAME,
    PINNED,
    SIMILAR,
    SYNONYM,
    TIE_BREAKER,
    TITLE,
)
from search.engines.elastic.asked import Asked, AskedText, Unknown
from search.engines.meant import HITS_READ, Meant
from search.facets import PROGRAMME_FACETS
from search.query import NEAR_SORT, ProgrammeQuery
from search.spelling import slips
from search.words import Word

# What a score is lower by than in the embedded engine, where words are ranked; not where one that
# is misspelt has the same score everywhere.
_SCALE = 2.2

_PLACES = ["plain", *(f"all_{language}" for language in TEXT_LANGUAGES)]
_RANKED = [
    *_PLACES,
    f"names^{NAME}",
    *(f"title_{language}^{TITLE}" for language in TEXT_LANGUAGES),
]

# More towns than there are, and no more than the server counts without being told to.
_MOST_TOWNS = 60_000

Selections = Mapping[str, Sequence[str]]


def page_of_hits(
    asked: Asked, *, catalogue: Catalogue, language: str, start: int, size: int
) -> dict[str, Any]:
    """The body of a search for one page, with the counts of every facet.

    The selections filter after the counting, since each facet's counts ignore its own.
    """
    selections = asked.query.selections
    search = Search().query(text_query(asked))
    left = selected(selections)
    if left:
        search = search.post_filter(Bool(filter=left))
    search = search.sort(*order(asked.query, language))
    search = search.source(["card", "strands", *(["texts"] if asked.texts else [])])
    search = search.extra(track_total_hits=True, size=size, **{"from": start})
    _count_options(search, selections, catalogue)
    everything = search.aggs.bucket("everything", "global")
    words = asked.required
    if words:
        everything.bucket("words", "filters", filters=_numbered(map(holds_word, words)))
    body: dict[str, Any] = search.to_dict()
    return body


def all_hits(asked: Asked, *, language: str, size: int) -> dict[str, Any]:
    """The body of a search that lists UUIDs only, to be asked piece by piece."""
    search = Search().query(found_by(asked)).sort(*order(asked.query, language))
    search = search.source(False).extra(size=size, track_total_hits=False)
    body: dict[str, Any] = search.to_dict()
    return body


def totals(found: Sequence[Query]) -> dict[str, Any]:
    """The body of a search that only counts what each of several queries finds."""
    search = _only_counting()
    search.aggs.bucket("found", "filters", filters=_numbered(found))
    body: dict[str, Any] = search.to_dict()
    return body


def towns(asked: Asked) -> dict[str, Any]:
    """The body of a search that counts what is found in each town, and in none."""
    search = _only_counting().query(found_by(asked))
    search.aggs.bucket("towns", "terms", field="towns", size=_MOST_TOWNS)
    search.aggs.bucket("nowhere", "missing", field="towns")
    body: dict[str, Any] = search.to_dict()
    return body


def about_words(unknown: Unknown, *, with_texts: bool) -> dict[str, Any]:
    """The body of a search that asks what has to be known about words that stand nowhere.

    ``with_texts``: with the texts of a few programmes that hold a word like each of them.
    """
    search = _only_counting()
    for name, queries in (
        ("parts", [_holds_part(part) for part in unknown.parts]),
        ("slips", [holds_word(slip) for slip in unknown.slips]),
    ):
        if queries:
            search.aggs.bucket(name, "filters", filters=_numbered(queries))
    if with_texts:
        queries = [_similar_part(word.typed) for word in unknown.words]
        like = search.aggs.bucket("like", "filters", filters=_numbered(queries))
        like.metric("programmes", "top_hits", size=HITS_READ, _source=["card", "texts"])
    body: dict[str, Any] = search.to_dict()
    return body


def found_by(asked: Asked) -> Query:
    """Text and selections in one."""
    return Bool(must=[text_query(asked)], filter=selected(asked.query.selections))


def order(query: ProgrammeQuery, language: str) -> list[Any]:
    """Keys to sort by; the last one parts any two programmes."""
    name = f"name_{language if language in TEXT_LANGUAGES else 'en'}"
    if query.sort == "name":
        return [name, "uuid"]
    if query.sort == "freshness":
        return ["-informed_on", f"name_{TEXT_LANGUAGES[-1]}", "uuid"]
    place = query.place if query.sort == NEAR_SORT else None
    if place is not None:
        # What is nowhere is infinitely far.
        point = {"lat": place.latitude, "lon": place.longitude}
        distance = {"points": point, "order": "asc", "mode": "min", "unit": "km"}
        return ["closed", {"_geo_distance": distance}, name, "uuid"]
    if query.texts:
        # However well a closed programme fits, it takes nobody: it comes after all others.
        return ["closed", "_score", name, "uuid"]
    return ["status", name, "uuid"]


def _only_counting() -> Search:
    return Search().extra(size=0, track_total_hits=False)


def _numbered(queries: Iterable[Query]) -> dict[str, Query]:
    return {str(place): query for place, query in enumerate(queries)}


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


def text_query(asked: Asked) -> Query:
    """What is found by any of the texts, as editors want it answered; all where there is none."""
    if not asked.texts:
        return MatchAll()
    return _edited(_any([_ranked_text(text) for text in asked.texts]), asked.query.editorial)


def holds_word(word: Word) -> Query:
    """Whether a word stands somewhere, by its stem, a synonym or a concept."""
    queries = [_all([_holds_part(part) for part in form]) for form in word.all_forms]
    queries += [Term("concepts", {"value": concept}) for concept in word.concepts]
    return Bool(should=queries, minimum_should_match=1)


def _edited(query: Query, editorial: Editorial) -> Query:
    """The query with what editors put first, and without what they left out."""
    if editorial.pinned:
        pinned = [
            ConstantScore(filter=Term("uuid", {"value": uuid}), boost=PINNED - place)
            for place, uuid in enumerate(editorial.pinned)
        ]
        # However well a text fits beside: their order is the editors'.
        query = DisMax(queries=[query, *pinned], tie_breaker=0.0)
    if editorial.excluded:
        query = Bool(must=[query], must_not=[Terms("uuid", sorted(editorial.excluded))])
    return query


def _ranked_text(text: AskedText) -> Query:
    must: list[Query] = [Term("phones", {"value": phone}) for phone in text.wording.phones]
    must += [MatchPhrase("plain", {"query": " ".join(parts)}) for parts in text.wording.phrases]
    should: list[Query] = []
    for meant in text.meanings:
        (should if meant.typed.optional else must).append(_ranked_word(meant))
    return Bool(must=must, should=should)


def _ranked_word(meant: Meant) -> Query:
    word = meant.word
    part = _similar_part if meant.misspelt else _ranked_part
    queries = []
    for form in word.forms:
        # The words of a phrase, wherever they stand, say less than the term that it stands for.
        loose = word.concepts and len(form) > 1
        queries.append(_all([part(piece) for piece in form], LOOSE if loose else 1.0))
    queries += [_all(list(map(_ranked_part, form)), SYNONYM) for form in word.synonyms]
    queries += [Term("concepts", {"value": c, "boost": CONCEPT}) for c in word.concepts]
    return _any(queries)


def _ranked_part(part: str) -> Query:
    return MultiMatch(query=part, fields=_RANKED, operator="and", tie_breaker=TIE_BREAKER)


def _holds_part(part: str) -> Query:
    return MultiMatch(query=part, fields=_PLACES, operator="and")


def _similar_part(part: str) -> Query:
    """A word with one letter wrong, two in a long one; a short one must be right."""
    distance = slips(part)
    if distance == 0:
        return ConstantScore(filter=Match("plain", {"query": part}), boost=SIMILAR / _SCALE)
    # Every word that is near enough, not only the first fifty: counts must not depend on chance.
    fuzzy = {"value": part, "fuzziness": str(distance), "rewrite": "constant_score"}
    return Fuzzy("plain", {**fuzzy, "boost": SIMILAR / _SCALE})


def _any(queries: list[Query]) -> Query:
    return queries[0] if len(queries) == 1 else DisMax(queries=queries, tie_breaker=TIE_BREAKER)


def _all(queries: list[Query], boost: float = 1.0) -> Query:
    if len(queries) == 1 and boost == 1.0:
        return queries[0]
    return Bool(must=queries, boost=boost)
