"""Places: where people go. Of a confidential one nothing is kept but its town."""

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from directory.fields import TextsField
from directory.languages import pick_text
from directory.models.organisations import Organisation
from directory.models.phones import Phone
from directory.plain_text import PlainTextMixin
from directory.towns import town_centre


class Place(PlainTextMixin, ClusterableModel):
    """A place with an address, or, if confidential, the centre of the town it is in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(
        _("key"),
        max_length=64,
        unique=True,
        help_text=_("The fixed short name that files use for this place."),
    )
    names = TextsField(
        _("name of the place"),
        blank=True,
        help_text=_("Only where the place has a name of its own, for instance “Building C”."),
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        help_text=_("Whose place this is."),
    )
    confidential = models.BooleanField(
        _("the address is confidential"),
        default=False,
        help_text=_(
            "For a shelter or a place that protects those who come. The public then sees the town "
            "and nothing else of this place: leave the street empty."
        ),
    )
    street = models.CharField(
        _("street and number"),
        max_length=255,
        blank=True,
        help_text=_("“Stationsstraat 12, bus 3”."),
    )
    postal_code = models.CharField(
        _("postal code"),
        max_length=16,
        blank=True,
        help_text=_("“9000”. The place of the town on a map follows from it."),
    )
    town = models.CharField(
        _("town"), max_length=128, help_text=_("The town's name as its inhabitants write it.")
    )
    country = models.CharField(
        _("country"), max_length=2, default="BE", help_text=_("Two letters: BE, NL, FR, DE, LU.")
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("In degrees, north positive. Left empty, the centre of the town is used."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("In degrees, east positive."),
    )
    opening_hours = TextsField(
        _("opening hours"),
        long=True,
        blank=True,
        help_text=_("As people read them: “Weekdays from 9 to 12 and from 13 to 17”."),
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["town", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidential=False) | models.Q(street=""),
                name="directory_confidential_without_street",
            ),
        ]

    def __str__(self) -> str:
        if self.confidential:
            return gettext("%(town)s (confidential address)") % {"town": self.town}
        # Wagtail's log keeps this, also of a place whose address becomes confidential later.
        name = pick_text(self.names, "en").words
        return ", ".join(part for part in (name, self.town) if part) + f" ({self.key})"

    def clean(self) -> None:
        """Refuse half a position; of a confidential place keep the town's centre and no more."""
        super().clean()
        if self.confidential:
            kept = [name for name in ("street", "names", "opening_hours") if getattr(self, name)]
            if kept:
                said = _("Of a confidential place only the town is kept: empty this.")
                raise ValidationError(dict.fromkeys(kept, said))
            centre = town_centre(self.postal_code, self.country)
            self.latitude = centre.latitude if centre else None
            self.longitude = centre.longitude if centre else None
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise ValidationError({missing: _("Give latitude and longitude together, or neither.")})


class PlacePhone(Phone):
    place = ParentalKey(Place, related_name="phones")
