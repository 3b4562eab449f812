"""A door stands open while two people of the intake are there; what was begun does not stay."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.services import end_membership
from portal.audit.models import AuditEvent
from portal.referrals import drafts, services, tasks
from portal.referrals.models import PartnerDraft
from portal.referrals.programmes import add_working_days
from portal.referrals.sample import load_doors
from portal.selfreferral import drafts as self_drafts
from portal.selfreferral.models import Door, Draft
from portal.selfreferral.receipts import make_receipt
from portal.vault.models import KeyWrap
from tests.portal.referrals.builders import make_draft

TODAY = timezone.localdate()


def doors() -> tuple[bool, bool]:
    door = Door.objects.get()
    return door.self_open, door.partner_open


def test_two_intake_members_open_the_doors(programme, ines, ilse):
    Door.objects.update(self_open=False, partner_open=False)
    assert services.refresh_doors() == 2
    assert doors() == (True, True)
    with CaptureQueriesContext(connection) as asked:
        assert services.refresh_doors() == 0
    # Nobody waits for a look at doors that stand as they should.
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    assert AuditEvent.objects.filter(action="door.opened").count() == 2


def test_one_intake_member_is_not_enough(programme, ines):
    services.refresh_doors()
    assert doors() == (False, False)
    assert AuditEvent.objects.filter(action="door.closed").count() == 2


def test_when_a_colleague_leaves_the_doors_close(programme, ines, ilse):
    end_membership(acting_user=None, membership=ilse.memberships.get())
    services.refresh_doors()
    assert doors() == (False, False)


def test_a_practitioner_is_no_intake_member(programme, ines, karel):
    services.refresh_doors()
    assert doors() == (False, False)


def test_a_door_opens_only_where_it_is_wanted(programme, ines, ilse):
    Door.objects.update(takes_partner=False, partner_open=False)
    services.refresh_doors()
    assert doors() == (True, False)


@pytest.mark.parametrize("status", ["paused", "closed"])
def test_a_programme_that_takes_nobody_has_no_open_door(status, programme, ines, ilse):
    programme.status = status
    programme.save()
    services.refresh_doors()
    assert doors() == (False, False)


def test_an_unpublished_programme_has_no_open_door(programme, ines, ilse):
    programme.unpublish()
    services.refresh_doors()
    assert doors() == (False, False)


def test_the_samples_doors_are_loaded_once_and_left_alone(programme, ines, ilse, tmp_path: Path):
    (tmp_path / "programmes").mkdir()
    other = "00000000-0000-4000-8000-000000000001"
    (tmp_path / "programmes" / "one.toml").write_text(
        f'uuid="{other}"\n[door]\nself=true\nanswer_within_days=5\n', encoding="utf-8"
    )
    assert load_doors(folder=tmp_path) == 1
    assert load_doors(folder=tmp_path) == 0
    made = Door.objects.get(programme=other)
    assert (made.takes_self, made.takes_partner, made.answer_within_days) == (True, False, 5)
    # There is no such programme in the directory: its door stays shut.
    assert not made.self_open


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23", 3, "2026-11-26"),
        ("2026-11-26", 3, "2026-12-01"),
        ("2026-11-28", 1, "2026-11-30"),
    ],
)
def test_an_answer_is_promised_in_working_days(start, days, end):
    first = dt.date.fromisoformat(start)
    assert add_working_days(first, days) == dt.date.fromisoformat(end)


def begin(as_public, *, on: dt.date, put_away: bool = False):
    receipt = make_receipt()
    with as_public():
        self_drafts.save_answers(receipt=receipt, step="age", answers={"age": "26-plus"})
        if put_away:
            self_drafts.put_away(receipt=receipt)
    Draft.objects.filter(locator=receipt.locator).update(on=on)
    return receipt


@pytest.mark.parametrize(
    ("days", "put_away", "stays"),
    [(1, False, True), (2, False, False), (30, True, True), (31, True, False)],
)
def test_what_was_begun_and_never_sent_does_not_stay(db, keys, as_public, days, put_away, stays):
    begin(as_public, on=TODAY - dt.timedelta(days=days), put_away=put_away)
    assert services.purge_drafts() == (not stays)
    assert Draft.objects.exists() == stays


def test_of_what_was_sent_no_draft_is_kept_although_it_was_put_away(holder, as_public):
    with as_public():
        self_drafts.put_away(receipt=holder.receipt)
    holder.send()
    Draft.objects.update(on=TODAY - dt.timedelta(days=2))
    assert services.purge_drafts() == 1


@pytest.mark.django_db(transaction=True)
def test_what_somebody_threw_away_is_destroyed_with_the_next_letters(keys, as_public):
    thrown = begin(as_public, on=TODAY)
    other = begin(as_public, on=TODAY)
    with as_public():
        self_drafts.throw_away(receipt=thrown)
    assert tasks.enqueue_collection_if_due()
    tasks.collect_letters.call()
    assert not Draft.objects.filter(locator=thrown.locator).exists()
    assert Draft.objects.filter(locator=other.locator).exists()
    assert AuditEvent.objects.filter(action="draft.purged").count() == 1


def test_a_partners_draft_goes_with_its_key_after_thirty_days(programme, petra):
    draft = make_draft(petra, programme)
    PartnerDraft.objects.update(changed_on=TODAY - dt.timedelta(days=30))
    assert drafts.purge_partner_drafts() == 0
    PartnerDraft.objects.update(changed_on=TODAY - dt.timedelta(days=31))
    assert drafts.purge_partner_drafts() == 1
    assert not PartnerDraft.objects.filter(id=draft.id).exists()
    assert not KeyWrap.objects.exists()
    assert AuditEvent.objects.filter(action="draft.purged").count() == 1
