"""The map of an answer in words and numbers: towns, provinces, and what is nowhere on it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import hypot, sqrt

from directory.towns import town_in
from directory.towns.lookup import FoundPlace, find_place
from search.belgium import HEIGHT, WIDTH, is_on_the_map, project, province_paths
from search.query import NEAR_SORT, ProgrammeQuery
from search.results import Results, Towns

#: How wide the mark of one programme is, in steps of the map; of more, as their number's root.
_MARK = 11
_WIDEST = 34
#: Half the height of a name, and the width of each of its letters, on a narrow screen.
_TALL, _BROAD = 18, 21
#: How far beside its mark a town can be touched. A mark moves so often to lie free of others.
_REACH, _MOVES = 14, 4
#: The ways of delivery that need no place.
_WITHOUT_PLACE = ("online", "phone")

#: Left, top, right, bottom.
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class TownView:
    """A town, how many are there, and the search (if we know the town) that starts nearest to it.

    ``x``, ``y`` and ``radius`` are steps of the map, with no radius for a town that is not on it.
    """

    name: str
    total: int
    asked: str
    x: int = 0
    y: int = 0
    radius: int = 0


@dataclass(frozen=True, slots=True)
class AreaView:
    """A province, and how many serve it: those that serve all of its region or country too."""

    code: str
    total: int
    asked: str
    path: str


@dataclass(frozen=True, slots=True)
class MapView:
    """``ways`` holds (code, number, search) of what is had from anywhere."""

    width: int
    height: int
    towns: list[TownView]
    areas: list[AreaView]
    nowhere: int
    ways: list[tuple[str, int, str]]
    reach: int = _REACH

    @property
    def marks(self) -> list[tuple[TownView, int]]:
        """The towns on the map, and on which side of its mark there is room for the name.

        1 is the right, -1 the left, 0 neither. The largest come first: the small lie on top and
        can be reached, and move a little aside where a larger one would hide them.
        """
        towns: list[TownView] = []
        for town in sorted((t for t in self.towns if t.radius), key=lambda t: -t.total):
            towns.append(_beside(town, towns))
        taken = [(t.x - t.radius, t.y - t.radius, t.x + t.radius, t.y + t.radius) for t in towns]
        return [(town, self._side(town, taken)) for town in towns]

    def _side(self, town: TownView, taken: list[Box]) -> int:
        """Where a town's name is free of all that is taken: there it is taken too."""
        gap, broad = town.radius + 4, _BROAD * len(town.name)
        for side, left in ((1, town.x + gap), (-1, town.x - gap - broad)):
            name = (left, town.y - _TALL, left + broad, town.y + _TALL)
            inside = name[0] >= 0 and name[2] <= self.width
            if inside and not any(_overlap(name, other) for other in taken):
                taken.append(name)
                return side
        return 0


def view_map(query: ProgrammeQuery, results: Results, towns: Towns, language: str) -> MapView:
    """Put an answer on the map."""
    listed = query.at_page(1)
    views = [_town(listed, name, *there, language) for name, there in _together(towns).items()]
    return MapView(
        width=WIDTH,
        height=HEIGHT,
        towns=sorted(views, key=lambda town: town.name.casefold()),
        areas=list(_areas(listed, results)),
        nowhere=towns.nowhere,
        ways=[
            (option.code, option.total, listed.choosing("mode", option.code).to_querystring())
            for option in results.facets["mode"]
            if option.code in _WITHOUT_PLACE and option.total
        ],
    )


def _together(towns: Towns) -> dict[str, tuple[FoundPlace | None, int]]:
    """Each town once, though it was entered in two languages: where it is, and its number."""
    found: dict[str, tuple[FoundPlace | None, int]] = {}
    known: dict[FoundPlace, str] = {}
    for town, total in towns.totals.items():
        place = find_place(town)
        name = known.setdefault(place, town) if place else town
        found[name] = (place, found.get(name, (place, 0))[1] + total)
    return found


def _town(
    query: ProgrammeQuery, town: str, place: FoundPlace | None, total: int, language: str
) -> TownView:
    name = town_in(language, town)
    if place is None:
        return TownView(name, total, "")
    view = TownView(name, total, replace(query, near=town, sort=NEAR_SORT).to_querystring())
    x, y = project(place.latitude, place.longitude)
    if not is_on_the_map(x, y):
        return view
    radius = min(_WIDEST, round(_MARK * sqrt(total)))
    return replace(view, x=round(x), y=round(y), radius=radius)


def _areas(query: ProgrammeQuery, results: Results) -> Iterator[AreaView]:
    totals = {option.code: option.total for option in results.facets["area"]}
    for code, path in province_paths().items():
        if code in totals:
            asked = query.choosing("area", code).to_querystring()
            yield AreaView(code, totals[code], asked, path)


def _beside(town: TownView, larger: list[TownView]) -> TownView:
    """A town's mark, moved out from under the larger ones."""
    for _move in range(_MOVES):
        for other in larger:
            across, down = town.x - other.x, town.y - other.y
            far, least = hypot(across, down), town.radius + other.radius
            if far < least:
                step = (least + 1) / far if far else 0.0
                # From the very same place, to the right.
                right, below = (across * step, down * step) if far else (least, 0)
                town = replace(town, x=round(other.x + right), y=round(other.y + below))
                break
        else:
            break
    return town


def _overlap(one: Box, other: Box) -> bool:
    """Whether two boxes (left, top, right, bottom) share anything."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
