"""Content keys and their wraps. No time here is finer than a day.

The public process may insert into both tables and read them, and no more: rows are made whole and
by keys of our own, so that an INSERT needs nothing back from the database.
"""

import uuid

from django.db import models
from django.utils import timezone

from portal.vault.compartments import Compartment


class ContentKey(models.Model):
    """That an owner has a key for one compartment; the key itself lies only in its wraps.

    The row outlives the key: after erasure it says that a key was destroyed, so that none can be
    made for that owner again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.UUIDField()
    compartment = models.CharField(
        max_length=20, choices=[(part.value, part.value) for part in Compartment]
    )
    created_on = models.DateField(default=timezone.localdate)
    destroyed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "compartment"], name="vault_one_key_per_compartment"
            ),
        ]

    def __str__(self) -> str:
        return f"content key {self.id}"


class PurgeDue(models.Model):
    """Something was deleted whose bytes the database's own files still hold.

    `asked` says that a person asked for it: it does not wait for the hourly purge.
    """

    asked = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"purge due {self.pk}"


class KeyWrap(models.Model):
    """A content key as one recipient can open it."""

    class Recipient(models.TextChoices):
        PORTAL = "portal", "portal"
        RECEIPT = "receipt", "receipt"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content_key = models.ForeignKey(ContentKey, on_delete=models.PROTECT, related_name="wraps")
    recipient = models.CharField(max_length=10, choices=Recipient.choices)
    key_id = models.CharField(max_length=20)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            # A second wrap for one recipient would let its maker choose which key is believed.
            models.UniqueConstraint(
                fields=["content_key", "recipient"], name="vault_one_wrap_per_recipient"
            ),
        ]
        indexes = [models.Index(fields=["recipient", "key_id"], name="vault_wrap_by_key")]

    def __str__(self) -> str:
        return f"key wrap {self.id}"
