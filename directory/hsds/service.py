"""Programmes as HSDS services. A strand has no counterpart there: its facts are attributes."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from directory.hsds.attributes import Attributes, Writing, filled
from directory.hsds.ids import at_location, derived, own
from directory.hsds.organization import organization, organization_brief
from directory.hsds.place import PHONE_TYPES, location, location_brief
from directory.hsds.vocabularies import Vocabularies
from directory.models import ContactPoint, ProgrammeOrganisation
from directory.reading.records import by_language, in_order, review_due

STATUSES = {"open": "active", "paused": "temporarily closed", "closed": "defunct"}
#: Said on each invented entry, so that nobody takes it for a real one.
EXAMPLE = "Invented example: this programme does not exist."
#: The language that is not one: other languages, with an interpreter.
INTERPRETER = "interpreter"
_ISO_639 = range(2, 4)  # the length of a code
_ROLES = ProgrammeOrganisation.Role
_KINDS = ContactPoint.Kind


@dataclass(frozen=True, slots=True)
class Danger:
    """The text in force on when staff may or must speak, whatever was agreed on reporting."""

    texts: Mapping[str, str]
    valid_from: dt.date
    approved_on: dt.date | None
    approved_by: str


class ServiceWriter:
    """Writes services, in the language asked for or each in its own.

    ``site`` is the address of the public site, for links to the programmes' pages.
    """

    def __init__(
        self, terms: Vocabularies, *, language: str, site: str, danger: Danger | None = None
    ) -> None:
        self.terms = terms
        self.language = language
        self.site = site
        self.danger = danger

    def writing(self, data: Mapping[str, Any]) -> Writing:
        return Writing(self.terms, self.language, data["original_language"])

    def minimal(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """As little as the schema allows, and when it was last changed."""
        changed = _moment(data["changed_at"])
        return filled(
            {
                "id": own(data["uuid"]),
                "name": self.writing(data).text(by_language(data["texts"], "title")),
                "status": _status(data),
                "last_modified": changed,
                "modified_date": changed,
            }
        )

    def brief(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """A service without what it has several of."""
        writing = self.writing(data)
        return self._brief(data, writing, organization_brief)

    def _brief(self, data: Mapping[str, Any], writing: Writing, write: Any) -> dict[str, Any]:
        service = own(data["uuid"])
        texts = data["texts"] or []
        provider = _provider(data)
        strands = data["strands"] or []
        contacts = in_order(data["contact_points"])
        return filled(
            {
                "id": service,
                "organization_id": own(provider["uuid"]) if provider else "",
                "program_id": own(data["parent"]["uuid"]) if data["parent"] else "",
                "name": writing.text(by_language(texts, "title")),
                "description": writing.text(by_language(texts, "summary")),
                "url": _first(contacts, _KINDS.WEBSITE),
                "email": _first(contacts, _KINDS.EMAIL),
                "status": _status(data),
                "interpretation_services": self._interpreter(strands, writing),
                "accreditations": writing.text(by_language(texts, "recognition")),
                "eligibility_description": writing.text(by_language(texts, "target_population")),
                "minimum_age": _bound(strands, "age_from", min),
                "maximum_age": _bound(strands, "age_to", max),
                "assured_date": data["checked_on"],
                "alert": EXAMPLE if data["example"] else "",
                "last_modified": _moment(data["changed_at"]),
                "organization": write(provider, writing) if provider else None,
                "program": self._program(data["parent"]),
            }
        )

    @staticmethod
    def _interpreter(strands: Sequence[Mapping[str, Any]], writing: Writing) -> str:
        spoken = {code for strand in strands for code in strand["languages"] or []}
        return " ".join(writing.labels("language", spoken & {INTERPRETER}))

    def _program(self, parent: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if parent is None:
            return None
        writing = self.writing(parent)
        return {
            "id": own(parent["uuid"]),
            "name": writing.text(by_language(parent["texts"], "title")),
            "description": writing.text(by_language(parent["texts"], "summary")),
        }

    def fields(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What HSDS has fields of its own for, without what stands in lists of their own: the
        organisation, the places, ways to reach it and attributes."""
        writing, service = self.writing(data), own(data["uuid"])
        return {
            **self._brief(data, writing, lambda body, writing: None),
            **filled(
                {
                    "service_areas": self._areas(data, service, writing),
                    "languages": self._languages(data, service, writing),
                    "cost_options": self._costs(data, service, writing),
                }
            ),
        }

    def full(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """A service with all that the public page says, and the identifiers of it."""
        writing = self.writing(data)
        service = own(data["uuid"])
        brief = self._brief(data, writing, organization)
        return {
            **brief,
            **filled(
                {
                    "phones": [
                        _phone(row, service, writing)
                        for row in _contacts(data, *ContactPoint.NUMBERS)
                    ],
                    "contacts": [
                        _contact(row, service, writing)
                        for row in _contacts(data, _KINDS.EMAIL, _KINDS.WEBSITE)
                    ],
                    "service_areas": self._areas(data, service, writing),
                    "service_at_locations": [
                        self._at_location(row["place"], service, writing, location)
                        for row in in_order(data["place_rows"])
                    ],
                    "languages": self._languages(data, service, writing),
                    "cost_options": self._costs(data, service, writing),
                    "attributes": self._attributes(data, service, writing),
                }
            ),
        }

    def at_location(self, data: Mapping[str, Any], place: Mapping[str, Any]) -> dict[str, Any]:
        """A service at a place, without what either has several of."""
        writing, service = self.writing(data), own(data["uuid"])
        return {
            **self._at_location(place, service, writing, location_brief),
            "service": self._brief(data, writing, organization_brief),
        }

    def at_location_full(self, data: Mapping[str, Any], place: Mapping[str, Any]) -> dict[str, Any]:
        """A service at a place, with all that is known of the place and of the service."""
        writing, service = self.writing(data), own(data["uuid"])
        return {
            **self._at_location(place, service, writing, location),
            "service": self.full(data),
        }

    @staticmethod
    def _at_location(
        place: Mapping[str, Any], service: str, writing: Writing, write: Any
    ) -> dict[str, Any]:
        where = write(place, writing, service)
        return {
            "id": at_location(service, own(place["uuid"])),
            "service_id": service,
            "location_id": where["id"],
            "location": where,
        }

    def _areas(
        self, data: Mapping[str, Any], service: str, writing: Writing
    ) -> list[dict[str, Any]]:
        return [
            {
                "id": derived(service, "area", code),
                "service_id": service,
                "name": self.terms.label("area", code, writing.language),
            }
            for code in self.terms.in_order("area", data["areas"])
        ]

    def _languages(
        self, data: Mapping[str, Any], service: str, writing: Writing
    ) -> list[dict[str, Any]]:
        spoken = {code for strand in data["strands"] or [] for code in strand["languages"] or []}
        return [
            filled(
                {
                    "id": derived(service, "language", code),
                    "service_id": service,
                    "name": self.terms.label("language", code, writing.language),
                    "code": code if len(code) in _ISO_639 else "",
                }
            )
            for code in self.terms.in_order("language", spoken - {INTERPRETER})
        ]

    def _costs(
        self, data: Mapping[str, Any], service: str, writing: Writing
    ) -> list[dict[str, Any]]:
        options = []
        for strand in in_order(data["strands"]):
            note = writing.text(by_language(strand["texts"], "cost_note"))
            words = [*writing.labels("cost", strand["costs"]), *([note] if note else [])]
            if words:
                option = {
                    "id": derived(own(strand["uuid"]), "cost"),
                    "service_id": service,
                    "option": writing.text(by_language(strand["texts"], "label")),
                    "amount_description": "; ".join(words),
                }
                options.append(filled(option))
        return options

    def _attributes(
        self, data: Mapping[str, Any], service: str, writing: Writing
    ) -> list[dict[str, Any]]:
        attributes = Attributes(writing)
        attributes.columns("service", service, data, "ProgrammePage", "ProgrammeText")
        attributes.value("service", service, "page", self._page(data))
        attributes.value("service", service, "review_due", review_due(data))
        for child in data["children"]:
            part = own(child["uuid"])
            attributes.value("service", service, "sub_programmes", part, key=part)
        told = [_write_strand(attributes, service, strand) for strand in in_order(data["strands"])]
        if self.danger is not None and any(told):
            _write_danger(attributes, service, self.danger)
        _write_rows(attributes, service, "conditions", "condition", data["conditions"])
        _write_rows(attributes, service, "ratings", "rating", data["ratings"])
        _write_organizations(attributes, service, in_order(data["organisation_rows"]))
        return attributes.rows

    def _page(self, data: Mapping[str, Any]) -> str:
        wanted = (self.language, data["original_language"], settings.LANGUAGE_CODE)
        language = next(code for code in wanted if code in dict(settings.LANGUAGES))
        return f"{self.site}/{language}/programmes/{data['slug']}/"


def _status(data: Mapping[str, Any]) -> str:
    """Our status in the words of HSDS; a row of a file may say nothing of it."""
    return STATUSES[data["status"]] if data["status"] else ""


def _write_strand(attributes: Attributes, service: str, strand: Mapping[str, Any]) -> bool:
    """A strand and, below it, who is told; says whether that is stated."""
    key = own(strand["uuid"])
    attributes.value("service", service, "strands", key, key=key)
    attributes.columns("strand", key, strand, "Strand", "StrandText")
    rows = in_order(strand["told_rows"])
    for place, row in enumerate(rows):
        told = derived(key, "told", place)
        attributes.value("strand", key, "told_rows", told, key=told)
        attributes.columns("told_row", told, row, "StrandTold")
    return bool(rows)


_MODELS = {"condition": "EligibilityCondition", "rating": "EvidenceRating"}


def _write_rows(
    attributes: Attributes, service: str, name: str, entity: str, rows: list[Any]
) -> None:
    for place, row in enumerate(in_order(rows)):
        key = derived(service, entity, place)
        attributes.value("service", service, name, key, key=key)
        attributes.columns(entity, key, row, _MODELS[entity])


def _write_organizations(
    attributes: Attributes, service: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    for row in rows:
        body = own(row["organisation"]["uuid"])
        key = derived(service, "organization", body, row["role"])
        attributes.value("service", service, "organization_rows", key, key=key)
        attributes.value("organization_row", key, "organisation", body)
        attributes.columns("organization_row", key, row, "ProgrammeOrganisation")


def _write_danger(attributes: Attributes, service: str, danger: Danger) -> None:
    attributes.texts("service", service, "danger", danger.texts)
    for name in ("valid_from", "approved_on", "approved_by"):
        attributes.value("service", service, f"danger_{name}", getattr(danger, name))


def _contacts(data: Mapping[str, Any], *kinds: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The contact points of these kinds, each with how many like it came before."""
    seen: dict[tuple[str, str], int] = {}
    for row in in_order(data["contact_points"]):
        if row["kind"] in kinds:
            before = seen[row["kind"], row["value"]] = seen.get((row["kind"], row["value"]), -1) + 1
            yield before, row


def _contact_key(service: str, before: int, row: Mapping[str, Any]) -> str:
    return derived(service, "contact", row["kind"], row["value"], *([before] if before else []))


def _phone(
    numbered: tuple[int, Mapping[str, Any]], service: str, writing: Writing
) -> dict[str, Any]:
    before, row = numbered
    key = _contact_key(service, before, row)
    attributes = Attributes(writing)
    attributes.columns("contact_point", key, row, "ContactPoint")
    words = [writing.text(row["labels"]), writing.text(row["hours"])]
    return filled(
        {
            "id": key,
            "service_id": service,
            "number": row["value"],
            "type": PHONE_TYPES[row["kind"]],
            "description": "; ".join(filter(None, words)),
            "attributes": attributes.rows,
        }
    )


def _contact(
    numbered: tuple[int, Mapping[str, Any]], service: str, writing: Writing
) -> dict[str, Any]:
    before, row = numbered
    key = _contact_key(service, before, row)
    attributes = Attributes(writing)
    attributes.columns("contact_point", key, row, "ContactPoint")
    is_email = row["kind"] == _KINDS.EMAIL
    if not is_email:
        attributes.value("contact_point", key, "website", row["value"])
    return filled(
        {
            "id": key,
            "service_id": service,
            "name": writing.text(row["labels"]),
            "email": row["value"] if is_email else "",
            "attributes": attributes.rows,
        }
    )


def _provider(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The first organisation that delivers the programme, else the first with a part in it."""
    rows = [row for row in in_order(data["organisation_rows"]) if row["role"] != _ROLES.MEMBER_OF]
    rows.sort(key=lambda row: row["role"] != _ROLES.DELIVERS)
    return rows[0]["organisation"] if rows else None


def _first(contacts: Sequence[Mapping[str, Any]], kind: str) -> str:
    return next((str(row["value"]) for row in contacts if row["kind"] == kind), "")


def _bound(strands: Sequence[Mapping[str, Any]], name: str, choose: Any) -> int | None:
    """The age for the programme as a whole: not stated unless every strand states its own."""
    ages = [strand[name] for strand in strands]
    return choose(ages) if ages and None not in ages else None


def _moment(value: dt.datetime | None) -> str:
    """A moment to the millisecond, in UTC."""
    if value is None:
        return ""
    return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
