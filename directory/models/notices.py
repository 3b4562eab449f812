"""Short public facts that stand outside any programme: help lines, and texts a lawyer approves."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.fields import TextsField
from directory.languages import pick_text
from directory.models.review import own_review_months
from directory.plain_text import PlainTextMixin


class EmergencyNumber(PlainTextMixin, models.Model):
    """A help line, with where its number comes from and whether an editor confirmed it."""

    class Need(models.TextChoices):
        DANGER = "danger", _("Someone is in danger now")
        OWN_BEHAVIOUR = "own-behaviour", _("You worry about what you did or may do")
        VIOLENCE = "violence", _("You live with violence or abuse, or know of it")
        CHILD = "child", _("You are a child or a young person")
        DESPAIR = "despair", _("You cannot bear it any longer, or need to talk")

    names = TextsField(_("name"), help_text=_("The name people know the line by."))
    number = models.CharField(
        _("number"),
        max_length=24,
        validators=[
            RegexValidator(
                r"^\+?[0-9][0-9 ]{2,22}$", _("Write digits and spaces: “112”, “0800 30 030”.")
            )
        ],
        help_text=_("As people dial it in the country itself."),
    )
    need = models.CharField(
        _("for whom"), max_length=16, choices=Need, help_text=_("Under which heading it stands.")
    )
    descriptions = TextsField(
        _("what it is for"),
        long=True,
        blank=True,
        help_text=_("Who answers, and what they can do, in one or two sentences."),
    )
    hours = TextsField(_("when it is answered"), blank=True, help_text=_("“Day and night”."))
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(
        _("source"), max_length=255, help_text=_("Who publishes this number.")
    )
    source_url = models.URLField(_("address of the source"), blank=True)
    source_on = models.DateField(
        _("date of the source"), help_text=_("The day the source was read.")
    )
    confirmed_on = models.DateField(
        _("confirmed on"),
        null=True,
        blank=True,
        help_text=_("The day an editor called or checked it. Empty: “to be verified”."),
    )
    review_months = own_review_months()
    sort_order = models.PositiveIntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name = _("help line")
        verbose_name_plural = _("help lines")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="directory_help_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {pick_text(self.names, get_language() or 'en').words}"

    @property
    def dial(self) -> str:
        """The number for a ``tel:`` address."""
        return self.number.replace(" ", "")

    def clean(self) -> None:
        super().clean()
        today = timezone.localdate()
        for name in ("source_on", "confirmed_on"):
            day = getattr(self, name)
            if day is not None and day > today:
                raise ValidationError({name: _("This day has not come yet.")})


class LegalText(PlainTextMixin, models.Model):
    """A dated text with legal weight, shown as it stood. A new wording is a new row; where one is
    corrected in place, what was agreed to the old words is asked anew.
    """

    class Kind(models.TextChoices):
        DANGER = "danger", _("When staff may or must speak: someone in serious danger")
        DANGER_REFERRED = "danger-referred", _("The same, said to whoever refers a person")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    texts = TextsField(
        _("text"),
        long=True,
        help_text=_("In words the person understands, and no more than the law allows."),
    )
    valid_from = models.DateField(
        _("dated"), help_text=_("The text with the latest date that has come is the one shown.")
    )
    approved_on = models.DateField(
        _("approved on"), null=True, blank=True, help_text=_("The day a lawyer approved it.")
    )
    approved_by = models.CharField(
        _("approved by"),
        max_length=255,
        blank=True,
        help_text=_(
            "The office or function that approved it. Empty: the page says “not approved yet”."
        ),
    )
    review_months = own_review_months()

    class Meta:
        verbose_name = _("legal text")
        verbose_name_plural = _("legal texts")
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "valid_from"], name="directory_legal_text_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.valid_from})"

    def clean(self) -> None:
        super().clean()
        if (self.approved_on is None) != (not self.approved_by):
            raise ValidationError(
                {"approved_by": _("Say both who approved the text and when, or neither.")}
            )
