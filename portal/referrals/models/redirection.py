"""Where a programme that is not the right one sends people instead."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.referrals.reasons import REDIRECTION_REASONS


class Redirection(models.Model):
    """A reason, and a way on: at least one other programme, or none and a helpline.

    What was written beside it is content, and lies sealed with the messages.
    """

    reason = models.CharField(max_length=32, choices=[(code, code) for code in REDIRECTION_REASONS])
    first_programme = models.UUIDField(null=True, help_text="UUID in the directory")
    none_fits = models.BooleanField(default=False)
    helpline = models.CharField(
        max_length=24, blank=True, help_text="Number of a help line of the directory"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="redirection_has_a_reason", condition=Q(reason__in=list(REDIRECTION_REASONS))
            ),
            models.CheckConstraint(
                name="redirection_has_a_way_on",
                condition=(
                    Q(none_fits=False, first_programme__isnull=False, helpline="")
                    | (Q(none_fits=True, first_programme__isnull=True) & ~Q(helpline=""))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"redirection {self.pk}"


class SuggestedProgramme(models.Model):
    """A programme that fits better, with what was shown of it on that day."""

    redirection = models.ForeignKey(
        Redirection, on_delete=models.CASCADE, related_name="suggestions"
    )
    programme = models.UUIDField()
    shown = models.JSONField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["redirection", "programme"], name="suggestion_once"),
        ]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"
