"""What differs between two versions of an entry, down to the fields of rows within rows.

Wagtail compares the fields; its own page shows changed rows whole, and rows within rows not at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from directory.models import ProgrammePage

#: Fields that say nothing to a reader.
_SILENT = {"uuid"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with what changed in it, or a kind of row with those that changed.

    Without `html` and without `rows`, only the order of the rows changed.
    """

    label: str
    html: SafeString | None = None
    rows: tuple["Row", ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: whether it is new, gone or changed, and the fields to show of it."""

    kind: str
    fields: tuple[Difference, ...] = field(default=())


def differences_of(
    page: ProgrammePage, version: ProgrammePage, *, request: HttpRequest
) -> list[Difference]:
    """What `version` would change on `page`; where that is not published, all that it says."""
    before = page if page.live else ProgrammePage(title="", slug="", uuid=page.uuid)
    panel: Any = page.get_edit_handler()
    bound = panel.get_bound_panel(instance=page, request=request, form=None)
    return list(_changed(compare(before, version) for compare in bound.get_comparison()))


def _changed(comparisons: Any) -> Iterator[Difference]:
    for one in comparisons:
        if _speaks(one) and one.has_changed():
            yield _shown(one)


def _shown(one: Any) -> Difference:
    if one.is_field:
        # Wagtail has escaped what stands in the fields.
        return Difference(one.field_label(), html=mark_safe(one.htmldiff()))  # noqa: S308
    rows = (_row(child) for child in one.get_child_comparisons())
    return Difference(one.field_label(), rows=tuple(row for row in rows if row))


def _row(child: Any) -> Row | None:
    fields = [one for one in child.get_field_comparisons() if _speaks(one)]
    if child.is_addition() or child.is_deletion():
        whole = tuple(shown for one in fields if not _is_empty(shown := _whole(one)))
        return Row("new" if child.is_addition() else "gone", whole)
    changed = tuple(_changed(fields))
    if not changed:
        return None
    # The first field says which row it is: its language, its organisation, its label.
    name = () if fields[0].has_changed() else (_whole(fields[0]),)
    return Row("changed", (*name, *changed))


def _whole(one: Any) -> Difference:
    """A field, or rows, of which nothing changed: as they are."""
    if one.is_field:
        return Difference(one.field_label(), html=mark_safe(one.htmldiff()))  # noqa: S308
    rows = []
    for child in one.get_child_comparisons():
        fields = [_whole(inner) for inner in child.get_field_comparisons() if _speaks(inner)]
        rows.append(Row("", tuple(inner for inner in fields if not _is_empty(inner))))
    return Difference(one.field_label(), rows=tuple(rows))


def _speaks(one: Any) -> bool:
    field = getattr(one, "field", None)  # what names a row has none
    return getattr(field, "name", "") not in _SILENT


def _is_empty(shown: Difference) -> bool:
    return not shown.rows and (shown.html or "").strip() in ("", "None", "[]", "{}")
