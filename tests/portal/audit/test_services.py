"""Each service leaves the row it should: who, in which role, what, about which pseudonym, when."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.audit.entries import FIRST_PREVIOUS
from portal.audit.errors import AuditError, EntryRefused
from portal.audit.models import AuditEvent, SubjectPseudonym
from portal.audit.queries import events_for
from portal.audit.services import Actor, forget_subject, record_event, record_events

pytestmark = pytest.mark.django_db


def test_a_read_by_staff_is_recorded(ines, subject):
    record_event(
        actor=ines, action="referral.opened", subject=subject, details={"compartments": ["shared"]}
    )
    event = AuditEvent.objects.get()
    assert (event.seq, event.action, event.role) == (1, "referral.opened", "intake")
    assert (event.actor_kind, event.actor_id) == ("user", ines.identity)
    assert json.loads(event.details) == {"compartments": ["shared"]}
    assert event.on == timezone.localdate()
    assert event.at
    assert timezone.now() - event.at < timedelta(seconds=30)


def test_rows_are_numbered_and_linked(record):
    record(3)
    rows = list(AuditEvent.objects.all())
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [row.prev_hash for row in rows] == [FIRST_PREVIOUS, rows[0].hash, rows[1].hash]
    assert len({row.hash for row in rows}) == 3


def test_a_self_referrers_row_has_a_day_and_no_time(subject):
    record_event(actor=Actor.self_referrer(), action="message.sent", subject=subject)
    event = AuditEvent.objects.get()
    assert event.at is None
    assert event.on == timezone.localdate()
    assert (event.actor_kind, event.actor_id, event.role) == ("self", "", "")


@pytest.mark.parametrize("action", ["letter.collected", "selfreferral.submitted", "keys.destroyed"])
def test_what_a_self_referrer_sets_off_has_no_time_either(subject, action):
    """The staff side takes a letter in within seconds: its time would be the sender's."""
    record_event(actor=Actor.system("worker"), action=action, subject=subject)
    assert AuditEvent.objects.get().at is None


def test_the_database_itself_refuses_a_time_on_a_self_referrers_row(subject):
    from django.db import IntegrityError

    event = record_event(actor=Actor.self_referrer(), action="message.sent", subject=subject)
    event.seq, event.at = 2, timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


def test_a_referral_stands_under_a_pseudonym(ines, subject):
    other = uuid4()
    for one in (subject, other, subject):
        record_event(actor=ines, action="referral.opened", subject=one)
    first, second, third = AuditEvent.objects.all()
    assert first.subject == third.subject != second.subject
    assert {first.subject, second.subject}.isdisjoint({subject, other})


def test_rows_of_one_referral_are_found(ines, subject):
    record_event(actor=ines, action="referral.opened", subject=uuid4())
    record_event(actor=ines, action="referral.opened", subject=subject)
    record_event(actor=ines, action="referral.accepted", subject=subject)
    assert [event.action for event in events_for(subject)] == [
        "referral.opened",
        "referral.accepted",
    ]


def test_an_act_on_no_referral_has_no_subject(ines):
    record_event(actor=ines, action="account.signed-in")
    assert AuditEvent.objects.get().subject is None
    assert not SubjectPseudonym.objects.exists()


def test_a_list_leaves_a_row_for_each_referral(ines):
    subjects = [uuid4() for _ in range(3)]
    record_events(actor=ines, action="referral.listed", subjects=subjects, details={"page": 1})
    assert [events_for(one).get().seq for one in subjects] == [1, 2, 3]
    assert record_events(actor=ines, action="referral.listed", subjects=[]) == []


def test_a_forgotten_referral_cannot_be_found_and_its_rows_stay_whole(ines, subject, record):
    record(2)
    pseudonym = events_for(subject).earliest("seq").subject
    assert forget_subject(actor=Actor.system("worker"), subject=subject) is True
    assert not events_for(subject).exists()
    assert not SubjectPseudonym.objects.exists()
    last = AuditEvent.objects.latest("seq")
    assert (last.seq, last.action, last.at) == (3, "subject.forgotten", None)
    assert (last.role, last.subject) == ("worker", pseudonym)


def test_a_forgotten_referrals_id_is_nowhere_in_the_log(ines, subject, record):
    record(2)
    forget_subject(actor=ines, subject=subject)
    for model in (AuditEvent, SubjectPseudonym):
        for row in model.objects.values_list():
            assert str(subject) not in str(row)
            assert subject.hex not in str(row)


def test_forgetting_what_was_never_known_records_nothing(ines):
    assert forget_subject(actor=ines, subject=uuid4()) is False
    assert not AuditEvent.objects.exists()


def test_an_unknown_action_is_refused(ines, subject):
    with pytest.raises(EntryRefused, match="not in the log's table"):
        record_event(actor=ines, action="referral.burnt", subject=subject)
    assert not AuditEvent.objects.exists()
    assert not SubjectPseudonym.objects.exists()


def test_free_text_is_refused_and_nothing_recorded(ines, subject):
    with pytest.raises(EntryRefused, match="reason"):
        record_event(
            actor=ines,
            action="referral.redirected",
            subject=subject,
            details={"reason": "He told me that"},
        )
    assert not AuditEvent.objects.exists()


def test_only_the_clock_says_that_the_log_is_anchored(ines):
    with pytest.raises(EntryRefused, match="Only the clock"):
        record_event(actor=ines, action="audit.anchoring-started")


def test_the_public_role_keeps_no_log(ines, subject, settings):
    settings.ROLE = "public"
    with pytest.raises(AuditError, match="public process"):
        record_event(actor=ines, action="referral.opened", subject=subject)


def test_a_row_goes_with_the_transaction_it_was_recorded_in(ines, subject):
    with transaction.atomic():
        record_event(actor=ines, action="referral.accepted", subject=subject)
        transaction.set_rollback(True)
    record_event(actor=ines, action="referral.opened", subject=subject)
    assert list(AuditEvent.objects.values_list("seq", "action")) == [(1, "referral.opened")]


def test_recording_takes_few_queries(ines, subject, record):
    record(1)
    with CaptureQueriesContext(connection) as queries:
        record_event(actor=ines, action="referral.opened", subject=subject)
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 4, asked
