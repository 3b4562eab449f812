"""A redirected referral goes to another programme without being told again."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.queries import has_role
from portal.accounts.roles import Role
from portal.audit.services import record_event
from portal.referrals.answers import by_page
from portal.referrals.drafts import programme_of, start_draft
from portal.referrals.models import DraftAnswers, PartnerDraft, Referral, SealedAnswer
from portal.referrals.queries import drafts_of, was_suggested
from portal.referrals.services.stepping import author, lock_unless_erased
from portal.referrals.states import Actor, State
from portal.vault.compartments import Compartment
from portal.vault.errors import InvalidTag, NoContentKey
from portal.vault.sealing import open_sealed
from portal.vault.services import unwrap_with_portal_key

#: The other programme's reporting line is another one: it is read and agreed to anew. Risk is
#: asked anew as well: it changes, and what was said of it is for the first programme's staff.
_ASKED_AGAIN = ("reporting", "risk")


def start_sending_on(
    *, acting_user: User, referral: Referral, programme: UUID, draft_id: UUID
) -> PartnerDraft:
    """Begin a draft for `programme`, one of those suggested, with what a redirected referral said.

    It is the referrer who sends it on, never the programme that redirected. Begun before and not
    sent yet, it is the draft that they began. Raises
    PermissionDenied for anybody but a referrer of the organisation that made the referral, for
    one that was not redirected or was erased, and for a programme that was not suggested.
    """
    organisation = referral.referring_organisation
    if (
        organisation is None
        or referral.state != State.REDIRECTED
        or not has_role(acting_user, Role.REFERRER, organisation=organisation)
        or not was_suggested(referral, programme)
    ):
        raise PermissionDenied
    with transaction.atomic():
        if lock_unless_erased(referral) is None:
            raise PermissionDenied
        begun = _begun_before(acting_user, referral, programme)
        if begun is not None:
            return begun
        # First the entry: nothing is opened that the log does not know of.
        record_event(
            actor=author(acting_user, Actor.REFERRER),
            action="referral.opened",
            subject=referral.pk,
            details={"compartments": [Compartment.SHARED.value], "sent_on": True},
        )
        pages = by_page(_open_shared(referral))
        for name in _ASKED_AGAIN:
            pages.pop(name, None)
        return start_draft(
            acting_user=acting_user,
            draft_id=draft_id,
            organisation=organisation,
            programme=programme,
            answers=pages,
            redirected_from=referral,
        )


def _begun_before(user: User, referral: Referral, programme: UUID) -> PartnerDraft | None:
    """The draft in which `user` sends a referral on to `programme` already."""
    for draft in drafts_of(user).filter(redirected_from=referral):
        try:
            if programme_of(draft) == programme:
                return draft
        except (DraftAnswers.DoesNotExist, NoContentKey, InvalidTag):
            continue
    return None


def _open_shared(referral: Referral) -> dict[str, Any]:
    """What the referring organisation wrote and may read again: {field: value}."""
    part = Compartment.SHARED
    secret = unwrap_with_portal_key(owner=referral.content_owner, compartment=part)
    rows = SealedAnswer.objects.filter(referral=referral, compartment=part.value)
    return {
        row.field: json.loads(
            open_sealed(secret, field=row.field, version=row.version, sealed=bytes(row.sealed))
        )
        for row in rows.order_by("version")
    }
