"""A map of Belgium of our own: the provinces as SVG paths, and where a point lies on it.

`provinces.json` is made by `python -m search.belgium.make` from bmesuere/belgium-topojson (CC0;
base map credited to arneh61/Belgium-Map).
"""

import json
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("provinces.json")

#: Steps of the map from west to east and from north to south.
WIDTH, HEIGHT = 1000, 846

_WEST, _NORTH = 2.53, 51.52
# A degree of longitude is this much shorter than one of latitude where Belgium lies.
_ACROSS = 254.0
_DOWN = _ACROSS / 0.636


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a point in degrees (WGS 84) lies on the map: equirectangular, true at 50.5° north."""
    return (longitude - _WEST) * _ACROSS, (_NORTH - latitude) * _DOWN


def is_on_the_map(x: float, y: float) -> bool:
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT


@cache
def province_paths() -> dict[str, str]:
    """The outline of each province, by the code of its area in the directory's vocabulary."""
    paths: dict[str, str] = json.loads(TABLE.read_text(encoding="utf-8"))
    return paths
