"""Reads of the log."""

from uuid import UUID

from django.db.models import QuerySet

from portal.audit.models import AuditEvent, SubjectPseudonym


def events_for(subject: UUID) -> QuerySet[AuditEvent]:
    """Every row about a referral, oldest first; none once it was forgotten."""
    link = SubjectPseudonym.objects.filter(subject=subject).first()
    if link is None:
        return AuditEvent.objects.none()
    return AuditEvent.objects.filter(subject=link.pseudonym).order_by("seq")
