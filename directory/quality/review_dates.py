"""The report *Review dates*: help lines, legal texts and content pages, the longest due first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from directory.exchange.cells import to_cell
from directory.models import (
    ContentPage,
    EmergencyNumber,
    EmergencyPage,
    HomePage,
    LegalText,
    LinkCheck,
    RatingsPage,
)
from directory.quality.access import pages_to_mend
from directory.quality.report import at_field, edit_address
from directory.quality.review import is_due, read_periods, review_due_on

PAGES = (HomePage, ContentPage, RatingsPage, EmergencyPage)


@dataclass(frozen=True, slots=True)
class Notice:
    """A help line, a legal text or a content page: what it is, where it is edited, its day."""

    kind: str
    title: str
    language: str
    due_on: dt.date | None
    due: bool
    remark: str
    address: str


def notices(user: Any) -> list[Notice]:
    """All of them that somebody may change, those never checked first, then by their day."""
    found = [*_snippets(user), *_pages(user)]
    return sorted(found, key=lambda notice: (notice.due_on or dt.date.min, notice.title))


def _snippets(user: Any) -> Iterator[Notice]:
    periods, today = read_periods(), timezone.localdate()
    models: tuple[Any, ...] = (EmergencyNumber, LegalText)
    for model in models:
        if not user.has_perm(f"directory.change_{model._meta.model_name}"):
            continue
        viewset = model.snippet_viewset
        rows: Any = model._default_manager.all()
        broken = _broken(model, rows)
        for row in _in_force(model, rows, today):
            due = review_due_on(row, periods)
            yield Notice(
                kind=str(model._meta.verbose_name),
                title=str(row),
                language="",
                due_on=due,
                due=is_due(due, today) or row.pk in broken,
                remark=broken.get(row.pk, ""),
                address=reverse(viewset.get_url_name("edit"), args=[row.pk]),
            )


def _in_force(model: Any, rows: Any, today: dt.date) -> Iterator[Any]:
    """Of legal texts those in force alone: what they replaced is kept, and changes no more."""
    seen: set[str] = set()
    for row in rows:
        if model is LegalText:
            if row.valid_from > today or row.kind in seen:
                continue
            seen.add(row.kind)
        yield row


def _broken(model: Any, rows: Any) -> dict[int, str]:
    """Primary key of a help line → how its broken link answers."""
    if model is not EmergencyNumber:
        return {}
    addresses = {address for row in rows for address in (row.website, row.source_url) if address}
    checks = {
        check.url: f"{check.url}: {check.get_outcome_display()}"
        for check in LinkCheck.objects.filter(url__in=addresses)
        if check.is_broken
    }
    said = {row.pk: checks.get(row.website) or checks.get(row.source_url) for row in rows}
    return {key: words for key, words in said.items() if words}


def _pages(user: Any) -> Iterator[Notice]:
    periods, today = read_periods(), timezone.localdate()
    mine = pages_to_mend(user).values("pk")
    for model in PAGES:
        for page in model.objects.live().filter(pk__in=mine).select_related("locale"):
            due = review_due_on(page, periods)
            yield Notice(
                kind=str(model._meta.verbose_name),
                title=page.title,
                language=page.locale.get_display_name(),
                due_on=due,
                due=is_due(due, today),
                remark="",
                address=at_field(edit_address(page.pk), "checked_on"),
            )


class DueColumn(DateColumn):
    cell_template_name = "directory/admin/quality/due_cell.html"


class ReviewDatesView(ReportView):
    """A short list: each with the day on which it is to be checked again."""

    page_title = _("Review dates")
    header_icon = "date"
    index_url_name = "review_dates"
    index_results_url_name = "review_dates_results"
    table_classname = "listing quality-table"
    paginate_by = 50
    columns = [
        TitleColumn("title", label=_("Title"), get_url=lambda notice: notice.address),
        Column("kind", label=_("Kind"), width="18%"),
        Column("language", label=_("Language"), width="12%"),
        DueColumn("due_on", label=_("To be checked again by"), width="20%"),
        Column("remark", label=_("Broken link"), width="20%"),
    ]
    list_export = ["title", "kind", "language", "due_on", "remark"]
    export_headings = {
        "title": _("Title"),
        "kind": _("Kind"),
        "language": _("Language"),
        "due_on": _("To be checked again by"),
        "remark": _("Broken link"),
    }
    export_filename = "review-dates"

    def get_filtered_queryset(self) -> Any:
        return notices(self.request.user)

    def to_row_dict(self, item: Any) -> Any:
        row: dict[str, Any] = dict(super().to_row_dict(item))
        return {
            name: to_cell(value) if isinstance(value, str) else value or ""
            for name, value in row.items()
        }
