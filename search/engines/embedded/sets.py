"""Facet sets: for every option, the programmes it holds for, as the bits of Python integers.

Bit *n* stands for programme number *n*. Strand facets lie in planes: plane *k* holds the *k*-th
strand of every programme. A conjunction inside one plane is a conjunction inside one strand, and
the union over the planes counts each programme once, however many of its strands fit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from search.documents import STATUSES, FacetCode, ProgrammeDocument
from search.facets import PROGRAMME_FACETS, STRAND_FACETS

#: Pseudo facets that share the storage: strands that exist, and the programme's status.
PRESENT: FacetCode = ("", "present")
STATUS = "status"


@dataclass(frozen=True, slots=True)
class Matches:
    """What the filters leave: the programmes, and per plane those whose strand there fits."""

    programmes: int
    planes: tuple[int, ...]

    @property
    def total(self) -> int:
        return self.programmes.bit_count()


class FacetSets:
    """The sets of one generation, for reading. Everything is an immutable integer."""

    def __init__(self, planes: int, sets: Mapping[FacetCode, Sequence[int]]) -> None:
        empty = (0,) * planes
        self._sets = sets
        self._empty = empty
        self.present = tuple(sets.get(PRESENT, empty))
        self.everything = reduce(or_, self.present, 0)

    def of(self, facet: str, code: str) -> Sequence[int]:
        """The option's set in each plane; a programme facet's stands in the first."""
        return self._sets.get((facet, code), self._empty)

    def of_status(self, status: str) -> int:
        return self.of(STATUS, status)[0]

    def filter(
        self, text: int | None, selections: Mapping[str, Sequence[str]], ignoring: str | None = None
    ) -> Matches:
        """Return what ``text`` (a set, or None for all) and the selections leave.

        ``ignoring`` names a facet whose selection is left out.
        """
        common = self.everything if text is None else text & self.everything
        wanted = []
        for facet, codes in selections.items():
            if facet == ignoring:
                continue
            if facet in PROGRAMME_FACETS:
                common &= reduce(or_, (self.of(facet, code)[0] for code in codes), 0)
            else:
                options = [self.of(facet, code) for code in codes]
                wanted.append([reduce(or_, plane) for plane in zip(*options, strict=True)])
        planes = tuple(
            reduce(and_, (facet[k] for facet in wanted), present & common)
            for k, present in enumerate(self.present)
        )
        return Matches(reduce(or_, planes, 0), planes)

    def count(self, matches: Matches, facet: str, codes: Iterable[str]) -> list[int]:
        """Return for each option how many of the matching programmes it holds for."""
        if facet in PROGRAMME_FACETS:
            programmes = matches.programmes
            return [(programmes & self.of(facet, code)[0]).bit_count() for code in codes]
        planes = matches.planes
        counts = []
        for code in codes:
            found = 0
            for fitting, option in zip(planes, self.of(facet, code), strict=True):
                if option:
                    found |= fitting & option
            counts.append(found.bit_count())
        return counts


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
