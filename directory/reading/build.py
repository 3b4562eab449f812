"""Building the sheet of a programme from what was read."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from directory.languages import Text, language_name, pick_text
from directory.models import ContactPoint, EvidenceRating, ProgrammePage
from directory.models.phones import PhoneKind
from directory.models.programme_texts import HEADINGS
from directory.models.strands import Gender
from directory.phones import show_phone
from directory.phrases import translator
from directory.prose import part_long
from directory.reading.catalogue import Catalogue
from directory.reading.records import (
    as_date,
    by_language,
    capacity_counts_until,
    evidence,
    in_order,
    ratings_before,
    ratings_now,
    review_due,
)
from directory.reading.sheet import (
    Contact,
    Fact,
    Part,
    PlaceSheet,
    Rating,
    Relative,
    Section,
    Sheet,
    StrandSheet,
    Told,
    Words,
)
from directory.reading.words import (
    OWN_REQUEST,
    age_words,
    capacity_words,
    context_words,
    volunteer_words,
)
from directory.record import NOBODY
from directory.towns import town_in

NOTHING = Words("", "")
BELGIUM = "BE"
PHONE_KINDS = {
    PhoneKind.VOICE: ContactPoint.Kind.PHONE,
    PhoneKind.MOBILE: ContactPoint.Kind.MOBILE,
    PhoneKind.FAX: ContactPoint.Kind.FAX,
}


class SheetBuilder:
    """Builds one sheet: the programme as read, the terms, and the language of the page."""

    def __init__(
        self, data: Mapping[str, Any], terms: Catalogue, language: str, today: dt.date
    ) -> None:
        self.data = data
        self.terms = terms
        self.language = language
        self.today = today
        self.gettext = translator(language)
        self.original = data["original_language"]
        self.borrowed: set[str] = set()

    def text(self, texts: Mapping[str, str] | None) -> Words:
        """The words in the page's language; remembers from which other language some were taken."""
        own = texts.get(self.language) if texts else ""
        if own or not texts:
            return Words(own or "", "")
        text = pick_text(texts, self.language, self.original)
        if not text.words:
            return NOTHING
        self.borrowed.add(text.language)
        return Words(text.words, text.language)

    def column(self, rows: list[Any], name: str) -> Words:
        return self.text(by_language(rows, name))

    def _original(self, text: str) -> Words:
        """A text that is kept in the original language alone: its lack is no gap to tell of."""
        return Words.of(Text(text, self.original), self.language)

    def labels(self, vocabulary: str, codes: list[str] | None) -> tuple[str, ...]:
        return tuple(self.terms.labels(vocabulary, codes or [], self.language))

    def own(self, words: Iterable[str]) -> tuple[Words, ...]:
        return tuple([Words(word, "") for word in words if word])

    def build(self) -> Sheet:
        data, texts = self.data, self.data["texts"] or []
        parts = [self._part(row) for row in in_order(data["organisation_rows"])]
        conditions = in_order(data["conditions"])
        due = review_due(data)
        level = evidence(data)
        lists = self._lists()
        unwritten = [
            str(heading) for key, heading in HEADINGS.items() if not by_language(texts, key)
        ]
        made: dict[str, Any] = {
            "title": self.column(texts, "title"),
            "title_note": self.column(texts, "title_note"),
            "summary": self.column(texts, "summary"),
            "strands": tuple(self._strand(strand) for strand in in_order(data["strands"])),
            "sections": tuple(self._sections(texts)),
            "conditions": tuple(
                self.text(row["texts"]) for row in conditions if row["kind"] == "person"
            ),
            "safety_conditions": tuple(
                self.text(row["texts"]) for row in conditions if row["kind"] == "safety"
            ),
            "places": tuple(self._place(row["place"]) for row in in_order(data["place_rows"])),
            "contacts": tuple(self._contact(row) for row in in_order(data["contact_points"])),
            "ratings": tuple(map(self._rating, ratings_now(data))),
            "earlier_ratings": tuple(map(self._rating, ratings_before(data))),
            "parent": self._relative(data["parent"]) if data["parent"] else None,
            "children": tuple(self._relative(child) for child in data["children"]),
        }
        return Sheet(
            uuid=str(uuid.UUID(str(data["uuid"]))),
            slug=data["slug"],
            language=self.language,
            untranslated=tuple(map(language_name, sorted(self.borrowed))),
            status=data["status"],
            status_label=str(ProgrammePage.Status(data["status"]).label),
            status_since=as_date(data["status_since"]),
            example=bool(data["example"]),
            lists=tuple(fact for fact in lists if fact.values),
            unstated=(*unwritten, *(fact.name for fact in lists if not fact.values)),
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
            source=self._original(data["source"]),
            **made,
        )

    def _sections(self, texts: list[Any]) -> Iterator[Section]:
        for key, heading in HEADINGS.items():
            text = self.column(texts, key)
            if text.words:
                beginning, rest = part_long(text.words)
                yield Section(
                    key, str(heading), Words(beginning, text.lang), Words(rest, text.lang)
                )

    def _lists(self) -> tuple[Fact, ...]:
        _ = self.gettext
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
        _ = self.gettext
        population = self.labels("population", strand["populations"])
        ages = age_words(strand["age_from"], strand["age_to"])
        modes = self.labels("mode", strand["modes"])
        rows = in_order(strand["told_rows"])
        # Whoever thinks of coming by themself finds what concerns them first.
        rows.sort(key=lambda row: row["context"] != OWN_REQUEST)
        told = tuple(map(self._told, rows))
        until = capacity_counts_until(self.data, strand)
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
        return StrandSheet(
            uuid=str(uuid.UUID(str(strand["uuid"]))),
            label=self.column(strand["texts"], "label"),
            who=(*population, *([ages] if ages else [])),
            how=modes,
            capacity=capacity_words(strand["capacity"], strand["waiting_weeks"]),
            capacity_state=strand["capacity"],
            capacity_on=as_date(strand["capacity_on"]),
            capacity_lapsed=until is not None and until < self.today,
            facts=tuple(fact for fact in facts if fact.values),
            unstated=tuple(fact.name for fact in facts if not fact.values),
            told=told,
        )

    def _fact(self, name: str, vocabulary: str, codes: list[str] | None) -> Fact:
        return Fact(name, self.own(self.labels(vocabulary, codes)))

    def _told(self, row: Mapping[str, Any]) -> Told:
        code = row["context"]
        context = context_words(code, self.terms.label("legal-context", code, self.language))
        who = self.labels("told", row["told"])
        return Told(context, who, self.text(row["notes"]), NOBODY in (row["told"] or ()))

    def _part(self, row: Mapping[str, Any]) -> Part:
        body = row["organisation"]
        return Part(
            role=row["role"],
            name=body["name"],
            part=self.text(row["parts"]),
            kind=self.terms.label("organisation-kind", body["kind"], self.language)
            if body["kind"]
            else "",
            reach=self._reach(body),
            opening_hours=self.text(body["opening_hours"]),
            former_names=tuple(body["former_names"].splitlines()),
            description=self.text(body["descriptions"]),
            principles=self.text(body["principles"]),
            members=tuple(sorted(member["name"] for member in body["member_rows"] or [])),
            networks=tuple(network["name"] for network in in_order(body["memberships"])),
            partner_kinds=self.labels("organisation-kind", body["partner_kinds"]),
        )

    def _reach(self, body: Mapping[str, Any]) -> tuple[Contact, ...]:
        kinds = ContactPoint.Kind
        found = [*self._phones(body["phones"])]
        found += [self._way(kinds.EMAIL, body["email"])] if body["email"] else []
        found += [self._way(kinds.WEBSITE, body["website"])] if body["website"] else []
        return tuple(found)

    def _phones(self, rows: list[Any]) -> tuple[Contact, ...]:
        return tuple(
            self._way(PHONE_KINDS[row["kind"]], row["number"], self.text(row["labels"]))
            for row in in_order(rows)
        )

    def _contact(self, row: Mapping[str, Any]) -> Contact:
        labels, hours = self.text(row["labels"]), self.text(row["hours"])
        return self._way(row["kind"], row["value"], labels, hours)

    def _way(self, kind: str, value: str, name: Words = NOTHING, hours: Words = NOTHING) -> Contact:
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
        return Contact(kind, label, shown, href, name, hours)

    def _place(self, row: Mapping[str, Any]) -> PlaceSheet:
        name = town_in(self.language, row["town"], row["country"])
        # A postal code is a piece of a street in some countries.
        code = "" if row["confidential"] else row["postal_code"]
        town = " ".join(part for part in (code, name) if part)
        if row["country"] != BELGIUM:
            town = f"{town} ({row['country']})"
        if row["confidential"]:
            return PlaceSheet(NOTHING, (town,), True, NOTHING, "", ())
        return PlaceSheet(
            name=self.text(row["names"]),
            lines=tuple(part for part in (row["street"], town) if part),
            confidential=False,
            opening_hours=self.text(row["opening_hours"]),
            organisation=row["organisation"] or "",
            phones=self._phones(row["phones"]),
        )

    def _rating(self, row: Mapping[str, Any]) -> Rating:
        return Rating(
            level=row["level"],
            label=str(EvidenceRating.Level(row["level"]).label),
            adopted=bool(row["adopted"]),
            rater=self._original(row["rater"]),
            rated_on=as_date(row["rated_on"]),
            reasons_published=bool(row["reasons_published"]),
            outcome=self.text(row["outcomes"]),
            reasons=self.text(row["reasons"]),
            sources=tuple(map(self._original, filter(str.strip, row["sources"].splitlines()))),
            valid_until=as_date(row["valid_until"]),
            change_reasons=self.text(row["change_reasons"]),
        )

    def _relative(self, row: Mapping[str, Any]) -> Relative:
        return Relative(
            slug=row["slug"],
            title=self._of_relative(row, "title"),
            summary=self._of_relative(row, "summary"),
        )

    def _of_relative(self, row: Mapping[str, Any], name: str) -> Words:
        """A text of another programme: what it lacks is not this page's lack."""
        texts = by_language(row["texts"], name)
        text = pick_text(texts, self.language, row["original_language"])
        return Words.of(text, self.language)
