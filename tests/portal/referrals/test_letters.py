"""What people send who refer themselves is taken in once, in order, and answered."""

from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.audit.models import AuditEvent
from portal.referrals import services, tasks
from portal.referrals.conversation import read_conversation
from portal.referrals.models import Referral
from portal.referrals.services import collecting
from portal.selfreferral import letters
from portal.selfreferral.models import Letter
from portal.vault.errors import KeyNotHeld
from portal.vault.models import KeyWrap
from portal.vault.services import destroy_keys
from tests.portal.referrals.builders import Holder, ask, take_in

Kind = letters.Kind
GONE = (
    "This programme has left the directory, so nobody there can read what you sent. Another "
    "programme may fit; you can have everything here erased."
)


def test_a_submission_becomes_a_referral_to_the_keeper_of_the_programme(holder, ines):
    holder.send()
    assert services.collect_letters() == 1
    referral = holder.referral
    assert (referral.kind, referral.state) == ("self", "submitted")
    assert referral.organisation == ines.memberships.get().organisation
    assert (referral.created_by, referral.referring_organisation) == (None, None)
    assert referral.received_on == timezone.localdate()
    assert referral.due_on > referral.received_on


def test_a_letter_is_taken_in_once(holder):
    holder.send()
    assert services.collect_letters() == 1
    assert services.collect_letters() == 0
    assert Referral.objects.count() == 1


def test_nothing_the_person_said_stands_in_the_referrals_row(collected):
    row = Referral.objects.filter(pk=collected.referral.pk).values().get()
    assert "stop before" not in str(row)


def test_the_log_knows_the_day_and_not_the_hour(collected, logged):
    assert logged(collected.referral.id) == [
        ("self", "", "selfreferral.submitted"),
        ("system", "worker", "letter.collected"),
    ]
    events = AuditEvent.objects.filter(action__in=["selfreferral.submitted", "letter.collected"])
    assert {event.at for event in events} == {None}


def test_a_message_stands_in_the_conversation_and_staff_are_told(collected, ines, logged):
    collected.write(Kind.MESSAGE, "Are you there?")
    services.collect_letters()
    said = read_conversation(collected.referral)
    assert [(one.sender, one.content["text"]) for one in said] == [("person", "Are you there?")]
    assert ("self", "", "selfreferral.message-sent") in logged(collected.referral.id)


def test_an_answer_brings_the_referral_back_to_triage(collected, ines):
    ask(take_in(collected.referral, ines), ines)
    collected.write(Kind.ADDITION, "Since May.")
    services.collect_letters()
    assert collected.referral.state == "in-triage"
    assert collected.referral.due_on > timezone.localdate()


def test_every_change_of_state_is_written_back(collected, ines):
    ask(take_in(collected.referral, ines), ines)
    collected.write(Kind.MESSAGE, "Since May.")
    services.collect_letters()
    services.accept_referral(acting_user=ines, referral=collected.referral, message="Come by.")
    assert collected.states() == ["in-triage", "information-requested", "in-triage", "accepted"]
    question = next(one for one in collected.reads() if one.kind == Kind.QUESTION)
    assert question.content["text"] == "Since when?"
    assert question.content["answer_by"]
    assert collected.reads()[-1].content["text"] == "Come by."


def test_a_redirection_tells_the_person_where_to_turn(collected, ines, elsewhere):
    services.redirect_referral(
        acting_user=ines,
        referral=take_in(collected.referral, ines),
        reason="age",
        programmes=[elsewhere.uuid],
        message="They know more.",
    )
    told = collected.reads()[-1].content
    assert told["state"] == "redirected"
    assert told["programmes"] == [{"slug": "far-pier-example", "title": "Far Pier (example)"}]
    assert told["reason"] == "age"


def test_the_person_is_answered_in_their_language(holder, ines, elsewhere):
    holder.send(language="nl")
    services.collect_letters()
    services.redirect_referral(
        acting_user=ines,
        referral=take_in(holder.referral, ines),
        reason="age",
        programmes=[elsewhere.uuid],
    )
    assert holder.reads()[-1].content["programmes"][0]["title"] == "Far Pier (example) (nl)"


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_person_withdraws_from_every_open_state(steps, collected, ines, logged):
    if steps > 0:
        take_in(collected.referral, ines)
    if steps == 2:
        ask(collected.referral, ines)
    if steps == 3:
        services.accept_referral(acting_user=ines, referral=collected.referral)
    collected.write(Kind.WITHDRAWAL)
    services.collect_letters()
    assert collected.referral.state == "withdrawn"
    assert collected.states()[-1] == "withdrawn"
    assert ("self", "", "selfreferral.withdrawn") in logged(collected.referral.id)


def test_letters_are_taken_in_the_order_they_came(holder):
    holder.send()
    holder.write(Kind.MESSAGE, "One more thing.")
    holder.write(Kind.WITHDRAWAL)
    assert services.collect_letters() == 3
    assert holder.referral.state == "withdrawn"


def test_a_withdrawal_after_the_end_changes_nothing(collected, ines, elsewhere):
    services.redirect_referral(
        acting_user=ines,
        referral=take_in(collected.referral, ines),
        reason="age",
        programmes=[elsewhere.uuid],
    )
    collected.write(Kind.WITHDRAWAL)
    services.collect_letters()
    assert collected.referral.state == "redirected"
    assert not services.letters_waiting()


def test_a_letter_forged_in_the_table_does_nothing_and_holds_nobody_up(collected, programme):
    Letter.objects.create(
        uuid=uuid4(),
        locator=collected.receipt.locator,
        sender="person",
        kind="withdrawal",
        sealed=b"\x01" + b"forged" * 50,
        on=timezone.localdate(),
    )
    other = Holder(programme)
    other.send()
    assert services.collect_letters() == 2
    assert collected.referral.state == "submitted"
    assert other.referral.state == "submitted"
    assert AuditEvent.objects.filter(action="letter.refused").count() == 1


def test_a_letter_made_into_another_kind_does_nothing(collected):
    collected.write(Kind.MESSAGE, "Hello")
    Letter.objects.filter(kind="message").update(kind="withdrawal")
    services.collect_letters()
    assert collected.referral.state == "submitted"


@pytest.mark.parametrize(
    "changes",
    [
        {"programme": "not-a-uuid"},
        {"shown": None},
        {"language": None, "shown": []},
        {"contact": {}},
        {"agreed": False},
    ],
)
def test_a_submission_that_is_not_whole_becomes_no_referral(holder, changes):
    holder.send(**changes)
    assert services.collect_letters() == 1
    assert not Referral.objects.exists()
    assert AuditEvent.objects.filter(action="letter.refused").exists()
    assert holder.states() == ["redirected"]
    assert holder.reads()[-1].content["text"]


def test_a_submission_damaged_on_its_way_is_answered_too(holder):
    holder.send()
    Letter.objects.update(sealed=b"\x01" + b"damaged" * 50)
    services.collect_letters()
    assert not Referral.objects.exists()
    # The person opens what they sent as little as anybody; the answer they do open.
    Letter.objects.filter(kind="submission").delete()
    [answer] = holder.reads()
    assert answer.content["state"] == "redirected"
    assert answer.content["text"]


def test_a_submission_damaged_after_it_became_a_referral_does_not_end_it(collected):
    Letter.objects.update(sealed=b"\x01" + b"damaged" * 50, collected=False)
    services.collect_letters()
    assert not Letter.objects.filter(sender="programme").exists()
    assert collected.referral.state == "submitted"


def test_without_its_key_a_submission_is_set_aside_without_a_word(holder):
    other = Holder(holder.programme)
    for somebody in (holder, other):
        somebody.send()
    destroy_keys(owner=holder.receipt.locator)
    wraps = KeyWrap.objects.filter(content_key__owner=other.receipt.locator)
    assert wraps.update(wrapped=b"damaged" * 20)
    assert services.collect_letters() == 2
    assert Letter.objects.count() == 2


def test_when_the_programme_is_gone_nobody_is_left_waiting(holder, programme):
    holder.send()
    programme.delete()
    services.collect_letters()
    assert holder.states() == ["redirected"]
    assert "left the directory" in holder.reads()[-1].content["text"]


@pytest.mark.parametrize(("language", "spoken"), [("fr", "fr"), ("xx", "nl"), (None, "nl")])
def test_that_the_programme_is_gone_is_said_in_a_language_of_the_site(
    language, spoken, holder, programme
):
    holder.send(language=language)
    programme.delete()
    services.collect_letters()
    said = holder.reads()[-1].content["text"]
    with translation.override(spoken):
        assert said == gettext(GONE)
    assert said != GONE


def test_without_the_staff_keys_letters_wait_and_are_not_lost(holder, settings, caplog):
    holder.send()
    settings.ROLE = "public"
    with pytest.raises(KeyNotHeld):
        letters.open_letter_as_staff(Letter.objects.get())
    assert collecting.collect_letters() == 0
    settings.ROLE = "staff"
    assert services.collect_letters() == 1


def test_a_letter_that_fails_unforeseen_does_not_keep_the_clock_busy(holder, settings, caplog):
    holder.send()
    settings.ROLE = "public"
    for _turn in range(collecting.PROMPT_TRIES):
        assert services.letters_waiting()
        services.collect_letters()
    assert not services.letters_waiting()
    # Each of those lines would have told when the letter was sent.
    assert "taken in" not in caplog.text
    tasks.collect_stuck_letters.call()
    assert "can still not be taken in" in caplog.text
    settings.ROLE = "staff"
    tasks.collect_stuck_letters.call()
    assert holder.referral.state == "submitted"


def test_a_busy_database_leaves_the_letters_to_the_next_turn_and_no_line(
    holder, monkeypatch, caplog
):
    def busy() -> None:
        raise OperationalError("database is locked")

    holder.send()
    caplog.clear()
    monkeypatch.setattr(services, "collect_letters", busy)
    tasks.collect_letters.call()
    assert caplog.text == ""
    assert services.letters_waiting()


def test_a_letter_of_a_strange_shape_is_refused_and_the_person_is_told(holder):
    holder.send(contact=["receipt"])
    services.collect_letters()
    assert not services.letters_waiting()
    assert holder.states() == ["redirected"]


def test_one_damaged_letter_does_not_hide_the_others(collected):
    collected.write(Kind.MESSAGE, "First")
    collected.write(Kind.MESSAGE, "Second")
    services.collect_letters()
    first = Letter.objects.filter(kind="message").first()
    Letter.objects.filter(pk=first.pk).update(sealed=b"\x01" + b"x" * 300)
    said = read_conversation(collected.referral)
    assert [one.content and one.content["text"] for one in said] == [None, "Second"]


def test_nothing_that_tells_the_persons_age_stands_in_the_referrals_row(collected):
    assert set(collected.referral.shown) == {"title", "slug", "statement_on", "language"}


def test_staff_still_read_what_was_shown_to_the_person(collected, ines):
    opened = services.read_referral(acting_user=ines, referral=collected.referral)
    assert opened.submission["shown"]["strands"]


def test_a_letter_that_is_no_letter_is_set_aside(holder, logged):
    holder.send()
    letters.write_letter(
        receipt=holder.receipt,
        kind=Kind.MESSAGE,
        content=["not", "a", "mapping"],  # type: ignore[arg-type]
        uuid=uuid4(),
    )
    services.collect_letters()
    assert not Letter.objects.filter(sender="person", collected=False).exists()
    assert AuditEvent.objects.filter(action="letter.refused").count() == 1


def test_the_row_of_a_finished_collection_goes_since_its_times_date_a_letter(db):
    done = {"task_path": tasks.collect_letters.module_path, "backend_name": "default"}
    DBTaskResult.objects.create(
        status=TaskResultStatus.SUCCESSFUL, args_kwargs={"args": [], "kwargs": {}}, **done
    )
    tasks.enqueue_collection_if_due()
    assert not DBTaskResult.objects.exists()
