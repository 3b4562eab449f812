"""What is asked of the text index: to match words, and to rank by how well they fit."""

from collections.abc import Iterable

from tantivy import Occur, Query

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
from search.engines.embedded.label_index import LabelIndex
from search.engines.embedded.plan import Clause, Plan
from search.engines.embedded.schema import schema
from search.engines.meant import Meant
from search.spelling import slips
from search.stemming import stems
from search.words import Form, Word, Wording


class TextQueries:
    """Makes the library's queries. What ``labels`` say, programmes hold as concepts."""

    def __init__(self, labels: LabelIndex) -> None:
        self._labels = labels

    # Matching: what is found, however it fits

    def matching(self, clause: Clause) -> Query:
        """What one clause finds."""
        if clause.phone:
            return _term("phones", clause.phone)
        if clause.word is None:
            return _either(self._phrase(clause.phrase))
        return self._matching_word(clause.word, misspelt=clause.misspelt)

    def matching_part(self, part: str) -> Query:
        """What holds a folded word, or another with its stem, in its texts or labels."""
        return _either(_term(field, term) for field, term in self.terms_of(part))

    def terms_of(self, part: str) -> list[tuple[str, str]]:
        """Where a folded word is looked up, as (field, term): what one of them finds holds it."""
        terms = [(f"all_{language}", stem) for language, stem in stems(part).items()]
        terms += [("concepts", concept) for concept in self._labels.concepts(part)]
        return [*terms, ("plain", part)]

    def _matching_word(self, word: Word, *, misspelt: bool) -> Query:
        part = self._similar_part if misspelt else self.matching_part
        queries = [_all_of(part(piece) for piece in form) for form in word.forms]
        queries += [_all_of(self.matching_part(piece) for piece in form) for form in word.synonyms]
        return _either([*queries, *_concepts(word.concepts)])

    # Ranking: what is found, by the best of what it fits

    def ranking(self, plan: Plan) -> Query:
        """Ranks what a plan finds."""
        query = _best_of(map(self._ranked_wording, plan.wordings, plan.meant))
        return _edited(query, plan)

    def _ranked_wording(self, wording: Wording, meant: Iterable[Meant]) -> Query:
        queries = [(Occur.Must, _term("phones", phone)) for phone in wording.phones]
        queries += [(Occur.Must, _best_of(self._phrase(phrase))) for phrase in wording.phrases]
        for of_word in meant:
            occur = Occur.Should if of_word.typed.optional else Occur.Must
            queries.append((occur, self._ranked_word(of_word.word, misspelt=of_word.misspelt)))
        return Query.boolean_query(queries)

    def _ranked_word(self, word: Word, *, misspelt: bool) -> Query:
        part = self._similar_part if misspelt else self._ranked_part
        queries = []
        for form in word.forms:
            typed = _all_of(part(piece) for piece in form)
            # The words of a phrase, wherever they stand, say less than the term it stands for.
            loose = word.concepts and len(form) > 1
            queries.append(Query.boost_query(typed, LOOSE) if loose else typed)
        for form in word.synonyms:
            said = _all_of(self._ranked_part(piece) for piece in form)
            queries.append(Query.boost_query(said, SYNONYM))
        queries += [Query.boost_query(query, CONCEPT) for query in _concepts(word.concepts)]
        return _best_of(queries)

    def _ranked_part(self, part: str) -> Query:
        queries = [_term(field, term) for field, term in self.terms_of(part)]
        for language, stem in stems(part).items():
            queries.append(Query.boost_query(_term(f"title_{language}", stem), TITLE))
        queries.append(Query.boost_query(_term("names", part), NAME))
        return _best_of(queries)

    # Both

    def _phrase(self, parts: Form) -> list[Query]:
        """Where words stand side by side, unstemmed: in a text, or in a label."""
        if len(parts) == 1:
            query = _term("plain", parts[0])
        else:
            query = Query.phrase_query(schema(), "plain", list(parts))
        return [query, *_concepts(self._labels.concepts_with_phrase(parts))]

    def _similar_part(self, part: str) -> Query:
        """A word with one letter wrong, two in a long one; a short one must be right."""
        found = [similar_in_texts(part), *_concepts(self._labels.concepts_like(part))]
        return Query.const_score_query(_either(found), SIMILAR)


def similar_in_texts(part: str) -> Query:
    """A word like this one, in a text or a name."""
    return Query.fuzzy_term_query(
        schema(), "plain", part, distance=slips(part), transposition_cost_one=True
    )


def _edited(query: Query, plan: Plan) -> Query:
    """The query with what editors put first, and without what they left out."""
    if not plan.pinned and not plan.excluded:
        return query
    queries = [query]
    for place, uuid in enumerate(plan.pinned):
        queries.append(Query.const_score_query(_term("uuid", uuid), PINNED - place))
    # However well a text fits beside: their order is the editors'.
    query = Query.disjunction_max_query(queries, 0.0)
    if not plan.excluded:
        return query
    excluded = Query.term_set_query(schema(), "uuid", sorted(plan.excluded))
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, excluded)])


def _term(field: str, term: str) -> Query:
    return Query.term_query(schema(), field, term)


def _concepts(concepts: Iterable[str]) -> list[Query]:
    return [_term("concepts", concept) for concept in concepts]


def _best_of(queries: Iterable[Query]) -> Query:
    """What one of the queries finds, ranked by the one that it fits best."""
    queries = list(queries)
    return queries[0] if len(queries) == 1 else Query.disjunction_max_query(queries, TIE_BREAKER)


def _either(queries: Iterable[Query]) -> Query:
    """What one of the queries finds."""
    queries = list(queries)
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all_of(queries: Iterable[Query]) -> Query:
    queries = list(queries)
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Must, query) for query in queries])
