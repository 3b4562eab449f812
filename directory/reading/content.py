"""What the content pages show beside their own texts."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from directory.edition import Edition, seen_edition
from directory.languages import pick_text
from directory.models import EmergencyNumber, EvidenceRating, RatingsPage
from directory.quality.review import is_due, read_periods, review_due_on
from directory.reading.catalogue import catalogue
from directory.reading.sheet import Words


@dataclass(frozen=True, slots=True)
class HelpLine:
    number: str
    dial: str
    name: Words
    description: Words
    hours: Words
    website: str
    website_shown: str
    source: str
    source_url: str
    source_on: dt.date
    confirmed_on: dt.date | None
    to_be_verified: bool


def help_line_groups(language: str, *needs: str) -> list[tuple[str, list[HelpLine]]]:
    """The help lines under the heading of their need, for these ``needs`` (or all), in order."""
    wanted = needs or EmergencyNumber.Need.values
    groups: dict[str, list[HelpLine]] = {need: [] for need in wanted}
    periods = read_periods()
    for row in EmergencyNumber.objects.filter(need__in=wanted):
        groups[row.need].append(
            HelpLine(
                number=row.number,
                dial=row.dial,
                name=Words.of(pick_text(row.names, language), language),
                description=Words.of(pick_text(row.descriptions, language), language),
                hours=Words.of(pick_text(row.hours, language), language),
                website=row.website,
                website_shown=row.website.split("://", 1)[-1].rstrip("/"),
                source=row.source,
                source_url=row.source_url,
                source_on=row.source_on,
                confirmed_on=row.confirmed_on,
                to_be_verified=row.confirmed_on is None or is_due(review_due_on(row, periods)),
            )
        )
    return [
        (str(EmergencyNumber.Need(need).label), lines) for need, lines in groups.items() if lines
    ]


def rating_levels(page: Any) -> list[tuple[str, str, str]]:
    """``(code, name, meaning)`` of every rating, from the best founded to none."""
    return [
        (level.value, str(level.label), getattr(page, level.value.replace("-", "_"), ""))
        for level in EvidenceRating.Level
    ]


def rating_meanings(language: str) -> dict[str, str]:
    """What each rating means, by its code, as the page on ratings says it in a language.

    Every programme's page shows it, so a request remembers it for the next of its edition.
    """
    edition = seen_edition()
    return _rating_meanings(language) if edition is None else _meanings_of(language, edition)


@lru_cache(maxsize=8)
def _meanings_of(language: str, edition: Edition) -> dict[str, str]:
    return _rating_meanings(language)


def _rating_meanings(language: str) -> dict[str, str]:
    page = RatingsPage.objects.live().filter(locale__language_code=language).first()
    return {code: meaning for code, _name, meaning in rating_levels(page) if meaning}


def home_facets(language: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The two entries of the home page: ``(facet, legend, [(code, label)])``, widest terms only."""
    terms = catalogue()
    return [
        (
            facet,
            legend,
            [
                (code, pick_text(term.labels, language).words or code)
                for code, term in terms.terms.get(facet, {}).items()
                if term.broader is None
            ],
        )
        for facet, legend in (("population", _("For whom")), ("mode", _("How")))
    ]
