"""What a partner wrote and what was said since, sealed. A self-referral's letters lie elsewhere."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from portal.referrals.models.referral import Referral
from portal.vault.compartments import Compartment


class SealedAnswer(models.Model):
    """One field of a partner's form, sealed in the compartment of those who may read it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="answers")
    field = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=1)
    compartment = models.CharField(
        max_length=16, choices=[(part.value, part.value) for part in Compartment]
    )
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "field", "version"], name="answer_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Message(models.Model):
    """One message between a referrer and a programme, sealed in the shared compartment.

    `uuid` comes from the form: sent twice, it is one message.
    """

    class Sender(models.TextChoices):
        PROGRAMME = "programme"
        REFERRER = "referrer"

    class Kind(models.TextChoices):
        MESSAGE = "message"
        QUESTION = "question"
        STATUS = "status"

    uuid = models.UUIDField(unique=True, default=uuid4)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="messages")
    sender = models.CharField(max_length=10, choices=Sender.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"message {self.pk}"
