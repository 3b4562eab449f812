"""What every row with a telephone number has in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable

from directory.fields import PhoneField, TextsField
from directory.plain_text import PlainTextMixin


class PhoneKind(models.TextChoices):
    VOICE = "voice", _("Telephone")
    MOBILE = "mobile", _("Mobile telephone")
    FAX = "fax", _("Fax")


class Phone(PlainTextMixin, Orderable):
    """One number of an organisation or a place."""

    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=PhoneKind,
        default=PhoneKind.VOICE,
        help_text=_("A fax is shown as one, so that nobody rings it."),
    )
    number = PhoneField(
        _("number"),
        help_text=_("Write it as you would dial it; it is kept in the international form."),
    )
    labels = TextsField(
        _("what it is for"), blank=True, help_text=_("For instance “Reception” or “After hours”.")
    )
    source_text = models.CharField(
        _("as the source writes it"),
        max_length=64,
        blank=True,
        help_text=_("Only where the source writes it differently, so that the mending is known."),
    )

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")

    def __str__(self) -> str:
        return self.number
