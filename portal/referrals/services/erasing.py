"""Erasure: the keys go, and with them all that was ever said; a stub without content stays."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from portal.audit.entries import Actor as Author
from portal.audit.services import forget_subject, record_event
from portal.referrals.models import Referral, SuggestedProgramme
from portal.referrals.states import OPEN_STATES, State
from portal.selfreferral.models import Draft, Letter
from portal.vault.erasure import purge_if_due, require_purge
from portal.vault.services import destroy_keys

#: Tables in which an erasure deletes or overwrites rows, besides the vault's own.
CONTENT_TABLES = (
    "referrals_referral",
    "referrals_sealedanswer",
    "referrals_message",
    "referrals_conflictanswer",
    "referrals_suggestedprogramme",
    "referrals_draftanswers",
    "referrals_partnerdraft",
    "selfreferral_letter",
    "selfreferral_draft",
    "audit_subjectpseudonym",
)


def erase_referral(*, referral: Referral, by: Author) -> None:
    """Destroy a referral's keys, letters, drafts, answers, messages and its link to the log.

    What stays is a row that says that there was a referral to this programme, from which day and
    how it ended; an open one ends as withdrawn. Erased again, nothing changes. The bytes leave the
    database's journal right after the transaction, or at the clock's next turn.
    """
    with transaction.atomic():
        locked = Referral.objects.select_for_update().get(pk=referral.pk)
        if locked.erased_on:
            return
        owner = locked.content_owner
        if locked.state in OPEN_STATES:
            locked.state, locked.due_on = State.WITHDRAWN, None
        locked.shown = {}
        # Nothing may lead from the stub to a receipt any more.
        locked.content_owner = uuid4()
        locked.erased_on = timezone.localdate()
        locked.save(update_fields=["state", "due_on", "shown", "content_owner", "erased_on"])
        locked.answers.all().delete()
        locked.messages.all().delete()
        locked.conflicts.all().delete()
        SuggestedProgramme.objects.filter(redirection__referral=locked).delete()
        _destroy_content(owner)
        action = "selfreferral.erased" if locked.is_self else "referral.erased"
        record_event(actor=by, action=action, subject=locked.pk)
        for subject in (owner, locked.pk):
            forget_subject(actor=Author.system("worker"), subject=subject)
        _purge_after_commit()


def erase_letters(*, locator: UUID) -> None:
    """Erase a conversation that never became a referral: its keys, letters and drafts."""
    with transaction.atomic():
        _destroy_content(locator)
        forget_subject(actor=Author.system("worker"), subject=locator)
        _purge_after_commit()


def _destroy_content(owner: UUID) -> None:
    Letter.objects.filter(locator=owner).delete()
    Draft.objects.filter(locator=owner).delete()
    destroy_keys(owner=owner)


def purge_what_is_due() -> bool:
    """Take what was deleted out of the database's journal; whether nothing is left to do."""
    return purge_if_due(also=CONTENT_TABLES)


def _purge_after_commit() -> None:
    require_purge(asked=True)
    transaction.on_commit(purge_what_is_due)
