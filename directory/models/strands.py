"""Strands: one target group joined with the ways it is served. Filters match within one strand."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from directory.fields import TermsField, TextsField
from directory.languages import content_languages
from directory.models.terms import Vocabulary
from directory.plain_text import PlainTextMixin

#: Facet name of the record → the field of the strand that holds its terms.
FACET_FIELDS: dict[str, str] = {
    "population": "populations",
    "mode": "modes",
    "setting": "settings",
    "harm": "harms",
    "basis": "basis",
    "referrer": "referrers",
    "language": "languages",
}
#: Weeks of a waiting list, at most: ten years.
MOST_WEEKS = 520


class Gender(models.TextChoices):
    ANY = "any", _("People of any gender")
    MEN = "men", _("Men and boys")
    WOMEN = "women", _("Women and girls")


class Capacity(models.TextChoices):
    OPEN = "open", _("Places free")
    WAITING = "waiting", _("Waiting list")
    FULL = "full", _("Full")


class Strand(PlainTextMixin, ClusterableModel, Orderable):
    """One target group of a programme and how it is served. What is left empty is *not stated*."""

    page = ParentalKey("directory.ProgrammePage", related_name="strands")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    populations = TermsField(
        Vocabulary.POPULATION,
        needed=_("Tick at least one target population: nobody finds a strand without it."),
        verbose_name=_("target population"),
        help_text=_("Only whom this strand serves; another group is another strand."),
    )
    age_from = models.PositiveSmallIntegerField(
        _("from age"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(120)],
        help_text=_("In whole years. Empty: not stated."),
    )
    age_to = models.PositiveSmallIntegerField(
        _("to age"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(120)],
        help_text=_("The last age that is still served: 17 for minors."),
    )
    gender = models.CharField(
        _("gender"),
        max_length=8,
        choices=Gender,
        blank=True,
        help_text=_("Only what the programme itself says."),
    )
    harms = TermsField(
        Vocabulary.HARM,
        verbose_name=_("kind of harm"),
        help_text=_("The harm people did or fear they may do."),
    )
    prevention_levels = TermsField(
        Vocabulary.PREVENTION,
        verbose_name=_("prevention level"),
        help_text=_("Before anything happened, at early signs, or after an offence."),
    )
    modes = TermsField(
        Vocabulary.MODE,
        verbose_name=_("delivery mode"),
        help_text=_("Only the modes in which this group is served, not those of another strand."),
    )
    modes_not_stated = models.BooleanField(
        _("the source does not say how this group is served"),
        default=False,
        help_text=_("Then the page says “not stated” and no filter on delivery mode finds it."),
    )
    settings = TermsField(
        Vocabulary.SETTING,
        verbose_name=_("setting"),
        help_text=_("Where it takes place."),
    )
    disciplines = TermsField(
        Vocabulary.DISCIPLINE,
        verbose_name=_("staff disciplines"),
        help_text=_("The professions (and volunteers) that work with this group."),
    )
    volunteers_from = models.PositiveSmallIntegerField(
        _("volunteers per person, at least"),
        null=True,
        blank=True,
        help_text=_("Only for circles of volunteers."),
    )
    volunteers_to = models.PositiveSmallIntegerField(
        _("volunteers per person, at most"),
        null=True,
        blank=True,
        help_text=_("Empty where the programme names one number only."),
    )
    basis = TermsField(
        Vocabulary.BASIS,
        verbose_name=_("voluntary or court-ordered"),
        help_text=_("Tick both where both are taken."),
    )
    referrers = TermsField(
        Vocabulary.REFERRER,
        verbose_name=_("who may refer"),
        help_text=_("“Self” only where people may come without anyone sending them."),
    )
    languages = TermsField(
        Vocabulary.LANGUAGE,
        verbose_name=_("languages"),
        help_text=_("In which the work itself can be done; interpreters do not count."),
    )
    costs = TermsField(
        Vocabulary.COST, verbose_name=_("cost"), help_text=_("What the person pays.")
    )
    capacity = models.CharField(
        _("capacity"),
        max_length=8,
        choices=Capacity,
        blank=True,
        help_text=_("As it is today. It ages faster than anything else here."),
    )
    waiting_weeks = models.PositiveSmallIntegerField(
        _("weeks to wait"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_WEEKS)],
        help_text=_("Only with a waiting list: about how many weeks to the first conversation."),
    )
    capacity_on = models.DateField(
        _("capacity known on"), null=True, blank=True, help_text=_("The day this was true.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("strand")
        verbose_name_plural = _("strands")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(age_from__isnull=True)
                | models.Q(age_to__isnull=True)
                | models.Q(age_from__lte=models.F("age_to")),
                name="directory_strand_ages",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def copy_cluster(self, exclude_fields: list[str] | None = None) -> Any:
        """A copy is another strand: it gets a UUID of its own."""
        copy, child_map = super().copy_cluster(exclude_fields=exclude_fields)
        copy.uuid = uuid.uuid4()
        return copy, child_map

    def clean(self) -> None:
        """Refuse what cannot be true within the row, each with a sentence at its field."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.age_from is not None and self.age_to is not None and self.age_from > self.age_to:
            errors["age_to"] = _("The last age cannot be below the first.")
        if (
            self.volunteers_from is not None
            and self.volunteers_to is not None
            and self.volunteers_from > self.volunteers_to
        ):
            errors["volunteers_to"] = _("“At most” cannot be below “at least”.")
        if self.waiting_weeks is not None and self.capacity != Capacity.WAITING:
            errors["waiting_weeks"] = _("Weeks to wait go with a waiting list only.")
        if self.capacity and self.capacity_on is None:
            errors["capacity_on"] = _("Say on which day this capacity was true.")
        if self.capacity_on is not None and self.capacity_on > timezone.localdate():
            errors["capacity_on"] = _("This day has not come yet.")
        if errors:
            raise ValidationError(errors)


class StrandText(PlainTextMixin, models.Model):
    """What a strand says in one language."""

    strand = ParentalKey(Strand, related_name="texts")
    language = models.CharField(
        _("language"), max_length=8, choices=content_languages, help_text=_("One row per language.")
    )
    label = models.CharField(
        _("label"), max_length=120, help_text=_("Short, as the programme calls it: “Youth team”.")
    )
    frequency = models.TextField(
        _("frequency"),
        blank=True,
        help_text=_("How often people come: “every week or every two weeks, as needed”."),
    )
    cost_note = models.TextField(
        _("about the cost"), blank=True, help_text=_("An amount, a reduced rate, who pays.")
    )

    class Meta:
        verbose_name = _("label in one language")
        verbose_name_plural = _("label, a row per language")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["strand", "language"], name="directory_strand_text_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.language})"


class StrandTold(PlainTextMixin, ClusterableModel, Orderable):
    """Who is told what in one legal context: the row the person reads before sending anything."""

    strand = ParentalKey(Strand, related_name="told_rows")
    context = models.ForeignKey(
        "directory.Term",
        verbose_name=_("legal context"),
        on_delete=models.PROTECT,
        limit_choices_to={"vocabulary": Vocabulary.LEGAL_CONTEXT},
        related_name="told_rows_in_context",
        help_text=_("The situation in which this holds: with a court's order, without, …"),
    )
    told = TermsField(
        Vocabulary.TOLD,
        needed=_("Tick who is told, or that nobody is told by agreement."),
        verbose_name=_("who is told"),
        help_text=_("Everybody who hears that the person comes, or how it goes."),
    )
    notes = TextsField(
        _("what they are told"),
        long=True,
        blank=True,
        help_text=_("What is reported, to whom exactly and when, in words the person understands."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("who is told what")
        verbose_name_plural = _("who is told what, a row per legal context")

    def __str__(self) -> str:
        return f"{self.strand_id}:{self.context_id}"
