"""Where the programmes of a generation are: the towns they are in, and points to measure to."""

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from math import cos, radians, sin
from pathlib import Path
from typing import TypeVar

from directory.record import Point
from search.documents import ProgrammeDocument
from search.engines.embedded.arrays import Numbers
from search.engines.embedded.sets import members, set_of
from search.engines.weakly import weakly
from search.results import Towns

# Fewer than one in so many: cheaper to look at each of the few than to walk away from the place.
_FEW = 32
# Places asked for lately, each with the order of all points around it.
_PLACES_KEPT = 16

Key = TypeVar("Key")
Vector = tuple[float, float, float]


class Places:
    """Programme numbers by point and by town. Read by many; changed only before it is shared."""

    def __init__(
        self,
        points: Mapping[Point, list[int]] | None = None,
        towns: Mapping[str, list[int]] | None = None,
    ) -> None:
        self._points = dict(points or {})
        self._towns = dict(towns or {})
        self._around = lru_cache(maxsize=_PLACES_KEPT)(weakly(self._all_around))

    # Writing

    def add(self, number: int, document: ProgrammeDocument) -> None:
        for point in dict.fromkeys(document.points):
            self._points.setdefault(point, []).append(number)
        for town in dict.fromkeys(document.towns):
            self._towns.setdefault(town, []).append(number)

    def remove(self, numbers: Iterable[int]) -> None:
        gone = set(numbers)
        self._points = _without(self._points, gone)
        self._towns = _without(self._towns, gone)

    def write(self, path: Path) -> None:
        data = {
            "points": [[*point, *numbers] for point, numbers in self._points.items()],
            "towns": [[town, *numbers] for town, numbers in self._towns.items()],
        }
        rows = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        path.write_text(rows, encoding="utf-8")

    @classmethod
    def read(cls, data: bytes) -> "Places":
        """Raises ``ValueError``, ``KeyError`` or ``TypeError`` when damaged."""
        rows = json.loads(data)
        return cls(
            {Point(latitude, longitude): there for latitude, longitude, *there in rows["points"]},
            {town: there for town, *there in rows["towns"]},
        )

    # Reading

    @cached_property
    def somewhere(self) -> int:
        """The set of programmes that distances can be measured to."""
        numbers = [number for there in self._points.values() for number in there]
        return set_of(numbers, max(numbers, default=-1) + 1)

    def towns(self, programmes: int) -> Towns:
        """How many of a set are in each town, those with none left out."""
        data = _bytes(programmes)
        totals, placed = {}, set()
        for town, there in self._towns.items():
            found = [n for n in there if _holds(data, n)]
            if found:
                totals[town] = len(found)
                placed.update(found)
        return Towns(totals, programmes.bit_count() - len(placed))

    def nearest(
        self, programmes: int, place: Point, names: Sequence[int], needed: int
    ) -> list[int]:
        """Return the ``needed`` nearest of a set, each of which is somewhere.

        What is equally far is in the order of ``names``, which gives each number its rank.
        """
        needed = min(needed, programmes.bit_count())
        if needed == 0:
            return []
        if programmes.bit_count() * _FEW < len(self._vectors):
            squares = {n: self._square(place, n) for n in members(programmes)}
            return sorted(squares, key=lambda n: (squares[n], names[n]))[:needed]
        data, order, squares_there = _bytes(programmes), *self._around(place)
        found: dict[int, None] = {}
        at = 0
        while at < len(order) and len(found) < needed:
            end = at + 1
            while end < len(order) and squares_there[end] == squares_there[at]:
                end += 1
            there = {n for i in order[at:end] for n in self._numbers[i] if _holds(data, n)}
            found |= dict.fromkeys(sorted(there - found.keys(), key=names.__getitem__))
            at = end
        return list(found)[:needed]

    @cached_property
    def _vectors(self) -> list[Vector]:
        return [_vector(point) for point in self._points]

    @cached_property
    def _numbers(self) -> list[list[int]]:
        return list(self._points.values())

    @cached_property
    def _indexes(self) -> dict[int, list[int]]:
        """Which points each programme has."""
        found: dict[int, list[int]] = {}
        for index, there in enumerate(self._numbers):
            for number in there:
                found.setdefault(number, []).append(index)
        return found

    def _square(self, place: Point, number: int) -> float:
        vector = _vector(place)
        return min(_chord(vector, self._vectors[index]) for index in self._indexes[number])

    def _all_around(self, place: Point) -> tuple[Numbers, "array[float]"]:
        """The indexes of all points, nearest first, and the squares of their chords."""
        vector = _vector(place)
        squares = [_chord(vector, other) for other in self._vectors]
        order = sorted(range(len(squares)), key=squares.__getitem__)
        return array("I", order), array("d", [squares[index] for index in order])


def _without(rows: dict[Key, list[int]], gone: set[int]) -> dict[Key, list[int]]:
    left = {
        key: there if gone.isdisjoint(there) else [n for n in there if n not in gone]
        for key, there in rows.items()
    }
    return {key: there for key, there in left.items() if there}


def _vector(point: Point) -> Vector:
    latitude, longitude = radians(point.latitude), radians(point.longitude)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


def _chord(one: Vector, other: Vector) -> float:
    """The square of the straight line between two points: it grows as their distance does."""
    x, y, z = one[0] - other[0], one[1] - other[1], one[2] - other[2]
    return x * x + y * y + z * z


def _bytes(numbers: int) -> bytes:
    return numbers.to_bytes(numbers.bit_length() // 8 + 1, "little")


def _holds(data: bytes, number: int) -> bool:
    return number >> 3 < len(data) and bool(data[number >> 3] >> (number & 7) & 1)
