"""Every column of every sample entry stands where the table says, with its value."""

import json
from typing import Any

from django.test import TestCase

from directory.hsds.attributes import Writing
from directory.hsds.mapped import Row
from directory.hsds.mapping import MAPPING, link_type, rows_of
from directory.hsds.organization import organization
from directory.hsds.place import location
from directory.hsds.reading import read_by_keys
from directory.hsds.service import Danger, ServiceWriter
from directory.hsds.vocabularies import taxonomy_id, vocabularies
from directory.models import LegalText, Organisation, Place, ProgrammePage, Term
from directory.sample.loader import load_directory
from tests.directory.exchange.conftest import exported
from tests.directory.hsds.record_values import (
    all_attributes,
    in_order,
    rows_of_organisation,
    rows_of_place,
    rows_of_programme,
    said,
    wanted,
)
from tests.hsds_schemas import load_schemas

SITE = "https://programmes.example"
BELOW_OTHERS = (
    "Organisation",
    "OrganisationPhone",
    "OrganisationMembership",
    "Place",
    "PlacePhone",
)
STATUSES = {"open": "active", "paused": "temporarily closed", "closed": "defunct"}
TYPES = {"phone": "voice", "voice": "voice", "mobile": "cell", "fax": "fax"}
#: Part of an exported document → the schema of what stands in it.
SCHEMA_OF = {
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
    "organizations": "organization",
    "locations": "location",
    "attributes": "attribute",
    "services": "service",
}


def attribute_rows(*models: str) -> list[Row]:
    return list(rows_of(*models))


class SampleValues(TestCase):
    """Loaded once for all."""

    danger: LegalText

    @classmethod
    def setUpTestData(cls) -> None:
        load_directory()
        cls.danger = LegalText.objects.get(kind=LegalText.Kind.DANGER)

    def writer(self, language: str = "") -> ServiceWriter:
        danger = Danger(
            self.danger.texts,
            self.danger.valid_from,
            self.danger.approved_on,
            self.danger.approved_by,
        )
        return ServiceWriter(vocabularies(), language=language, site=SITE, danger=danger)

    def read(self, kind: str, key: int) -> dict[str, Any]:
        [(_key, data)] = read_by_keys(kind, [key])
        return data

    def service(self, page: ProgrammePage, language: str = "") -> dict[str, Any]:
        return self.writer(language).full(self.read("programme", page.pk))

    def compare(self, rows: list[Row], instances: list[Any], attributes: list[Any]) -> set[str]:
        """Compares all columns; gives those that were filled."""
        filled = set()
        for row in rows:
            expected = wanted(row, instances)
            assert said(row, link_type(row), attributes) == expected, f"{row.model}.{row.field}"
            if expected:
                filled.add(f"{row.model}.{row.field}")
        return filled

    def test_every_column_of_every_programme_has_its_value(self) -> None:
        rows = [
            row
            for row in MAPPING
            if row.is_attribute and row.model not in (*BELOW_OTHERS, "LegalText")
        ]
        filled = set()
        for page in ProgrammePage.objects.live():
            service = self.service(page)
            below = ("organization", "service_at_locations")
            own = {name: part for name, part in service.items() if name not in below}
            attributes = list(all_attributes(own))
            filled |= self.compare(rows, list(rows_of_programme(page)), attributes)
            # Nothing is said twice.
            assert len({a["id"] for a in attributes}) == len(attributes)
        # Each column is filled by some entry, so that each was truly compared.
        assert {f"{row.model}.{row.field}" for row in rows} == filled

    def test_every_column_of_every_organisation_and_place_has_its_value(self) -> None:
        writing = Writing(vocabularies(), "en")
        filled = set()
        for body in Organisation.objects.all():
            thing = organization(self.read("organisation", body.pk), writing)
            attributes = [
                a for a in all_attributes(thing) if a["link_entity"] in ("organization", "phone")
            ]
            filled |= self.compare(
                attribute_rows("Organisation"),
                list(rows_of_organisation(body)),
                attributes,
            )
            assert {a["value"] for a in attributes if a["link_type"] == "memberships"} == {
                str(row.network.uuid) for row in body.memberships.all()
            }
            assert {a["value"] for a in attributes if a["link_type"] == "members"} == {
                str(row.member.uuid) for row in body.member_rows.all()
            }
            assert [p["number"] for p in thing.get("phones", [])] == [
                p.number for p in in_order(body.phones)
            ]
        for place in Place.objects.filter(confidential=False):
            thing = location(self.read("place", place.pk), writing)
            filled |= self.compare(
                attribute_rows("Place", "PlacePhone"),
                list(rows_of_place(place)),
                list(all_attributes(thing)),
            )
        assert {"Organisation.kind", "Organisation.partner_kinds", "Organisation.areas"} <= filled

    def test_each_direct_field_of_the_clinic(self) -> None:
        page = ProgrammePage.objects.get(slug="iter")
        checked = set()
        for column, (found, expected) in direct(page, self.service(page)).items():
            assert found == expected, column
            checked.add(column)
        place, body = Place.objects.get(key="iter"), Organisation.objects.get(key="iter")
        writing = Writing(vocabularies(), "en")
        of_place = location(self.read("place", place.pk), writing)
        of_body = organization(self.read("organisation", body.pk), writing)
        term = Term.objects.get(vocabulary="harm", broader__isnull=False, code__startswith="harm")
        of_term = vocabularies().whole_term(vocabularies().by_uuid[str(term.uuid)], "nl")
        for column, (found, expected) in {
            **direct_place(place, of_place),
            **direct_organisation(body, of_body),
            **direct_term(term, of_term),
        }.items():
            assert found == expected, column
            checked.add(column)
        assert {f"{row.model}.{row.field}" for row in MAPPING if row.hsds} == checked

    def test_the_text_on_danger_stands_beside_who_is_told(self) -> None:
        page = ProgrammePage.objects.get(slug="iter")
        attributes = self.service(page)["attributes"]
        said_of = {
            (a["link_type"], a.get("taxonomy_term", {}).get("language", "")): a["value"]
            for a in attributes
            if a["link_type"].startswith("danger")
        }
        wanted_of = {("danger", code): words for code, words in self.danger.texts.items()}
        wanted_of["danger_valid_from", ""] = self.danger.valid_from.isoformat()
        assert said_of == wanted_of
        silent = ProgrammePage.objects.get(slug="cosa")
        assert not any(s.told_rows.exists() for s in silent.strands.all())
        types = {a["link_type"] for a in self.service(silent)["attributes"]}
        assert "danger" not in types

    def test_what_a_programme_is_part_of_and_what_is_part_of_it(self) -> None:
        above, below = (ProgrammePage.objects.get(slug=slug) for slug in ("iter", "cosa"))
        program = self.service(below)["program"]
        assert program["id"] == self.service(below)["program_id"] == str(above.uuid)
        assert program["name"] == "I.T.E.R. outpatient clinic"
        parts = [
            a["value"]
            for a in self.service(above)["attributes"]
            if a["link_type"] == "sub_programmes"
        ]
        assert parts == [str(below.uuid)]

    def test_the_order_of_rows_is_told(self) -> None:
        page = ProgrammePage.objects.get(slug="iter")
        strands = [
            a["value"] for a in self.service(page)["attributes"] if a["link_type"] == "strands"
        ]
        assert strands == [str(strand.uuid) for strand in in_order(page.strands)]

    def test_a_language_changes_main_texts_and_labels_and_no_attribute(self) -> None:
        page = ProgrammePage.objects.get(slug="iter")
        english, dutch = self.service(page), self.service(page, "nl")
        texts = {text.language: text for text in page.texts.all()}
        assert dutch["name"] == texts["nl"].title
        assert dutch["description"] == texts["nl"].summary
        # What Dutch does not have is given in the original.
        assert dutch["eligibility_description"] == texts["en"].target_population
        assert [area["name"] for area in dutch["service_areas"]] != [
            area["name"] for area in english["service_areas"]
        ]

        def bare(service: dict[str, Any]) -> list[Any]:
            return [(a["id"], a.get("value")) for a in service["attributes"]]

        changed = set(bare(english)) ^ set(bare(dutch))
        assert len(changed) == 2, "the address of its page alone is another"

    def test_every_object_of_an_export_fits_its_schema(self) -> None:
        schemas = load_schemas()
        document = json.loads(exported("json"))
        assert document["version"] == "3.0"
        assert set(document) == {"version", "columns", *SCHEMA_OF}
        for part, schema in SCHEMA_OF.items():
            assert document[part], part
            for thing in document[part]:
                assert schemas.errors(schema, thing) == [], (part, thing.get("name"))
        known = {term["id"] for term in document["taxonomy_terms"]}
        for service in document["services"]:
            terms = [a for a in service["attributes"] if "taxonomy_term_id" in a]
            assert {a["taxonomy_term_id"] for a in terms} <= known, service["name"]

    def test_every_answer_fits_the_published_schemas(self) -> None:
        schemas = load_schemas()
        for page in ProgrammePage.objects.live():
            for language in ("", "nl", "de"):
                writer = self.writer(language)
                data = self.read("programme", page.pk)
                in_lists = self.read("programme in lists", page.pk)
                assert schemas.errors("service", writer.full(data)) == []
                assert schemas.errors("compiled/service_list", writer.brief(in_lists)) == []
                assert schemas.errors("compiled/service_list", writer.minimal(in_lists)) == []
        for place in Place.objects.all():
            thing = location(self.read("place", place.pk), Writing(vocabularies(), "fr"))
            assert schemas.errors("location", thing) == []

    def test_the_brief_form_says_the_same_as_the_full_one(self) -> None:
        for page in ProgrammePage.objects.live():
            full = self.service(page)
            brief = self.writer().brief(self.read("programme in lists", page.pk))
            full["organization"] = {
                name: value
                for name, value in full["organization"].items()
                if not isinstance(value, list)
            }
            assert brief == {n: v for n, v in full.items() if not isinstance(v, list)}


def direct(page: ProgrammePage, service: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Column → (what HSDS's own field says, what the row says), of a programme in English."""
    [text] = [text for text in page.texts.all() if text.language == "en"]
    strands = in_order(page.strands)
    points = in_order(page.contact_points)
    languages = {text.language for text in page.texts.all()}
    titles = {
        a["taxonomy_term"]["language"]
        for a in service["attributes"]
        if (a["link_entity"], a["link_type"]) == ("service", "title")
    }
    labels = {
        a["taxonomy_term"]["language"]
        for a in service["attributes"]
        if (a["link_entity"], a["link_type"]) == ("strand", "label")
    }
    first = in_order(page.organisation_rows)[0]
    changed = page.last_published_at.isoformat(timespec="milliseconds")
    return {
        "ProgrammePage.uuid": (service["id"], str(page.uuid)),
        "ProgrammePage.status": (service["status"], STATUSES[page.status]),
        "ProgrammePage.example": ("alert" in service, page.example),
        "ProgrammePage.areas": (
            [area["name"] for area in service["service_areas"]],
            [area.labels["en"] for area in page.areas.order_by("sort_order")],
        ),
        "ProgrammePage.checked_on": (service.get("assured_date"), page.checked_on),
        "ProgrammePage.last_published_at": (
            service["last_modified"],
            changed.replace("+00:00", "Z"),
        ),
        "ProgrammeText.language": (titles, languages),
        "ProgrammeText.title": (service["name"], text.title),
        "ProgrammeText.summary": (service["description"], text.summary),
        "ProgrammeText.target_population": (
            service["eligibility_description"],
            text.target_population,
        ),
        "ProgrammeText.recognition": (service["accreditations"], text.recognition),
        "Strand.uuid": (
            [a["value"] for a in service["attributes"] if a["link_type"] == "strands"],
            [str(strand.uuid) for strand in strands],
        ),
        # Not every strand states its ages, so the programme as a whole has none.
        "Strand.age_from": (service.get("minimum_age"), None),
        "Strand.age_to": (service.get("maximum_age"), None),
        "Strand.languages": (service.get("languages", []), []),
        "Strand.costs": (service.get("cost_options", []), []),
        "StrandText.language": (labels, {"en", "nl", "fr"}),
        "StrandText.label": (service.get("cost_options", []), []),
        "StrandText.cost_note": (service.get("cost_options", []), []),
        "ProgrammeOrganisation.organisation": (
            service["organization"]["id"],
            str(first.organisation.uuid),
        ),
        "ContactPoint.kind": (
            [phone["type"] for phone in service["phones"]],
            [TYPES[point.kind] for point in points],
        ),
        "ContactPoint.value": (
            [phone["number"] for phone in service["phones"]],
            [point.value for point in points],
        ),
        "ContactPoint.labels": (
            [phone.get("description", "") for phone in service["phones"]],
            [point.labels.get("en", "") for point in points],
        ),
        "ContactPoint.hours": (
            [phone.get("description", "") for phone in service["phones"]],
            [point.hours.get("en", "") for point in points],
        ),
        "ProgrammePlace.place": (
            [row["location"]["id"] for row in service["service_at_locations"]],
            [str(row.place.uuid) for row in in_order(page.place_rows)],
        ),
    }


def direct_place(place: Place, thing: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    [address] = thing["addresses"]
    phones = in_order(place.phones)
    return {
        "Place.uuid": (thing["id"], str(place.uuid)),
        "Place.names": (thing.get("name", ""), place.names.get("en", "")),
        "Place.organisation": (thing["organization_id"], str(place.organisation.uuid)),
        "Place.street": (address["address_1"], place.street),
        "Place.postal_code": (address["postal_code"], place.postal_code),
        "Place.town": (address["city"], place.town),
        "Place.country": (address["country"], place.country),
        "Place.latitude": (thing.get("latitude"), place.latitude and float(place.latitude)),
        "Place.longitude": (thing.get("longitude"), place.longitude and float(place.longitude)),
        "Place.opening_hours": (
            [row["description"] for row in thing.get("schedules", [])],
            [place.opening_hours["en"]] if place.opening_hours else [],
        ),
        **phone_columns("PlacePhone", phones, thing),
    }


def direct_organisation(body: Organisation, thing: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        "Organisation.uuid": (thing["id"], str(body.uuid)),
        "Organisation.name": (thing["name"], body.name),
        "Organisation.former_names": (thing.get("alternate_name", ""), body.former_names),
        "Organisation.descriptions": (thing["description"], body.descriptions["en"]),
        "Organisation.website": (thing.get("website", ""), body.website),
        "Organisation.email": (thing.get("email", ""), body.email),
        **phone_columns("OrganisationPhone", in_order(body.phones), thing),
    }


def phone_columns(model: str, rows: list[Any], thing: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    phones = thing.get("phones", [])
    return {
        f"{model}.kind": ([p["type"] for p in phones], [TYPES[row.kind] for row in rows]),
        f"{model}.number": ([p["number"] for p in phones], [row.number for row in rows]),
        f"{model}.labels": (
            [p.get("description", "") for p in phones],
            [row.labels.get("en", "") for row in rows],
        ),
    }


def direct_term(term: Term, thing: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        "Term.uuid": (thing["id"], str(term.uuid)),
        "Term.vocabulary": (thing["taxonomy_id"], taxonomy_id(term.vocabulary)),
        "Term.code": (thing["code"], term.code),
        "Term.labels": (thing["name"], term.labels["nl"]),
        "Term.scope_notes": (thing["description"], term.scope_notes.get("nl", "")),
        "Term.broader": (thing["parent_id"], str(term.broader.uuid)),
    }
