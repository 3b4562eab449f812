"""The sheet of a programme: everything its public page says, in one language, ready to be shown."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.languages import ENDONYMS, Text, pick_text
from directory.models import ContactPoint, EvidenceRating, ProgrammePage
from directory.models.programme_texts import HEADINGS
from directory.models.strands import Capacity, Gender
from directory.phones import show_phone
from directory.reading.catalogue import Catalogue
from directory.reading.records import as_date, by_language, evidence, in_order, review_due


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


class SheetBuilder:
    """Builds one sheet: the programme as read, the terms, and the language of the page."""

    def __init__(
        self, data: Mapping[str, Any], terms: Catalogue, language: str, today: dt.date
    ) -> None:
        self.data = data
        self.terms = terms
        self.language = language
        self.today = today
        self.original = data["original_language"]
        self.borrowed: set[str] = set()

    def text(self, texts: Mapping[str, str] | None) -> Text:
        """The words in the page's language; remembers from which other language some were taken."""
        text = pick_text(texts or {}, self.language, self.original)
        if text.words and text.language != self.language:
            self.borrowed.add(text.language)
        return text

    def column(self, rows: list[Any], name: str) -> Text:
        return self.text(by_language(rows, name))

    def labels(self, vocabulary: str, codes: list[str] | None) -> tuple[str, ...]:
        return tuple(self.terms.labels(vocabulary, codes or [], self.language))

    def own(self, words: tuple[str, ...] | list[str]) -> tuple[Text, ...]:
        return tuple(Text(word, self.language) for word in words if word)

    def build(self) -> Sheet:
        data, texts = self.data, self.data["texts"] or []
        parts = [self._part(row) for row in in_order(data["organisation_rows"])]
        conditions = in_order(data["conditions"])
        due = review_due(data)
        level = evidence(data)
        made = {
            "title": self.column(texts, "title"),
            "title_note": self.column(texts, "title_note"),
            "summary": self.column(texts, "summary"),
            "strands": tuple(self._strand(strand) for strand in in_order(data["strands"])),
            "sections": tuple(
                Section(key, str(heading), self.column(texts, key))
                for key, heading in HEADINGS.items()
            ),
            "conditions": tuple(
                self.text(row["texts"]) for row in conditions if row["kind"] == "person"
            ),
            "safety_conditions": tuple(
                self.text(row["texts"]) for row in conditions if row["kind"] == "safety"
            ),
            "places": tuple(self._place(row) for row in in_order(data["place_rows"])),
            "contacts": tuple(self._contact(row) for row in in_order(data["contact_points"])),
            "ratings": tuple(self._rating(row) for row in in_order(data["ratings"])),
            "parent": self._relative(data["parent"]) if data["parent"] else None,
            "children": tuple(self._relative(child) for child in data["children"]),
        }
        return Sheet(
            uuid=str(uuid.UUID(str(data["uuid"]))),
            slug=data["slug"],
            language=self.language,
            untranslated=tuple(ENDONYMS.get(code, code) for code in sorted(self.borrowed)),
            status=data["status"],
            status_label=str(ProgrammePage.Status(data["status"]).label),
            status_since=as_date(data["status_since"]),
            example=bool(data["example"]),
            lists=self._lists(),
            organisations=tuple(part for part in parts if part.role != "member-of"),
            memberships=tuple(part for part in parts if part.role == "member-of"),
            areas=self.labels("area", data["areas"]),
            evidence=level,
            evidence_label=str(EvidenceRating.Level(level).label),
            correct_at=as_date(data["correct_at"]),
            correct_by=data["correct_by"],
            checked_on=as_date(data["checked_on"]),
            checked_by=data["checked_by"],
            review_due=due,
            fresh=due is not None and due >= self.today,
            source=data["source"],
            **made,
        )

    def _lists(self) -> tuple[Fact, ...]:
        return tuple(
            Fact(name, self.own(self.labels(vocabulary, self.data[key])))
            for name, vocabulary, key in (
                (_("Methods"), "method", "methods"),
                (_("Offers besides treatment"), "offer", "offers"),
                (_("Life domains worked on"), "life-domain", "life_domains"),
                (_("Safety measures around it"), "safety-measure", "safety_measures"),
            )
        )

    def _strand(self, strand: Mapping[str, Any]) -> StrandSheet:
        population = self.labels("population", strand["populations"])
        ages = age_words(strand["age_from"], strand["age_to"])
        modes = self.labels("mode", strand["modes"])
        told = tuple(self._told(row) for row in in_order(strand["told_rows"]))
        gender = str(Gender(strand["gender"]).label) if strand["gender"] else ""
        frequency = self.column(strand["texts"], "frequency")
        cost = self.column(strand["texts"], "cost_note")
        costs = (*self.own(self.labels("cost", strand["costs"])), *([cost] if cost.words else []))
        facts = [
            Fact(_("Target population"), self.own(population)),
            Fact(_("Age"), self.own([ages])),
            Fact(_("Gender"), self.own([gender])),
            self._fact(_("Kind of harm"), "harm", strand["harms"]),
            self._fact(_("Prevention level"), "prevention", strand["prevention_levels"]),
            Fact(_("Delivery mode"), self.own(modes)),
            self._fact(_("Setting"), "setting", strand["settings"]),
            Fact(_("Frequency"), (frequency,) if frequency.words else ()),
            self._fact(_("Languages"), "language", strand["languages"]),
            self._fact(_("Staff"), "discipline", strand["disciplines"]),
            Fact(_("Cost"), costs),
            self._fact(_("Voluntary or court-ordered"), "basis", strand["basis"]),
            self._fact(_("Who may refer"), "referrer", strand["referrers"]),
        ]
        volunteers = volunteer_words(strand["volunteers_from"], strand["volunteers_to"])
        if volunteers:
            facts.insert(10, Fact(_("Volunteers"), self.own([volunteers])))
        codes = [code for row in told for code in row.codes]
        return StrandSheet(
            uuid=str(uuid.UUID(str(strand["uuid"]))),
            label=self.column(strand["texts"], "label"),
            who=(*population, *([ages] if ages else [])),
            how=modes,
            told_badges=self.labels("told", codes),
            capacity=capacity_words(strand["capacity"], strand["waiting_weeks"]),
            capacity_state=strand["capacity"],
            capacity_on=as_date(strand["capacity_on"]),
            facts=tuple(facts),
            told=told,
        )

    def _fact(self, name: str, vocabulary: str, codes: list[str] | None) -> Fact:
        return Fact(name, self.own(self.labels(vocabulary, codes)))

    def _told(self, row: Mapping[str, Any]) -> Told:
        codes = tuple(self.terms.ordered("told", row["told"] or []))
        context = self.terms.label("legal-context", row["context"], self.language)
        return Told(context, self.labels("told", list(codes)), codes, self.text(row["notes"]))

    def _part(self, row: Mapping[str, Any]) -> Part:
        body = row["organisation"]
        return Part(
            role=row["role"],
            name=body["name"],
            part=self.text(row["parts"]),
            kind=self.terms.label("organisation-kind", body["kind"], self.language)
            if body["kind"]
            else "",
            website=body["website"],
            former_names=tuple(body["former_names"].splitlines()),
            description=self.text(body["descriptions"]),
            principles=self.text(body["principles"]),
            members=tuple(member["name"] for member in in_order(body["member_rows"])),
            networks=tuple(network["name"] for network in in_order(body["memberships"])),
            partner_kinds=self.labels("organisation-kind", body["partner_kinds"]),
        )

    def _contact(self, row: Mapping[str, Any]) -> Contact:
        kind, value = row["kind"], row["value"]
        shown, href = value, ""
        if kind in (ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE):
            shown, href = show_phone(value), f"tel:{value}"
        elif kind == ContactPoint.Kind.FAX:
            shown = show_phone(value)
        elif kind == ContactPoint.Kind.EMAIL:
            href = f"mailto:{value}"
        elif kind == ContactPoint.Kind.WEBSITE:
            shown, href = value.split("://", 1)[-1].rstrip("/"), value
        label = str(ContactPoint.Kind(kind).label)
        return Contact(kind, label, shown, href, self.text(row["labels"]), self.text(row["hours"]))

    def _place(self, row: Mapping[str, Any]) -> PlaceSheet:
        town = " ".join(part for part in (row["postal_code"], row["town"]) if part)
        lines = tuple(part for part in ("" if row["confidential"] else row["street"], town) if part)
        return PlaceSheet(
            name=self.text(row["names"]),
            lines=lines,
            confidential=bool(row["confidential"]),
            opening_hours=self.text(row["opening_hours"]),
            organisation=row["organisation"] or "",
        )

    def _rating(self, row: Mapping[str, Any]) -> Rating:
        return Rating(
            level=row["level"],
            label=str(EvidenceRating.Level(row["level"]).label),
            adopted=bool(row["adopted"]),
            rater=row["rater"],
            rated_on=as_date(row["rated_on"]),
            reasons_published=bool(row["reasons_published"]),
            outcome=self.text(row["outcomes"]),
            reasons=self.text(row["reasons"]),
            sources=tuple(line for line in row["sources"].splitlines() if line.strip()),
        )

    def _relative(self, row: Mapping[str, Any]) -> Relative:
        original = row["original_language"]
        return Relative(
            slug=row["slug"],
            title=pick_text(by_language(row["texts"], "title"), self.language, original),
            summary=pick_text(by_language(row["texts"], "summary"), self.language, original),
            status=row["status"],
        )


def age_words(first: int | None, last: int | None) -> str:
    """An age range in words; empty where nothing is stated."""
    if first is not None and last is not None:
        return _("from %(first)s to %(last)s years") % {"first": first, "last": last}
    if first is not None:
        return _("from %(first)s years") % {"first": first}
    if last is not None:
        return _("up to %(last)s years") % {"last": last}
    return ""


def volunteer_words(least: int | None, most: int | None) -> str:
    if least is not None and most is not None and least != most:
        return _("%(least)s to %(most)s volunteers for one person") % {
            "least": least,
            "most": most,
        }
    count = least if least is not None else most
    if count is None:
        return ""
    return ngettext(
        "%(count)s volunteer for one person", "%(count)s volunteers for one person", count
    ) % {"count": count}


def capacity_words(state: str, weeks: int | None) -> str:
    """The capacity of a strand in words; empty where nothing is stated."""
    if not state:
        return ""
    if state == Capacity.WAITING and weeks is not None:
        return ngettext(
            "Waiting list: about %(weeks)s week", "Waiting list: about %(weeks)s weeks", weeks
        ) % {"weeks": weeks}
    return str(Capacity(state).label)
