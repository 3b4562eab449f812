"""How long each kind of entry counts as fresh after it was last checked."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def _months(name: Any, default: int, help_text: Any) -> Any:
    return models.PositiveSmallIntegerField(
        name,
        default=default,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=help_text,
    )


def own_review_months() -> Any:
    """An entry's own period, where it ages faster or slower than others of its kind."""
    return models.PositiveSmallIntegerField(
        _("check again after (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Only where it differs from others of its kind (Settings → Review dates)."),
    )


@register_setting(icon="date")
class ReviewPeriods(BaseGenericSetting):
    """One row: months by kind of entry, weeks for capacity. Without a row its defaults hold.

    What ages at its own pace is the sort of fact and not who keeps it, so the kinds are those of
    entries; one that differs from its kind has months of its own.
    """

    programme = _months(
        _("programmes (months)"),
        12,
        _("Past this, the public page says that the entry may be out of date."),
    )
    paused = _months(
        _("paused programmes (months)"),
        3,
        _("Whoever waits for it to begin again should not wait for us."),
    )
    help_line = _months(
        _("help lines (months)"),
        6,
        _("Past this, the page of help lines says “to be verified” again."),
    )
    legal_text = _months(
        _("legal texts (months)"), 12, _("Counted from the day a lawyer approved the text.")
    )
    content_page = _months(
        _("content pages (months)"), 12, _("Guidance, privacy, what the ratings mean.")
    )
    capacity_weeks = models.PositiveSmallIntegerField(
        _("capacity (weeks)"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(52)],
        help_text=_(
            "Past this, the page says that the capacity is not known lately, and no filter on "
            "availability finds it."
        ),
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("review dates")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
