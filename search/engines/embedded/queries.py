"""What is asked of the text index: to match words, and to rank by how well they fit."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from tantivy import Occur, Query

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
from search.engines.embedded.labels import Labels
from search.engines.embedded.schema import schema
from search.spelling import slips
from search.stemming import stems
from search.words import Form, Word, Wording

#: A word as it was typed, the one to look for, and whether for exactly that one.
Sought: TypeAlias = tuple[Word, Word, bool]


class TextQueries:
    """Makes the library's queries. What the ``labels`` say, programmes hold as terms."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def phone(self, digits: str) -> Query:
        return Query.term_query(schema(), "phones", digits)

    def phrase(self, parts: Form) -> Query:
        """Words side by side, unstemmed: in a text or in a label."""
        if len(parts) == 1:
            query = Query.term_query(schema(), "plain", parts[0])
        else:
            query = Query.phrase_query(schema(), "plain", list(parts))
        return _some([query, *_holding(self._labels.with_phrase(parts))])

    def matching_word(self, word: Word, *, exact: bool) -> Query:
        part = self.matching_part if exact else self.similar_part
        queries = [_all(part(piece) for piece in form) for form in word.forms]
        queries += [_all(self.matching_part(piece) for piece in form) for form in word.synonyms]
        queries += _holding(word.concepts)
        return _any(queries)

    def ranking(
        self,
        wordings: Sequence[Wording],
        sought: Iterable[Iterable[Sought]],
        editorial: Editorial,
    ) -> Query:
        """Ranks what is found by any of ``wordings``, whose words are ``sought`` so."""
        query = _any(map(self._ranked_wording, wordings, sought))
        return _edited(query, editorial)

    def _ranked_wording(self, wording: Wording, sought: Iterable[Sought]) -> Query:
        queries = [(Occur.Must, self.phone(phone)) for phone in wording.phones]
        queries += [(Occur.Must, self.phrase(phrase)) for phrase in wording.phrases]
        for typed, word, exact in sought:
            occur = Occur.Should if typed.optional else Occur.Must
            queries.append((occur, self._ranked_word(word, exact=exact)))
        return Query.boolean_query(queries)

    def _ranked_word(self, word: Word, *, exact: bool) -> Query:
        part = self._ranked_part if exact else self.similar_part
        queries = []
        for form in word.forms:
            typed = _all(part(piece) for piece in form)
            # The words of a phrase, wherever they stand, say less than the term it stands for.
            loose = word.concepts and len(form) > 1
            queries.append(Query.boost_query(typed, LOOSE) if loose else typed)
        for form in word.synonyms:
            said = _all(self._ranked_part(piece) for piece in form)
            queries.append(Query.boost_query(said, SYNONYM))
        queries += [Query.boost_query(query, CONCEPT) for query in _holding(word.concepts)]
        return _any(queries)

    def matching_part(self, part: str) -> Query:
        fields = schema()
        queries = [
            Query.term_query(fields, f"all_{language}", stem)
            for language, stem in stems(part).items()
        ]
        queries.append(Query.term_query(fields, "plain", part))
        return _some([*queries, *_holding(self._labels.holding(part))])

    def _ranked_part(self, part: str) -> Query:
        fields = schema()
        queries = []
        for language, stem in stems(part).items():
            queries.append(Query.term_query(fields, f"all_{language}", stem))
            title = Query.term_query(fields, f"title_{language}", stem)
            queries.append(Query.boost_query(title, TITLE))
        queries.append(Query.boost_query(Query.term_query(fields, "names", part), NAME))
        queries.append(Query.term_query(fields, "plain", part))
        queries += _holding(self._labels.holding(part))
        return Query.disjunction_max_query(queries, TIE_BREAKER)

    def similar_part(self, part: str) -> Query:
        """A word with one letter wrong, two in a long one; a short one must be right."""
        found = [similar_in_texts(part), *_holding(self._labels.resembling(part))]
        return Query.const_score_query(_some(found), SIMILAR)


def similar_in_texts(part: str) -> Query:
    """A word like this one, in a text or a name."""
    return Query.fuzzy_term_query(
        schema(), "plain", part, distance=slips(part), transposition_cost_one=True
    )


def _any(queries: Iterable[Query]) -> Query:
    """What one of the queries finds, ranked by the one that it fits best."""
    queries = list(queries)
    if len(queries) == 1:
        return queries[0]
    return Query.disjunction_max_query(queries, TIE_BREAKER)


def _edited(query: Query, editorial: Editorial) -> Query:
    """The query with what editors put first, and without what they left out."""
    if not editorial.pinned and not editorial.excluded:
        return query
    fields = schema()
    queries = [query]
    for place, uuid in enumerate(editorial.pinned):
        one = Query.term_query(fields, "uuid", uuid)
        queries.append(Query.const_score_query(one, PINNED - place))
    # However well a text fits beside: their order is the editors'.
    query = Query.disjunction_max_query(queries, 0.0)
    if not editorial.excluded:
        return query
    excluded = Query.term_set_query(fields, "uuid", sorted(editorial.excluded))
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, excluded)])


def _all(queries: Iterable[Query]) -> Query:
    queries = list(queries)
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _some(queries: Sequence[Query]) -> Query:
    """What one of the queries finds, however it fits."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _holding(concepts: Iterable[str]) -> list[Query]:
    return [Query.term_query(schema(), "concepts", concept) for concept in concepts]
