"""Facet sets: for every option, the programmes it holds for, as the bits of Python integers.

Bit *n* stands for programme number *n*. Sets of strand facets lie in planes side by side in one
integer: plane *k*, ``width`` bits further up than the one before, holds the *k*-th strand of
every programme. A conjunction of such integers is a conjunction inside one strand, and the union
of the planes counts each programme once, however many of its strands fit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from search.documents import STATUSES, FacetCode, ProgrammeDocument
from search.facets import PROGRAMME_FACETS, STRAND_FACETS

#: Pseudo facets that share the storage: strands that exist, and the programme's status.
PRESENT: FacetCode = ("", "present")
STATUS = "status"


@dataclass(frozen=True, slots=True)
class Matches:
    """What the filters leave: the programmes, and in planes those whose strand there fits."""

    programmes: int
    strands: int

    @property
    def total(self) -> int:
        return self.programmes.bit_count()


class FacetSets:
    """The sets of one generation, for reading.

    ``planes`` is a power of two. Sets of programme facets and of the status have one plane.
    """

    def __init__(self, planes: int, width: int, sets: Mapping[FacetCode, int]) -> None:
        self.planes = planes
        self.width = width
        self._sets = sets
        self._present = sets.get(PRESENT, 0)
        self._plane = (1 << width) - 1
        self._shifts = []
        while planes > 1:
            planes //= 2
            self._shifts.append(planes * width)
        self.everything = self._merged(self._present)

    def of(self, facet: str, code: str) -> int:
        return self._sets.get((facet, code), 0)

    def filter(
        self, text: int | None, selections: Mapping[str, Sequence[str]], ignoring: str | None = None
    ) -> Matches:
        """Return what ``text`` (a set, or None for all) and the selections leave.

        ``ignoring`` names a facet whose selection is left out.
        """
        programmes = self.everything if text is None else text & self.everything
        strands = self._present
        for facet, codes in selections.items():
            if facet != ignoring:
                wanted = reduce(or_, [self.of(facet, code) for code in codes], 0)
                if facet in PROGRAMME_FACETS:
                    programmes &= wanted
                else:
                    strands &= wanted
        if programmes != self.everything:
            strands &= self._in_every_plane(programmes)
        return Matches(self._merged(strands), strands)

    def count(self, matches: Matches, facet: str, codes: Iterable[str]) -> list[int]:
        """Return for each option how many of the matching programmes it holds for."""
        sets = self._sets
        if facet in PROGRAMME_FACETS:
            programmes = matches.programmes
            return [(programmes & sets.get((facet, code), 0)).bit_count() for code in codes]
        counts = []
        strands, shifts, plane = matches.strands, self._shifts, self._plane
        for code in codes:
            found = strands & sets.get((facet, code), 0)
            for shift in shifts:
                found |= found >> shift
            counts.append((found & plane).bit_count())
        return counts

    def fits(self, matches: Matches, number: int) -> list[bool]:
        """Return for each plane whether the programme's strand there is among the matches."""
        first = matches.strands >> number
        return [bool(first >> plane * self.width & 1) for plane in range(self.planes)]

    def _merged(self, strands: int) -> int:
        for shift in self._shifts:
            strands |= strands >> shift
        return strands & self._plane

    def _in_every_plane(self, programmes: int) -> int:
        for shift in reversed(self._shifts):
            programmes |= programmes << shift
        return programmes


class SetsBuilder:
    """The sets of one generation, for writing: bytes whose bits can be set and cleared."""

    def __init__(self, planes: int = 1) -> None:
        self.planes = planes
        self.sets: dict[tuple[str, str, int], bytearray] = {}

    def add(self, number: int, document: ProgrammeDocument) -> None:
        """Enter a document under a number that is free."""
        self.planes = max(self.planes, len(document.strands))
        self._set(*PRESENT, 0, number)
        for plane, codes in enumerate(document.strands):
            self._set(*PRESENT, plane, number)
            for facet, code in codes:
                if facet in STRAND_FACETS:
                    self._set(facet, code, plane, number)
        for facet, code in document.codes:
            if facet in PROGRAMME_FACETS:
                self._set(facet, code, 0, number)
        if document.status in STATUSES:
            self._set(STATUS, document.status, 0, number)

    def remove(self, number: int) -> None:
        byte, mask = number >> 3, ~(1 << (number & 7)) & 0xFF
        for bits in self.sets.values():
            if byte < len(bits):
                bits[byte] &= mask

    def _set(self, facet: str, code: str, plane: int, number: int) -> None:
        byte = number >> 3
        bits = self.sets.setdefault((facet, code, plane), bytearray())
        if byte >= len(bits):
            bits.extend(bytes(max(byte + 1, 2 * len(bits)) - len(bits)))
        bits[byte] |= 1 << (number & 7)


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
