"""The flat record of a programme, as the finder, the portal and the exports read it.

A record is plain immutable data without a database behind it: it can be indexed, compared,
generated for a benchmark and carried between processes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

#: Of who is told: the term that stands alone in its row.
NOBODY = "nobody-by-agreement"
#: The facets stated for each strand; other keys never appear in ``StrandRecord.codes``.
STATED_FACETS: tuple[str, ...] = (
    "population",
    "mode",
    "setting",
    "harm",
    "basis",
    "told",
    "referrer",
    "language",
)


class Point(NamedTuple):
    """A point in degrees (WGS 84), north and east positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StrandRecord:
    """One strand: a target group joined with the ways it is served.

    ``codes`` maps a facet name of :data:`STATED_FACETS` to term codes in vocabulary order; an
    absent facet was *not stated* by the source. Ages are whole years, inclusive; ``None`` means
    not stated or without bound. ``availability`` counts until ``availability_until``, that day
    included.
    """

    uuid: str
    labels: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]
    age_from: int | None
    age_to: int | None
    availability: str | None
    waiting_weeks: int | None
    availability_on: date | None
    availability_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRecord:
    """One programme with all its strands, texts by language code.

    ``areas`` holds the codes as stored (whoever searches widens them to broader and narrower
    areas). ``towns`` maps each town as entered to its names by language, where they differ.
    ``points`` are those of its places, to about a hundred metres, none of a confidential one.
    ``correct_at`` is the first day of the month in which the information was correct.
    """

    uuid: str
    slug: str
    original_language: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    texts: Mapping[str, str]
    status: str
    strands: tuple[StrandRecord, ...]
    areas: tuple[str, ...]
    evidence: str
    organisations: tuple[str, ...]
    towns: Mapping[str, Mapping[str, str]]
    points: tuple[Point, ...] = ()
    phones: tuple[str, ...]
    parent_title: Mapping[str, str]
    correct_at: date | None
    checked_on: date | None
    review_due: date | None
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRecord:
    """A vocabulary term: its code, its labels by language and the code of its broader term."""

    code: str
    labels: Mapping[str, str]
    broader: str | None
