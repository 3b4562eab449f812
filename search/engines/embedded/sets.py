"""Facet sets: for every option, the programmes it holds for, as the bits of Python integers.

Bit *n* stands for programme number *n*. Sets of strand facets lie in planes, an integer each: the
*k*-th plane holds the *k*-th strand of every programme. A conjunction plane by plane is a
conjunction inside one strand, and the union of the planes counts each programme once, however many
of its strands fit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import zip_longest
from operator import and_, or_
from typing import TypeAlias

from search.documents import STATUSES, FacetCode, ProgrammeDocument
from search.facets import PROGRAMME_FACETS, STRAND_FACETS

#: Pseudo facets that share the storage: strands that exist, and the programme's status.
PRESENT: FacetCode = ("", "present")
STATUS = "status"

_OF_PROGRAMMES, _OF_STRANDS = frozenset(PROGRAMME_FACETS), frozenset(STRAND_FACETS)

#: A set of strands, plane by plane; planes that are missing at the end are empty.
Planes: TypeAlias = tuple[int, ...]


# Four planes at a time, of every option: taking them one by one costs more than the sets do, and
# few programmes have more strands.
_Four: TypeAlias = tuple[int, int, int, int]
_Table: TypeAlias = list[list[_Four]]


@dataclass(frozen=True)
class Matches:
    """What the filters leave: the programmes, and in planes those whose strand there fits."""

    programmes: int
    strands: Planes

    @cached_property
    def total(self) -> int:
        return self.programmes.bit_count()


class FacetSets:
    """The sets of one generation, for reading. Programme facets and the status have one plane."""

    def __init__(self, sets: Mapping[FacetCode, Planes]) -> None:
        self._sets = sets
        self._present = sets.get(PRESENT, ())
        self._tables: dict[str, _Table] = {}
        self.everything = reduce(or_, self._present, 0)

    def of(self, facet: str, code: str) -> int:
        """The set of a programme facet's option, or of a status."""
        planes = self._sets.get((facet, code))
        return planes[0] if planes else 0

    def filter(
        self, text: int | None, selections: Mapping[str, Sequence[str]], ignoring: str | None = None
    ) -> Matches:
        """Return what ``text`` (a set, or None for all) and the selections leave.

        ``ignoring`` names a facet whose selection is left out.
        """
        programmes = self.everything if text is None else text & self.everything
        strands = self._present
        for facet, codes in selections.items():
            if facet == ignoring:
                continue
            if facet in PROGRAMME_FACETS:
                programmes &= reduce(or_, [self.of(facet, code) for code in codes], 0)
            else:
                strands = tuple(map(and_, strands, self._any(facet, codes)))
        if programmes != self.everything:
            strands = tuple([plane & programmes for plane in strands])
        return Matches(reduce(or_, strands, 0), strands)

    def count(self, matches: Matches, facet: str, codes: Sequence[str]) -> list[int]:
        """Return for each option how many of the matching programmes it holds for.

        ``codes`` are all options of the facet, in an order that stays the same.
        """
        if facet in PROGRAMME_FACETS:
            programmes = matches.programmes
            return [(programmes & self.of(facet, code)).bit_count() for code in codes]
        table = self._tables.get(facet)
        if table is None:
            table = self._tables[facet] = self._table(facet, codes)
        found: list[int] = []
        for place, rows in enumerate(table):
            one, two, three, four = _four(matches.strands, place)
            fitting = [a & one | b & two | c & three | d & four for a, b, c, d in rows]
            found = list(map(or_, found, fitting)) if found else fitting
        return [programmes.bit_count() for programmes in found] or [0] * len(codes)

    def _table(self, facet: str, codes: Sequence[str]) -> "_Table":
        options = [self._sets.get((facet, code), ()) for code in codes]
        fours = range(0, max(map(len, options), default=0), 4)
        return [[_four(planes, place) for planes in options] for place, _ in enumerate(fours)]

    def fits(self, matches: Matches, number: int) -> list[bool]:
        """Return for each plane whether the programme's strand there is among the matches."""
        fits = [bool(plane >> number & 1) for plane in matches.strands]
        return fits + [False] * (len(self._present) - len(fits))

    def _any(self, facet: str, codes: Sequence[str]) -> Planes:
        """The strands that one of the options holds for."""
        planes = zip_longest(*(self._sets.get((facet, code), ()) for code in codes), fillvalue=0)
        return tuple(reduce(or_, of) for of in planes)


def _four(planes: Planes, place: int) -> _Four:
    """The ``place``-th four of the planes."""
    one, two, three, four = (*planes[4 * place : 4 * place + 4], 0, 0, 0, 0)[:4]
    return one, two, three, four


class SetsBuilder:
    """The sets of one generation, for writing: bytes whose bits can be set and cleared."""

    def __init__(self, planes: int = 1) -> None:
        self.planes = planes
        #: By plane, and there by facet and code.
        self.sets: dict[int, dict[FacetCode, bytearray]] = {}

    def add(self, number: int, document: ProgrammeDocument) -> None:
        """Enter a document under a number that is free."""
        self.planes = max(self.planes, len(document.strands))
        pairs = [pair for pair in document.codes if pair[0] in _OF_PROGRAMMES]
        if document.status in STATUSES:
            pairs.append((STATUS, document.status))
        self._set(number, 0, pairs)
        # A programme without a strand is there all the same.
        for plane, codes in enumerate(document.strands or ((),)):
            self._set(number, plane, [PRESENT, *[pair for pair in codes if pair[0] in _OF_STRANDS]])

    def _set(self, number: int, plane: int, pairs: Iterable[FacetCode]) -> None:
        byte, bit = number >> 3, 1 << (number & 7)
        sets = self.sets.setdefault(plane, {})
        for pair in pairs:
            try:
                sets[pair][byte] |= bit
            except (KeyError, IndexError):
                bits = sets.setdefault(pair, bytearray())
                bits.extend(bytes(max(byte + 1, 2 * len(bits)) - len(bits)))
                bits[byte] |= bit

    def remove(self, number: int) -> None:
        byte, mask = number >> 3, ~(1 << (number & 7)) & 0xFF
        for sets in self.sets.values():
            for bits in sets.values():
                if byte < len(bits):
                    bits[byte] &= mask


def members(bits: int) -> list[int]:
    """Return the numbers in a set, ascending."""
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    found = []
    for place, byte in enumerate(data):
        if byte:
            base = place << 3
            found += [base + bit for bit in range(8) if byte >> bit & 1]
    return found


def set_of(numbers: Iterable[int], capacity: int) -> int:
    """Return the set of ``numbers``, each below ``capacity``."""
    data = bytearray((capacity + 7) // 8)
    for number in numbers:
        data[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(data, "little")
