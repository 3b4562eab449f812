"""Organisations: who keeps, delivers, oversees or supports programmes."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from directory.fields import TermsField, TextsField
from directory.models.phones import Phone
from directory.models.terms import Vocabulary
from directory.plain_text import PlainTextMixin


class Organisation(PlainTextMixin, ClusterableModel):
    """A public or private body. Its addresses are its :class:`Place` rows."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(
        _("key"),
        max_length=64,
        unique=True,
        help_text=_("The fixed short name that files use for this organisation."),
    )
    name = models.CharField(
        _("name"),
        max_length=255,
        help_text=_("The name the organisation uses for itself today. Names are not translated."),
    )
    former_names = models.TextField(
        _("former and other names"),
        blank=True,
        help_text=_("One per line: people still search for the name they knew."),
    )
    kind = models.ForeignKey(
        "directory.Term",
        verbose_name=_("kind"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"vocabulary": Vocabulary.ORGANISATION_KIND},
        related_name="organisations_of_kind",
        help_text=_(
            "What the organisation is first of all. “Other” where no kind fits; empty where it is "
            "not known."
        ),
    )
    descriptions = TextsField(
        _("description"),
        long=True,
        blank=True,
        help_text=_("What the organisation does and for whom, in two or three plain sentences."),
    )
    principles = TextsField(
        _("guiding principles"),
        long=True,
        blank=True,
        help_text=_("What it works by. Start a line with “- ” to make a list."),
    )
    partner_kinds = TermsField(
        Vocabulary.ORGANISATION_KIND,
        related_name="organisations_with_partner",
        verbose_name=_("kinds of partner it brings together"),
        help_text=_("For a centre under whose roof other services work: which kinds of service."),
    )
    areas = TermsField(
        Vocabulary.AREA,
        verbose_name=_("area served"),
        help_text=_("The widest areas that hold entirely: a region rather than all its towns."),
    )
    opening_hours = TextsField(
        _("opening hours"),
        long=True,
        blank=True,
        help_text=_("As people read them: “Weekdays from 9 to 12 and from 13 to 17”."),
    )
    website = models.URLField(
        _("website"), blank=True, help_text=_("The page that speaks to the public.")
    )
    email = models.EmailField(
        _("e-mail address"),
        blank=True,
        help_text=_("A shared address. Addresses of named persons are not published."),
    )
    source = models.TextField(
        _("source"), blank=True, help_text=_("Where these facts come from, and of which date.")
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganisationPhone(Phone):
    organisation = ParentalKey(Organisation, related_name="phones")


class OrganisationMembership(Orderable):
    """An organisation belongs to a network, or is one of those that joined to form another."""

    member = ParentalKey(Organisation, related_name="memberships")
    network = models.ForeignKey(
        Organisation,
        verbose_name=_("belongs to"),
        on_delete=models.PROTECT,
        related_name="member_rows",
        help_text=_("The network, alliance or joint team that this organisation is a member of."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["member", "network"], name="directory_member_once"),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("network")), name="directory_member_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.network_id}"

    def clean(self) -> None:
        super().clean()
        if self.member_id is not None and self.member_id == self.network_id:
            raise ValidationError({"network": _("An organisation cannot be a member of itself.")})
