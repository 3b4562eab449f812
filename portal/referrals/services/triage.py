"""What the intake does with a referral: conflict of interest, questions, yes."""

import datetime as dt
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from directory.languages import format_day
from portal.accounts.models import User
from portal.accounts.queries import has_role
from portal.accounts.roles import PROGRAMME_STAFF, Role
from portal.audit.services import record_event
from portal.referrals.conversation import say, was_said, words_under
from portal.referrals.models import ConflictAnswer, Message, Referral
from portal.referrals.notices import notify_intake, notify_referrer
from portal.referrals.possible import may_go_on
from portal.referrals.programmes import answer_day
from portal.referrals.services.stepping import (
    StepRefused,
    author,
    conflict_facts,
    lock_unless_erased,
    step_on,
    take_step,
)
from portal.referrals.states import GUARDS, OPEN_STATES, Actor, Guard, State

TRIAGE_FIRST = _("First start the triage: then you can write and decide.")
OVER = _("This referral is closed: nothing can be written any more.")
DAY_IN_PAST = _("Choose a day that is still to come.")


def answer_conflict(*, acting_user: User, referral: Referral, knows_person: bool) -> bool:
    """Record whether somebody of the programme knows the person outside their work.

    Yes closes the content to them for good; no can become yes later, never the other way. Returns
    whether their colleagues of the intake are told of it by mail. Raises PermissionDenied for
    anybody who does not work at the receiving organisation, and once the referral was erased.
    """
    if not has_role(acting_user, *PROGRAMME_STAFF, organisation=referral.organisation):
        raise PermissionDenied
    with transaction.atomic():
        locked = lock_unless_erased(referral)
        if locked is None:
            raise PermissionDenied
        answer, created = ConflictAnswer.objects.get_or_create(
            referral=referral,
            user=acting_user,
            defaults={"knows_person": knows_person, "on": timezone.localdate()},
        )
        turned = knows_person and not answer.knows_person
        if turned:
            answer.knows_person, answer.on = True, timezone.localdate()
            answer.save(update_fields=["knows_person", "on"])
        record_event(
            actor=author(acting_user, Actor.INTAKE),
            action="referral.conflict-declared",
            subject=referral.pk,
            details={"knows_person": answer.knows_person},
        )
        decides = has_role(acting_user, Role.INTAKE, organisation=locked.organisation)
        told = decides and (turned or (created and knows_person)) and locked.state in OPEN_STATES
        if told:
            # Somebody else must take it: the colleagues hear of it once more.
            notify_intake(locked)
    return told


def take_into_triage(*, acting_user: User, referral: Referral) -> None:
    """Submitted → in triage. Raises StepRefused until the conflict of interest is answered."""
    with step_on(
        referral, acting_user=acting_user, role=Actor.INTAKE, name="take-into-triage"
    ) as locked:
        take_step(
            locked,
            State.IN_TRIAGE,
            role=Actor.INTAKE,
            by=author(acting_user, Actor.INTAKE),
            action="referral.triaged",
            facts=conflict_facts(acting_user, locked),
            due_on=locked.due_on,
        )
        notify_referrer(locked)


def ask_question(
    *, acting_user: User, referral: Referral, question: str, answer_by: dt.date | None, uuid: UUID
) -> None:
    """In triage → information requested, with the question and the day an answer is hoped for.

    Asked twice under one `uuid`, it is one question while it is out; another text under it, or
    the same once it was answered, is another. A referral that is due at once stays due at once,
    and may be answered today. Raises StepRefused without question or day, or with a day that has
    passed.
    """
    with step_on(
        referral, acting_user=acting_user, role=Actor.INTAKE, name="ask-question"
    ) as locked:
        if was_said(locked, uuid):
            asked = words_under(locked, uuid) == question
            if asked and locked.state == State.INFORMATION_REQUESTED:
                return
            # A form that the browser kept: another question.
            uuid = uuid4()
        facts = conflict_facts(acting_user, locked)
        if question.strip() and answer_by:
            facts.add(Guard.QUESTION_AND_DATE)
        if answer_by and answer_by < first_answer_day(locked):
            raise StepRefused(DAY_IN_PAST)
        take_step(
            locked,
            State.INFORMATION_REQUESTED,
            role=Actor.INTAKE,
            by=author(acting_user, Actor.INTAKE),
            action="referral.information-requested",
            facts=facts,
            due_on=locked.due_on if locked.due_at_once else answer_by,
        )
        assert answer_by is not None
        say(
            referral=locked,
            sender=Message.Sender.PROGRAMME,
            kind=Message.Kind.QUESTION,
            content={"text": question, "answer_by": day_for(locked, answer_by)},
            written_by=acting_user,
            uuid=uuid,
        )
        notify_referrer(locked)


def go_on_without_answer(*, acting_user: User, referral: Referral) -> None:
    """Information requested → in triage, by the intake, once the day named has passed; at any time
    where an answer is due at once."""
    with step_on(
        referral, acting_user=acting_user, role=Actor.INTAKE, name="go-on-without-answer"
    ) as locked:
        facts = conflict_facts(acting_user, locked)
        if may_go_on(locked, timezone.localdate()):
            facts.add(Guard.ANSWER_DAY_PASSED)
        take_step(
            locked,
            State.IN_TRIAGE,
            role=Actor.INTAKE,
            by=author(acting_user, Actor.INTAKE),
            action="referral.state-changed",
            facts=facts,
            due_on=_day_after_question(locked),
            details={"to": State.IN_TRIAGE.value},
        )
        notify_referrer(locked)


def accept_referral(
    *, acting_user: User, referral: Referral, message: str = "", uuid: UUID | None = None
) -> None:
    """In triage → accepted, with what happens next in the intake's own words, if they wrote any.

    Said twice under one `uuid`, by a double click, it is said once. Raises StepRefused until the
    conflict of interest is answered.
    """
    with step_on(referral, acting_user=acting_user, role=Actor.INTAKE, name="accept") as locked:
        if uuid and was_said(locked, uuid):
            return
        words = {"text": message} if message.strip() else {}
        take_step(
            locked,
            State.ACCEPTED,
            role=Actor.INTAKE,
            by=author(acting_user, Actor.INTAKE),
            action="referral.accepted",
            facts=conflict_facts(acting_user, locked),
            letter=words,
            uuid=uuid,
        )
        if not locked.is_self:
            say(
                referral=locked,
                sender=Message.Sender.PROGRAMME,
                kind=Message.Kind.STATUS,
                content={"state": State.ACCEPTED.value, **words},
                written_by=acting_user,
                uuid=uuid,
            )
        notify_referrer(locked)


def send_message(
    *, acting_user: User, referral: Referral, text: str, uuid: UUID, role: Actor
) -> None:
    """Write to the other side, as intake or as referrer; sent twice under one `uuid`, it is one.

    A referrer's message answers the question that is out. Raises StepRefused once the referral is
    over, and for the intake before triage and until they said that they do not know the person.
    """
    with step_on(referral, acting_user=acting_user, role=role, name="send-message") as locked:
        if was_said(locked, uuid):
            if words_under(locked, uuid) == text:
                return
            # A form that the browser kept, written in anew: another message.
            uuid = uuid4()
        if locked.state not in OPEN_STATES:
            raise StepRefused(OVER)
        if role is Actor.INTAKE and locked.state == State.SUBMITTED:
            raise StepRefused(TRIAGE_FIRST)
        if role is Actor.INTAKE and not conflict_facts(acting_user, locked):
            raise StepRefused(GUARDS[Guard.CONFLICT_ANSWERED].refusal)
        sender = Message.Sender.PROGRAMME if role is Actor.INTAKE else Message.Sender.REFERRER
        say(
            referral=locked,
            sender=sender,
            kind=Message.Kind.MESSAGE,
            content={"text": text},
            written_by=acting_user,
            uuid=uuid,
        )
        by = author(acting_user, role)
        if role is Actor.REFERRER and locked.state == State.INFORMATION_REQUESTED:
            take_step(
                locked,
                State.IN_TRIAGE,
                role=role,
                by=by,
                action="referral.information-received",
                due_on=_day_after_question(locked),
            )
        record_event(actor=by, action="message.sent", subject=locked.pk)
        if role is Actor.INTAKE:
            notify_referrer(locked)
        else:
            notify_intake(locked)


def first_answer_day(referral: Referral) -> dt.date:
    """The first day that a question about a referral may name: tomorrow, or today where an answer
    is due at once."""
    return timezone.localdate() + dt.timedelta(days=0 if referral.due_at_once else 1)


def _day_after_question(referral: Referral) -> dt.date:
    """The day of the programme's answer once a question is out no longer."""
    return referral.received_on if referral.due_at_once else answer_day(referral.programme)


def language_of(referral: Referral) -> str:
    """The language the other side read the programme in."""
    language = referral.shown.get("language", "")
    return str(language) if language else "en"


def day_for(referral: Referral, day: dt.date) -> str:
    """A day as the other side reads it, in their language."""
    with translation.override(language_of(referral)):
        return format_day(day)
