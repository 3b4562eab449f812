"""Make the map of Belgium: `python -m search.belgium.make PROVINCES`.

PROVINCES is `provinces.topojson` of the repository bmesuere/belgium-topojson (CC0; base map
credited to arneh61/Belgium-Map). Borders are simplified arc by arc, so that neighbours keep
sharing them, and written as SVG paths with whole numbers.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from search.belgium import TABLE, project

#: Half a step of the map, which is 1000 steps wide: nobody sees the difference.
TOLERANCE = 0.7
#: The name in the source → the code of the area in the directory's vocabulary.
CODES = {
    "Bruxelles": "brussels",
    "Antwerpen": "antwerp",
    "Limburg": "limburg",
    "Oost-Vlaanderen": "east-flanders",
    "Vlaams Brabant": "flemish-brabant",
    "West-Vlaanderen": "west-flanders",
    "Brabant Wallon": "walloon-brabant",
    "Hainaut": "hainaut",
    "Liège": "liege",
    "Luxembourg": "luxembourg",
    "Namur": "namur",
}

XY = tuple[float, float]


def make_map(topology: Mapping[str, Any], table: Path = TABLE) -> int:
    """Write the paths of the provinces and return how many characters they take."""
    arcs = [_simplified(_points(arc, topology["transform"])) for arc in topology["arcs"]]
    paths = {}
    for shape in topology["objects"]["Prov"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [_ring(ring, arcs) for polygon in polygons for ring in polygon]
        paths[CODES[shape["properties"]["NAME_2"]]] = "".join(filter(None, map(_path, rings)))
    rows = {code: paths[code] for code in sorted(paths)}
    text = json.dumps(rows, indent=1) + "\n"
    table.write_text(text, encoding="utf-8")
    return len(text)


def _points(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> list[XY]:
    """An arc's steps as points on the map (TopoJSON specification, 2.1.2 and 2.1.3)."""
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append(project(y * high + low, x * wide + left))
    return points


def _simplified(points: list[XY]) -> list[XY]:
    """Douglas and Peucker: leave out what lies within the tolerance of a straight line."""
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    far, at = max((_off(point, first, last), n) for n, point in enumerate(points[1:-1], 1))
    if far <= TOLERANCE:
        return [first, last]
    return _simplified(points[: at + 1])[:-1] + _simplified(points[at:])


def _off(point: XY, first: XY, last: XY) -> float:
    (x, y), (x1, y1), (x2, y2) = point, first, last
    long = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if not long:
        return float(((x - x1) ** 2 + (y - y1) ** 2) ** 0.5)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / float(long)


def _ring(numbers: Sequence[int], arcs: Sequence[list[XY]]) -> list[XY]:
    ring: list[XY] = []
    for number in numbers:
        # A negative number is the arc of its complement, the other way round.
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += points[1:] if ring else points
    return ring


def _path(ring: Sequence[XY]) -> str:
    """A closed path in relative steps; nothing for a speck."""
    whole = [(round(x), round(y)) for x, y in ring]
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(whole) if (x1, y1) != (x2, y2)]
    if len(steps) < 4:
        return ""
    (x, y), written = whole[0], "".join(f"{dx:+d}{dy:+d}" for dx, dy in steps[:-1])
    return f"M{x} {y}l{written.lstrip('+')}z"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    size = make_map(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stdout.write(f"{size} characters written to {TABLE}\n")
