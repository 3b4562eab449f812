"""Text search in one generation: which programmes hold the words, and how well they fit."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial, reduce
from operator import and_

import tantivy
from tantivy import Occur, Query

from search.editorial import UNEDITED, Editorial
from search.engines.embedded.arrays import Numbers
from search.engines.embedded.damage import reading
from search.engines.embedded.labels import Labels
from search.engines.embedded.queries import Sought, TextQueries, similar_in_texts
from search.engines.embedded.schema import BLOCK, schema
from search.engines.embedded.sets import members, set_of
from search.engines.meant import read_meaning
from search.engines.weakly import weakly
from search.stemming import stems
from search.words import Form, Word, Wording

# How many best hits are asked for at once: the first that are likely to hold those needed.
_HITS = (32, 128)
_MOST_HITS = 2_048
_MOST_FILTERED_BY_NUMBER = 128
_CHECK_FREQUENCY_BELOW = 64

# The sets of words looked for lately, within so many bytes: people look for the same words.
_SETS_KEPT = 2 << 20
_BESIDE_A_SET = 512  # bytes of a kept word and its place
_WORDS_KEPT = 4_096
# Texts asked for lately, with their best hits: who ticks a filter asks for the same text again.
_ORDERS_KEPT = 128


@dataclass(frozen=True, slots=True)
class Clause:
    """What each hit of a wording must hold: a telephone number, a phrase, a word or one like it."""

    word: Word | None = None
    exact: bool = True
    phone: str = ""
    phrase: Form = ()

    def query(self, queries: TextQueries) -> Query:
        if self.phone:
            return queries.phone(self.phone)
        if self.word is None:
            return queries.phrase(self.phrase)
        return queries.matching_word(self.word, exact=self.exact)


@dataclass(frozen=True, slots=True)
class Plan:
    """A text search ready to run: for ranking, what to match, and what had no exact match.

    One of the ``wordings`` must be found with all its clauses, or be ``pinned``; what is
    ``excluded`` is not. Plans that are equal in all but ``ranking``, which makes the query when it
    is needed, rank alike.
    """

    ranking: Callable[[], Query] = field(compare=False)
    words: tuple[Wording, ...]
    wordings: tuple[tuple[Clause, ...], ...]
    pinned: tuple[str, ...]
    excluded: frozenset[str]
    similar: tuple[str, ...]


class TextSearch:
    """Answers text searches from the text index of one generation."""

    def __init__(self, index: tantivy.Index, capacity: int, labels: Labels) -> None:
        """Open it for ``capacity`` numbers. Raises :class:`IndexUnavailable` when damaged."""
        self._capacity = capacity
        self._queries = TextQueries(labels)
        self._labels = labels
        self._segments = array("I", bytes(4 * capacity))
        self._documents = array("I", bytes(4 * capacity))
        kept = max(16, _SETS_KEPT // (capacity // 8 + _BESIDE_A_SET))
        self._set_of = lru_cache(maxsize=kept)(weakly(self._find_set))
        self.best = lru_cache(maxsize=_ORDERS_KEPT)(weakly(self._find_best))
        self._part_occurs = lru_cache(maxsize=_WORDS_KEPT)(weakly(self._look_for_part))
        with reading:
            self._searcher = index.searcher()
            _, addresses = self._best(Query.all_query(), capacity)
            for number, address in zip(self._numbers(addresses), addresses, strict=True):
                self._segments[number] = address.segment_ord
                self._documents[number] = address.doc

    def stored(self, number: int) -> Callable[[str], bytes]:
        """Return what reads the stored fields of a programme by name."""
        address = tantivy.DocAddress(self._segments[number], self._documents[number])
        with reading:
            document = self._searcher.doc(address)
        return lambda field: bytes(document.get_first(field) or b"")

    def plan(self, wordings: Sequence[Wording], editorial: Editorial = UNEDITED) -> Plan:
        """Prepare a search for any of ``wordings``, as editors want it answered."""
        similar: dict[str, None] = {}
        with reading:
            meant = [
                [(word, *self._meant(word, editorial, similar)) for word in wording.words]
                for wording in wordings
            ]
        return Plan(
            partial(self._queries.ranking, tuple(wordings), meant, editorial),
            tuple(wordings),
            tuple(map(_clauses, wordings, meant)),
            tuple(editorial.pinned),
            frozenset(editorial.excluded),
            tuple(similar),
        )

    def matching_set(self, plan: Plan) -> int:
        """Return the set of programmes that a plan finds."""
        with reading:
            found = 0
            for clauses in plan.wordings:
                found |= reduce(and_, map(self._set_of, clauses)) if clauses else 0
            if plan.pinned:
                found |= self._set_of_uuids(plan.pinned)
            if plan.excluded:
                found &= ~self._set_of_uuids(plan.excluded)
            return found

    def _find_best(self, plan: Plan, limit: int) -> Numbers:
        """Return the numbers of a plan's best hits, best first."""
        return array("I", self.ranked(plan.ranking(), limit))

    def ranked(self, query: Query, limit: int) -> list[int]:
        """Return the numbers of the best ``limit`` hits, best first."""
        with reading:
            return self._numbers(self._best(query, limit)[1])

    def resembling(self, word: str, limit: int) -> list[int]:
        """Return the numbers of programmes whose texts hold a word like this one."""
        with reading:
            return self._numbers(self._best(similar_in_texts(word), limit)[1])

    def _meant(
        self, word: Word, editorial: Editorial, similar: dict[str, None]
    ) -> tuple[Word, bool]:
        """What to look for, and whether for exactly that; words without a match are noted."""
        meant = read_meaning(
            word,
            editorial.synonyms,
            occurs=self._occurs,
            are_words=lambda parts: self._are_words(*parts),
        )
        if not meant.exact:
            similar[word.typed] = None
        return meant.word, not meant.misspelt

    def _are_words(self, *parts: str) -> bool:
        return all(self._part_occurs(part) for part in parts)

    def _occurs(self, word: Word) -> bool:
        return any(self._are_words(*form) for form in word.all_forms) or any(
            self._term_occurs("concepts", concept) for concept in word.concepts
        )

    def _look_for_part(self, part: str) -> bool:
        terms = [("plain", part), *((f"all_{code}", stem) for code, stem in stems(part).items())]
        terms += [("concepts", concept) for concept in self._labels.holding(part)]
        # Where one is common that is enough; few may all have been deleted since, and still count.
        frequencies = (self._searcher.doc_freq(field, term) for field, term in terms)
        rare = False
        for frequency in frequencies:
            if frequency >= _CHECK_FREQUENCY_BELOW:
                return True
            rare = rare or frequency > 0
        return rare and self._best(self._queries.matching_part(part), 1)[0] > 0

    def _term_occurs(self, field: str, term: str) -> bool:
        frequency: int = self._searcher.doc_freq(field, term)
        if frequency == 0 or frequency >= _CHECK_FREQUENCY_BELOW:
            return frequency > 0
        return self._best(Query.term_query(schema(), field, term), 1)[0] > 0

    def _set_of_uuids(self, uuids: Iterable[str]) -> int:
        query = Query.term_set_query(schema(), "uuid", sorted(uuids))
        numbers = self._numbers(self._best(query, self._capacity)[1])
        return set_of(numbers, self._capacity)

    def _find_set(self, clause: Clause) -> int:
        return self._matching_set(clause.query(self._queries))

    def _matching_set(self, query: Query) -> int:
        # Each programme's bit within its block is a power of two, so the sum is their union.
        answer = self._searcher.aggregate(
            query,
            {
                "blocks": {
                    "terms": {"field": "block", "size": self._capacity // BLOCK + 1},
                    "aggs": {"bits": {"sum": {"field": "bit"}}},
                }
            },
        )
        blocks = [bytes(BLOCK // 8)] * (self._capacity // BLOCK + 1)
        for bucket in answer["blocks"]["buckets"]:
            bits = int(bucket["bits"]["value"])
            blocks[int(bucket["key"])] = bits.to_bytes(BLOCK // 8, "little")
        return int.from_bytes(b"".join(blocks), "little")

    def _best(self, query: Query, limit: int) -> tuple[int, list[tantivy.DocAddress]]:
        """Return how many documents a query finds, and where the best of them are."""
        found = self._searcher.search(query, limit=max(1, limit), count=True)
        count: int = found.count  # type: ignore[attr-defined]
        return count, [address for _, address in found.hits]

    def _numbers(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        if not addresses:
            return []
        return self._searcher.fast_field_values("number", addresses)  # type: ignore[return-value]


class TextMatch:
    """What one text search found: ``programmes`` as a set, and in order of fit."""

    def __init__(self, search: TextSearch, plan: Plan) -> None:
        self.programmes = search.matching_set(plan)
        #: What tells this set from others.
        self.asked = plan.wordings, plan.pinned, plan.excluded
        self._search = search
        self._plan = plan

    @cached_property
    def _ranking(self) -> Query:
        return self._plan.ranking()

    @cached_property
    def _count(self) -> int:
        return self.programmes.bit_count()

    def ranked(self, within: int, needed: int) -> list[int]:
        """Return the ``needed`` best among the programmes ``within`` (a subset of the found)."""
        data = within.to_bytes((within.bit_length() + 7) // 8, "little")
        left = within.bit_count()
        needed = min(needed, left)
        for limit in (*_HITS, _MOST_HITS):
            likely = limit < _MOST_HITS and 2 * needed * self._count <= limit * left
            if likely or self._count <= limit:
                best = _those_in(data, self._search.best(self._plan, limit), needed)
                if len(best) == needed:
                    return best
        if left <= _MOST_FILTERED_BY_NUMBER:
            # One by one: the library goes through all numbers to find a set of them.
            numbers = [
                (Occur.Should, Query.term_query(schema(), "number", number))
                for number in members(within)
            ]
            wanted = Query.const_score_query(Query.boolean_query(numbers), 0.0)
            query = Query.boolean_query([(Occur.Must, self._ranking), (Occur.Must, wanted)])
            return self._search.ranked(query, needed)
        # The filters keep many: the hits needed lie about as deep as what they keep is thin.
        limit = min(self._count, 2 * needed * self._count // left + max(_HITS))
        best = _those_in(data, self._search.ranked(self._ranking, limit), needed)
        if len(best) < needed:
            best = _those_in(data, self._search.ranked(self._ranking, self._count), needed)
        return best


def _clauses(wording: Wording, meant: Iterable[Sought]) -> tuple[Clause, ...]:
    clauses = [Clause(phone=phone) for phone in wording.phones]
    clauses += [Clause(phrase=phrase) for phrase in wording.phrases]
    clauses += [Clause(word, exact) for typed, word, exact in meant if not typed.optional]
    return tuple(clauses)


def _those_in(data: bytes, numbers: Iterable[int], needed: int) -> list[int]:
    size = len(data)
    found: list[int] = []
    for number in numbers:
        if number >> 3 < size and data[number >> 3] >> (number & 7) & 1:
            found.append(number)
            if len(found) == needed:
                break
    return found
