"""The published programmes by their rating, and those that were considered and not rated."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet

from directory.languages import pick_text
from directory.models import EvidenceRating, ProgrammePage
from directory.reading.sheet import Words

#: Ratings on one page of a list.
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Rated:
    """A programme, and one rating of it that holds."""

    slug: str
    title: Words
    outcome: Words
    adopted: bool
    rater: Words
    rated_on: dt.date | None
    reasons: Words


def count_rated() -> dict[str, int]:
    """How many published programmes have a rating of each level that holds, by its code."""
    found = _ratings().order_by().values("level").annotate(number=Count("page", distinct=True))
    return {row["level"]: row["number"] for row in found}


def count_never_considered() -> int:
    """How many published programmes nobody rated or considered, today or before."""
    rows = EvidenceRating.objects.filter(page=OuterRef("pk"))
    return ProgrammePage.objects.live().filter(~Exists(rows)).count()


def rated(level: str, language: str, page: Any = 1) -> Page[Any]:
    """A page of the ratings of ``level`` that hold, by the programme's title."""
    rows = _ratings().filter(level=level).select_related("page").prefetch_related("page__texts")
    found: Page[Any] = Paginator(rows, PER_PAGE).get_page(page)
    found.object_list = [_rated(row, language) for row in found.object_list]
    return found


def _ratings() -> QuerySet[EvidenceRating]:
    rows = EvidenceRating.objects.filter(page__live=True, valid_until__isnull=True)
    return rows.order_by("page__title", "page_id", "sort_order", "pk")


def _rated(row: EvidenceRating, language: str) -> Rated:
    original = row.page.original_language

    def words(texts: Any) -> Words:
        return Words.of(pick_text(texts, language, original), language)

    return Rated(
        slug=row.page.slug,
        title=words({text.language: text.title for text in row.page.texts.all()}),
        outcome=words(row.outcomes),
        adopted=row.adopted,
        rater=words({original: row.rater} if row.rater else {}),
        rated_on=row.rated_on,
        reasons=words(row.reasons),
    )
