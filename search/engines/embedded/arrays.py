"""The file that holds a generation's facet sets and sort orders: a header in JSON, then bytes."""

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from search.documents import FacetCode
from search.engines.embedded.sets import FacetSets, SetsBuilder

_LENGTH = 8

#: Programme numbers, four bytes each.
Numbers: TypeAlias = "array[int]"


@dataclass(frozen=True, slots=True)
class Orders:
    """Programme numbers in order: by name per language, and by freshness (newest first)."""

    names: Mapping[str, Numbers]
    freshness: Numbers


def write_arrays(path: Path, sets: SetsBuilder, orders: Orders) -> None:
    rows = [
        ((*pair, plane), bytes(bits).rstrip(b"\0"))
        for plane, of_plane in sets.sets.items()
        for pair, bits in of_plane.items()
    ]
    rows = sorted((key, data) for key, data in rows if data)
    numbers = [*((name, order) for name, order in sorted(orders.names.items()))]
    numbers.append(("", orders.freshness))
    header = {
        "planes": sets.planes,
        "sets": [[*key, len(data)] for key, data in rows],
        "orders": [[name, len(order)] for name, order in numbers],
    }
    head = json.dumps(header, separators=(",", ":")).encode()
    with path.open("wb") as file:
        file.write(len(head).to_bytes(_LENGTH, "little"))
        file.write(head)
        for data in chain((data for _, data in rows), (order.tobytes() for _, order in numbers)):
            file.write(data)


def read_arrays(data: bytes, capacity: int) -> tuple[FacetSets, Orders]:
    """Read for searching. Raises ``ValueError``, ``KeyError`` or ``TypeError`` when damaged."""
    header, pieces = _split(data)
    width = (capacity + 7) // 8  # bytes
    sets: dict[FacetCode, list[int]] = {}
    for (facet, code, plane, _), piece in zip(header["sets"], pieces, strict=False):
        if len(piece) > width:
            raise ValueError("a set is larger than the directory")
        planes = sets.setdefault((facet, code), [])
        planes += [0] * (plane - len(planes))
        planes.append(int.from_bytes(piece, "little"))
    return FacetSets({key: tuple(planes) for key, planes in sets.items()}), _orders(header, pieces)


def read_for_writing(data: bytes) -> tuple[SetsBuilder, Orders]:
    """Read for changing; errors as :func:`read_arrays`."""
    header, pieces = _split(data)
    builder = SetsBuilder(int(header["planes"]))
    for (facet, code, plane, _), piece in zip(header["sets"], pieces, strict=False):
        builder.sets.setdefault(plane, {})[facet, code] = bytearray(piece)
    return builder, _orders(header, pieces)


def _split(data: bytes) -> tuple[dict[str, Any], list[memoryview]]:
    view = memoryview(data)
    start = _LENGTH + int.from_bytes(view[:_LENGTH], "little")
    header = json.loads(bytes(view[_LENGTH:start]))
    lengths = [row[3] for row in header["sets"]] + [4 * row[1] for row in header["orders"]]
    pieces = []
    for length in lengths:
        pieces.append(view[start : start + length])
        start += length
    if start != len(data):
        raise ValueError("the arrays are not as long as their header says")
    return header, pieces


def _orders(header: dict[str, Any], pieces: list[memoryview]) -> Orders:
    orders = {}
    for (name, _), piece in zip(header["orders"], pieces[len(header["sets"]) :], strict=True):
        order = array("I")
        order.frombytes(piece)
        orders[name] = order
    freshness = orders.pop("")
    return Orders(orders, freshness)
