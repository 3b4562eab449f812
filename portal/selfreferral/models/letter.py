"""Sealed drafts and letters. The public role adds and reads them, no more."""

from uuid import uuid4

from django.db import models


class Draft(models.Model):
    """One page's answers before sending, sealed under a key that only the receipt gives.

    A page answered again is a new version; the highest counts.
    """

    locator = models.UUIDField(db_index=True)
    step = models.SlugField(max_length=20)
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    on = models.DateField()
    put_away = models.BooleanField(
        default=False, help_text="The person saved this to come back with the receipt"
    )
    thrown_away = models.BooleanField(
        default=False, help_text="The person wants all drafts of this receipt destroyed"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["locator"],
                name="draft_to_destroy",
                condition=models.Q(thrown_away=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["locator", "step", "version"], name="draft_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Letter(models.Model):
    """One sealed letter of a conversation, from the person or to them.

    `locator` finds the conversation; `sealed` is under the content key of its *shared*
    compartment. `on` is a day: nothing here tells the hour at which somebody wrote.
    """

    class Sender(models.TextChoices):
        PERSON = "person"
        PROGRAMME = "programme"

    class Kind(models.TextChoices):
        SUBMISSION = "submission"
        MESSAGE = "message"
        ADDITION = "addition"
        WITHDRAWAL = "withdrawal"
        ERASURE = "erasure"
        STATUS = "status"
        QUESTION = "question"

    number = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    locator = models.UUIDField(db_index=True)
    sender = models.CharField(max_length=10, choices=Sender.choices)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    sealed = models.BinaryField()
    on = models.DateField()
    collected = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="How often taking it in failed for a reason that was not foreseen"
    )

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["number"],
                name="letter_to_collect",
                condition=models.Q(sender="person", collected=False),
            ),
        ]
        constraints = [
            # A double click, a retry after a crash and a second tab all end on one referral.
            models.UniqueConstraint(
                fields=["locator"],
                condition=models.Q(kind="submission"),
                name="letter_one_submission",
            ),
            models.UniqueConstraint(
                fields=["locator"],
                condition=models.Q(kind="withdrawal"),
                name="letter_one_withdrawal",
            ),
            models.UniqueConstraint(
                fields=["locator"],
                condition=models.Q(kind="erasure"),
                name="letter_one_erasure",
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.number}"
