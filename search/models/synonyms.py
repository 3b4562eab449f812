"""The words people use, and what programmes call it: kept by editors, applied to each search."""

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.models import Term
from directory.plain_text import PlainTextMixin
from search.facets import VOCABULARIES, concept_of
from search.thesaurus import Synonym
from search.words import read_wording

_LONGEST_LINE = 80
_MOST_LINES = 60
_LINES_SHOWN = 5


def searchable_terms() -> dict[str, object]:
    """Terms that programmes are found by."""
    return {"vocabulary__in": VOCABULARIES}


class SynonymEntry(PlainTextMixin, models.Model):
    """One meaning: how people type it, how programmes say it, the terms that stand for it."""

    class Language(models.TextChoices):
        ANY = "", _("every language")
        NL = "nl", "Nederlands"
        FR = "fr", "français"
        DE = "de", "Deutsch"
        EN = "en", "English"

    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language,
        default=Language.ANY,
        blank=True,
        help_text=_(
            "In which language these words are typed: other forms of them (“blows”, “blow”) are "
            "found as that language makes them. “Every language” is for names and acronyms."
        ),
    )
    typed = models.TextField(
        _("what people type"),
        help_text=_(
            "A word or a phrase on each line, as people really type it, angry or ashamed words "
            "included. These words help to search and never stand on a public page. No need for "
            "plurals, capitals, accents or typing errors. A good entry has one meaning: better two "
            "entries than one for much."
        ),
    )
    said = models.TextField(
        _("what programmes say"),
        blank=True,
        help_text=_(
            "Words that stand in the texts of programmes, one on each line: a search for what "
            "people type also finds these. Leave it empty where a term below says it better."
        ),
    )
    terms = models.ManyToManyField(
        Term,
        verbose_name=_("terms"),
        blank=True,
        limit_choices_to=searchable_terms,
        related_name="synonym_entries",
        help_text=_(
            "Programmes that have one of these terms, or a narrower one, are found, whatever the "
            "language of their texts. The surest way: prefer it to words."
        ),
    )
    both_ways = models.BooleanField(
        pgettext_lazy("synonyms", "both ways"),
        default=False,
        help_text=_(
            "Two names of one thing (“COSA”, “circles of support”): each finds the other. Leave it "
            "off where one is wider, vaguer or harsher than the other: who types “drunk” looks "
            "for “addiction”, who types “addiction” does not look for “drunk”."
        ),
    )
    note = models.CharField(
        _("note for editors"),
        max_length=200,
        blank=True,
        help_text=_("Why this entry is there. Only editors read it."),
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        verbose_name = _("words people use")
        verbose_name_plural = _("words people use")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.lines("typed")[0] if self.lines("typed") else ""

    @display(description=_("People type"))
    def first_typed(self) -> str:
        return first_of(self.lines("typed"))

    def lines(self, field: str) -> tuple[str, ...]:
        """The lines of ``typed`` or ``said`` that hold something."""
        value: str = getattr(self, field)
        return tuple(line.strip() for line in value.splitlines() if line.strip())

    def clean(self) -> None:
        """Refuse lines that hold no word, are no phrase any more, or are too many."""
        super().clean()
        errors: dict[str, object] = {}
        for field in ("typed", "said"):
            wrong = [line for line in self.lines(field) if not _is_phrase(line)]
            if wrong:
                errors[field] = _("“%(line)s” is no word or short phrase to search for.") % {
                    "line": wrong[0][:_LONGEST_LINE]
                }
            elif len(self.lines(field)) > _MOST_LINES:
                errors[field] = _("More than %(most)s lines: make several entries.") % {
                    "most": _MOST_LINES
                }
        if self.both_ways and not self.said.strip():
            errors["said"] = _("Both ways between what? Say what programmes call it.")
        if errors:
            raise ValidationError(errors)

    def as_synonym(self) -> Synonym:
        """The entry as searches apply it. Its terms are read from the database."""
        return Synonym(
            typed=self.lines("typed"),
            said=self.lines("said"),
            concepts=tuple(concept_of(term.vocabulary, term.code) for term in self.terms.all()),
            language=self.language,
            both_ways=self.both_ways,
        )


def _is_phrase(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and bool(read_wording(line).words)


def first_of(lines: tuple[str, ...]) -> str:
    """The first lines of many, for a row of a list."""
    return ", ".join(lines[:_LINES_SHOWN]) + (" …" if len(lines) > _LINES_SHOWN else "")
