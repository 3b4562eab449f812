"""Erasure: nothing opens any more, and nothing leads back."""

import re
import time
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.audit.entries import Actor as Author
from portal.audit.models import AuditEvent, SubjectPseudonym
from portal.audit.queries import events_for
from portal.referrals import services, tasks
from portal.referrals.models import (
    ConflictAnswer,
    Message,
    Referral,
    SealedAnswer,
    SuggestedProgramme,
)
from portal.referrals.services import reading
from portal.referrals.services.erasing import CONTENT_TABLES
from portal.referrals.states import Actor
from portal.referrals.views import referral as referral_page
from portal.selfreferral import drafts, letters
from portal.selfreferral.models import Draft, Letter
from portal.vault import erasure
from portal.vault.erasure import VAULT_TABLES, purge_is_asked
from portal.vault.models import KeyWrap, PurgeDue
from tests.portal.referrals.builders import ANSWERS, answer_page, take_in

Kind = letters.Kind


def erase(holder):
    holder.write(Kind.ERASURE)
    services.collect_letters()


def test_keys_letters_and_drafts_go_and_a_stub_stays(holder, as_public):
    with as_public():
        drafts.save_answers(receipt=holder.receipt, step="age", answers={"age": "26-plus"})
    holder.send()
    services.collect_letters()
    referral = holder.referral
    erase(holder)
    stub = Referral.objects.get(pk=referral.pk)
    assert not KeyWrap.objects.exists()
    assert not Letter.objects.exists()
    assert not Draft.objects.exists()
    assert (stub.state, stub.shown, stub.due_on) == ("withdrawn", {}, None)
    assert stub.erased_on
    assert stub.content_owner != holder.receipt.locator


def test_the_log_is_cut_loose(collected, ines):
    referral = collected.referral
    services.read_referral(acting_user=ines, referral=referral)
    before = AuditEvent.objects.count()
    erase(collected)
    assert not SubjectPseudonym.objects.filter(
        subject__in=[referral.pk, collected.receipt.locator]
    ).exists()
    assert not events_for(referral.pk).exists()
    assert AuditEvent.objects.count() > before


def test_the_receipt_finds_nothing_any_more(collected):
    erase(collected)
    assert collected.reads() == []


def test_nobody_opens_an_erased_referral_and_a_list_makes_no_new_trace(collected, ines):
    referral = collected.referral
    erase(collected)
    stub = Referral.objects.get(pk=referral.pk)
    with pytest.raises(PermissionDenied):
        services.read_referral(acting_user=ines, referral=stub)
    services.log_listed(acting_user=ines, referrals=[stub], role=Actor.INTAKE)
    assert not SubjectPseudonym.objects.filter(subject=referral.pk).exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda user, seen: services.read_referral(acting_user=user, referral=seen),
        lambda user, seen: services.answer_conflict(
            acting_user=user, referral=seen, knows_person=False
        ),
        lambda user, seen: services.take_into_triage(acting_user=user, referral=seen),
    ],
    ids=["reading", "answering", "taking in"],
)
def test_whoever_comes_a_moment_after_the_erasure_leaves_no_trace(act, collected, ines):
    # As it was a moment before, in another request.
    seen = collected.referral
    erase(collected)
    with pytest.raises(PermissionDenied):
        act(ines, seen)
    assert not ConflictAnswer.objects.exists()
    assert not SubjectPseudonym.objects.filter(subject=seen.pk).exists()


@pytest.mark.parametrize(
    ("who", "module", "name"),
    [
        ("ines", referral_page, "read_identity"),
        ("karel", referral_page, "read_referral"),
        ("karel", reading, "_open_answers"),
    ],
    ids=["before the person is read of", "before it is read", "while it is opened"],
)
def test_a_page_that_the_erasure_overtakes_says_so(who, module, name, sent, signed_in, monkeypatch):
    client = signed_in(who)
    opening = getattr(module, name)

    def overtaken(*given, **named):
        monkeypatch.undo()
        services.erase_referral(referral=sent, by=Author.system("worker"))
        return opening(*given, **named)

    monkeypatch.setattr(module, name, overtaken)
    answer = client.get(f"/portal/referrals/{sent.pk}/")
    assert answer.status_code == 200
    assert "was erased" in answer.content.decode()


def test_a_list_read_a_moment_before_the_erasure_leaves_no_trace(collected, sent, ines, logged):
    seen = [collected.referral, sent]
    erase(collected)
    services.log_listed(acting_user=ines, referrals=seen, role=Actor.INTAKE)
    assert not SubjectPseudonym.objects.filter(subject=seen[0].pk).exists()
    assert logged(sent.pk)[-1] == ("ines", "intake", "referral.listed")


def test_a_step_refused_while_the_erasure_came_leaves_no_trace(collected, ines, monkeypatch):
    referral = collected.referral
    rolled_back = transaction.Atomic.__exit__

    def erased_right_after(atomic, kind, trouble, trace):
        rolled_back(atomic, kind, trouble, trace)
        if kind is services.StepRefused:
            monkeypatch.undo()
            erase(collected)

    monkeypatch.setattr(transaction.Atomic, "__exit__", erased_right_after)
    with pytest.raises(services.StepRefused):
        services.accept_referral(acting_user=ines, referral=referral)
    assert not SubjectPseudonym.objects.filter(subject=referral.pk).exists()


def test_what_was_erased_before_it_was_sent_on_stays_without_a_trace(
    in_triage, ines, petra, elsewhere
):
    services.redirect_referral(
        acting_user=ines, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
    )
    origin = Referral.objects.get(pk=in_triage.pk)
    draft = services.start_sending_on(
        acting_user=petra, referral=origin, programme=elsewhere.uuid, draft_id=uuid4()
    )
    for step in ("reporting", "risk"):
        answer_page(petra, draft, step, ANSWERS[step])
    services.erase_referral(referral=origin, by=Author.system("worker"))
    sent = services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    assert sent.redirected_from == origin
    assert not SubjectPseudonym.objects.filter(subject=origin.pk).exists()
    with pytest.raises(PermissionDenied):
        services.start_sending_on(
            acting_user=petra, referral=origin, programme=elsewhere.uuid, draft_id=uuid4()
        )


def test_what_ended_stays_ended_as_it_did(collected, ines, elsewhere):
    services.redirect_referral(
        acting_user=ines,
        referral=take_in(collected.referral, ines),
        reason="age",
        programmes=[elsewhere.uuid],
    )
    referral = collected.referral
    erase(collected)
    assert Referral.objects.get(pk=referral.pk).state == "redirected"
    assert not SuggestedProgramme.objects.exists()
    assert not ConflictAnswer.objects.exists()


def test_what_was_never_taken_in_is_erased_as_well(holder):
    holder.send(programme="not-a-uuid")
    erase(holder)
    assert not KeyWrap.objects.exists()
    assert not Letter.objects.exists()


def test_erased_twice_nothing_changes(collected):
    referral = collected.referral
    erase(collected)
    events = AuditEvent.objects.count()
    services.erase_referral(
        referral=Referral.objects.get(pk=referral.pk), by=Author.self_referrer()
    )
    assert AuditEvent.objects.count() == events


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_emptied_after_the_transaction(collected):
    erase(collected)
    if connection.vendor == "postgresql":
        # Its server is shared with other tests, whose transactions may have held the purge up.
        deadline = time.monotonic() + 60
        while not services.purge_what_is_due() and time.monotonic() < deadline:
            time.sleep(0.2)
    assert not PurgeDue.objects.exists()
    assert services.purge_what_is_due()


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_a_reader_holds_up_is_purged_at_the_clocks_next_turn(
    collected, monkeypatch
):
    monkeypatch.setattr(erasure, "purge_journal", lambda **_tables: False)
    erase(collected)
    assert PurgeDue.objects.filter(asked=True).exists()
    monkeypatch.undo()
    assert tasks.enqueue_collection_if_due()
    deadline = time.monotonic() + 60
    while PurgeDue.objects.exists() and time.monotonic() < deadline:
        tasks.collect_letters.call()
    assert not PurgeDue.objects.exists()
    assert not tasks.enqueue_collection_if_due()


def test_every_table_that_an_erasure_touches_is_purged(collected):
    with CaptureQueriesContext(connection) as asked:
        erase(collected)
    written = re.compile(r'^(?:DELETE FROM|UPDATE) "(\w+)"')
    touched = {found[1] for query in asked if (found := written.match(query["sql"]))}
    assert {"referrals_referral", "selfreferral_letter", "vault_keywrap"} <= touched
    assert touched <= {*CONTENT_TABLES, *VAULT_TABLES, "audit_head"}


def test_a_partners_draft_leaves_the_journal_within_the_hour(asked):
    """Sending destroys the draft's key; nobody waits for it, so the clock does not hurry."""
    assert PurgeDue.objects.exists()
    assert not purge_is_asked()


def test_a_partners_referral_is_erased_with_its_answers_and_messages(asked, logged):
    services.erase_referral(referral=asked, by=Author.system("worker"))
    assert not SealedAnswer.objects.exists()
    assert not Message.objects.exists()
    assert not KeyWrap.objects.exists()
    assert Referral.objects.get(pk=asked.pk).erased_on
    assert logged(asked.pk) == []
