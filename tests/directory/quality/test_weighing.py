"""Each published entry is weighed: what it lacks lowers its score, what is wrong is found."""

import datetime as dt
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from directory.models import (
    ContactPoint,
    EmergencyNumber,
    EntryQuality,
    Finding,
    LinkCheck,
    Organisation,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammeText,
    ReviewPeriods,
    Strand,
)
from directory.quality import link_checks, tasks
from directory.quality.completeness import ASPECTS, read_stored, weigh
from directory.quality.links import Answer, Outcome, check_link
from directory.quality.weighing import (
    due_entries,
    forget_what_is_gone,
    weigh_due_entries,
    weigh_entries,
)
from directory.reading.memory import read_page
from tests.directory.builders import make_programme, make_strand
from tests.directory.quality.servers import loopback, server

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def weigh_all() -> None:
    assert not weigh_due_entries(seconds=60)


def findings(page: ProgrammePage) -> set[tuple[str, str]]:
    return set(Finding.objects.filter(entry__page=page).values_list("kind", "about"))


def entry_with(*addresses: str, slug: str = "linked") -> ProgrammePage:
    points = [
        ContactPoint(kind="website", value=address, sort_order=place)
        for place, address in enumerate(addresses)
    ]
    return make_programme(slug, contact_points=points, checked_on=TODAY())


def test_the_score_says_what_is_missing_and_rises_when_it_is_filled() -> None:
    bare = make_programme("bare", strands=[make_strand(), make_strand("Youth", age_to=17)])
    before = weigh(read_page(bare))
    words = {lack.aspect.key: lack.words for lack in before.lacks}
    assert words["ages"] == "The ages are not stated. For 1 of 2 strands."
    assert words["costs"] == "The cost is not stated."
    assert "description" not in words
    bare.intensity = None
    bare.texts = [
        ProgrammeText(language="en", title="Bare", summary="S", intensity="Weekly."),
        ProgrammeText(language="nl", title="Kaal", summary="S", description="Alles."),
    ]
    after = weigh(read_page(bare))
    # A description in another language is none in the language the entry is kept in.
    assert {lack.aspect.key for lack in after.lacks} - set(words) == {"description"}
    assert set(words) - {lack.aspect.key for lack in after.lacks} == {"intensity"}
    assert 0 < after.score < before.score < 100
    assert len({aspect.key for aspect in ASPECTS}) == len(ASPECTS)


def test_what_an_editor_should_look_at_is_found() -> None:
    day = TODAY()
    body = Organisation.objects.create(key="body", name="Body")
    body.phones.create(number="+3225126243", kind="voice")
    wrong = make_programme(
        "wrong",
        checked_on=day - dt.timedelta(days=400),
        strands=[make_strand("Men", capacity="full", capacity_on=day - dt.timedelta(days=60))],
        contact_points=[
            ContactPoint(kind="phone", value="+3299999999", sort_order=0),
            ContactPoint(kind="phone", value="+3225126243", sort_order=1),
        ],
        organisation_rows=[ProgrammeOrganisation(organisation=body, sort_order=0)],
    )
    right = make_programme(
        "right",
        checked_on=day,
        strands=[make_strand("Men", capacity="full", capacity_on=day)],
        texts=[
            ProgrammeText(language=code, title="T", summary="S", description="D")
            for code in ("en", "nl")
        ],
    )
    lost = make_programme("lost", checked_on=day, status="paused")
    Strand.objects.filter(page=lost).delete()
    weigh_all()
    assert findings(wrong) == {
        ("stale", ""),
        ("capacity", "Men"),
        ("number", "+3299999999"),
        ("translation", ""),
        ("incomplete", ""),
    }
    assert findings(right) == {("incomplete", "")}
    assert findings(lost) == {("strand", ""), ("translation", ""), ("incomplete", "")}


def test_what_changed_is_weighed_again_and_nothing_else(monkeypatch: Any) -> None:
    one, other = make_programme("one"), make_programme("other")
    assert set(due_entries()) == {one, other}
    weigh_all()
    assert not due_entries().exists()
    one.save_revision().publish()
    assert set(due_entries()) == {one}
    weigh_all()
    ReviewPeriods.objects.create(programme=1)
    assert set(due_entries()) == {one, other}
    weigh_all()
    EntryQuality.objects.filter(page=other).update(weighed_at=timezone.now() - dt.timedelta(days=1))
    assert set(due_entries()) == {other}
    other.unpublish()
    assert not due_entries().exists()
    forget_what_is_gone()
    assert [entry.page.slug for entry in EntryQuality.objects.all()] == ["one"]


def test_a_link_is_broken_after_two_days_and_whole_again_after_one(monkeypatch: Any) -> None:
    pages: dict[str, tuple[int, dict[str, str]]] = {"/there": (200, {}), "/gone": (404, {})}
    with server(pages) as seen:
        there, gone = (f"http://h.example:{seen.port}{path}" for path in pages)
        entry = entry_with(there, gone)
        weigh_all()

        def look(url: str) -> Answer:
            return check_link(url, reach=loopback(seen.port))

        def days_pass(days: int) -> None:
            day = TODAY() - dt.timedelta(days=days)
            LinkCheck.objects.update(checked_at=timezone.now() - dt.timedelta(days=days))
            LinkCheck.objects.filter(failures__gt=0).update(failed_on=day)

        # Of one host one at a time.
        assert link_checks.check_due_links(seconds=5, look=look) == 1
        assert link_checks.check_due_links(seconds=5, look=look) == 1
        assert link_checks.check_due_links(seconds=5, look=look) == 0
        LinkCheck.objects.update(checked_at=None)  # a second time on the same day
        for _again in range(2):
            link_checks.check_due_links(seconds=5, look=look)
        weigh_all()
        assert LinkCheck.objects.get(url=gone).failures == 1
        assert findings(entry) == {("incomplete", ""), ("translation", "")}
        days_pass(2)
        assert link_checks.check_due_links(seconds=5, look=look) == 1  # the one that failed
        assert set(due_entries()) == {entry}
        weigh_all()
        assert ("link", gone) in findings(entry)
        pages["/gone"] = (200, {})
        days_pass(8)
        for _again in range(2):
            link_checks.check_due_links(seconds=5, look=look)
        weigh_all()
        assert not LinkCheck.objects.get(url=gone).is_broken
        assert findings(entry) == {("incomplete", ""), ("translation", "")}


def test_when_nothing_at_all_can_be_reached_our_own_line_is_to_blame() -> None:
    entry_with(*(f"https://host{number}.example/" for number in range(4)))
    weigh_all()
    assert link_checks.check_due_links(seconds=5, look=lambda url: Answer(Outcome.NO_NAME)) == 4
    assert not LinkCheck.objects.filter(failures__gt=0).exists()
    assert not link_checks.due_links().exists()
    LinkCheck.objects.update(checked_at=timezone.now() - dt.timedelta(days=7))
    assert link_checks.due_links().count() == 4


def test_addresses_that_nothing_shows_any_more_are_forgotten() -> None:
    entry = entry_with("https://old.example/")
    EmergencyNumber.objects.create(
        number="112", names={"en": "Help"}, source_on=TODAY(), website="https://help.example/"
    )
    weigh_all()
    forget_what_is_gone()
    assert set(LinkCheck.objects.values_list("url", flat=True)) == {
        "https://old.example/",
        "https://help.example/",
    }
    ContactPoint.objects.filter(page=entry).delete()
    weigh_entries(keys=[entry.pk])
    forget_what_is_gone()
    assert [check.url for check in LinkCheck.objects.all()] == ["https://help.example/"]


def test_no_web_process_looks_at_links_and_a_demonstration_only_when_told() -> None:
    entry_with("https://host.example/")
    weigh_all()
    with override_settings(ROLE="public"), pytest.raises(link_checks.NotHere):
        link_checks.check_due_links(seconds=1, look=lambda url: Answer(Outcome.FINE))
    with override_settings(CHECK_LINKS=False):
        assert not tasks.enqueue_link_checks_if_due()
    with override_settings(CHECK_LINKS=True):
        assert link_checks.due_links().exists()


def test_what_is_stored_outlives_an_aspect_that_is_gone() -> None:
    assert [lack.aspect.key for lack in read_stored([["costs", 1, 2], ["no-more", 1, 1]])] == [
        "costs"
    ]
