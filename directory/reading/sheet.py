"""The sheet of a programme: everything its public page says, in one language, ready to be shown."""

import datetime as dt
from dataclasses import dataclass

from directory.languages import Text


@dataclass(frozen=True, slots=True)
class Fact:
    """A named fact of a strand; no values means *not stated*."""

    name: str
    values: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Told:
    context: str
    who: tuple[str, ...]
    codes: tuple[str, ...]
    note: Text


@dataclass(frozen=True, slots=True)
class StrandSheet:
    uuid: str
    label: Text
    who: tuple[str, ...]
    how: tuple[str, ...]
    told_badges: tuple[str, ...]
    capacity: str
    capacity_state: str
    capacity_on: dt.date | None
    facts: tuple[Fact, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    heading: str
    text: Text


@dataclass(frozen=True, slots=True)
class Part:
    """An organisation and its part in the programme."""

    role: str
    name: str
    part: Text
    kind: str
    website: str
    former_names: tuple[str, ...]
    description: Text
    principles: Text
    members: tuple[str, ...]
    networks: tuple[str, ...]
    partner_kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    kind: str
    kind_label: str
    shown: str
    href: str
    label: Text
    hours: Text


@dataclass(frozen=True, slots=True)
class PlaceSheet:
    name: Text
    lines: tuple[str, ...]
    confidential: bool
    opening_hours: Text
    organisation: str


@dataclass(frozen=True, slots=True)
class Rating:
    level: str
    label: str
    adopted: bool
    rater: str
    rated_on: dt.date | None
    reasons_published: bool
    outcome: Text
    reasons: Text
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relative:
    slug: str
    title: Text
    summary: Text
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the template shows. Texts carry the language they are in."""

    uuid: str
    slug: str
    language: str
    title: Text
    title_note: Text
    summary: Text
    untranslated: tuple[str, ...]
    status: str
    status_label: str
    status_since: dt.date | None
    example: bool
    strands: tuple[StrandSheet, ...]
    sections: tuple[Section, ...]
    conditions: tuple[Text, ...]
    safety_conditions: tuple[Text, ...]
    lists: tuple[Fact, ...]
    organisations: tuple[Part, ...]
    memberships: tuple[Part, ...]
    areas: tuple[str, ...]
    contacts: tuple[Contact, ...]
    places: tuple[PlaceSheet, ...]
    ratings: tuple[Rating, ...]
    evidence: str
    evidence_label: str
    correct_at: dt.date | None
    correct_by: str
    checked_on: dt.date | None
    checked_by: str
    review_due: dt.date | None
    fresh: bool
    source: str
    parent: Relative | None
    children: tuple[Relative, ...]
