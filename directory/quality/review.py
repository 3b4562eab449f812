"""When an entry is to be checked again, and until when a capacity counts."""

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.utils import timezone

from directory.models import (
    ContentPage,
    EmergencyNumber,
    EmergencyPage,
    HomePage,
    LegalText,
    ProgrammePage,
    RatingsPage,
    ReviewPeriods,
)


class Periods(NamedTuple):
    """Months until an entry of each kind is to be checked again; weeks for a capacity."""

    programme: int
    paused: int
    help_line: int
    legal_text: int
    content_page: int
    capacity_weeks: int


DEFAULTS = Periods(*(ReviewPeriods._meta.get_field(name).default for name in Periods._fields))


class _Kind(NamedTuple):
    """How entries of one model fall due: their kind, and the fields of the day they were known
    to be true, the best first."""

    period: Callable[[Any], str]
    known: tuple[str, ...]


_PAGE = _Kind(lambda page: "content_page", ("checked_on",))
_KINDS: Mapping[type, _Kind] = {
    ProgrammePage: _Kind(lambda page: programme_kind(page.status), ("checked_on", "correct_at")),
    EmergencyNumber: _Kind(lambda line: "help_line", ("confirmed_on", "source_on")),
    LegalText: _Kind(lambda text: "legal_text", ("approved_on",)),
    HomePage: _PAGE,
    ContentPage: _PAGE,
    RatingsPage: _PAGE,
    EmergencyPage: _PAGE,
}


def read_periods() -> Periods:
    """The periods as editors set them: one query."""
    row = ReviewPeriods.objects.order_by("pk").values_list(*Periods._fields).first()
    return Periods(*row) if row else DEFAULTS


def programme_kind(status: str) -> str:
    """The kind of a programme with this status, as :class:`Periods` names it."""
    return "paused" if status == ProgrammePage.Status.PAUSED else "programme"


def review_due_on(entry: Any, periods: Periods | None = None) -> dt.date | None:
    """The last day on which an entry counts as fresh; None where it was never checked.

    ``entry`` is a programme, a content page, a help line or a legal text. Its own
    ``review_months`` come before those of its kind.
    """
    kind = _KINDS[type(entry)]
    known = next((day for name in kind.known if (day := getattr(entry, name))), None)
    if known is None:
        return None
    months = entry.review_months or getattr(periods or read_periods(), kind.period(entry))
    return add_months(known, months)


def is_due(due_on: dt.date | None, today: dt.date | None = None) -> bool:
    """Whether an entry with this day is to be checked: never checked, or the day is over."""
    return due_on is None or due_on < (today or timezone.localdate())


def capacity_until(known_on: dt.date | None, weeks: int) -> dt.date | None:
    """The last day on which a capacity counts that was true on ``known_on``."""
    return known_on + dt.timedelta(weeks=weeks) if known_on else None


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
