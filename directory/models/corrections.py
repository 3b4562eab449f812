"""What providers and readers say about entries, and the links by which providers say it.

The public process inserts :class:`EntryAnswer` rows and reads of these tables only the columns that
`config/grants.py` names; everything else happens in the staff zone.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from directory.languages import public_languages


class ReminderAddress(models.Model):
    """Where a keeper's reminders go. Never shown in public, never exported.

    A table of its own, so that the public process's account cannot read it.
    """

    page = ParentalKey("directory.KeeperPage", related_name="reminder_addresses")
    email = models.EmailField(
        _("reminder address"),
        help_text=_(
            "Once a month, when an entry is due, a mail goes here with a link to confirm or "
            "correct it without an account. A shared address: whoever reads it speaks for the "
            "organisation. It is not shown anywhere in public. Another address ends the links "
            "sent to this one."
        ),
    )
    language = models.CharField(
        _("language of the mail"),
        max_length=8,
        choices=public_languages,
        blank=True,
        help_text=_("Empty: in every language of the site."),
    )

    class Meta:
        verbose_name = _("reminder address")
        verbose_name_plural = _("reminder addresses")
        constraints = [
            models.UniqueConstraint(fields=["page"], name="directory_one_reminder_address"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}"


class ReminderLink(models.Model):
    """A link that was mailed to a keeper. The token itself is kept nowhere."""

    keeper = models.ForeignKey(
        "directory.KeeperPage", on_delete=models.CASCADE, related_name="reminder_links"
    )
    #: SHA-256 of the whole token, and of the address it went to; hexadecimal.
    digest = models.CharField(max_length=64, unique=True)
    address_digest = models.CharField(max_length=64)
    made_on = models.DateField()
    #: The last day on which it works.
    expires_on = models.DateField()
    revoked_on = models.DateField(null=True)
    #: Set while its mail is being sent: one that stays so was cut off.
    sending_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reminder link")
        verbose_name_plural = _("reminder links")
        constraints = [
            models.UniqueConstraint(fields=["keeper", "made_on"], name="directory_one_link_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.keeper_id} {self.made_on}"


class EntryAnswer(models.Model):
    """What somebody sent about an entry, waiting for the worker to take it in.

    Its key is made by whoever inserts it: nothing needs to be read back.
    """

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed"
        CAPACITY = "capacity"
        CHANGES = "changes"
        SUGGESTION = "suggestion"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    programme = models.ForeignKey("directory.ProgrammePage", on_delete=models.CASCADE)
    link = models.ForeignKey(ReminderLink, on_delete=models.CASCADE, null=True)
    #: As it came: the worker checks its signature, which the public process cannot make.
    token = models.CharField(max_length=200, blank=True)
    content = models.JSONField(default=dict)
    sent_on = models.DateField()
    #: How often the worker tried and failed.
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("answer about an entry")
        verbose_name_plural = _("answers about entries")
        indexes = [models.Index(fields=["sent_on"], name="directory_answer_day")]

    def __str__(self) -> str:
        return str(self.id)


class Correction(models.Model):
    """Something about an entry that a provider or a reader says should be otherwise."""

    class Origin(models.TextChoices):
        PROVIDER = "provider", _("The provider, by its link")
        PUBLIC = "public", _("A reader of the site")

    class Outcome(models.TextChoices):
        OPEN = "", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Accepted in part")
        DECLINED = "declined", _("Declined")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(
        "directory.ProgrammePage",
        verbose_name=_("programme"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="corrections",
    )
    #: Of the organisation that kept the entry when this came in: what is told of corrections by
    #: kind stays true when the entry is deleted.
    keeper_kind = models.CharField(max_length=64, blank=True)
    origin = models.CharField(_("from"), max_length=10, choices=Origin)
    sent_on = models.DateField(_("received on"))
    #: Of a reader's: the part of the page it is about, what is wrong, what is right, how they know.
    part = models.CharField(max_length=40, blank=True)
    wrong = models.TextField(blank=True)
    right = models.TextField(blank=True)
    source = models.TextField(blank=True)
    #: Of a provider's: what fits in no field.
    remark = models.TextField(blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, blank=True, default=Outcome.OPEN
    )
    settled_on = models.DateField(_("settled on"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    #: Why it was settled so, for colleagues.
    note = models.TextField(blank=True)
    #: The words of a settled one are taken away after a while; its days and outcome stay.
    emptied = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["sent_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="", settled_on__isnull=True)
                | (~models.Q(outcome="") & models.Q(settled_on__isnull=False)),
                name="directory_correction_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["settled_on", "sent_on"], name="directory_correction_open"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CorrectionChange(models.Model):
    """One field that a provider proposes to change.

    ``path`` is that of `directory/corrections/proposable.py`; ``was`` is what was published when it
    was proposed.
    """

    class Decision(models.TextChoices):
        OPEN = "", _("Not decided")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=200)
    was: Any = models.JSONField(null=True)
    proposed: Any = models.JSONField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default=Decision.OPEN)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["correction", "path"], name="directory_change_of_a_field_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.correction_id} {self.path}"
