"""Opening a referral: the one way to its content, and it is in the log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts.models import User
from portal.audit.services import record_event, record_events
from portal.referrals.conversation import Said, read_conversation
from portal.referrals.models import Referral, SealedAnswer
from portal.referrals.services.stepping import author, lock_unless_erased, may_read
from portal.referrals.states import Actor
from portal.selfreferral import letters
from portal.selfreferral.models import Letter
from portal.vault.compartments import Compartment
from portal.vault.errors import InvalidTag, NoContentKey
from portal.vault.sealing import open_sealed
from portal.vault.services import unwrap_with_portal_key

#: What each side may open. What a partner wrote about risk is for the programme's staff alone.
COMPARTMENTS: dict[Actor, tuple[Compartment, ...]] = {
    Actor.INTAKE: (Compartment.SHARED, Compartment.STAFF),
    Actor.REFERRER: (Compartment.SHARED,),
}


#: What of a partner's answers says who the person is.
IDENTITY = ("person_name", "born_on", "age")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedReferral:
    """The content in clear, for one page and no longer.

    `answers` are a partner's ({field: value}), `submission` what a person sent who referred
    themself (see `portal.selfreferral`); the other one is empty. `damaged` says that something
    could not be opened.
    """

    answers: dict[str, Any]
    submission: dict[str, Any]
    conversation: list[Said]
    damaged: bool


def read_referral(*, acting_user: User, referral: Referral) -> OpenedReferral:
    """Open what `acting_user` may read of a referral, and log that they did.

    Raises PermissionDenied for anybody who may not, for whoever knows the person, and once the
    referral was erased.
    """
    return _open(acting_user, referral, identity=False)


def read_identity(*, acting_user: User, referral: Referral) -> OpenedReferral:
    """Open what says who a referral is about, for the question whether one knows them, and log it.

    Of a partner's answers no other is opened. What a person sent who referred themself is one
    letter and opens whole. The conversation stays closed. Raises like `read_referral`.
    """
    return _open(acting_user, referral, identity=True)


def _open(acting_user: User, referral: Referral, *, identity: bool) -> OpenedReferral:
    with transaction.atomic():
        locked = lock_unless_erased(referral)
        role = may_read(acting_user, locked) if locked else None
        if locked is None or role is None:
            raise PermissionDenied
        parts = (Compartment.SHARED,) if identity else COMPARTMENTS[role]
        details: dict[str, Any] = {"compartments": [part.value for part in parts]}
        record_event(
            actor=author(acting_user, role),
            action="referral.opened",
            subject=referral.pk,
            details={**details, "identity": True} if identity else details,
        )
    try:
        if locked.is_self:
            return _open_letters(locked, identity=identity)
        return _open_answers(locked, parts, identity=identity)
    except NoContentKey:
        if Referral.objects.filter(pk=locked.pk, erased_on=None).exists():
            raise
        raise PermissionDenied from None


def log_listed(*, acting_user: User, referrals: list[Referral], role: Actor) -> None:
    """Log that these referrals were shown in a list. Erased ones have no log any more."""
    listed = [referral.pk for referral in referrals]
    with transaction.atomic():
        # Locked in one order: two lists at once, or an erasure, wait for each other.
        kept = Referral.objects.select_for_update().filter(pk__in=listed, erased_on=None)
        here = set(kept.order_by("pk").values_list("pk", flat=True))
        shown = [pk for pk in listed if pk in here]
        if shown:
            record_events(actor=author(acting_user, role), action="referral.listed", subjects=shown)


def _open_letters(referral: Referral, *, identity: bool) -> OpenedReferral:
    letter = Letter.objects.filter(
        locator=referral.content_owner, kind=letters.Kind.SUBMISSION
    ).first()
    submission: dict[str, Any] = {}
    if letter is not None:
        try:
            submission = letters.open_letter_as_staff(letter).content
        except (InvalidTag, NoContentKey, ValueError):
            submission = {}
    conversation = [] if identity else read_conversation(referral)
    return OpenedReferral(
        answers={},
        submission=submission,
        conversation=conversation,
        damaged=not submission or any(said.content is None for said in conversation),
    )


def _open_answers(
    referral: Referral, parts: Sequence[Compartment], *, identity: bool
) -> OpenedReferral:
    answers: dict[str, Any] = {}
    damaged = False
    for compartment in parts:
        secret = unwrap_with_portal_key(owner=referral.content_owner, compartment=compartment)
        rows = SealedAnswer.objects.filter(referral=referral, compartment=compartment.value)
        rows = rows.filter(field__in=IDENTITY) if identity else rows
        for row in rows.order_by("version"):
            try:
                plain = open_sealed(
                    secret, field=row.field, version=row.version, sealed=bytes(row.sealed)
                )
            except InvalidTag:
                damaged = True
            else:
                answers[row.field] = json.loads(plain)
    conversation = [] if identity else read_conversation(referral)
    return OpenedReferral(
        answers=answers,
        submission={},
        conversation=conversation,
        damaged=damaged or any(said.content is None for said in conversation),
    )
