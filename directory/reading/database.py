"""Programmes read from the database: everything about one of them as one JSON value.

Nested sub-selects gather the rows below a programme, so that one query brings a whole page. The
queries are written with Django's expressions and their SQL is kept, because putting such a query
together costs more than running it.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models import F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject, Length, Substr

from directory.models import ProgrammePage, ReviewPeriods
from directory.quality.review import DEFAULTS, Periods
from directory.reading.shape import PROGRAMME, RELATIVE, Shape

#: Length of one step in the path of Wagtail's page tree, and its lowest and highest step.
STEP = ProgrammePage.steplen
FIRST_STEP = "0" * (STEP - 1) + "1"
LAST_STEP = "Z" * STEP
SLUG = "\x00slug"
T = TypeVar("T")


class Gathered(Func):
    """All values of a column as one JSON array (of a sub-select, so without grouping)."""

    output_field = models.JSONField()
    function = "JSON_GROUP_ARRAY"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


class AsJson(Func):
    """A value that is JSON already, so that SQLite does not quote it as text."""

    output_field = models.JSONField()
    function = "JSON"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)::jsonb", **context)


def _gather(rows: QuerySet[Any], value: Any) -> AsJson:
    return AsJson(Subquery(rows.order_by().annotate(_all=Gathered(value)).values("_all")))


def _terms(shape: Shape, name: str) -> AsJson:
    relation = shape.model._meta.get_field(name)
    through = relation.remote_field.through  # type: ignore[union-attr]
    own = relation.m2m_field_name()  # type: ignore[union-attr]
    rows = through.objects.filter(**{own: OuterRef("pk")})
    return _gather(rows, F("term__code"))


def json_value(shape: Shape) -> JSONObject:
    """The expression that makes one row of ``shape`` a JSON object."""
    parts: dict[str, Any] = {name: F(path) for name, path in shape.columns.items()}
    parts |= {name: AsJson(F(path)) for name, path in shape.texts.items()}
    parts |= {name: _terms(shape, name) for name in shape.terms}
    for name, below in shape.below.items():
        rows = below.model._default_manager.filter(**{below.link: OuterRef("pk")})
        parts[name] = _gather(rows, json_value(below))
    for name, other in shape.one.items():
        rows = other.model._default_manager.filter(pk=OuterRef(f"{name}_id"))
        parts[name] = AsJson(Subquery(rows.order_by().values(_one=json_value(other))))
    if shape.ordered:
        parts |= {"sort_order": F("sort_order"), "pk": F("pk")}
    return JSONObject(**parts)


def _parent(relative: Shape) -> AsJson:
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - STEP)
    rows = ProgrammePage.objects.live().filter(path=above)
    return AsJson(Subquery(rows.order_by().values(_one=json_value(relative))))


def _children(relative: Shape) -> AsJson:
    rows = ProgrammePage.objects.live().filter(
        path__gte=Concat(OuterRef("path"), Value(FIRST_STEP)),
        path__lte=Concat(OuterRef("path"), Value(LAST_STEP)),
        depth=OuterRef("depth") + 1,
    )
    return _gather(rows, json_value(relative))


def _periods() -> AsJson:
    names = {name: F(name) for name in Periods._fields}
    return AsJson(
        Subquery(ReviewPeriods.objects.order_by("pk").values(_one=JSONObject(**names))[:1])
    )


def select_programmes(
    pages: QuerySet[Any], shape: Shape = PROGRAMME, relative: Shape = RELATIVE
) -> QuerySet[Any, Any]:
    """Everything about ``pages``, a row each, for :func:`read_programme`."""
    whole = pages.order_by().annotate(
        _whole=json_value(shape),
        _parent=_parent(relative),
        _children=_children(relative),
        _periods=_periods(),
    )
    return whole.values_list(
        "pk", "path", "last_published_at", "_whole", "_parent", "_children", "_periods"
    )


@cache
def _by_slug(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    sql, params = select_programmes(
        ProgrammePage.objects.live().filter(slug=SLUG)
    ).query.sql_with_params()
    return sql, tuple(params)


def read_json(value: Any) -> Any:
    """What a database gives for JSON: text, or what its driver has read already."""
    return json.loads(value) if isinstance(value, str) else value


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    """SQLite gives what it keeps: UTC without saying so."""
    return moment.replace(tzinfo=dt.UTC) if moment and moment.tzinfo is None else moment


def read_programme(row: tuple[Any, ...]) -> dict[str, Any]:
    """A row of :func:`select_programmes` as one dictionary."""
    _pk, path, changed_at, whole, parent, children, periods = row
    data: dict[str, Any] = read_json(whole)
    data["path"] = path
    data["changed_at"] = _aware(changed_at)
    data["periods"] = read_json(periods) or DEFAULTS._asdict()
    data["parent"] = read_json(parent)
    data["children"] = sorted(read_json(children) or [], key=lambda child: child["slug"])
    return data


def read_by_slug(slug: str) -> dict[str, Any] | None:
    """The published programme with this slug, or None."""
    sql, params = _by_slug(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [slug if value == SLUG else value for value in params])
        row = cursor.fetchone()
    return read_programme(row) if row else None


def read_many(pages: QuerySet[ProgrammePage], chunk_size: int = 200) -> Iterator[dict[str, Any]]:
    """The programmes of a query set, in the order of the tree, ``chunk_size`` at a time."""
    keys = pages.order_by("path").values_list("pk", flat=True)
    for chunk in in_chunks(keys.iterator(chunk_size=2000), chunk_size):
        rows = {
            row[0]: row for row in select_programmes(ProgrammePage.objects.filter(pk__in=chunk))
        }
        for key in chunk:
            if key in rows:
                yield read_programme(rows[key])


def read_rows(shape: Shape, rows: QuerySet[Any]) -> dict[Any, dict[str, Any]]:
    """Primary key → everything that ``shape`` names of the rows of a query set, in one query."""
    whole = rows.order_by().annotate(_whole=json_value(shape)).values_list("pk", "_whole")
    return {key: read_json(value) for key, value in whole}


def in_chunks(keys: Iterable[T], size: int) -> Iterator[list[T]]:
    """``keys``, at most ``size`` at a time."""
    chunk: list[T] = []
    for key in keys:
        chunk.append(key)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
