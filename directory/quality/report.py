"""The report *Quality of entries*: what editors should look at, entry by entry."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies.pages import PagePermissionPolicy

from directory.keepers import of_keeper
from directory.languages import content_languages, language_name
from directory.models import EntryQuality, Finding, KeeperPage, LinkCheck
from directory.quality.access import pages_to_mend
from directory.quality.completeness import Lack, read_stored
from directory.reading.database import in_chunks

#: Entries of a page of the report, and of one step of an export.
ON_A_PAGE, IN_A_STEP = 50, 250
#: Of what an entry lacks, how much stands open; the rest is behind "more".
SHOWN = 3


def edit_address(page_id: int) -> str:
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def at_field(address: str, path: str) -> str:
    """The same, at the field with this path."""
    return f"{address}#:w:contentpath={path}"


def lacks_with_addresses(page_id: int, lacks: Iterable[Lack]) -> list[tuple[Lack, str]]:
    """Each lack with the address of the field that would fill it."""
    address = edit_address(page_id)
    return [(lack, at_field(address, lack.aspect.path)) for lack in lacks]


class KeeperFilter(django_filters.ModelChoiceFilter):
    """The entries below a keeper's page, those that are part of another among them."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(page__path__startswith=value.path) if value else qs


class WithoutTextFilter(django_filters.ChoiceFilter):
    """The entries that have no text in a language."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.exclude(page__texts__language=value) if value else qs


class PartlyTranslatedFilter(django_filters.ChoiceFilter):
    """The entries of which some texts, not all, are there in a language."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs.filter(partly_translated__contains=f",{value},") if value else qs


class QualityFilterSet(WagtailFilterSet):
    finding = django_filters.ChoiceFilter(
        label=_("What to look at"),
        field_name="findings__kind",
        choices=Finding.Kind.choices,
        distinct=True,
    )
    keeper = KeeperFilter(label=_("Keeper"), queryset=KeeperPage.objects.order_by("title"))
    language = django_filters.ChoiceFilter(
        label=_("Kept in"), field_name="page__original_language", choices=content_languages
    )
    without = WithoutTextFilter(label=_("Without text in"), choices=content_languages)
    partly = PartlyTranslatedFilter(label=_("Some texts missing in"), choices=content_languages)

    class Meta:
        model = EntryQuality
        fields: list[str] = []


class LooksColumn(Column):
    cell_template_name = "directory/admin/quality/findings_cell.html"


class LacksColumn(Column):
    cell_template_name = "directory/admin/quality/lacks_cell.html"


class QualityReportView(ReportView):
    """Published entries with their score, findings and what they lack, the lowest score first."""

    model = EntryQuality
    page_title = _("Quality of entries")
    header_icon = "clipboard-list"
    index_url_name = "quality_report"
    index_results_url_name = "quality_report_results"
    filterset_class = QualityFilterSet
    table_classname = "listing quality-table"
    paginate_by = ON_A_PAGE
    default_ordering = "score"
    is_searchable = True
    search_fields = ("page__title",)
    search_backend_name = None
    verbose_name_plural = _("entries")
    columns = [
        TitleColumn(
            "title",
            label=_("Entry"),
            accessor="page.title",
            sort_key="page__title",
            get_url=lambda entry: edit_address(entry.page_id),
        ),
        NumberColumn("score", label=_("Score"), sort_key="score", width="8%"),
        Column("keeper", label=_("Keeper"), width="16%"),
        LooksColumn("looks", label=_("What to look at"), width="24%"),
        LacksColumn("lacks", label=_("What is missing"), width="30%"),
    ]
    list_export = ["title", "keeper", "language", "score", "looks", "lacks", "address"]
    export_headings = {
        "title": _("Entry"),
        "keeper": _("Keeper"),
        "language": _("Kept in"),
        "score": _("Score"),
        "looks": _("What to look at"),
        "lacks": _("What is missing"),
        "address": _("Public address"),
    }
    export_filename = "quality-of-entries"

    @property
    def permission_policy(self) -> PagePermissionPolicy:
        return PagePermissionPolicy()

    def get_base_queryset(self) -> QuerySet[EntryQuality]:
        mine = pages_to_mend(self.request.user).values("pk")
        return EntryQuality.objects.filter(page__live=True, page__in=mine).select_related("page")

    def order_queryset(self, queryset: QuerySet[EntryQuality]) -> QuerySet[EntryQuality]:
        return queryset.order_by(self.ordering, "page_id")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        if self.is_export:
            return self._in_steps(object_list)
        describe(object_list)
        return object_list

    def _in_steps(self, rows: QuerySet[EntryQuality]) -> Iterator[EntryQuality]:
        """All rows, a few at a time: an export is never in memory whole."""
        keys = rows.values_list("pk", flat=True)
        for chunk in in_chunks(keys.iterator(chunk_size=2000), IN_A_STEP):
            found = EntryQuality.objects.select_related("page").in_bulk(chunk)
            step = [found[key] for key in chunk if key in found]
            describe(step)
            yield from step

    def to_row_dict(self, item: Any) -> Any:
        return {
            "title": item.page.title,
            "keeper": item.keeper,
            "language": language_name(item.page.original_language),
            "score": item.score,
            "looks": "\n".join(look.words for look in item.looks),
            "lacks": "\n".join(lack.words for lack in item.lacks),
            "address": f"{settings.PUBLIC_URL}{item.page.public_path()}",
        }


class Look:
    """A finding in words: what it is, and the address, number or strand it is about."""

    def __init__(self, finding: Finding, check: LinkCheck | None) -> None:
        self.kind = finding.kind
        self.label = finding.get_kind_display()
        self.about = finding.about
        self.why = check.get_outcome_display() if check else ""

    @property
    def words(self) -> str:
        more = ", ".join(part for part in (self.about, self.why) if part)
        return f"{self.label}: {more}" if more else str(self.label)


def describe(entries: Iterable[EntryQuality]) -> None:
    """Give each entry its keeper's name, its findings and lacks: three queries for all."""
    entries = list(entries)
    keepers = dict(KeeperPage.objects.values_list("path", "title"))
    found: dict[int, list[Finding]] = {entry.pk: [] for entry in entries}
    for finding in Finding.objects.filter(entry__in=found):
        found[finding.entry_id].append(finding)
    broken = {f.about for findings in found.values() for f in findings if f.kind == "link"}
    checks = {check.url: check for check in LinkCheck.objects.filter(url__in=broken)}
    for entry in entries:
        entry.keeper = of_keeper(entry.page.path, keepers) or ""  # type: ignore[attr-defined]
        entry.looks = [Look(f, checks.get(f.about)) for f in found[entry.pk]]  # type: ignore[attr-defined]
        lacks = read_stored(entry.missing)
        entry.lacks = lacks  # type: ignore[attr-defined]
        links = lacks_with_addresses(entry.page_id, lacks)
        entry.first_lacks, entry.more_lacks = links[:SHOWN], links[SHOWN:]  # type: ignore[attr-defined]
