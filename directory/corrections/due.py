"""Which entries a provider is asked about, and since when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from directory.models import ProgrammePage, Strand
from directory.reading.records import add_months

#: Days before its review date from which an entry counts as due.
AHEAD = 30
#: Days after which a stated capacity is asked for again: it ages faster than anything else.
CAPACITY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be asked about one entry."""

    review: bool
    capacity: bool

    def __bool__(self) -> bool:
        return self.review or self.capacity


def review_due_on(page: ProgrammePage) -> dt.date | None:
    """The day after which the entry counts as out of date; None if it was never checked."""
    since = page.checked_on or page.correct_at
    return add_months(since, page.review_months) if since else None


def is_review_due(page: ProgrammePage, today: dt.date) -> bool:
    due = review_due_on(page)
    return due is None or due <= today + dt.timedelta(days=AHEAD)


def is_capacity_due(strand: Strand, today: dt.date) -> bool:
    """Whether a stated capacity has grown old; what was never stated is asked for by the way."""
    if not strand.capacity or strand.capacity_on is None:
        return False
    return strand.capacity_on <= today - dt.timedelta(days=CAPACITY_DAYS)


def due_of(page: ProgrammePage, strands: Iterable[Strand], today: dt.date) -> Due:
    """What of a published entry is due. A closed programme has no capacity."""
    open_ = page.status != ProgrammePage.Status.CLOSED
    return Due(
        review=is_review_due(page, today),
        capacity=open_ and any(is_capacity_due(strand, today) for strand in strands),
    )


def entries_of(keeper: Any) -> Any:
    """The published entries below a keeper's page, in the order of the tree."""
    pages = ProgrammePage.objects.live().descendant_of(keeper).order_by("path")
    return pages.prefetch_related("strands__texts", "texts")
