"""A partner's draft: begun, written page by page, thrown away. Sending it is in `services`.

Between the pages the answers lie sealed under a key of the draft's own, in the staff compartment,
so that only the staff zone opens them; of earlier versions nothing is kept.
"""

import datetime as dt
import json
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from directory.models import Organisation
from portal.accounts.models import User
from portal.accounts.queries import has_role
from portal.accounts.roles import Role
from portal.audit.entries import Actor as Author
from portal.audit.services import forget_subject, record_event
from portal.referrals.models import DraftAnswers, PartnerDraft, Referral
from portal.referrals.queries import drafts_of, was_suggested
from portal.referrals.steps import BY_NAME, PROGRAMME, REPORTING
from portal.vault.compartments import Compartment
from portal.vault.sealing import ContentSecret, open_sealed, seal
from portal.vault.services import (
    create_content_keys,
    destroy_keys,
    keys_were_destroyed,
    unwrap_with_portal_key,
)

KEPT_DAYS = 30
Answers = dict[str, Any]


class AlreadySent(Exception):
    """The draft became a referral."""


def start_draft(
    *,
    acting_user: User,
    draft_id: UUID,
    organisation: Organisation,
    programme: UUID,
    answers: dict[str, Answers] | None = None,
    redirected_from: Referral | None = None,
) -> PartnerDraft:
    """Begin a draft for `organisation`. Begun twice under one id, it is one draft, for what was
    chosen last. Where that one was thrown away, or the id is somebody else's, it is another, under
    an id of its own: what others hold is not told.

    `answers` are pages to begin with, for a referral that is sent on. Raises AlreadySent when one's
    own draft with this id was sent, and PermissionDenied for somebody who is no referrer there.
    """
    if not has_role(acting_user, Role.REFERRER, organisation=organisation):
        raise PermissionDenied
    if Referral.objects.filter(id=draft_id, created_by=acting_user).exists():
        raise AlreadySent
    if keys_were_destroyed(owner=draft_id) or _is_taken(draft_id, acting_user):
        draft_id = uuid4()
    with transaction.atomic():
        draft, created = PartnerDraft.objects.get_or_create(
            id=draft_id,
            defaults={
                "referring_organisation": organisation,
                "created_by": acting_user,
                "redirected_from": redirected_from,
                "changed_on": timezone.localdate(),
            },
        )
        if draft.created_by_id != acting_user.pk:  # begun by somebody else this very moment
            raise PermissionDenied
        if created:
            create_content_keys(owner=draft.id, compartments=[Compartment.STAFF])
            for step, page in (answers or {}).items():
                _seal_page(draft, step, page)
            _seal_page(draft, PROGRAMME, {"programme": str(programme)})
            record_event(
                actor=_author(acting_user),
                action="referral.created",
                subject=draft.id,
                details={"sent_on": redirected_from is not None},
            )
        else:
            try:
                change_programme(
                    acting_user=acting_user,
                    draft=draft,
                    programme=programme,
                    organisation=organisation,
                    redirected_from=redirected_from,
                )
            except PartnerDraft.DoesNotExist:
                raise AlreadySent from None
            draft.refresh_from_db()
    return draft


def find_draft(user: User, draft_id: UUID) -> PartnerDraft | None:
    """A draft of `user`'s own, or None: to anyone else there is none."""
    return drafts_of(user).select_related("referring_organisation").filter(id=draft_id).first()


def open_draft(draft: PartnerDraft) -> dict[str, Answers]:
    """The answers of each page: {step: {field: value}}, dates as ISO text.

    Raises NoContentKey or PartnerDraft.DoesNotExist when it was sent or thrown away meanwhile.
    """
    secret = _secret(draft)
    answers = {page.step: _open_page(secret, page) for page in draft.pages.all()}
    if PROGRAMME not in answers:
        raise PartnerDraft.DoesNotExist
    return answers


def programme_of(draft: PartnerDraft) -> UUID:
    """The programme that a draft is for; what was answered stays sealed.

    Raises DraftAnswers.DoesNotExist or NoContentKey when it was sent or thrown away meanwhile, and
    InvalidTag when it was damaged.
    """
    page = draft.pages.get(step=PROGRAMME)
    return UUID(_open_page(_secret(draft), page)["programme"])


def save_page(*, acting_user: User, draft: PartnerDraft, step: str, answers: Answers) -> None:
    """Seal one page's cleaned answers in place of the earlier ones.

    Raises PartnerDraft.DoesNotExist when the draft was sent or thrown away in the meantime, or is
    somebody else's; KeyError for a page that does not exist.
    """
    if step != PROGRAMME:
        BY_NAME[step]
    with transaction.atomic():
        locked = PartnerDraft.objects.select_for_update().get(id=draft.id, created_by=acting_user)
        _seal_page(locked, step, answers)
        locked.changed_on = timezone.localdate()
        locked.save(update_fields=["changed_on"])
        record_event(
            actor=_author(acting_user),
            action="referral.edited",
            subject=draft.id,
            details={"page": step},
        )


def change_programme(
    *,
    acting_user: User,
    draft: PartnerDraft,
    programme: UUID,
    organisation: Organisation | None = None,
    redirected_from: Referral | None = None,
) -> None:
    """Send the draft to another programme, or for another organisation; the answer on who is told
    what is asked anew. To the same and for the same, nothing changes.

    A draft that sends a referral on, which may be named here again, does so no longer for a
    programme that was not suggested there: it becomes a referral of its own.

    Raises PartnerDraft.DoesNotExist like `save_page`.
    """
    chosen = {"programme": str(programme)}
    with transaction.atomic():
        locked = PartnerDraft.objects.select_for_update().get(id=draft.id, created_by=acting_user)
        origin = redirected_from or locked.redirected_from
        if origin is not None and not was_suggested(origin, programme):
            origin = None
        kept = _open_page(_secret(locked), locked.pages.get(step=PROGRAMME))
        asked_anew = kept != chosen or organisation not in (None, locked.referring_organisation)
        locked.redirected_from = origin
        locked.referring_organisation = organisation or locked.referring_organisation
        locked.save(update_fields=["redirected_from", "referring_organisation"])
        if asked_anew:
            save_page(acting_user=acting_user, draft=locked, step=PROGRAMME, answers=chosen)
            locked.pages.filter(step=REPORTING).delete()


def discard_draft(*, acting_user: User, draft: PartnerDraft) -> None:
    """Throw a draft away with its key. Does nothing when it is gone already."""
    with transaction.atomic():
        locked = (
            PartnerDraft.objects.select_for_update()
            .filter(id=draft.id, created_by=acting_user)
            .first()
        )
        if locked is not None:
            _destroy(locked, by=_author(acting_user))


def purge_partner_drafts(*, today: dt.date | None = None) -> int:
    """Throw away drafts that nobody changed for 30 days. Returns how many there were."""
    last = (today or timezone.localdate()) - dt.timedelta(days=KEPT_DAYS)
    purged = 0
    for draft_id in PartnerDraft.objects.filter(changed_on__lt=last).values_list("id", flat=True):
        with transaction.atomic():
            locked = (
                PartnerDraft.objects.select_for_update()
                .filter(id=draft_id, changed_on__lt=last)
                .first()
            )
            if locked is not None:
                _destroy(locked, by=Author.system("worker"))
                purged += 1
    return purged


def _is_taken(draft_id: UUID, user: User) -> bool:
    others = PartnerDraft.objects.filter(id=draft_id).exclude(created_by=user)
    return others.exists() or Referral.objects.filter(id=draft_id).exists()


def as_stored(answers: Answers) -> Answers:
    """Cleaned answers as JSON holds them: dates as ISO text, everything else as it is."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in answers.items()
    }


def _destroy(draft: PartnerDraft, *, by: Author) -> None:
    draft_id = draft.id
    draft.delete()
    destroy_keys(owner=draft_id)
    record_event(actor=by, action="draft.purged", subject=draft_id)
    forget_subject(actor=by, subject=draft_id)


def _seal_page(draft: PartnerDraft, step: str, answers: Answers) -> None:
    page = DraftAnswers.objects.filter(draft=draft, step=step).first()
    version = page.version + 1 if page else 1
    sealed = seal(
        _secret(draft),
        field=f"draft {step}",
        version=version,
        plaintext=json.dumps(as_stored(answers)).encode(),
    )
    DraftAnswers.objects.update_or_create(
        draft=draft, step=step, defaults={"version": version, "sealed": sealed}
    )


def _open_page(secret: ContentSecret, page: DraftAnswers) -> Answers:
    plain = open_sealed(
        secret, field=f"draft {page.step}", version=page.version, sealed=bytes(page.sealed)
    )
    opened: Answers = json.loads(plain)
    return opened


def _secret(draft: PartnerDraft) -> ContentSecret:
    return unwrap_with_portal_key(owner=draft.id, compartment=Compartment.STAFF)


def _author(user: User) -> Author:
    return Author.user(user.public_id, role=Role.REFERRER.value)
