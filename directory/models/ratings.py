"""Evidence ratings, those that hold and those that held before."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from directory.fields import TextsField
from directory.plain_text import PlainTextMixin


class EvidenceRating(PlainTextMixin, Orderable):
    """How well founded the programme is: our own rating, or one adopted from another body.

    A rating that changes ends (``valid_until``) and stays as a row; what replaces it is another
    row. "Not rated" with its reasons is a programme considered and not rated; one that was never
    considered has no row.
    """

    class Level(models.TextChoices):
        EFFECTIVE = "effective", _("Effective")
        PROMISING = "promising", _("Promising")
        PRUDENT = "prudent", _("Prudent")
        PIONEERING = "pioneering", _("Pioneering")
        NOT_RATED = "not-rated", _("Not rated")

    page = ParentalKey("directory.ProgrammePage", related_name="ratings")
    level = models.CharField(
        _("rating"),
        max_length=12,
        choices=Level,
        help_text=_(
            "For one outcome; another outcome is another row. “Not rated” only where somebody "
            "considered it. The first row is the one shown in lists."
        ),
    )
    outcomes = TextsField(
        _("for which outcome"),
        blank=True,
        help_text=_("What was rated: “fewer new sexual offences within five years”."),
    )
    adopted = models.BooleanField(
        _("adopted from another body"),
        default=False,
        help_text=_("Someone else gave this rating and we repeat it."),
    )
    rater = models.CharField(
        _("rated by"),
        max_length=255,
        blank=True,
        help_text=_("The body or database that gave an adopted rating, in the original language."),
    )
    rated_on = models.DateField(
        _("rated on"),
        null=True,
        blank=True,
        help_text=_("The day of the rating; for “Not rated” the day on which it was considered."),
    )
    reasons_published = models.BooleanField(
        _("the reasons were published"),
        default=False,
        help_text=_("For an adopted rating: whether its giver says why."),
    )
    reasons = TextsField(
        _("reasons"),
        long=True,
        blank=True,
        help_text=_(
            "Why this rating and not a higher or lower one; for “Not rated”, why it was considered "
            "and not rated. Needed for our own ratings."
        ),
    )
    sources = models.TextField(
        _("sources"),
        blank=True,
        help_text=_("One per line: the studies or pages the rating rests on. Needed for our own."),
    )
    valid_until = models.DateField(
        _("held until"),
        null=True,
        blank=True,
        help_text=_(
            "Only when the rating changes: its last day. It then stays on the page as what was "
            "said before, and the new rating is a row of its own."
        ),
    )
    change_reasons = TextsField(
        _("why it changed"),
        long=True,
        blank=True,
        help_text=_(
            "Only when the rating changes: “A second study with a longer follow-up found less.”"
        ),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("evidence rating")
        verbose_name_plural = _("evidence ratings")

    def __str__(self) -> str:
        return self.level

    @property
    def needs(self) -> dict[str, Any]:
        """Field → the sentence said there where it is empty."""
        if self.adopted:
            return _ADOPTED
        return _CONSIDERED if self.level == self.Level.NOT_RATED else _OURS

    def clean(self) -> None:
        """Refuse our rating without reasons, sources and date, an adopted one without rater."""
        super().clean()
        errors = {name: said for name, said in self.needs.items() if _is_empty(getattr(self, name))}
        if (
            self.adopted
            and self.reasons_published
            and not self.reasons
            and not self.sources.strip()
        ):
            errors["sources"] = _("Say where the reasons were published.")
        errors |= self._what_its_end_lacks()
        today = timezone.localdate()
        for name in ("rated_on", "valid_until"):
            day = getattr(self, name)
            if day is not None and day > today:
                errors[name] = _("This day has not come yet.")
        if errors:
            raise ValidationError(errors)

    def _what_its_end_lacks(self) -> dict[str, Any]:
        if self.valid_until is None:
            if self.change_reasons:
                return {"valid_until": _("Say until which day this rating held.")}
            return {}
        errors: dict[str, Any] = {}
        if not self.change_reasons:
            errors["change_reasons"] = _("Say why this rating no longer holds.")
        if self.rated_on is not None and self.valid_until < self.rated_on:
            errors["valid_until"] = _("A rating cannot end before it was given.")
        return errors


def _is_empty(value: Any) -> bool:
    return not (value.strip() if isinstance(value, str) else value)


_ADOPTED = {
    "rater": _("Name the body whose rating this is."),
    "rated_on": _("Give the date of the adopted rating."),
}
_OURS = {
    "reasons": _("A rating of our own needs its reasons."),
    "sources": _("A rating of our own needs its sources."),
    "rated_on": _("A rating of our own needs its date."),
}
#: "Not rated" by ourselves: a programme that was considered.
_CONSIDERED = {
    "reasons": _(
        "Say why it was considered and not rated. A programme that was never considered has no "
        "row here."
    ),
    "rated_on": _("Give the day on which it was considered."),
}
