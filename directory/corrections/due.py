"""Which entries a provider is asked about, and since when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from directory.models import ProgrammePage, Strand
from directory.quality.review import Periods, capacity_until, review_due_on

#: Days before its review date from which an entry counts as due: reminders go out once a month.
AHEAD = 30
#: The same for a capacity, which lives for weeks only.
CAPACITY_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be asked about one entry."""

    review: bool
    capacity: bool

    def __bool__(self) -> bool:
        return self.review or self.capacity


def is_review_due(page: ProgrammePage, today: dt.date, periods: Periods) -> bool:
    due = review_due_on(page, periods)
    return due is None or due <= today + dt.timedelta(days=AHEAD)


def is_capacity_due(strand: Strand, today: dt.date, periods: Periods) -> bool:
    """Whether a stated capacity will soon not count; one never stated is asked for by the way."""
    until = capacity_until(strand.capacity_on, periods.capacity_weeks)
    soon = today + dt.timedelta(days=CAPACITY_AHEAD)
    return bool(strand.capacity) and until is not None and until <= soon


def due_of(page: ProgrammePage, strands: Iterable[Strand], today: dt.date, periods: Periods) -> Due:
    """What of a published entry is due. A closed programme has no capacity."""
    open_ = page.status != ProgrammePage.Status.CLOSED
    return Due(
        review=is_review_due(page, today, periods),
        capacity=open_ and any(is_capacity_due(strand, today, periods) for strand in strands),
    )


def sort_by_due(
    keeper: Any, today: dt.date, periods: Periods
) -> tuple[list[tuple[int, Due]], list[int]]:
    """The primary keys of a keeper's published entries: those that are due, with what is, and the
    others. Reads of each no more than that takes."""
    strands = Prefetch("strands", Strand.objects.only("page_id", "capacity", "capacity_on"))
    pages = ProgrammePage.objects.live().descendant_of(keeper).order_by("path")
    pages = pages.only("pk", "status", "checked_on", "correct_at", "review_months")
    due, others = [], []
    for page in pages.prefetch_related(strands):
        asked = due_of(page, page.strands.all(), today, periods)
        if asked:
            due.append((page.pk, asked))
        else:
            others.append(page.pk)
    return due, others


def entries_of(keeper: Any) -> Any:
    """The published entries below a keeper's page, in the order of the tree."""
    pages = ProgrammePage.objects.live().descendant_of(keeper).order_by("path")
    return pages.prefetch_related("strands__texts", "texts")
