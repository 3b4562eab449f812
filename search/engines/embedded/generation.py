"""One generation, loaded for searching."""

from array import array
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from uuid import UUID

import msgspec

from directory.record import Point
from search.cards import CardRecord, read_record
from search.catalogue import stored_catalogue
from search.documents import STATUSES, TEXT_LANGUAGES
from search.engines.base import IndexUnavailable
from search.engines.embedded.arrays import Numbers, read_arrays
from search.engines.embedded.damage import reading
from search.engines.embedded.label_index import label_index_of
from search.engines.embedded.places import Places
from search.engines.embedded.schema import open_index
from search.engines.embedded.sets import STATUS, Matches, members
from search.engines.embedded.store import ARRAYS, CATALOGUE, PLACES, TEXT, Manifest, Store
from search.engines.embedded.text import TextMatch, TextSearch
from search.engines.highlight import Highlighter, Text
from search.engines.meant import HITS_READ, Meanings, texts_of
from search.engines.weakly import weakly
from search.results import Card, Passage

# Fewer than one in so many: cheaper to sort the few than to walk the order of all.
_FEW = 32

# Read lately: what cards say, some 4 KiB each; cards in one language, less than 3 and 2 more where
# a page is made of them; texts, some 4 KiB; hits with what was asked for marked, and counts of all
# facets, some 1 KiB.
_RECORDS_KEPT = 256
_CARDS_KEPT = 1_408
_TEXTS_KEPT = 64
_MARKS_KEPT = 1_408
_COUNTS_KEPT = 512
# Where programmes are no more than these, what their cards and texts say is read at once and kept.
_HELD_WHOLE = 1_024
# A card and the texts of one programme are read one after the other, out of one document.
_DOCUMENTS_KEPT = 16
_UNREAD = bytes(16)

Selections: TypeAlias = Mapping[str, Sequence[str]]
#: Title, summary and snippet of a hit.
Marked: TypeAlias = tuple[Passage, Passage, Passage | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme's card in one language, and what of it can be marked."""

    card: Card
    title: Text
    summary: Text


class _Identity(msgspec.Struct):
    uuid: str


_read_identity = msgspec.json.Decoder(_Identity).decode


class Generation:
    """Everything a search needs. Never changes; requests may share it."""

    def __init__(self, store: Store, manifest: Manifest) -> None:
        """Load it. Raises :class:`IndexUnavailable` when anything of it is damaged."""
        self.manifest = manifest
        self._entries = lru_cache(maxsize=_CARDS_KEPT)(weakly(self._read_entry))
        held = manifest.programmes if manifest.programmes <= _HELD_WHOLE else 0
        self._record = lru_cache(maxsize=max(_RECORDS_KEPT, held))(weakly(self._read_record))
        self._document = lru_cache(maxsize=_DOCUMENTS_KEPT)(weakly(self._read_document))
        self._texts = lru_cache(maxsize=max(_TEXTS_KEPT, held))(weakly(self._read_texts))
        self._marked = lru_cache(maxsize=_MARKS_KEPT)(weakly(self._mark))
        self._counted: dict[Hashable, Numbers] = {}
        self._ranks: dict[str, Numbers] = {}
        self._uuids = bytearray(16 * manifest.capacity)
        try:
            self.sets, self.orders = read_arrays(store.read(manifest, ARRAYS), manifest.capacity)
            self.places = Places.read(store.read(manifest, PLACES))
            self.catalogue = stored_catalogue(store.read(manifest, CATALOGUE))
            self.meanings = Meanings(self.catalogue, weakly(self._texts_with))
            with reading:
                index = open_index(manifest.folder / TEXT)
            self.text = TextSearch(index, manifest.capacity, label_index_of(self.catalogue))
            options = self.catalogue.options
            self.codes = {facet: [option.code for option in options[facet]] for facet in options}
            for number in members(self.sets.everything) if held else ():
                self._record(number)
                self._texts(number)
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise IndexUnavailable("the index cannot be read") from error

    def entry(self, number: int, language: str) -> "Entry":
        """Return what a hit shows of a programme."""
        return self._entries(number, language)

    def texts(self, number: int) -> Mapping[str, Text]:
        """Return the long texts of a programme, by language."""
        return self._texts(number)

    def uuid(self, number: int) -> str:
        """Return a programme's UUID, keeping sixteen bytes of it."""
        place = slice(16 * number, 16 * number + 16)
        kept = bytes(self._uuids[place])
        if kept == _UNREAD:
            with reading:
                kept = UUID(_read_identity(self.text.stored(number)("card")).uuid).bytes
            self._uuids[place] = kept
        digits = kept.hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def marked(self, number: int, language: str, highlighter: Highlighter) -> Marked:
        """Return what a hit shows of a programme's texts, with what was asked for marked."""
        if highlighter:
            return self._marked(number, language, highlighter)
        entry = self.entry(number, language)
        return entry.title.passage, entry.summary.passage, None

    def _mark(self, number: int, language: str, highlighter: Highlighter) -> Marked:
        entry = self.entry(number, language)
        title, in_title = highlighter.mark(entry.title)
        summary, in_summary = highlighter.mark(entry.summary)
        if in_title or in_summary:
            return title, summary, None
        languages = dict.fromkeys((*entry.card.languages, *TEXT_LANGUAGES))
        return title, summary, highlighter.snippet(self.texts(number), languages)

    def counts(self, found: TextMatch | None, selections: Selections, matches: Matches) -> Numbers:
        """Return how many programmes each option of each facet gives, in the order of ``codes``.

        ``matches`` are what all ``selections`` leave of what a text ``found``. A facet's counts
        ignore its own selection.
        """
        key = found and found.asked, tuple(selections.items())
        counted = self._counted.get(key)
        if counted is None:
            counted = array("I")
            text = found.programmes if found else None
            for facet, codes in self.codes.items():
                left = matches
                if facet in selections:
                    left = self.sets.filter(text, selections, facet)
                counted.extend(self.sets.count(left, facet, codes))
            if len(self._counted) >= _COUNTS_KEPT:
                self._counted.clear()
            self._counted[key] = counted
        return counted

    def _read_entry(self, number: int, language: str) -> "Entry":
        card = self._record(number).in_language(language)
        return Entry(
            card,
            Text(card.title, card.title_language),
            Text(card.summary, card.summary_language),
        )

    def _read_record(self, number: int) -> CardRecord:
        with reading:
            return read_record(self._document(number)("card"))

    def _read_document(self, number: int) -> Callable[[str], bytes]:
        return self.text.stored(number)

    def _read_texts(self, number: int) -> Mapping[str, Text]:
        stored = self._document(number)
        with reading:
            texts = {code: stored(f"text_{code}").decode() for code in TEXT_LANGUAGES}
        return {code: Text(text, code) for code, text in texts.items() if text}

    def _texts_with(self, word: str) -> Iterator[str]:
        for number in self.text.resembling(word, HITS_READ):
            texts = (text.text for text in self.texts(number).values())
            yield from texts_of(self._record(number), texts)

    def by_name(self, programmes: int, language: str, needed: int) -> list[int]:
        """Return the first ``needed`` of a set by name."""
        return self._first(programmes, self._names(language), language, needed)

    def by_freshness(self, programmes: int, needed: int) -> list[int]:
        """Return the first ``needed`` of a set, newest information first."""
        return self._first(programmes, self.orders.freshness, "", needed)

    def by_distance(self, programmes: int, place: Point, language: str, needed: int) -> list[int]:
        """Return the first ``needed`` of a set, nearest first; then those that are nowhere."""
        somewhere = programmes & self.places.somewhere
        names = self._rank(self._names(language), language)
        first = self.places.nearest(somewhere, place, names, needed)
        if len(first) < needed:
            first += self.by_name(programmes ^ somewhere, language, needed - len(first))
        return first

    def by_status(self, programmes: int, language: str, needed: int) -> list[int]:
        """Return the first ``needed`` of a set: open before paused before closed, each by name."""
        first: list[int] = []
        for status in STATUSES:
            if len(first) < needed:
                those = programmes & self.sets.of(STATUS, status)
                first += self.by_name(those, language, needed - len(first))
        return first

    def _names(self, language: str) -> Numbers:
        return self.orders.names.get(language, self.orders.names["en"])

    def _rank(self, order: Numbers, name: str) -> Numbers:
        rank = self._ranks.get(name)
        if rank is None:
            rank = array("I", bytes(4 * self.manifest.capacity))
            for place, number in enumerate(order):
                rank[number] = place
            self._ranks[name] = rank
        return rank

    def _first(self, programmes: int, order: Numbers, name: str, needed: int) -> list[int]:
        count = programmes.bit_count()
        needed = min(needed, count)
        if needed == 0:
            return []
        if count * _FEW < len(order):
            rank = self._rank(order, name)
            return sorted(members(programmes), key=rank.__getitem__)[:needed]
        data = programmes.to_bytes(self.manifest.capacity // 8 + 1, "little")
        first = []
        for number in order:
            if data[number >> 3] >> (number & 7) & 1:
                first.append(number)
                if len(first) == needed:
                    break
        return first
