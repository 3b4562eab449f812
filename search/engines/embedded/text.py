"""Text search in one generation: which programmes hold the words, and how well they fit."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, reduce
from operator import and_

import tantivy
from tantivy import Occur, Query

from search.editorial import UNEDITED, Editorial
from search.engines.embedded.arrays import Numbers
from search.engines.embedded.damage import reading
from search.engines.embedded.label_index import LabelIndex
from search.engines.embedded.plan import Clause, Plan
from search.engines.embedded.queries import TextQueries, similar_in_texts
from search.engines.embedded.schema import BLOCK, schema
from search.engines.embedded.sets import members, set_of
from search.engines.meant import Meant, read_meaning
from search.engines.weakly import weakly
from search.words import Word, Wording

# How many best hits are asked for at once: the first that are likely to hold those needed.
_HITS = (32, 128)
_MOST_HITS = 2_048
_MOST_FILTERED_BY_NUMBER = 128

# The sets of words looked for lately, within so many bytes: people look for the same words.
_SETS_KEPT = 2 << 20
_BESIDE_A_SET = 512  # bytes of a kept word and its place
_WORDS_KEPT = 4_096
# Texts asked for lately, with their best hits: who ticks a filter asks for the same text again.
_ORDERS_KEPT = 128


class TextSearch:
    """Answers text searches from the text index of one generation."""

    def __init__(self, index: tantivy.Index, capacity: int, labels: LabelIndex) -> None:
        """Open it for ``capacity`` numbers. Raises :class:`IndexUnavailable` when damaged."""
        self._capacity = capacity
        self._queries = TextQueries(labels)
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
        with reading:
            meant = tuple(
                tuple(self._meant(word, editorial) for word in wording.words)
                for wording in wordings
            )
        return Plan(tuple(wordings), meant, tuple(editorial.pinned), frozenset(editorial.excluded))

    def matching_set(self, plan: Plan) -> int:
        """Return the set of programmes that a plan finds."""
        with reading:
            found = 0
            for clauses in plan.required:
                found |= reduce(and_, map(self._set_of, clauses)) if clauses else 0
            if plan.pinned:
                found |= self._set_of_uuids(plan.pinned)
            if plan.excluded:
                found &= ~self._set_of_uuids(plan.excluded)
            return found

    def _find_best(self, plan: Plan, limit: int) -> Numbers:
        """Return the numbers of a plan's best hits, best first."""
        return array("I", self.ranked(self.ranking(plan), limit))

    def ranking(self, plan: Plan) -> Query:
        """Return what ranks a plan's hits."""
        return self._queries.ranking(plan)

    def ranked(self, query: Query, limit: int) -> list[int]:
        """Return the numbers of the best ``limit`` hits, best first."""
        with reading:
            return self._numbers(self._best(query, limit)[1])

    def resembling(self, word: str, limit: int) -> list[int]:
        """Return the numbers of programmes whose texts hold a word like this one."""
        with reading:
            return self._numbers(self._best(similar_in_texts(word), limit)[1])

    def _meant(self, word: Word, editorial: Editorial) -> Meant:
        return read_meaning(
            word,
            editorial.synonyms,
            occurs=self._occurs,
            are_words=lambda parts: self._are_words(*parts),
        )

    def _are_words(self, *parts: str) -> bool:
        return all(self._part_occurs(part) for part in parts)

    def _occurs(self, word: Word) -> bool:
        return any(self._are_words(*form) for form in word.all_forms) or any(
            self._term_occurs("concepts", concept) for concept in word.concepts
        )

    def _look_for_part(self, part: str) -> bool:
        terms = self._queries.terms_of(part)
        return self._occur(terms, self._queries.matching_part(part))

    def _term_occurs(self, field: str, term: str) -> bool:
        return self._occur([(field, term)], Query.term_query(schema(), field, term))

    def _occur(self, terms: Iterable[tuple[str, str]], query: Query) -> bool:
        """Whether a programme holds one of the terms, which are what ``query`` asks for."""
        if not any(self._searcher.doc_freq(field, term) for field, term in terms):
            return False
        # All that held one may have been deleted since, and still count.
        return bool(self._searcher.search(query, limit=1, count=False).hits)

    def _set_of_uuids(self, uuids: Iterable[str]) -> int:
        query = Query.term_set_query(schema(), "uuid", sorted(uuids))
        numbers = self._numbers(self._best(query, self._capacity)[1])
        return set_of(numbers, self._capacity)

    def _find_set(self, clause: Clause) -> int:
        return self._matching_set(self._queries.matching(clause))

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
        self.asked = plan.required, plan.pinned, plan.excluded
        self._search = search
        self._plan = plan

    @cached_property
    def _ranking(self) -> Query:
        return self._search.ranking(self._plan)

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


def _those_in(data: bytes, numbers: Iterable[int], needed: int) -> list[int]:
    size = len(data)
    found: list[int] = []
    for number in numbers:
        if number >> 3 < size and data[number >> 3] >> (number & 7) & 1:
            found.append(number)
            if len(found) == needed:
                break
    return found
