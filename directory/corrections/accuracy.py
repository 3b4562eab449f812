"""How true the directory is, in numbers anybody may read. A few queries, kept for some minutes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from django.core.cache import cache
from django.utils.translation import gettext as _

from directory.keepers import of_keeper
from directory.models import Correction, EmergencyNumber, KeeperPage, ProgrammePage
from directory.quality.review import add_months
from directory.reading.catalogue import catalogue

#: Seconds for which the counts are kept in each process.
KEPT = 600
#: Below this many, a share in per cent would pretend to more than it knows.
FEW = 10
MONTH_DAYS = 30.4375
HELP_LINES = "help-lines"
ALL = "all"


@dataclass(slots=True)
class Count:
    """What is counted of one kind of entry. Ages in days, since the entry was last known right."""

    entries: int = 0
    confirmed: int = 0
    ages: list[int] = field(default_factory=list)
    received: int = 0
    settled: int = 0
    settling_days: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. What cannot be told is None."""

    kind: str
    name: str
    entries: int
    confirmed: int
    share: int | None
    age_months: float | None
    undated: int
    received: int | None
    settled: int | None
    settling_days: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart, in units of its drawing."""

    name: str
    y: int
    width: float
    words: str


def accuracy_rows(today: dt.date, language: str) -> list[Row]:
    """A line for all programmes, one for each kind of organisation that keeps any, and one for
    the help lines; the kinds by name."""
    key = f"accuracy:{today.isoformat()}"
    counts: dict[str, Count] | None = cache.get(key)
    if counts is None:
        counts = count_accuracy(today)
        cache.set(key, counts, KEPT)
    names = {
        kind: catalogue().label("organisation-kind", kind, language)
        if kind
        else _("Kind not known")
        for kind in counts
    } | {ALL: _("All programmes"), HELP_LINES: _("Help lines")}
    kinds = sorted(
        (kind for kind in counts if kind not in (ALL, HELP_LINES)),
        key=lambda kind: (kind == "", names[kind].casefold()),
    )
    return [_row(kind, names[kind], counts[kind]) for kind in (ALL, *kinds, HELP_LINES)]


def count_accuracy(today: dt.date) -> dict[str, Count]:
    """The counts by kind of the organisation that keeps the entry; ``""`` where it has none."""
    since = add_months(today, -12)
    keepers = dict(KeeperPage.objects.values_list("path", "organisation__kind__code"))
    known = catalogue().places.get("organisation-kind", {})
    counts = {ALL: Count(), HELP_LINES: Count()}

    def of(kind: str | None) -> Iterable[Count]:
        # A deleted entry's kind may have been merged into another since.
        return counts[ALL], counts.setdefault(kind if kind and kind in known else "", Count())

    entries = ProgrammePage.objects.live().values_list("path", "checked_on", "correct_at")
    for path, checked_on, correct_at in entries.iterator():
        for count in of(of_keeper(path, keepers)):
            _note(count, checked_on, correct_at, today, since)
    for confirmed_on, source_on in EmergencyNumber.objects.values_list("confirmed_on", "source_on"):
        _note(counts[HELP_LINES], confirmed_on, source_on, today, since)
    # Unordered: the public role may not read their keys.
    corrections = Correction.objects.order_by().values_list(
        "programme__path", "keeper_kind", "sent_on", "settled_on"
    )
    for path, kind, sent_on, settled_on in corrections.iterator():
        for count in of(of_keeper(path, keepers) if path else kind):
            count.received += sent_on > since
            if settled_on is not None and settled_on > since:
                count.settled += 1
                count.settling_days.append((settled_on - sent_on).days)
    return counts


def _note(
    count: Count, checked: dt.date | None, known: dt.date | None, today: dt.date, since: dt.date
) -> None:
    count.entries += 1
    count.confirmed += checked is not None and checked > since
    day = checked or known
    if day is not None:
        count.ages.append(max(0, (today - day).days))


def _row(kind: str, name: str, count: Count) -> Row:
    lines = kind == HELP_LINES
    return Row(
        kind=kind,
        name=name,
        entries=count.entries,
        confirmed=count.confirmed,
        share=round(100 * count.confirmed / count.entries) if count.entries >= FEW else None,
        age_months=round(median(count.ages) / MONTH_DAYS, 1) if count.ages else None,
        undated=count.entries - len(count.ages),
        received=None if lines else count.received,
        settled=None if lines else count.settled,
        settling_days=median(count.settling_days) if count.settling_days else None,
    )


BAR_HEIGHT = 44
BAR_LENGTH = 320


def bars(rows: list[Row]) -> list[Bar]:
    """A bar for each line that has entries: the part of them confirmed in the last 12 months."""
    shown = [row for row in rows if row.entries]
    return [
        Bar(
            name=row.name,
            y=number * BAR_HEIGHT,
            width=round(BAR_LENGTH * row.confirmed / row.entries, 1),
            words=_("%(confirmed)s of %(entries)s")
            % {"confirmed": row.confirmed, "entries": row.entries},
        )
        for number, row in enumerate(shown)
    ]
