"""The facets of the finder, as data: what can be filtered by, in the order it is shown.

Within a facet OR, across facets AND. A *strand* facet must match together with all other strand
facets inside one strand; a *programme* facet holds for the whole programme.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.record import STATED_FACETS

Choices = tuple[tuple[str, str | Promise], ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet. ``choices`` holds its options where they are fixed; else they are the terms of
    the vocabulary of the same name. ``first`` facets stand open above the others."""

    name: str
    label: str | Promise
    question: str | Promise
    choices: Choices | None = None
    first: bool = False


#: (code, youngest, oldest) in whole years, inclusive.
AGE_BANDS: tuple[tuple[str, int, int], ...] = (
    ("under-12", 0, 11),
    ("12-17", 12, 17),
    ("18-25", 18, 25),
    ("26-64", 26, 64),
    ("65-plus", 65, 150),
)

FACETS: tuple[Facet, ...] = (
    Facet("population", _("Target population"), _("For whom?"), first=True),
    Facet("mode", _("Delivery mode"), _("How is it delivered?"), first=True),
    Facet("harm", _("Kind of harm"), _("What is it about?")),
    Facet("setting", _("Setting"), _("Where does it take place?")),
    Facet(
        "age",
        _("Age"),
        _("How old is the person?"),
        choices=(
            ("under-12", _("under 12")),
            ("12-17", _("12 to 17")),
            ("18-25", _("18 to 25")),
            ("26-64", _("26 to 64")),
            ("65-plus", _("65 and older")),
        ),
    ),
    Facet("basis", _("Voluntary or court-ordered"), _("On what basis does the person come?")),
    Facet("told", _("Who is told"), _("Who may hear about it?")),
    Facet("referrer", _("Who may refer"), _("Who can make the referral?")),
    Facet("language", _("Language"), _("In which language?")),
    Facet("area", _("Area served"), _("Where does the person live?")),
    Facet(
        "availability",
        _("Availability"),
        _("Is there room?"),
        choices=(
            ("open", pgettext_lazy("availability", "has room now")),
            ("waiting", pgettext_lazy("availability", "has a waiting list")),
            ("full", pgettext_lazy("availability", "is full")),
        ),
    ),
    Facet(
        "evidence",
        _("Evidence rating"),
        _("How well is it supported by evidence?"),
        choices=(
            ("effective", pgettext_lazy("evidence rating", "Effective")),
            ("promising", pgettext_lazy("evidence rating", "Promising")),
            ("prudent", pgettext_lazy("evidence rating", "Prudent")),
            ("pioneering", pgettext_lazy("evidence rating", "Pioneering")),
            ("not-rated", pgettext_lazy("evidence rating", "Not rated")),
        ),
    ),
)

FACETS_BY_NAME: Mapping[str, Facet] = {facet.name: facet for facet in FACETS}
#: Those a record states for each strand, and the two worked out from what it states.
STRAND_FACETS = (*STATED_FACETS, "age", "availability")
PROGRAMME_FACETS = tuple(facet.name for facet in FACETS if facet.name not in STRAND_FACETS)
VOCABULARIES = tuple(facet.name for facet in FACETS if facet.choices is None)


def age_bands(age_from: int | None, age_to: int | None) -> tuple[str, ...]:
    """Return the bands that overlap the ages; none when neither bound is stated."""
    if age_from is None and age_to is None:
        return ()
    low = 0 if age_from is None else age_from
    high = 150 if age_to is None else age_to
    return tuple(code for code, youngest, oldest in AGE_BANDS if youngest <= high and low <= oldest)


def concept_of(facet: str, code: str) -> str:
    """The name of a term among all terms, for synonyms and labels to lead to."""
    return f"{facet}:{code}"
