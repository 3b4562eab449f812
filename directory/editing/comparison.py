"""How the comparison of two versions is shown: in words, and only what differs."""

import datetime as dt
from typing import Any

from django.db.models import UUIDField
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.compare import (
    ChildObjectComparison,
    ChildRelationComparison,
    FieldComparison,
    TextDiff,
    TextFieldComparison,
)

from directory.editing.row_names import row_name


class PlainTextComparison(TextFieldComparison):
    """A text as it reads: browsers send other ends of lines than files have."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a: str = _plain(field.value_from_object(obj_a))
        self.val_b: str = _plain(field.value_from_object(obj_b))


class TextsComparison(TextFieldComparison):
    """A text in several languages: one below the other, each after its language."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.val_a = _lines(field.value_from_object(obj_a))
        self.val_b = _lines(field.value_from_object(obj_b))


def _plain(text: Any) -> str:
    return str(text or "").replace("\r\n", "\n").strip()


def _lines(texts: Any) -> str:
    return "\n".join(f"{code}: {_plain(words)}" for code, words in (texts or {}).items())


class PlainComparison(FieldComparison):
    """Numbers, days and ticks, as people write them; what is empty is not stated."""

    def htmldiff(self) -> SafeString:
        before, after = _said(self.val_a), _said(self.val_b)
        if before == after:
            return format_html("{}", after)
        shown: SafeString = TextDiff([("deletion", before), ("addition", after)], " ").to_html()
        return shown


def _said(value: Any) -> str:
    if value is None:
        return _("not stated")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return date_format(value) if isinstance(value, dt.date) else str(value)


class RowsComparison(ChildRelationComparison):
    """Rows below a page or below a strand: those that differ, each with its name."""

    def __init__(
        self,
        named_by: str,
        field: Any,
        field_comparisons: list[Any],
        obj_a: Any,
        obj_b: Any,
        label: Any = "",
    ) -> None:
        super().__init__(field, field_comparisons, obj_a, obj_b, label=label)
        self.named_by, self.alone = named_by, obj_a is obj_b

    def get_child_comparison(self, obj_a: Any, obj_b: Any) -> "RowComparison":
        return RowComparison(
            self.named_by, self.field.related_model, self.field_comparisons, obj_a, obj_b
        )

    def get_child_comparisons(self) -> list["RowComparison"]:
        rows = super().get_child_comparisons()
        _count_moves(rows)
        return [row for row in rows if row.is_one_sided or row.move or row.has_changed()]

    def has_changed(self) -> bool:
        """Wagtail's says nothing of rows that only moved."""
        return bool(self.get_child_comparisons())

    def htmldiff(self) -> SafeString:
        """For rows below a row, which Wagtail's page of comparison has no place for."""
        if self.alone:
            rows = [(SafeString(""), self.get_child_comparison(None, r)) for r in self.val_b.all()]
        else:
            rows = [(row.mark(), row) for row in self.get_child_comparisons()]
        return format_html(
            '<ul class="compared-rows">{}</ul>',
            format_html_join("", "<li{}>{}</li>", ((mark, row.as_line()) for mark, row in rows)),
        )


class RowComparison(ChildObjectComparison):
    """One row: its name, and the fields that differ; of a new or deleted one, what it says."""

    def __init__(self, named_by: str, *args: Any) -> None:
        super().__init__(*args)
        self.named_by = named_by
        self.move = 0

    @property
    def is_one_sided(self) -> bool:
        return bool(self.is_addition() or self.is_deletion())

    def get_position_change(self) -> int:
        """Among the rows that are in both: a new row above the others moves none of them."""
        return self.move

    def move_in_words(self) -> str:
        if not self.move:
            return ""
        return _("moved down") if self.move > 0 else _("moved up")

    def get_field_comparisons(self) -> list[Any]:
        return [RowName(self.model, self._name()), *self._fields()]

    def _fields(self) -> list[Any]:
        alone = self.is_one_sided
        return [
            one
            for one in super().get_field_comparisons()
            if not isinstance(one.field, UUIDField)
            and (_holds_something(one) if alone else one.has_changed())
        ]

    def _name(self) -> str:
        return row_name(self.obj_b or self.obj_a, self.named_by) if self.named_by else ""

    def mark(self) -> SafeString:
        """The class of Wagtail's style sheet, as an attribute."""
        kind = "addition" if self.is_addition() else "deletion" if self.is_deletion() else ""
        return format_html(' class="{}"', kind) if kind else SafeString("")

    def as_line(self) -> SafeString:
        fields = ((one.field_label(), one.htmldiff()) for one in self._fields())
        said = format_html_join("; ", "{}: {}", fields)
        return format_html("<strong>{}</strong> {} {}", self._name(), self.move_in_words(), said)


def _count_moves(rows: list[RowComparison]) -> None:
    """How many places each row moved among those that stayed; they come in their new order."""
    stayed = [row for row in rows if not row.is_one_sided]
    before = sorted(stayed, key=lambda row: getattr(row.obj_a, "sort_order", None) or 0)
    for place, row in enumerate(stayed):
        row.move = place - before.index(row)


class RowName:
    """Stands before the fields of a row and says which row it is."""

    is_field = True
    is_child_relation = False

    def __init__(self, model: Any, name: str) -> None:
        self.model, self.name = model, name

    def field_label(self) -> str:
        return capfirst(str(self.model._meta.verbose_name))

    def htmldiff(self) -> SafeString:
        return format_html("<strong>{}</strong>", self.name)

    def has_changed(self) -> bool:
        return False


def _holds_something(comparison: Any) -> bool:
    if comparison.is_child_relation:
        return bool(list(comparison.val_b.all()))
    value = comparison.val_b
    if hasattr(value, "all"):
        return bool(list(value.all()))
    return value not in (None, "", False, [], {})
