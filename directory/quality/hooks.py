"""The quality of entries in Wagtail's admin: its reports, its summary, what follows a publish."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from directory.editing.admin_pages import MenuItemFor
from directory.editing.reviewers import for_reviewers, may_review
from directory.models import ProgrammePage
from directory.quality.dashboard import QualitySummaryPanel
from directory.quality.report import QualityReportView
from directory.quality.review_dates import ReviewDatesView
from directory.quality.weighing import weigh_entries


@hooks.register("register_reports_menu_item")
def quality_item() -> MenuItem:
    return MenuItemFor(
        gettext_lazy("Quality of entries"),
        reverse_lazy("quality_report"),
        may=may_review,
        name="quality",
        icon_name="clipboard-list",
        order=100,
    )


@hooks.register("register_reports_menu_item")
def review_dates_item() -> MenuItem:
    return MenuItemFor(
        gettext_lazy("Review dates"),
        reverse_lazy("review_dates"),
        may=may_review,
        name="review-dates",
        icon_name="date",
        order=110,
    )


@hooks.register("register_admin_urls")
def quality_urls() -> Iterator[URLPattern]:
    for name, view in (("quality_report", QualityReportView), ("review_dates", ReviewDatesView)):
        address = f"reports/{name.replace('_', '-')}/"
        results = view.as_view(results_only=True)
        yield path(address, for_reviewers(view.as_view()), name=name)
        yield path(f"{address}results/", for_reviewers(results), name=f"{name}_results")


@hooks.register("construct_homepage_panels")
def quality_summary(request: HttpRequest, panels: list[Any]) -> None:
    if may_review(request.user):
        panels.append(QualitySummaryPanel())


@hooks.register("after_publish_page")
def weigh_at_once(request: HttpRequest, page: Page) -> None:
    """Whoever mends an entry finds it mended in the report; the clock sees to all other ways."""
    if isinstance(page, ProgrammePage) and page.live:
        weigh_entries(keys=[page.pk])


@hooks.register("insert_editor_js")
def quality_script() -> str:
    return format_html('<script src="{}" defer></script>', static("directory/quality.js"))
