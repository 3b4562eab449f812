"""An import's differences and mistakes in the words that people know: labels beside codes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.exchange.columns import ALL_KINDS, MEMBERSHIP, MEMBERSHIPS
from directory.exchange.kind import ABOUT, STRAND_TEXT, Column, Kind
from directory.exchange.values import JOINED, NO, YES, split_codes
from directory.imports.parsing import is_uuid
from directory.models import ImportRow, Term

#: What people call columns that are no field of the record, or a field without words for people.
_CALLED: Mapping[str, str | Promise] = {
    ABOUT: gettext_lazy("address of the programme"),
    "uuid": gettext_lazy("identifier (UUID)"),
    "slug": gettext_lazy("address of its page"),
    "keeper": gettext_lazy("organisation that keeps the entry"),
    "part_of": gettext_lazy("programme it is part of"),
    "order": gettext_lazy("order"),
    "taxonomy_term": gettext_lazy("term"),
}


def kind_label(name: str) -> str:
    """What people call a kind of row."""
    kind = ALL_KINDS.get(MEMBERSHIP.name if name == MEMBERSHIPS.name else name)
    return capfirst(str(kind.model._meta.verbose_name)) if kind else name


def row_title(row: ImportRow) -> str:
    """What a row of an import is headed by."""
    key = "" if is_uuid(row.key) else row.key
    return row.name or key or kind_label(row.kind)


def column_label(kind_name: str, heading: str) -> str:
    """What people call the column that a file calls ``heading``; empty where it is the same."""
    kind = ALL_KINDS.get(kind_name)
    label = _column_label(kind, kind.by_heading.get(heading) if kind else None, heading)
    return "" if label.casefold() == heading.casefold() else label


# Mistakes


def say_problems(problems: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """``{where, reason}`` of each mistake: sheet, line and column as the file has them."""
    return [{"where": _place(one), "reason": one["reason"]} for one in problems]


def say_problem(problem: Mapping[str, Any]) -> str:
    """A mistake in one sentence: where it stands, and what it is."""
    place = _place(problem)
    return f"{place}: {problem['reason']}" if place else str(problem["reason"])


def _place(problem: Mapping[str, Any]) -> str:
    sheet, line, column = problem["sheet"], problem["line"], problem["column"]
    parts = []
    if sheet:
        parts.append(_("sheet “%(sheet)s”") % {"sheet": sheet})
    if line:
        parts.append(_("line %(line)s") % {"line": line})
    if column:
        named = _("column “%(column)s”") % {"column": column}
        label = column_label(problem.get("kind", ""), column)
        parts.append(f"{named} ({label})" if label else named)
    return ", ".join(parts)


# Differences


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
    if heading in _CALLED:
        return capfirst(str(_CALLED[heading]))
    if kind is None:
        return heading
    if column is None:
        return kind_label(kind.owner_kind) if heading and heading == kind.owner else heading
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
    model = STRAND_TEXT.model if kind.folded and column.computed else kind.model
    try:
        return model._meta.get_field(column.name)
    except FieldDoesNotExist:
        return None
