"""The sheet of a programme: everything its public page says, in one language, ready to be shown."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple, Self

from directory.languages import Text


class Words(NamedTuple):
    """A text as shown: ``lang`` is empty where it is in the page's own language."""

    words: str
    lang: str

    @classmethod
    def of(cls, text: Text, language: str) -> Self:
        """``text`` on a page in ``language``."""
        return cls(text.words, "" if text.language == language else text.language)


class Fact(NamedTuple):
    """A named fact, as stated."""

    name: str
    values: tuple[Words, ...]


class Told(NamedTuple):
    """Who is told in a legal context; of ``nobody`` the law's limit stands beside it."""

    context: str
    who: tuple[str, ...]
    note: Words
    nobody: bool


@dataclass(frozen=True, slots=True)
class StrandSheet:
    """A strand. ``unstated`` names the facts that the source does not give.

    ``capacity`` is what was last said; where that is too long ago, ``capacity_lapsed``.
    """

    uuid: str
    label: Words
    who: tuple[str, ...]
    how: tuple[str, ...]
    capacity: str
    capacity_state: str
    capacity_on: dt.date | None
    capacity_lapsed: bool
    facts: tuple[Fact, ...]
    unstated: tuple[str, ...]
    told: tuple[Told, ...]


class Section(NamedTuple):
    """A long text under its heading: its beginning, and the rest of it where it is long."""

    key: str
    heading: str
    text: Words
    rest: Words


class Contact(NamedTuple):
    """A way to reach someone; ``kind`` is one of :class:`ContactPoint.Kind`."""

    kind: str
    kind_label: str
    shown: str
    href: str
    label: Words
    hours: Words


@dataclass(frozen=True, slots=True)
class Part:
    """An organisation and its part in the programme. ``reach``: numbers, e-mail, website."""

    role: str
    name: str
    part: Words
    kind: str
    reach: tuple[Contact, ...]
    opening_hours: Words
    former_names: tuple[str, ...]
    description: Words
    principles: Words
    members: tuple[str, ...]
    networks: tuple[str, ...]
    partner_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceSheet:
    """A place. Of a confidential one everything but the town in ``lines`` is empty."""

    name: Words
    lines: tuple[str, ...]
    confidential: bool
    opening_hours: Words
    organisation: str
    phones: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    level: str
    label: str
    adopted: bool
    rater: Words
    rated_on: dt.date | None
    reasons_published: bool
    outcome: Words
    reasons: Words
    sources: tuple[Words, ...]
    valid_until: dt.date | None
    change_reasons: Words


@dataclass(frozen=True, slots=True)
class Relative:
    slug: str
    title: Words
    summary: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the template shows. Texts carry the language they are in.

    ``unstated`` names the sections and lists that the source does not fill.
    """

    uuid: str
    slug: str
    language: str
    title: Words
    title_note: Words
    summary: Words
    untranslated: tuple[str, ...]
    status: str
    status_label: str
    status_since: dt.date | None
    example: bool
    strands: tuple[StrandSheet, ...]
    sections: tuple[Section, ...]
    conditions: tuple[Words, ...]
    safety_conditions: tuple[Words, ...]
    lists: tuple[Fact, ...]
    unstated: tuple[str, ...]
    organisations: tuple[Part, ...]
    memberships: tuple[Part, ...]
    areas: tuple[str, ...]
    contacts: tuple[Contact, ...]
    places: tuple[PlaceSheet, ...]
    ratings: tuple[Rating, ...]
    earlier_ratings: tuple[Rating, ...]
    evidence: str
    evidence_label: str
    correct_at: dt.date | None
    correct_by: str
    checked_on: dt.date | None
    checked_by: str
    review_due: dt.date | None
    fresh: bool
    source: Words
    parent: Relative | None
    children: tuple[Relative, ...]
