"""Vocabularies: the terms a programme is described and found by."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.fields import TextsField
from directory.languages import pick_text
from directory.plain_text import PlainTextMixin


class Vocabulary(models.TextChoices):
    POPULATION = "population", _("Target population")
    MODE = "mode", _("Delivery mode")
    SETTING = "setting", _("Setting")
    HARM = "harm", _("Kind of harm")
    PREVENTION = "prevention", _("Prevention level")
    LANGUAGE = "language", _("Language")
    COST = "cost", _("Cost")
    TOLD = "told", _("Who is told")
    REFERRER = "referrer", _("Who may refer")
    AREA = "area", _("Area")
    BASIS = "basis", _("Voluntary or court-ordered")
    ORGANISATION_KIND = "organisation-kind", _("Kind of organisation")
    DISCIPLINE = "discipline", _("Staff discipline")
    METHOD = "method", _("Method")
    OFFER = "offer", _("Offer besides treatment")
    LEGAL_CONTEXT = "legal-context", _("Legal context")
    LIFE_DOMAIN = "life-domain", _("Life domain worked on")
    SAFETY_MEASURE = "safety-measure", _("Safety measure")


#: Codes that addresses, other programs and rules of ours rely on, by vocabulary: they stay.
FIXED_CODES: dict[str, frozenset[str]] = {
    Vocabulary.POPULATION: frozenset({"minors", "young-adults", "adults"}),
    Vocabulary.MODE: frozenset(
        {"individual", "group", "couple-family", "circle", "supervised-contact", "online", "phone"}
    ),
    Vocabulary.BASIS: frozenset({"voluntary", "court-ordered"}),
    Vocabulary.TOLD: frozenset({"referrer", "judicial-authority", "nobody-by-agreement"}),
    Vocabulary.HARM: frozenset({"domestic-violence"}),
    Vocabulary.LEGAL_CONTEXT: frozenset({"own-request"}),
    Vocabulary.LANGUAGE: frozenset({"interpreter"}),
    Vocabulary.ORGANISATION_KIND: frozenset({"other"}),
}


def is_fixed(vocabulary: str, code: str) -> bool:
    """Whether a term's code is relied on outside the record, so that the term stays."""
    return code in FIXED_CODES.get(vocabulary, frozenset())


class Term(PlainTextMixin, models.Model):
    """One term. Code refers to its code; people read its label in their language."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    vocabulary = models.CharField(
        _("vocabulary"),
        max_length=32,
        choices=Vocabulary,
        help_text=_("The list in which editors and visitors find this term."),
    )
    code = models.SlugField(
        _("code"),
        max_length=64,
        help_text=_(
            "The fixed name that addresses and files use, for instance “circle”. "
            "It does not change once the term is in use; the label may."
        ),
    )
    labels = TextsField(
        _("label"),
        help_text=_("The word that visitors read, as short as it can be: “In a group”."),
    )
    scope_notes = TextsField(
        _("scope note"),
        long=True,
        blank=True,
        help_text=_("What falls under this term and what does not, in one or two sentences."),
    )
    broader = models.ForeignKey(
        "self",
        verbose_name=_("broader term"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        help_text=_("The wider term of the same vocabulary that this one is a kind or a part of."),
    )
    sort_order = models.PositiveIntegerField(
        _("place in the list"),
        default=0,
        help_text=_("Terms of a vocabulary are shown from the lowest number to the highest."),
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["vocabulary", "sort_order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["vocabulary", "code"], name="directory_term_once"),
        ]

    def __str__(self) -> str:
        return self.label()

    def label(self, language: str | None = None) -> str:
        """The label in ``language`` (that of the page if none is given), or the code."""
        return pick_text(self.labels, language or get_language() or "en").words or self.code

    def note(self) -> str:
        """What falls under it, in the language of the page or another one; or nothing."""
        return pick_text(self.scope_notes, get_language() or "en").words

    def clean(self) -> None:
        """Refuse to rename a fixed term, a broader term of another vocabulary, and circles."""
        super().clean()
        stored = Term.objects.filter(pk=self.pk).values_list("vocabulary", "code").first()
        if stored and is_fixed(*stored) and stored != (self.vocabulary, self.code):
            raise ValidationError(
                {"code": _("Addresses and rules rely on this code: only its labels can change.")}
            )
        broader = self.broader
        if broader is None:
            return
        if broader.vocabulary != self.vocabulary:
            raise ValidationError(
                {"broader": _("The broader term must belong to the same vocabulary.")}
            )
        seen = {self.pk} if self.pk else set()
        while broader is not None:
            if broader.pk in seen:
                raise ValidationError(
                    {"broader": _("These terms would be broader than each other in a circle.")}
                )
            seen.add(broader.pk)
            broader = broader.broader
