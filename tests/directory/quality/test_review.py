"""Each kind of entry falls due after its own time, and a capacity counts for a few weeks."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import ContentPage, EmergencyNumber, LegalText, ProgrammePage, ReviewPeriods
from directory.quality.review import DEFAULTS, is_due, read_periods, review_due_on
from directory.queries import live_programme_records
from tests.directory.builders import make_programme, make_strand

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 31)


def test_each_kind_falls_due_after_its_own_time() -> None:
    ReviewPeriods.objects.create(
        programme=12, paused=1, help_line=6, legal_text=24, content_page=18, capacity_weeks=4
    )
    entries: list[tuple[Any, dt.date | None]] = [
        (ProgrammePage(checked_on=DAY), dt.date(2027, 1, 31)),
        (ProgrammePage(checked_on=DAY, status="paused"), dt.date(2026, 2, 28)),
        (ProgrammePage(correct_at=DAY, review_months=2), dt.date(2026, 3, 31)),
        (EmergencyNumber(source_on=DAY), dt.date(2026, 7, 31)),
        (EmergencyNumber(source_on=DAY, confirmed_on=dt.date(2026, 3, 1)), dt.date(2026, 9, 1)),
        (LegalText(valid_from=DAY, approved_on=DAY), dt.date(2028, 1, 31)),
        (LegalText(valid_from=DAY), None),
        (ContentPage(checked_on=DAY), dt.date(2027, 7, 31)),
        (ContentPage(), None),
    ]
    assert [review_due_on(entry) for entry, _due in entries] == [due for _entry, due in entries]
    assert is_due(None)
    assert is_due(DAY, dt.date(2026, 2, 1))
    assert not is_due(DAY, DAY)


def test_without_a_row_the_defaults_hold_and_reading_writes_nothing() -> None:
    assert read_periods() == DEFAULTS
    assert not ReviewPeriods.objects.exists()


def test_a_shorter_period_reaches_every_entry_without_one_of_its_own() -> None:
    for slug, months in (("of-its-kind", None), ("its-own", 24)):
        make_programme(slug, checked_on=DAY, review_months=months)
    ReviewPeriods.objects.create(programme=3)
    due = {record.slug: record.review_due for record in live_programme_records()}
    assert due == {"of-its-kind": dt.date(2026, 4, 30), "its-own": dt.date(2028, 1, 31)}


@pytest.mark.usefixtures("public_site")
@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_the_page_says_of_an_old_capacity_that_it_is_not_known_lately(
    language: str, client: Client
) -> None:
    today = timezone.localdate()
    weeks = dt.timedelta(weeks=DEFAULTS.capacity_weeks)
    strands = [
        make_strand("New", capacity="open", capacity_on=today - weeks),
        make_strand("Old", capacity="open", capacity_on=today - weeks - dt.timedelta(days=1)),
    ]
    make_programme("room", strands=strands)
    page = client.get(f"/{language}/programmes/room/").content.decode()
    new, old = page.split("data-strand=")[1:]
    free = '<span class="badge">'
    assert free in new
    assert free not in old
    if language == "en":
        assert "Not known lately" in old
        assert "Not known lately" not in new
