"""Ines takes a referral in, asks, accepts; nobody else does, and each step is in the log."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portal.referrals import services
from portal.referrals.conversation import read_conversation
from portal.referrals.models import ConflictAnswer, Message
from portal.referrals.services import StepRefused
from portal.referrals.states import Actor
from tests.portal.referrals.builders import fresh, say_no, take_in

TOMORROW = timezone.localdate() + dt.timedelta(days=1)


def test_triage_waits_for_the_answer_on_a_conflict_of_interest(sent, ines, logged):
    with pytest.raises(StepRefused) as refusal:
        services.take_into_triage(acting_user=ines, referral=sent)
    assert "know this person" in str(refusal.value.reasons[0])
    assert fresh(sent).state == "submitted"
    assert ("ines", "intake", "referral.refused") in logged(sent.id)


def test_ines_who_knows_nobody_starts_the_triage(sent, ines, logged):
    assert take_in(sent, ines).state == "in-triage"
    assert logged(sent.id)[-2:] == [
        ("ines", "intake", "referral.conflict-declared"),
        ("ines", "intake", "referral.triaged"),
    ]


def test_whoever_knows_the_person_is_shut_out_and_ilse_takes_it(sent, ines, ilse):
    services.answer_conflict(acting_user=ines, referral=sent, knows_person=True)
    with pytest.raises(PermissionDenied):
        services.take_into_triage(acting_user=ines, referral=sent)
    with pytest.raises(PermissionDenied):
        services.read_referral(acting_user=ines, referral=sent)
    assert take_in(sent, ilse).state == "in-triage"


@pytest.mark.parametrize(
    "act",
    [
        lambda user, referral: services.ask_question(
            acting_user=user, referral=referral, question="?", answer_by=TOMORROW, uuid=uuid4()
        ),
        lambda user, referral: services.accept_referral(acting_user=user, referral=referral),
        lambda user, referral: services.send_message(
            acting_user=user, referral=referral, text="Hello", uuid=uuid4(), role=Actor.INTAKE
        ),
    ],
    ids=["ask", "accept", "write"],
)
def test_whoever_decides_is_asked_first_although_a_colleague_began(act, in_triage, ilse, logged):
    with pytest.raises(StepRefused) as refusal:
        act(ilse, in_triage)
    assert "know this person" in str(refusal.value.reasons[0])
    assert fresh(in_triage).state == "in-triage"
    assert not Message.objects.exists()
    assert logged(in_triage.id)[-1] == ("ilse", "intake", "referral.refused")
    say_no(in_triage, ilse)
    act(ilse, in_triage)


def test_whoever_redirects_is_asked_first(in_triage, ilse, elsewhere):
    def redirect():
        services.redirect_referral(
            acting_user=ilse, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
        )

    with pytest.raises(StepRefused):
        redirect()
    assert fresh(in_triage).state == "in-triage"
    say_no(in_triage, ilse)
    redirect()
    assert fresh(in_triage).state == "redirected"


def test_whoever_goes_on_without_an_answer_is_asked_first(asked, ilse):
    type(asked).objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(StepRefused):
        services.go_on_without_answer(acting_user=ilse, referral=asked)
    say_no(asked, ilse)
    services.go_on_without_answer(acting_user=ilse, referral=asked)
    assert fresh(asked).state == "in-triage"


@pytest.mark.parametrize("name", ["karel", "mona", "sofie"])
def test_a_reader_who_knows_the_person_is_shut_out_as_well(name, in_triage, person):
    somebody = person(name)
    services.answer_conflict(acting_user=somebody, referral=in_triage, knows_person=True)
    with pytest.raises(PermissionDenied):
        services.read_referral(acting_user=somebody, referral=in_triage)


def test_a_yes_cannot_be_taken_back(sent, ines):
    services.answer_conflict(acting_user=ines, referral=sent, knows_person=True)
    services.answer_conflict(acting_user=ines, referral=sent, knows_person=False)
    assert ConflictAnswer.objects.get().knows_person


def test_a_no_can_become_a_yes(in_triage, ines):
    services.answer_conflict(acting_user=ines, referral=in_triage, knows_person=True)
    with pytest.raises(PermissionDenied):
        services.accept_referral(acting_user=ines, referral=in_triage)


def test_a_question_waits_for_its_day(in_triage, ines, logged):
    services.ask_question(
        acting_user=ines,
        referral=in_triage,
        question="Since when?",
        answer_by=TOMORROW,
        uuid=uuid4(),
    )
    asked = fresh(in_triage)
    assert (asked.state, asked.due_on) == ("information-requested", TOMORROW)
    assert read_conversation(asked)[-1].content["text"] == "Since when?"
    assert logged(asked.id)[-1] == ("ines", "intake", "referral.information-requested")


@pytest.mark.parametrize(
    ("question", "days"), [("", 1), ("  ", 1), ("Since when?", None), ("Since when?", 0)]
)
def test_a_question_needs_words_and_a_day_to_come(in_triage, ines, question, days):
    day = None if days is None else timezone.localdate() + dt.timedelta(days=days)
    with pytest.raises(StepRefused):
        services.ask_question(
            acting_user=ines, referral=in_triage, question=question, answer_by=day, uuid=uuid4()
        )
    assert fresh(in_triage).state == "in-triage"
    assert not Message.objects.exists()


def test_a_question_asked_twice_is_one(in_triage, ines):
    uuid = uuid4()
    for _ in range(2):
        services.ask_question(
            acting_user=ines,
            referral=in_triage,
            question="Since when?",
            answer_by=TOMORROW,
            uuid=uuid,
        )
    assert Message.objects.count() == 1


def test_another_question_in_a_form_that_the_browser_kept_is_another(in_triage, ines, petra):
    uuid = uuid4()
    # Twice the same: once it was answered it can be asked again.
    for question in ("Since when?", "And where?", "And where?"):
        services.ask_question(
            acting_user=ines, referral=in_triage, question=question, answer_by=TOMORROW, uuid=uuid
        )
        assert fresh(in_triage).state == "information-requested"
        services.send_message(
            acting_user=petra, referral=in_triage, text="So.", uuid=uuid4(), role=Actor.REFERRER
        )
    said = [one.content["text"] for one in read_conversation(in_triage)]
    assert said == ["Since when?", "So.", "And where?", "So.", "And where?", "So."]


def test_another_question_while_one_is_out_is_refused(in_triage, ines):
    uuid = uuid4()
    services.ask_question(
        acting_user=ines, referral=in_triage, question="Since?", answer_by=TOMORROW, uuid=uuid
    )
    with pytest.raises(StepRefused):
        services.ask_question(
            acting_user=ines, referral=in_triage, question="Where?", answer_by=TOMORROW, uuid=uuid
        )


def test_a_message_sent_again_although_the_first_was_damaged_arrives(in_triage, petra):
    uuid = uuid4()
    for _ in range(2):
        services.send_message(
            acting_user=petra, referral=in_triage, text="Once.", uuid=uuid, role=Actor.REFERRER
        )
        Message.objects.update(sealed=b"damaged")
    assert Message.objects.count() == 2


def test_petras_message_answers_the_question(asked, petra, logged):
    services.send_message(
        acting_user=petra, referral=asked, text="Since May.", uuid=uuid4(), role=Actor.REFERRER
    )
    assert fresh(asked).state == "in-triage"
    assert fresh(asked).due_on > timezone.localdate()
    assert logged(asked.id)[-2:] == [
        ("petra", "referrer", "referral.information-received"),
        ("petra", "referrer", "message.sent"),
    ]


def test_ines_waits_for_the_day_she_named(asked, ines):
    with pytest.raises(StepRefused):
        services.go_on_without_answer(acting_user=ines, referral=asked)
    assert fresh(asked).state == "information-requested"


def test_once_the_day_has_passed_ines_goes_on_without_an_answer(asked, ines, logged):
    type(asked).objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    services.go_on_without_answer(acting_user=ines, referral=asked)
    assert fresh(asked).state == "in-triage"
    assert logged(asked.id)[-1] == ("ines", "intake", "referral.state-changed")


def test_accepting_says_what_happens_next(in_triage, ines, logged):
    services.accept_referral(acting_user=ines, referral=in_triage, message="We call at noon.")
    accepted = fresh(in_triage)
    assert (accepted.state, accepted.due_on) == ("accepted", None)
    assert read_conversation(accepted)[-1].content["text"] == "We call at noon."
    assert logged(accepted.id)[-1] == ("ines", "intake", "referral.accepted")


def test_a_double_click_on_accept_says_it_once(in_triage, ines):
    uuid = uuid4()
    for _ in range(2):
        services.accept_referral(acting_user=ines, referral=in_triage, message="Yes.", uuid=uuid)
    assert Message.objects.count() == 1


def test_nothing_is_decided_before_triage(sent, ines):
    with pytest.raises(StepRefused):
        services.accept_referral(acting_user=ines, referral=sent)
    assert fresh(sent).state == "submitted"


def test_messages_go_both_ways_and_are_sealed(in_triage, ines, petra, logged):
    for user, role, text in ((ines, Actor.INTAKE, "Hello"), (petra, Actor.REFERRER, "Good day")):
        services.send_message(
            acting_user=user, referral=in_triage, text=text, uuid=uuid4(), role=role
        )
    said = [(one.sender, one.content["text"]) for one in read_conversation(in_triage)]
    assert said == [("programme", "Hello"), ("referrer", "Good day")]
    assert not [row for row in Message.objects.all() if b"Hello" in bytes(row.sealed)]
    assert logged(in_triage.id)[-2:] == [
        ("ines", "intake", "message.sent"),
        ("petra", "referrer", "message.sent"),
    ]


def test_a_message_sent_twice_is_one(in_triage, petra):
    uuid = uuid4()
    for _ in range(2):
        services.send_message(
            acting_user=petra, referral=in_triage, text="Once.", uuid=uuid, role=Actor.REFERRER
        )
    assert Message.objects.count() == 1


def test_another_message_in_a_form_that_the_browser_kept_is_another(in_triage, petra):
    uuid = uuid4()
    for text in ("Once.", "And this.", "Once."):
        services.send_message(
            acting_user=petra, referral=in_triage, text=text, uuid=uuid, role=Actor.REFERRER
        )
    assert [said.content["text"] for said in read_conversation(in_triage)] == ["Once.", "And this."]


def test_a_message_put_under_another_sender_does_not_open(in_triage, petra):
    services.send_message(
        acting_user=petra, referral=in_triage, text="From Petra", uuid=uuid4(), role=Actor.REFERRER
    )
    Message.objects.update(sender="programme")
    assert read_conversation(in_triage)[0].content is None


def test_nobody_writes_once_it_is_over(in_triage, ines, petra, elsewhere):
    services.redirect_referral(
        acting_user=ines, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
    )
    with pytest.raises(StepRefused):
        services.send_message(
            acting_user=petra, referral=in_triage, text="But", uuid=uuid4(), role=Actor.REFERRER
        )


@pytest.mark.parametrize("name", ["karel", "mona", "sofie", "noor", "petra", "thomas", "omar"])
def test_only_the_intake_of_the_programme_acts(name, in_triage, person):
    somebody = person(name)
    acts = [
        lambda: services.take_into_triage(acting_user=somebody, referral=in_triage),
        lambda: services.ask_question(
            acting_user=somebody,
            referral=in_triage,
            question="?",
            answer_by=TOMORROW,
            uuid=uuid4(),
        ),
        lambda: services.go_on_without_answer(acting_user=somebody, referral=in_triage),
        lambda: services.accept_referral(acting_user=somebody, referral=in_triage),
        lambda: services.redirect_referral(
            acting_user=somebody, referral=in_triage, reason="area", programmes=[]
        ),
        lambda: services.send_message(
            acting_user=somebody, referral=in_triage, text="?", uuid=uuid4(), role=Actor.INTAKE
        ),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert fresh(in_triage).state == "in-triage"


@pytest.mark.parametrize("name", ["noor", "petra", "thomas", "omar"])
def test_only_who_works_at_the_programme_is_asked_about_a_conflict(name, in_triage, person):
    with pytest.raises(PermissionDenied):
        services.answer_conflict(acting_user=person(name), referral=in_triage, knows_person=False)
