"""A provider without an account, by the link of its mail: looking changes nothing, buttons do."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from directory.corrections.links import SALT, digest_of
from directory.models import (
    EntryAnswer,
    KeeperPage,
    ProgrammePage,
    ReminderAddress,
    ReminderLink,
)
from directory.quality.weighing import due_entries, weigh_entries
from search.hsds.filters import changed_since
from tests.directory.builders import make_programme
from tests.directory.corrections.conftest import make_reminded_keeper, remind
from tests.directory.corrections.keeping import confirm, everything, post, seen
from tests.visitor import field_value

pytestmark = pytest.mark.django_db
Worker = Callable[[], None]
PAGES = ("keep/", "keep/entry/", "keep/change/", "keep/places/")


def test_opening_the_link_changes_nothing(
    public_client: Client, token: str, entry: ProgrammePage
) -> None:
    before = everything()
    for path in PAGES:
        for method in (public_client.get, public_client.head):
            answer = method(f"/en/{path}", {"link": token, "entry": str(entry.uuid)})
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "strict-origin"
    for path in ("keep/confirm/", "keep/capacity/"):
        answer = public_client.get(f"/en/{path}", {"link": token, "entry": str(entry.uuid)})
        assert answer.status_code == 405
    assert everything() == before


def test_its_button_confirms_and_the_page_says_who_did(
    public_client: Client, token: str, entry: ProgrammePage, worker: Worker
) -> None:
    answer = confirm(public_client, token, entry)
    assert answer.status_code == 303
    listed = public_client.get(answer.headers["Location"]).content.decode()
    assert "Thank you" in listed
    assert "You confirmed this on" in listed
    assert "Nobody has checked it since" not in listed
    worker()
    html = public_client.get("/en/programmes/harbour/").content.decode()
    assert "out of date" not in html
    assert "(Organisation keeper)" in html
    [entry_log] = PageLogEntry.objects.filter(action="directory.confirm")
    assert entry_log.user is None
    assert not EntryAnswer.objects.exists()
    # What is confirmed is no longer among what is due.
    listed = public_client.get("/en/keep/", {"link": token}).content.decode()
    assert "How much room there is was said" in listed


def test_a_confirmation_publishes_no_draft_and_outlives_it(
    public_client: Client, token: str, entry: ProgrammePage, worker: Worker
) -> None:
    draft = entry.get_latest_revision_as_object()
    text = draft.texts.get()
    text.summary = "Only a draft."
    draft.texts = [text]
    draft.save_revision()
    confirm(public_client, token, entry)
    worker()
    page = ProgrammePage.objects.get(pk=entry.pk)
    assert page.texts.get().summary == "For whom it is."
    assert page.has_unpublished_changes
    latest = page.get_latest_revision_as_object()
    assert latest.texts.get().summary == "Only a draft."
    page.get_latest_revision().publish()
    assert ProgrammePage.objects.get(pk=entry.pk).checked_on == timezone.localdate()


def test_still_correct_is_no_news_but_copies_and_findings_follow(
    public_client: Client, token: str, entry: ProgrammePage, worker: Worker
) -> None:
    """Neither feed nor site map nor `last_modified` names an entry for a click."""
    paths = ("/en/changes.atom", "/sitemap-programmes.xml")
    before = [public_client.get(path).content for path in paths]
    moment = timezone.now()
    strand = str(entry.strands.get().uuid)
    for send in (
        lambda: confirm(public_client, token, entry),
        lambda: post(public_client, "capacity", token, entry, strand=strand, capacity="full"),
    ):
        ProgrammePage.objects.update(renewed_at=None)
        weigh_entries(keys=[entry.pk])
        assert not due_entries().exists()
        assert not ProgrammePage.objects.filter(changed_since(moment)).exists()
        send()
        worker()
        assert [public_client.get(path).content for path in paths] == before
        page = ProgrammePage.objects.get(pk=entry.pk)
        assert page.last_published_at == entry.last_published_at
        assert list(ProgrammePage.objects.filter(changed_since(moment))) == [page]
        assert list(due_entries()) == [page]


def test_what_was_changed_meanwhile_is_not_confirmed(
    public_client: Client, token: str, entry: ProgrammePage, worker: Worker
) -> None:
    version = field_value(seen(public_client, token, entry), "version")
    page = entry.get_latest_revision_as_object()
    page.status = "paused"
    page.save_revision().publish()
    answer = post(public_client, "confirm", token, entry, version=version)
    assert answer.status_code == 409
    assert "was not taken" in answer.content.decode()
    assert not EntryAnswer.objects.exists()
    # What no field asks about counts as well, and what is changed before the worker comes.
    version = field_value(seen(public_client, token, entry), "version")
    page = entry.get_latest_revision_as_object()
    page.source = "Another source."
    page.save_revision().publish()
    assert post(public_client, "confirm", token, entry, version=version).status_code == 409
    assert confirm(public_client, token, entry).status_code == 303
    page.source = "A third."
    page.save_revision().publish()
    worker()
    assert ProgrammePage.objects.get(pk=entry.pk).checked_on is None
    assert confirm(public_client, token, entry).status_code == 303
    worker()
    assert ProgrammePage.objects.get(pk=entry.pk).checked_on == timezone.localdate()


@pytest.mark.parametrize("why", ["expired", "tampered", "revoked", "none"])
def test_a_link_that_does_not_work_says_so_and_takes_nothing(
    public_client: Client, token: str, entry: ProgrammePage, why: str
) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    if why == "expired":
        ReminderLink.objects.update(expires_on=yesterday)
    if why == "revoked":
        ReminderLink.objects.update(revoked_on=yesterday)
    used = {"tampered": token[:-1] + ("a" if token[-1] != "a" else "b"), "none": ""}.get(why, token)
    for path in PAGES:
        answer = public_client.get(f"/en/{path}", {"link": used, "entry": str(entry.uuid)})
        assert answer.status_code == 404
        assert "This link does not work" in answer.content.decode()
    for path in ("confirm", "change", "capacity"):
        assert post(public_client, path, used, entry).status_code == 404
    assert not EntryAnswer.objects.exists()


def test_a_link_speaks_for_its_keeper_only(
    public_client: Client, token: str, entry: ProgrammePage
) -> None:
    other = make_programme("elsewhere", parent=make_reminded_keeper("other", "o@example.org"))
    draft = make_programme("draft", parent=entry.get_parent().specific)
    draft.unpublish()
    assert "Elsewhere" not in public_client.get("/en/keep/", {"link": token}).content.decode()
    for hidden in (other, draft):
        asked = {"link": token, "entry": str(hidden.uuid)}
        assert public_client.get("/en/keep/entry/", asked).status_code == 404
        for path in ("confirm", "change", "capacity"):
            assert post(public_client, path, token, hidden).status_code == 404
    assert public_client.get("/en/keep/entry/", {"link": token, "entry": "x"}).status_code == 404
    assert not EntryAnswer.objects.exists()


def forge(keeper: KeeperPage, entry: ProgrammePage) -> None:
    """An answer as a public process that was taken over could insert it, without our signature."""
    link = ReminderLink.objects.get(keeper=keeper)
    token = TimestampSigner(key="not ours", salt=SALT).sign("guess")
    ReminderLink.objects.filter(pk=link.pk).update(digest=digest_of(token))
    EntryAnswer.objects.create(
        kind="confirmed", programme=entry, link=link, token=token, sent_on=timezone.localdate()
    )


@pytest.mark.parametrize("why", ["forged", "address changed", "address gone", "entry moved"])
def test_the_worker_drops_an_answer_that_does_not_speak_for_the_keeper(
    public_client: Client, token: str, entry: ProgrammePage, keeper: KeeperPage, worker: Worker,
    why: str,
) -> None:  # fmt: skip
    if why == "forged":
        forge(keeper, entry)
    else:
        confirm(public_client, token, entry)
    if why == "address changed":
        ReminderAddress.objects.update(email="another@example.org")
    if why == "address gone":
        ReminderAddress.objects.all().delete()
    if why == "entry moved":
        entry.move(make_reminded_keeper("other", "o@example.org"), "last-child")
    worker()
    assert ProgrammePage.objects.get(pk=entry.pk).checked_on is None
    assert not EntryAnswer.objects.exists()


def test_another_address_in_the_cms_ends_the_links_of_the_former(
    token: str, entry: ProgrammePage, keeper: KeeperPage, signed_in: Callable[[str], Client]
) -> None:
    row = ReminderAddress.objects.get()
    fields = {
        "title": keeper.title,
        "slug": keeper.slug,
        "organisation": keeper.organisation_id,
        "reminder_addresses-TOTAL_FORMS": 1,
        "reminder_addresses-INITIAL_FORMS": 1,
        "reminder_addresses-MIN_NUM_FORMS": 0,
        "reminder_addresses-MAX_NUM_FORMS": 1,
        "reminder_addresses-0-id": row.pk,
        "reminder_addresses-0-email": "another@example.org",
        "reminder_addresses-0-language": "nl",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "action-publish": "publish",
    }
    answer = signed_in("edit").post(f"/admin/pages/{keeper.pk}/edit/", fields)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert ReminderAddress.objects.get().email == "another@example.org"
    assert ReminderLink.objects.get().revoked_on == timezone.localdate()


def test_capacity_in_one_click_shows_at_once_with_its_day(
    public_client: Client, token: str, entry: ProgrammePage, worker: Worker
) -> None:
    strand = entry.strands.get()
    entry.get_latest_revision_as_object().save_revision()  # a draft that must not bring back "open"
    answer = post(
        public_client, "capacity", token, entry,
        strand=str(strand.uuid), capacity="waiting", weeks="6", back="places",
    )  # fmt: skip
    assert answer.status_code == 303
    assert "/keep/places/" in answer.headers["Location"]
    waiting = public_client.get(answer.headers["Location"]).content.decode()
    assert "Sent: it stands here within a minute." in waiting
    assert "at once" not in waiting
    worker()
    html = public_client.get("/en/programmes/harbour/").content.decode()
    assert "Waiting list: about 6 weeks" in html
    ProgrammePage.objects.get(pk=entry.pk).get_latest_revision().publish()
    strand.refresh_from_db()
    assert (strand.capacity, strand.waiting_weeks, strand.capacity_on) == (
        "waiting",
        6,
        timezone.localdate(),
    )
    assert ProgrammePage.objects.get(pk=entry.pk).checked_on is None
    # A number beside another button means nothing; one that is no number is said so.
    post(public_client, "capacity", token, entry, strand=strand.uuid, capacity="full", weeks="x")
    worker()
    strand.refresh_from_db()
    assert (strand.capacity, strand.waiting_weeks) == ("full", None)
    answer = post(
        public_client, "capacity", token, entry, strand=strand.uuid, capacity="waiting", weeks="x"
    )
    assert answer.status_code == 400
    assert "whole number" in answer.content.decode()
    for weeks, said in (("0", "at least 1 week"), ("521", "at most 520 weeks")):
        asked = {"strand": strand.uuid, "capacity": "waiting", "weeks": weeks}
        html = post(public_client, "capacity", token, entry, **asked).content.decode()
        assert "There is a problem" in html
        assert re.search(f'href="#weeks-{strand.uuid}">[^<]*{said}', html)
        assert f'value="{weeks}"' in html


def test_no_answer_holds_an_address_of_the_network_or_an_hour(
    public_client: Client, token: str, entry: ProgrammePage
) -> None:
    public_client.defaults["REMOTE_ADDR"] = "203.0.113.77"
    public_client.defaults["HTTP_USER_AGENT"] = "canary-browser"
    confirm(public_client, token, entry)
    [row] = EntryAnswer.objects.values()
    assert "203.0.113.77" not in str(row)
    assert "canary-browser" not in str(row)
    assert not any(isinstance(value, dt.datetime) for value in row.values())


def test_a_second_link_works_beside_the_first(
    public_client: Client, token: str, entry: ProgrammePage, keeper: KeeperPage
) -> None:
    ReminderLink.objects.update(made_on=timezone.localdate() - dt.timedelta(days=40))
    second = remind(keeper)
    for working in (token, second):
        assert public_client.get("/en/keep/", {"link": working}).status_code == 200
