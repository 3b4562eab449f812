"""How far it is: the same for every engine."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from directory.record import Point

#: The mean radius of the earth in kilometres (IUGG), as Elasticsearch takes it too.
EARTH_RADIUS = 6371.0087714


def kilometres(one: Point, other: Point) -> float:
    """The great-circle distance of two points, by the haversine formula."""
    north, south = radians(one.latitude), radians(other.latitude)
    half_height = sin((south - north) / 2)
    half_width = sin(radians(other.longitude - one.longitude) / 2)
    square = half_height * half_height + cos(north) * cos(south) * half_width * half_width
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(square)))


def nearest(place: Point | None, points: Iterable[Point]) -> float | None:
    """Kilometres from ``place`` to the nearest of ``points``; None where either is not known."""
    if place is None:
        return None
    return min((kilometres(place, point) for point in points), default=None)
