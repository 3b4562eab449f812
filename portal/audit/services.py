"""Writing the log: one row at a time, numbered without gaps, each carrying the one before.

Record last in a transaction: from then until it ends, every other writer of the log waits.
"""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction

from portal.audit.actions import STARTED
from portal.audit.anchoring import anchor_head
from portal.audit.chain import append_row, lock_log
from portal.audit.entries import Actor, Details, details_json
from portal.audit.errors import AuditError, EntryRefused
from portal.audit.models import AuditEvent, SubjectPseudonym

__all__ = ["Actor", "anchor_head", "forget_subject", "record_event", "record_events"]


def record_event(
    *, actor: Actor, action: str, subject: UUID | None = None, details: Details | None = None
) -> AuditEvent:
    """Record one read or write, in the caller's transaction if there is one.

    `action` is a code of `portal.audit.actions.ACTIONS`; `subject` the referral's UUID, of which
    only a pseudonym is stored; `details` codes, ids, counts, yes or no, and lists of them.

    Raises EntryRefused for anything else, and AuditError in the public role, which has no log.
    """
    return record_events(actor=actor, action=action, subjects=[subject], details=details)[0]


def record_events(
    *,
    actor: Actor,
    action: str,
    subjects: Sequence[UUID | None],
    details: Details | None = None,
) -> list[AuditEvent]:
    """Record the same act for several referrals, as a list shows them; a row for each, in order.

    Raises as `record_event` does; then nothing is recorded.
    """
    if settings.ROLE == "public":
        raise AuditError("The public process keeps no audit log; the staff side does.")
    if action == STARTED:
        raise EntryRefused("Only the clock records that the log is anchored.")
    text = details_json(details or {})
    with transaction.atomic():
        lock_log()
        return [
            append_row(actor=actor, action=action, subject=_pseudonym(subject), details=text)
            for subject in subjects
        ]


def forget_subject(*, actor: Actor, subject: UUID) -> bool:
    """Record that a referral is erased and destroy the link between it and its rows.

    The rows stay, under a pseudonym that stands for nobody. Returns whether there was a link.
    Record nothing about `subject` afterwards: that would make a new pseudonym for it.
    """
    if not SubjectPseudonym.objects.filter(subject=subject).exists():
        return False
    with transaction.atomic():
        record_event(actor=actor, action="subject.forgotten", subject=subject)
        SubjectPseudonym.objects.filter(subject=subject).delete()
    return True


def _pseudonym(subject: UUID | None) -> UUID | None:
    """The lock is held, so no two are made for one referral."""
    if subject is None:
        return None
    return SubjectPseudonym.objects.get_or_create(subject=subject)[0].pseudonym
