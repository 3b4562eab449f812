"""The report and the panels show editors what to mend, and nobody else anything."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import EmergencyNumber, EntryQuality, LegalText, ProgrammePage, ProgrammeText
from directory.quality.weighing import weigh_due_entries
from tests.directory.builders import make_keeper, make_programme
from tests.directory.test_editing import form_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


@pytest.fixture
def entries() -> None:
    today = timezone.localdate()
    make_programme("stale", title="=Stale entry")
    make_programme("fresh", title="Fresh entry", checked_on=today, parent=make_keeper("other"))
    part = ProgrammePage.objects.get(slug="fresh")
    texts = [
        ProgrammeText(language=code, title=f"Part {code}", summary="S", description=words)
        for code, words in (("nl", "D"), ("en", ""))
    ]
    make_programme("part", parent=part, checked_on=today, texts=texts, original_language="nl")
    assert not weigh_due_entries(seconds=60)


def rows(client: Client, **query: Any) -> list[str]:
    page = client.get(reverse("quality_report_results"), query).content.decode()
    return [name for name in ("=Stale entry", "Fresh entry", "Part nl") if name in page]


@pytest.mark.usefixtures("entries")
def test_the_report_lists_entries_with_what_is_missing_and_filters_them(edit: Client) -> None:
    page = edit.get(reverse("quality_report")).content.decode()
    assert "The cost is not stated." in page
    assert 'data-finding="stale"' in page
    stale = ProgrammePage.objects.get(slug="stale")
    assert f"/admin/pages/{stale.pk}/edit/#:w:contentpath=strands" in page
    assert rows(edit) == ["=Stale entry", "Fresh entry", "Part nl"]
    assert rows(edit, finding="stale") == ["=Stale entry"]
    assert rows(edit, finding="translation") == ["=Stale entry", "Fresh entry"]
    assert rows(edit, keeper=make_keeper("other").pk) == ["Fresh entry", "Part nl"]
    assert rows(edit, language="nl") == ["Part nl"]
    assert rows(edit, without="nl") == ["=Stale entry", "Fresh entry"]
    assert rows(edit, q="fresh") == ["Fresh entry"]
    # Its description is in Dutch, which it is kept in, and not in English.
    assert rows(edit, partly="en") == ["Part nl"]
    assert not rows(edit, partly="nl")
    assert not rows(edit, partly="fr")


@pytest.mark.usefixtures("entries")
def test_the_report_sorts_by_score_and_exports_cells_that_run_nothing(edit: Client) -> None:
    EntryQuality.objects.filter(page__slug="fresh").update(score=99)
    best = edit.get(reverse("quality_report"), {"ordering": "-score"}).content.decode()
    assert best.index("Fresh entry") < best.index("=Stale entry")
    answer: Any = edit.get(reverse("quality_report"), {"export": "csv", "ordering": "-score"})
    table = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert table[0]["Entry"] == "Fresh entry"
    stale = next(row for row in table if "Stale" in row["Entry"])
    assert stale["Entry"] == "'=Stale entry"
    assert "To be checked again" in stale["What to look at"]
    assert "The cost is not stated." in stale["What is missing"]
    assert {row["Keeper"] for row in table} == {"Organisation keeper", "Organisation other"}
    answer = edit.get(reverse("quality_report"), {"export": "xlsx"})
    sheet: Any = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}


@pytest.mark.usefixtures("entries")
def test_the_report_pages_with_the_same_number_of_queries(
    edit: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        make_programme(f"more-{number}")
    assert not weigh_due_entries(seconds=60)
    with django_assert_max_num_queries(30):
        assert edit.get(reverse("quality_report_results")).status_code == 200


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize("name", ["quality_report", "review_dates"])
def test_who_edits_nothing_gets_no_report(name: str, signed_in: Callable[[str], Client]) -> None:
    answer = signed_in("omar").get(reverse(name))
    assert answer.status_code in (302, 403, 404)
    assert b"Stale" not in answer.content


@pytest.mark.usefixtures("entries")
def test_the_first_page_leads_to_what_waits(edit: Client) -> None:
    day = timezone.localdate()
    EmergencyNumber.objects.create(number="112", names={"en": "Help"}, source_on=day)
    for valid, approved in ((day, None), (day - dt.timedelta(days=900), None)):
        LegalText.objects.create(
            kind="danger", texts={"en": "T"}, valid_from=valid, approved_on=approved
        )
    page = edit.get(reverse("wagtailadmin_home")).content.decode()
    assert f'href="{reverse("quality_report")}?finding=stale"><strong>1</strong>' in page
    assert "Help lines, legal texts and pages to check" in page
    dates = edit.get(reverse("review_dates")).content.decode()
    assert "112 Help" in dates
    # Of the legal texts the one in force.
    assert dates.count("Never checked") == 1 + dates.count("home page")
    csv_ = b"".join(edit.get(reverse("review_dates"), {"export": "csv"}).streaming_content)  # type: ignore[attr-defined]
    assert b"112 Help" in csv_


@pytest.mark.usefixtures("entries")
def test_the_editing_page_says_what_its_draft_lacks(edit: Client) -> None:
    page = ProgrammePage.objects.get(slug="stale")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    before = edit.get(address).content.decode()
    assert "The source is not named." in before
    page.source = "A leaflet of 2026."
    page.save_revision()
    after = edit.get(address).content.decode()
    assert "The source is not named." not in after
    assert 'data-finding="stale"' in after
    data = form_of(edit, page)
    data["checked_on"] = timezone.localdate().isoformat()
    assert send(edit, page, data, "action-publish").status_code == 302
    # Published by hand, it is weighed at once.
    assert rows(edit, finding="stale") == []


def test_no_report_of_the_cms_writes_a_formula(admin_of_the_site: Client) -> None:
    make_programme("evil", title='=HYPERLINK("https://x.example";"y")')
    ProgrammePage.objects.get(slug="evil").save_revision(log_action=True)
    for name in ("aging_pages", "site_history"):
        address = reverse(f"wagtailadmin_reports:{name}")
        answer = admin_of_the_site.get(address, {"export": "csv"})
        written = list(csv.reader(io.StringIO(answer.getvalue().decode())))
        cells = [cell for row in written for cell in row if "HYPERLINK" in cell]
        assert cells
        assert all(cell.startswith("'=") for cell in cells), cells


@pytest.fixture
def admin_of_the_site(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("admin")
