"""What a search answers: hits with their highlights, facets with counts, total and remarks."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

import msgspec
from markupsafe import Markup

from directory.record import Point
from search.query import ProgrammeQuery

# Those that each answer has many of are made quicker so. None of them is part of a circle.


class Passage(msgspec.Struct, frozen=True, gc=False):
    """A piece of text in one language, encoded for HTML, with what was found in ``<mark>``."""

    html: Markup
    language: str


class StrandCard(msgspec.Struct, frozen=True, gc=False):
    """A strand as a hit's card says it. What is not stated is None, or absent from ``codes``."""

    label: str
    label_language: str
    codes: Mapping[str, tuple[str, ...]]
    age_from: int | None
    age_to: int | None
    availability: str | None
    waiting_weeks: int | None
    availability_on: date | None
    availability_until: date | None


class Card(msgspec.Struct, frozen=True, eq=False):
    """What a hit says of a programme in the visitor's language, whatever was asked.

    ``languages`` are those of the programme's texts in order of preference: the visitor's, the
    original, the others. ``fragments`` are pieces of pages made of it (:mod:`search.card_frames`),
    which are kept for as long as the card is. A card is equal to itself alone.
    """

    uuid: str
    slug: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    languages: tuple[str, ...]
    parent_title: str
    status: str
    strands: tuple[StrandCard, ...]
    areas: tuple[str, ...]
    towns: tuple[str, ...]
    points: tuple[Point, ...]
    correct_at: date | None
    checked_on: date | None
    review_due: date | None
    fragments: dict[Hashable, Any] = msgspec.field(default_factory=dict)


class Hit(msgspec.Struct, frozen=True):
    """One programme found. ``matched`` says for each strand whether it fits the filters alone.

    ``distance`` is how far its nearest place is from the place asked for, in kilometres.
    """

    card: Card
    matched: tuple[bool, ...]
    title: Passage
    summary: Passage | None
    snippet: Passage | None
    distance: float | None = None


class OptionCount(msgspec.Struct, frozen=True, gc=False):
    """How many programmes an option would give, with all choices of the other facets kept."""

    code: str
    total: int
    selected: bool


class RemarkKind(Enum):
    """What an engine has to say about its own answer."""

    SIMILAR_WORDS = "similar-words"  # words with no exact match; similar ones were looked for
    NO_WORDS = "no-words"  # a text without a word to look for, such as "!?"; it was left out
    LISTING_ENDS = "listing-ends"  # only the first so many hits are listed
    LAST_PAGE = "last-page"  # a page beyond the last was asked for


@dataclass(frozen=True, slots=True)
class Remark:
    kind: RemarkKind
    words: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Towns:
    """How many programmes of an answer are in each town, as entered, and how many in none.

    A programme in two towns counts in both.
    """

    totals: Mapping[str, int]
    nowhere: int


#: What a search drops that asks for the words of a phrase loosely.
QUOTATION_MARKS = "quotation marks"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A search that gives something where this one gives nothing.

    ``dropped`` are the (facet, code) pairs it leaves out; ``("q", text)`` stands for a text, and
    :data:`QUOTATION_MARKS` for those around a phrase.
    """

    query: ProgrammeQuery
    dropped: tuple[tuple[str, str], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query.

    ``facets`` maps every facet to the counts of all its options in catalogue order. ``page`` is
    the page shown, within ``pages``; ``programmes`` is how many there are in all, found or not.
    ``meant`` is the text with words that stand nowhere mended, out of what is published alone.
    ``left_out`` are words of the text that no programme holds beside the others: the answer is that
    of the search without them.
    """

    hits: tuple[Hit, ...]
    total: int
    page: int
    pages: int
    facets: Mapping[str, tuple[OptionCount, ...]]
    programmes: int
    remarks: tuple[Remark, ...] = ()
    suggestions: tuple[Suggestion, ...] = field(default=())
    meant: str = ""
    left_out: tuple[str, ...] = ()
