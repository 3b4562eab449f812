"""Finding rows in the CMS as people type them: without accents, capitals and full stops."""

from functools import reduce
from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from directory.fields import TextsField
from directory.languages import content_languages
from directory.spelling import LETTERS, SIGNS, fold


class Folded(Func):
    """`fold` said in SQL."""

    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # SQLite brings plain letters alone to lower case: it asks Python.
        connection.ensure_connection()
        connection.connection.create_function("directory_fold", 1, fold, deterministic=True)
        return self.as_sql(compiler, connection, function="directory_fold", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "translate(lower(%(expressions)s), %%s, %%s)"
        values = ["".join(LETTERS), "".join(LETTERS.values())]
        for sign, written in SIGNS.items():
            template = f"replace({template}, %%s, %%s)"
            values += [sign, written]
        sql, params = self.as_sql(compiler, connection, template=template, **context)
        return sql, [*params, *values]


def matching(rows: QuerySet[Any], fields: list[str] | tuple[str, ...], typed: str) -> Any:
    """The rows in whose `fields` every word that was typed stands somewhere."""
    columns = [column for field in fields for column in _columns(rows, field)]
    names = {f"_folded_{place}": Folded(column) for place, column in enumerate(columns)}
    rows = rows.alias(**names)
    for word in fold(typed).split():
        rows = rows.filter(reduce(Q.__or__, (Q(**{f"{name}__contains": word}) for name in names)))
    return rows


def _columns(rows: QuerySet[Any], field: str) -> list[Any]:
    """What to look through for a field: a text in several languages is one column for each."""
    if "__" not in field and isinstance(rows.model._meta.get_field(field), TextsField):
        return [
            Coalesce(Cast(KT(f"{field}__{code}"), CharField()), Value(""))
            for code, _name in content_languages()
        ]
    return [Coalesce(F(field), Value(""))]


class ForgivingSearch:
    """For a listing of the CMS: its search box looks as `matching` does."""

    def search_queryset(self, queryset: Any) -> Any:
        if not self.is_searching:  # type: ignore[attr-defined]
            return queryset
        return matching(queryset, self.search_fields, self.search_query)  # type: ignore[attr-defined]
