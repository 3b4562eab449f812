"""Saying that somewhere else fits better, and where."""

from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from directory.languages import pick_text
from directory.models import EmergencyNumber
from portal.accounts.models import User
from portal.referrals.conversation import say, was_said
from portal.referrals.models import Message, Redirection, Referral, SuggestedProgramme
from portal.referrals.notices import notify_referrer
from portal.referrals.programmes import ProgrammeChoice, redirection_choices
from portal.referrals.reasons import REDIRECTION_REASONS
from portal.referrals.services.stepping import (
    StepRefused,
    author,
    conflict_facts,
    step_on,
    take_step,
)
from portal.referrals.services.triage import language_of
from portal.referrals.states import GUARDS, Actor, Guard, State


def redirect_referral(
    *,
    acting_user: User,
    referral: Referral,
    reason: str,
    programmes: list[UUID],
    helpline: str = "",
    message: str = "",
    uuid: UUID | None = None,
) -> None:
    """In triage → redirected, with a reason's code and at least one other open programme.

    Without `programmes` it says that none fits, and then needs `helpline`, the number of a help
    line of the directory. `message` goes with it, in the intake's own words. Nothing about the
    person is passed on to anybody. Said twice under one `uuid`, it is said once. Raises
    StepRefused when reason or way on is missing, and until the conflict of interest is answered.
    """
    with step_on(referral, acting_user=acting_user, role=Actor.INTAKE, name="redirect") as locked:
        if uuid and was_said(locked, uuid):
            return
        language = language_of(locked)
        chosen = _open_programmes(programmes, locked, language)
        line = None if chosen else EmergencyNumber.objects.filter(number=helpline).first()
        complete = reason in REDIRECTION_REASONS and (bool(chosen) or line is not None)
        if not complete or len(chosen) != len(set(programmes)):
            raise StepRefused(GUARDS[Guard.REASON_AND_WAY_ON].refusal)
        content = _content(message, chosen, line, language)
        redirection = Redirection.objects.create(
            reason=reason,
            first_programme=chosen[0].uuid if chosen else None,
            none_fits=not chosen,
            helpline=line.number if line else "",
            decided_by=acting_user,
            decided_on=timezone.localdate(),
        )
        SuggestedProgramme.objects.bulk_create(
            SuggestedProgramme(
                redirection=redirection,
                programme=choice.uuid,
                shown={"slug": choice.slug, "title": choice.title, "language": language},
                position=position,
            )
            for position, choice in enumerate(chosen, start=1)
        )
        take_step(
            locked,
            State.REDIRECTED,
            role=Actor.INTAKE,
            by=author(acting_user, Actor.INTAKE),
            action="referral.redirected",
            facts={Guard.REASON_AND_WAY_ON} | conflict_facts(acting_user, locked),
            redirection=redirection,
            details={
                "reason": reason,
                "none_fits": not chosen,
                "programmes": [choice.uuid for choice in chosen],
            },
            letter={**content, "reason": reason},
            uuid=uuid,
        )
        if not locked.is_self:
            say(
                referral=locked,
                sender=Message.Sender.PROGRAMME,
                kind=Message.Kind.STATUS,
                content={"state": State.REDIRECTED.value, "reason": reason, **content},
                written_by=acting_user,
                uuid=uuid,
            )
        notify_referrer(locked)


def _open_programmes(
    programmes: list[UUID], referral: Referral, language: str
) -> list[ProgrammeChoice]:
    return redirection_choices(language, without=referral.programme, among=programmes)


def _content(
    message: str, chosen: list[ProgrammeChoice], line: EmergencyNumber | None, language: str
) -> dict[str, Any]:
    """What the other side reads: the words, and where to turn, in their language."""
    content: dict[str, Any] = {}
    if message.strip():
        content["text"] = message
    if chosen:
        content["programmes"] = [{"slug": choice.slug, "title": choice.title} for choice in chosen]
    if line:
        with translation.override(language):
            content["helpline"] = f"{pick_text(line.names, language).words}, {line.number}"
    return content
