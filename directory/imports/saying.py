"""An import's differences in the words that people know: labels instead of columns and codes."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory.exchange.columns import ALL_KINDS
from directory.exchange.kind import Column, Kind
from directory.exchange.values import JOINED, NO, YES, split_codes
from directory.models import Term


def kind_label(name: str) -> str:
    """What people call a kind of row."""
    kind = ALL_KINDS.get(name)
    return capfirst(str(kind.model._meta.verbose_name)) if kind else name


def say_differences(kind: str, differences: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The same ``{where, column, old, new}``, for people to read."""
    return list(_said(kind, differences))


def _said(name: str, differences: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    for one in differences:
        first, _space, rest = one["where"].partition(" ")
        kind = ALL_KINDS.get(first) if first else ALL_KINDS.get(name)
        column = kind.by_heading.get(one["column"]) if kind else None
        yield {
            "where": " ".join(filter(None, (kind_label(first), rest))) if first else "",
            "column": _column_label(kind, column, one["column"]),
            "old": _value(kind, column, one["old"]),
            "new": _value(kind, column, one["new"]),
        }


def _column_label(kind: Kind | None, column: Column | None, heading: str) -> str:
    if kind is None or column is None:
        return heading
    found = _field(kind, column)
    label = capfirst(str(getattr(found, "verbose_name", "") or column.name.replace("_", " ")))
    language = heading.removeprefix(column.name).removeprefix(".")
    return f"{label} ({language})" if language else label


def _value(kind: Kind | None, column: Column | None, text: str) -> str:
    if not text or kind is None or column is None:
        return {YES: _("yes"), NO: _("no")}.get(text, text)
    if column.terms:
        codes = split_codes(text) if column.many else [text]
        found = Term.objects.filter(vocabulary=column.terms, code__in=codes)
        labels = {term.code: term.label() for term in found}
        return JOINED.join(labels.get(code, code) for code in codes)
    choices = {str(k): str(v) for k, v in getattr(_field(kind, column), "flatchoices", None) or ()}
    return choices.get(text, text)


def _field(kind: Kind, column: Column) -> Any:
    try:
        return kind.model._meta.get_field(column.name)
    except FieldDoesNotExist:
        return None
