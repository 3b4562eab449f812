"""Programmes, organisations and places read by their keys, each as one JSON value.

The queries are put together once for a few sizes and kept as SQL: Django takes longer to write
such a query than the database to answer it.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from directory.hsds.shape import RELATIVE, SHAPES
from directory.models import ProgrammePage
from directory.reading.database import json_value, read_json, read_programme, select_programmes

_SIZES = (1, 10, 50, 100)
#: How many are read at a time.
CHUNK = _SIZES[-1]


def read_by_keys(kind: str, keys: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each of these primary keys with what stands under it; of programmes the published alone.

    ``kind`` is one of :data:`SHAPES`. What is gone by now is left out.
    """
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        rows = {row[0]: row for row in _rows(kind, chunk)}
        yield from ((key, _read(kind, rows[key])) for key in chunk if key in rows)


def _read(kind: str, row: tuple[Any, ...]) -> dict[str, Any]:
    if SHAPES[kind].model is ProgrammePage:
        return read_programme(row)
    data: dict[str, Any] = read_json(row[1])
    return data


def _rows(kind: str, keys: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    size = next(size for size in _SIZES if size >= len(keys))
    sql, params = _query(kind, size, connection.vendor)
    # No row has the key 0.
    given = [*keys, *[0] * (size - len(keys))]
    with connection.cursor() as cursor:
        cursor.execute(sql, [given[-p - 1] if _is_marker(p) else p for p in params])
        return cursor.fetchall()


def _is_marker(param: object) -> bool:
    return isinstance(param, int) and not isinstance(param, bool) and param < 0


@cache
def _query(kind: str, size: int, _vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The SQL, with -1, -2 … where the keys go."""
    shape = SHAPES[kind]
    markers = [-number for number in range(1, size + 1)]
    rows: QuerySet[Any, Any]
    if shape.model is ProgrammePage:
        pages = ProgrammePage.objects.live().filter(pk__in=markers)
        rows = select_programmes(pages, shape, RELATIVE)
    else:
        found = shape.model._default_manager.filter(pk__in=markers).order_by()
        rows = found.annotate(_whole=json_value(shape)).values_list("pk", "_whole")
    sql, params = rows.query.sql_with_params()
    return sql, tuple(params)
