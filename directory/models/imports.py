"""An import that is being looked at, applied or undone, and what became of each of its rows."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProgrammeImport(models.Model):
    """One file that somebody handed in. Its rows are read, compared, accepted, applied, undone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        COMPARING = "comparing", _("Being compared with the directory")
        READY = "ready", _("Ready to be looked at")
        REFUSED = "refused", _("Refused")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")
        DROPPED = "dropped", _("Thrown away")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("file"), max_length=255)
    format = models.CharField(max_length=8)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    publish = models.BooleanField(_("publish at once"), default=False)
    change_shared = models.BooleanField(
        _("change terms, organisations and places that are here"), default=False
    )
    #: Of the person who handed it in: the reasons of its rows are said in it.
    language = models.CharField(max_length=8, default="en")
    refusal = models.TextField(blank=True)
    #: "vocabulary/code" as the file has it → the code that stands for it here; empty: left out.
    terms = models.JSONField(default=dict)
    #: The same, of those that nobody has mapped yet → how many rows name it.
    unknown_terms = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One entry of an import's file: what it would do, and what was done with it.

    ``state`` is written in the same transaction as its effect, so whoever goes on with an import
    that was cut off knows what is done.
    """

    class Plan(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        KEPT = "kept", _("Kept as it is")
        WRONG = "wrong", _("Wrong")

    class State(models.TextChoices):
        NOTHING = "", _("Nothing to do")
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        HELD = "held", _("Not applied")
        UNDONE = "undone", _("Undone")
        STAYS = "stays", _("Not undone")

    batch = models.ForeignKey(ProgrammeImport, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=255)
    name = models.CharField(max_length=255, blank=True)
    line = models.PositiveIntegerField(default=0)
    sheet = models.CharField(max_length=40, blank=True)
    plan = models.CharField(max_length=10, choices=Plan)
    state = models.CharField(max_length=8, choices=State, blank=True, default=State.NOTHING)
    #: The row as it is to be, with those below it.
    content = models.JSONField(null=True)
    #: ``{where, column, old, new}`` of each field.
    differences = models.JSONField(default=list)
    #: ``{line, sheet, column, reason, kind}`` of each mistake.
    problems = models.JSONField(default=list)
    #: Fingerprint of what was here when the file was compared.
    before = models.CharField(max_length=64, blank=True)
    #: What undoing needs: what was there, and what was made.
    undo = models.JSONField(null=True)
    #: Why it was not applied, or not undone.
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="directory_import_row_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "state", "position"], name="directory_import_to_do"),
            models.Index(fields=["batch", "plan", "position"], name="directory_import_plans"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name or self.key}"
