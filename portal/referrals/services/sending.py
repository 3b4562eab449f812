"""A partner sends a referral. Sent twice, by a double click or after a crash, it is one."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.accounts.queries import has_role
from portal.accounts.roles import Role
from portal.audit.services import record_event
from portal.referrals.agreement import has_changed, offer_of
from portal.referrals.contradictions import contradictions
from portal.referrals.drafts import open_draft
from portal.referrals.models import PartnerDraft, Referral, SealedAnswer
from portal.referrals.notices import notify_intake
from portal.referrals.programmes import PartnerOffer, answer_day
from portal.referrals.services.stepping import StepRefused, author, lock_unless_erased
from portal.referrals.states import Actor, Guard, Kind, State, Text, check_transition
from portal.referrals.steps import REPORTING, STEPS, compartment_of
from portal.vault.compartments import Compartment
from portal.vault.sealing import seal
from portal.vault.services import create_content_keys, destroy_keys

_VERSION = 1
DOOR_CLOSED = _(
    "This programme does not take referrals here at the moment. What you wrote is kept: choose "
    "another programme, or come back later."
)
SENT_ON_BEFORE = _("This referral was already sent on to that programme.")
#: Which guard of the table a page of the form answers.
_GUARDS = {
    "person": Guard.SAFE_CONTACT,
    "reporting": Guard.REPORTING_LINE,
    "basis": Guard.LAWFUL_BASIS,
}


def submit_partner_referral(*, acting_user: User, draft_id: UUID) -> Referral:
    """Send a draft to its programme: referral, sealed answers and log, or none of them.

    The snapshot of what was shown is what the referrer read when they agreed to it. The draft and
    its key are gone afterwards. A draft that was sent before gives its referral.

    Raises StepRefused with every reason, PartnerDraft.DoesNotExist for a draft that is not
    `acting_user`'s, and PermissionDenied when they no longer refer for its organisation.
    """
    try:
        with transaction.atomic():
            return _submit(acting_user, draft_id)
    except StepRefused:
        record_event(
            actor=author(acting_user, Actor.REFERRER),
            action="referral.refused",
            subject=draft_id,
            details={"step": "submit"},
        )
        raise


def _submit(user: User, draft_id: UUID) -> Referral:
    draft = PartnerDraft.objects.select_for_update().filter(id=draft_id, created_by=user).first()
    if draft is None:
        sent = Referral.objects.filter(id=draft_id, created_by=user).first()
        if sent is None:
            raise PartnerDraft.DoesNotExist
        return sent
    if not has_role(user, Role.REFERRER, organisation=draft.referring_organisation):
        raise PermissionDenied
    answers = open_draft(draft)
    cleaned = _checked(answers)
    page = answers[REPORTING]["page"]
    offer = offer_of(answers)
    if offer is None or page is None:
        raise StepRefused(DOOR_CLOSED)
    _refuse_sent_on_before(draft, offer)
    reasons = tuple(contradictions(cleaned, offer))
    if reasons:
        raise StepRefused(*reasons)
    referral = _create(user, draft, offer, page, danger=cleaned["danger_now"] == "yes")
    _seal_answers(referral, cleaned)
    destroy_keys(owner=draft.id)
    draft.delete()
    _log(user, referral)
    notify_intake(referral)
    return referral


def _checked(answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Every field's answer, after the forms and the table of states have had their say."""
    facts: set[Guard] = set()
    missing: list[Text] = []
    fields: dict[str, Any] = {}
    for step in STEPS:
        form = step.form(answers.get(step.name, {}))
        if step.name in answers and form.is_valid():
            fields.update({name: answers[step.name].get(name) for name in form.fields})
            facts.update({_GUARDS[step.name]} if step.name in _GUARDS else ())
        elif step.name not in _GUARDS:
            missing.append(_("First answer the page “%(page)s”.") % {"page": step.title})
    if has_changed(answers):
        facts.discard(Guard.REPORTING_LINE)
    verdict = check_transition(
        State.DRAFT, State.SUBMITTED, role=Actor.REFERRER, kind=Kind.PARTNER, facts=facts
    )
    if not verdict.allowed or missing:
        raise StepRefused(*verdict.reasons, *missing)
    return fields


def _refuse_sent_on_before(draft: PartnerDraft, offer: PartnerOffer) -> None:
    origin = draft.redirected_from
    if origin and Referral.objects.filter(redirected_from=origin, programme=offer.uuid).exists():
        raise StepRefused(SENT_ON_BEFORE)


def _create(
    user: User, draft: PartnerDraft, offer: PartnerOffer, page: dict[str, Any], *, danger: bool
) -> Referral:
    # Where somebody is in danger now, the answer is due on the day itself and stands on top.
    today = timezone.localdate()
    return Referral.objects.create(
        id=draft.id,
        kind=Kind.PARTNER,
        state=State.SUBMITTED,
        programme=offer.uuid,
        shown={**page["said"], "language": page["language"]},
        organisation=offer.organisation,
        referring_organisation=draft.referring_organisation,
        created_by=user,
        content_owner=uuid4(),
        received_on=today,
        due_on=today if danger else answer_day(offer.uuid),
        redirected_from=draft.redirected_from,
    )


def _seal_answers(referral: Referral, fields: dict[str, Any]) -> None:
    secrets = create_content_keys(
        owner=referral.content_owner, compartments=[Compartment.SHARED, Compartment.STAFF]
    )
    rows = []
    # Empty answers are sealed too: a field left out says something to whoever sees the table.
    for field, value in fields.items():
        compartment = compartment_of(field)
        sealed = seal(
            secrets[compartment],
            field=field,
            version=_VERSION,
            plaintext=json.dumps(value).encode(),
        )
        rows.append(
            SealedAnswer(
                referral=referral,
                field=field,
                version=_VERSION,
                compartment=compartment.value,
                sealed=sealed,
            )
        )
    SealedAnswer.objects.bulk_create(rows)


def _log(user: User, referral: Referral) -> None:
    by = author(user, Actor.REFERRER)
    record_event(
        actor=by,
        action="referral.submitted",
        subject=referral.pk,
        details={"programme": referral.programme},
    )
    origin = referral.redirected_from
    if origin and lock_unless_erased(origin):
        record_event(actor=by, action="referral.re-sent", subject=origin.pk)
