"""A partner's answers before they are sent."""

from django.conf import settings
from django.db import models

from portal.referrals.models.referral import Referral


class PartnerDraft(models.Model):
    """A referral that somebody is still writing; only its author reads it.

    `id` comes with the first form, so that starting twice starts once, and becomes the referral's.
    The vault keeps the draft's own key under it, in the staff compartment. Sending, or 30 days
    without a change, destroys that key and all that was sealed under it.
    """

    id = models.UUIDField(primary_key=True)
    referring_organisation = models.ForeignKey(
        "directory.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    redirected_from = models.ForeignKey(
        Referral, on_delete=models.SET_NULL, related_name="+", null=True
    )
    changed_on = models.DateField()

    class Meta:
        ordering = ["-changed_on", "id"]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftAnswers(models.Model):
    """One page's answers, sealed; `version` counts its writes and is bound into the seal."""

    draft = models.ForeignKey(PartnerDraft, on_delete=models.CASCADE, related_name="pages")
    step = models.SlugField(max_length=20)
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "step"], name="draft_page_once"),
        ]

    def __str__(self) -> str:
        return f"draft page {self.pk}"
