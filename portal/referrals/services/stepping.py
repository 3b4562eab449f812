"""How a referral moves: one row locked, one row of the table of states, one entry in the log."""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.queries import has_role
from portal.accounts.roles import PROGRAMME_STAFF, Role
from portal.audit.entries import Actor as Author
from portal.audit.entries import Details
from portal.audit.services import record_event
from portal.referrals.models import ConflictAnswer, Redirection, Referral
from portal.referrals.states import Actor, Guard, State, Text, check_transition
from portal.selfreferral import letters


class StepRefused(Exception):
    """A step that is not allowed, now or at all; `reasons` are sentences for whoever asked."""

    def __init__(self, *reasons: Text) -> None:
        super().__init__("A step was refused.")
        self.reasons = reasons


@contextmanager
def step_on(referral: Referral, *, acting_user: User, role: Actor, name: str) -> Iterator[Referral]:
    """The referral, locked and fresh, for one transaction. `name` is the step's code in the log.

    Raises PermissionDenied when `acting_user` does not hold `role` for it, or knows the person; a
    StepRefused that leaves the block is in the log when it arrives.
    """
    try:
        with transaction.atomic():
            locked = Referral.objects.select_for_update().get(pk=referral.pk)
            _require(acting_user, locked, role)
            yield locked
    except StepRefused:
        with transaction.atomic():
            if lock_unless_erased(referral):
                record_event(
                    actor=author(acting_user, role),
                    action="referral.refused",
                    subject=referral.pk,
                    details={"step": name},
                )
        raise


def lock_unless_erased(referral: Referral) -> Referral | None:
    """The referral, locked and fresh, or None when it was erased meanwhile: nothing is recorded
    about that any more."""
    return Referral.objects.select_for_update().filter(pk=referral.pk, erased_on=None).first()


def author(user: User, role: Actor | str) -> Author:
    """Who acted, for the log: an opaque id and a role."""
    return Author.user(user.public_id, role=str(role))


def take_step(
    locked: Referral,
    end: State,
    *,
    role: Actor,
    by: Author,
    action: str,
    facts: Collection[Guard] = (),
    due_on: dt.date | None = None,
    redirection: Redirection | None = None,
    details: Details | None = None,
    letter: dict[str, Any] | None = None,
    uuid: UUID | None = None,
) -> None:
    """Move a locked referral to `end`, tell a self-referrer by letter, and log it.

    `due_on` is the day of the next answer where one is awaited; `letter` goes with the new state
    to a person who referred themself, under `uuid` if it has one. Raises StepRefused with every
    reason.
    """
    verdict = check_transition(locked.state, end, role=role, kind=locked.kind, facts=facts)
    if not verdict.allowed:
        raise StepRefused(*verdict.reasons)
    locked.state = end
    locked.due_on = due_on
    locked.redirection = redirection
    locked.save(update_fields=["state", "due_on", "redirection"])
    if locked.is_self:
        letters.answer_letter(
            locator=locked.content_owner,
            kind=letters.Kind.STATUS,
            content={"state": end.value, **(letter or {})},
            uuid=uuid,
        )
    record_event(actor=by, action=action, subject=locked.pk, details=details)


def knows_person(user: User, referral: Referral | UUID) -> bool:
    """Whether somebody said that they know the person outside their work."""
    return ConflictAnswer.objects.filter(referral=referral, user=user, knows_person=True).exists()


def conflict_facts(user: User, referral: Referral) -> set[Guard]:
    """For the table of states: that somebody said that they do not know the person."""
    answered = ConflictAnswer.objects.filter(referral=referral, user=user, knows_person=False)
    return {Guard.CONFLICT_ANSWERED} if answered.exists() else set()


def _require(user: User, referral: Referral, role: Actor) -> None:
    if role is Actor.INTAKE:
        allowed = has_role(user, Role.INTAKE, organisation=referral.organisation)
        allowed = allowed and not knows_person(user, referral)
    else:
        allowed = referral.referring_organisation is not None and has_role(
            user, Role.REFERRER, organisation=referral.referring_organisation
        )
    if not allowed or referral.erased_on:
        raise PermissionDenied


def may_read(user: User, referral: Referral) -> Actor | None:
    """In which place `user` may open the content, or None."""
    if referral.erased_on or knows_person(user, referral):
        return None
    if has_role(user, *PROGRAMME_STAFF, organisation=referral.organisation):
        return Actor.INTAKE
    if referral.referring_organisation is not None and has_role(
        user, Role.REFERRER, organisation=referral.referring_organisation
    ):
        return Actor.REFERRER
    return None
