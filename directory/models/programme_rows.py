"""The rows under a programme: conditions, organisations, contact points, places."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from directory.fields import TextsField
from directory.models.organisations import Organisation
from directory.models.places import Place
from directory.phones import to_e164, validate_e164
from directory.plain_text import PlainTextMixin


class EligibilityCondition(PlainTextMixin, Orderable):
    """A condition for taking part, in order."""

    class Kind(models.TextChoices):
        PERSON = "person", _("The person can say yes to it")
        SAFETY = "safety", _("Must be in place before it starts, for the safety of others")

    page = ParentalKey("directory.ProgrammePage", related_name="conditions")
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=Kind,
        default=Kind.PERSON,
        help_text=_("Conditions of safety are checked by staff, never asked of the person alone."),
    )
    texts = TextsField(
        _("condition"),
        long=True,
        help_text=_("A sentence the person can say yes to: “I choose this help of my own will.”"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions for taking part")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ProgrammeOrganisation(PlainTextMixin, Orderable):
    """An organisation's part in a programme, or a network the programme is a member of."""

    class Role(models.TextChoices):
        DELIVERS = "delivers", _("delivers it")
        OVERSEES = "oversees", _("oversees it")
        PARTNER = "partner", _("works with it")
        MEMBER_OF = "member-of", _("the programme is a member of it")

    page = ParentalKey("directory.ProgrammePage", related_name="organisation_rows")
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="programme_rows",
        help_text=_("Search by a part of its name. One that is missing is added in the directory."),
    )
    role = models.CharField(
        _("role"),
        max_length=12,
        choices=Role,
        default=Role.DELIVERS,
        help_text=_("“Delivers it” only for those whose people do the work."),
    )
    parts = TextsField(
        _("its part"),
        blank=True,
        help_text=_("What this organisation does in the programme: “employs the youth team”."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("organisation and its part")
        verbose_name_plural = _("organisations and their part")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "organisation", "role"], name="directory_part_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organisation_id}"


class ContactPoint(PlainTextMixin, Orderable):
    """A way to reach the programme. Never a named person."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telephone")
        MOBILE = "mobile", _("Mobile telephone")
        FAX = "fax", _("Fax")
        EMAIL = "email", _("E-mail")
        WEBSITE = "website", _("Website")

    NUMBERS = (Kind.PHONE, Kind.MOBILE, Kind.FAX)

    page = ParentalKey("directory.ProgrammePage", related_name="contact_points")
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=Kind,
        help_text=_("First the way that a person who hesitates would choose."),
    )
    value = models.CharField(
        _("number or address"),
        max_length=255,
        help_text=_("A number as you would dial it, a shared e-mail address, or a web address."),
    )
    labels = TextsField(
        _("what it is for"),
        blank=True,
        help_text=_("For instance “Intake” or “For professionals”."),
    )
    hours = TextsField(
        _("when it is answered"), blank=True, help_text=_("“Weekdays from 9 to 17”.")
    )
    source_text = models.CharField(
        _("as the source writes it"),
        max_length=64,
        blank=True,
        help_text=_("Only where the source writes it differently, so that the mending is known."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"

    def clean(self) -> None:
        """Bring numbers to E.164; refuse what is no number, address or web address."""
        super().clean()
        try:
            if self.kind in self.NUMBERS:
                try:
                    self.value = to_e164(self.value)
                except ValueError:
                    validate_e164(self.value)
            elif self.kind == self.Kind.EMAIL:
                EmailValidator()(self.value)
            elif self.kind == self.Kind.WEBSITE:
                URLValidator(schemes=["http", "https"])(self.value)
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error


class ProgrammePlace(Orderable):
    """A place where the programme can be visited."""

    page = ParentalKey("directory.ProgrammePage", related_name="place_rows")
    place = models.ForeignKey(
        Place,
        verbose_name=_("place"),
        on_delete=models.PROTECT,
        related_name="programme_rows",
        help_text=_("Where people go for this programme: search by town, street or organisation."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(fields=["page", "place"], name="directory_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.place_id}"
