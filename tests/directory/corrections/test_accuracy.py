"""The directory tells how accurate it is, honestly where there is little to tell."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.corrections.answering import suggest_correction
from directory.corrections.taking_in import take_in_answers
from directory.models import Correction, EmergencyNumber, Organisation
from tests.directory.builders import make_keeper, make_programme, make_term

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def rows(client: Client, language: str = "en") -> dict[str, list[str]]:
    """The cells of each line of the table, by kind."""
    html = client.get(f"/{language}/accuracy/").content.decode()
    found = {}
    for kind, line in re.findall(r'<tr data-kind="([^"]*)"[^>]*>(.*?)</tr>', html, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)
        found[kind] = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", c)).strip() for c in cells]
    return found


def correct(entry: Any, sent: int, settled: int | None) -> None:
    Correction.objects.create(
        programme=entry,
        origin="public",
        sent_on=days_ago(sent),
        outcome="" if settled is None else "accepted",
        settled_on=None if settled is None else days_ago(settled),
    )


def test_an_empty_directory_says_that_there_is_nothing_yet(public_client: Client) -> None:
    none = "none yet"
    assert rows(public_client)["all"] == ["All programmes", none, none, "0", "0", none]
    assert rows(public_client, "nl")["all"][0] == "Alle programma&#39;s"


def test_the_numbers_are_told_by_kind(public_client: Client) -> None:
    kind = make_term("organisation-kind", "police", labels={"en": "Police", "nl": "Politie"})
    keeper = make_keeper("police")
    Organisation.objects.filter(key="police").update(kind=kind)
    for number, days in enumerate([10, 100, 400]):
        entry = make_programme(f"p{number}", parent=keeper, checked_on=days_ago(days))
    below = make_programme("below", parent=entry, checked_on=days_ago(100))
    make_programme("never")
    make_programme("hidden", checked_on=days_ago(1)).unpublish()
    correct(entry, 30, 20)
    correct(below, 30, 26)
    correct(entry, 5, None)
    correct(entry, 500, 400)
    EmergencyNumber.objects.create(
        number="112", names={"en": "112"}, need="danger", source="S", source_on=days_ago(61)
    )
    found = rows(public_client)
    assert found["all"] == ["All programmes", "3 of 5", "3.3 (1 without a date)", "3", "2", "7.0"]
    assert found["police"] == ["Police", "3 of 4", "3.3", "3", "2", "7.0"]
    assert found[""][:3] == ["Kind not known", "0 of 1", "none yet (1 without a date)"]
    assert found[""][3:] == ["0", "0", "none yet"]
    assert found["help-lines"] == ["Help lines", "0 of 1", "2.0", "–", "–", "–"]
    assert "Politie" in rows(public_client, "nl")["police"]


def test_what_was_said_of_an_entry_counts_when_it_is_deleted(public_client: Client) -> None:
    kind = make_term("organisation-kind", "police", labels={"en": "Police"})
    keeper = make_keeper("police")
    Organisation.objects.filter(key="police").update(kind=kind)
    entry = make_programme("harbour", parent=keeper)
    suggest_correction(programme=entry, part="other", wrong="This.", right="", source="")
    take_in_answers()
    Correction.objects.update(outcome="accepted", settled_on=timezone.localdate())
    entry.delete()
    found = rows(public_client)
    assert found["police"][3:] == found["all"][3:] == ["1", "1", "0"]
    assert found["police"][1] == "none yet"


def test_ten_entries_get_a_percentage_and_the_chart_says_what_the_table_says(
    public_client: Client,
) -> None:
    for number in range(10):
        make_programme(f"p{number}", checked_on=days_ago(10 if number < 7 else 700))
    assert rows(public_client)["all"][1] == "7 of 10 (70 %)"
    html = public_client.get("/en/accuracy/").content.decode()
    chart = html.split('<figure class="chart"', 1)[1].split("</figure>", 1)[0]
    assert 'class="chart-part" x="0" y="20" width="224.0"' in chart
    assert "7 of 10" in chart
    assert "style=" not in chart


def test_it_costs_few_queries_and_is_kept(public_client: Client) -> None:
    for number in range(5):
        make_programme(f"p{number}", checked_on=days_ago(10))
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as first:
        public_client.get("/en/accuracy/")
    with CaptureQueriesContext(connection) as second:
        public_client.get("/fr/accuracy/")
    assert len(first) <= 8
    assert len(second) <= 3


def test_it_is_at_hand_from_every_page_and_from_the_freshness_badge(public_client: Client) -> None:
    make_programme()
    html = public_client.get("/en/programmes/harbour/").content.decode()
    badges = html.split('<ul class="badges">', 1)[1].split("</ul>", 1)[0]
    assert '<a href="/en/accuracy/">Never checked</a>' in badges
    assert 'href="/en/accuracy/"' in html.split("<footer", 1)[1]
