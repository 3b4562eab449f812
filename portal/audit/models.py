"""The rows of the log, and which pseudonym stands for which referral.

Rows of `AuditEvent` are inserted and read; triggers (migration 0002) refuse everything else.
"""

import uuid

from django.db import models
from django.db.models import Q


class ActorKind(models.TextChoices):
    """Who acted: somebody with an account, a self-referrer, this software, or its operator."""

    USER = "user", "user"
    SELF = "self", "self"
    SYSTEM = "system", "system"
    OPERATOR = "operator", "operator"


class AuditEvent(models.Model):
    """One read or write. `subject` is a pseudonym, never a referral's own id."""

    seq = models.BigIntegerField(primary_key=True)
    on = models.DateField()
    at = models.DateTimeField(null=True)
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor_id = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=64)
    subject = models.UUIDField(null=True)
    details = models.TextField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject", "seq"], name="audit_by_subject"),
            models.Index(fields=["action", "seq"], name="audit_by_action"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(seq__gte=1), name="audit_counts_from_one"),
            models.CheckConstraint(
                condition=~Q(actor_kind="self") | Q(at__isnull=True),
                name="audit_self_by_day_only",
            ),
        ]

    def __str__(self) -> str:
        return f"audit event {self.seq}"


class SubjectPseudonym(models.Model):
    """The only link between a referral and its rows; deleted when the referral is erased."""

    subject = models.UUIDField(primary_key=True)
    pseudonym = models.UUIDField(unique=True, default=uuid.uuid4)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"pseudonym {self.pseudonym}"
