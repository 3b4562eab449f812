"""Generated programmes: every answer fits the published schemas, and says what was generated.

``HSDS_PROGRAMMES`` asks for more than the few hundred of the suite.
"""

import json
import os
from collections.abc import Iterator

import pytest

from directory.models import Term
from directory.sample.loader import FOLDER
from directory.sample.report import LoadReport
from directory.sample.vocabularies import load_vocabularies
from search.synthetic import Terms, synthetic_records
from search.synthetic.pages import create_pages, terms_in_database
from tests.hsds_schemas import Schemas, load_schemas

HOW_MANY = int(os.environ.get("HSDS_PROGRAMMES", "120"))
STATUSES = {"open": "active", "paused": "temporarily closed", "closed": "defunct"}


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return load_schemas()


@pytest.fixture
def records(api):
    load_vocabularies(FOLDER / "vocabularies.toml", LoadReport(say=lambda line: None))
    made = list(synthetic_records(HOW_MANY, seed=7, terms=Terms(terms_in_database())))
    create_pages(made)
    return {record.uuid: record for record in made}


def each_line(api, path, **asked) -> Iterator[dict]:
    answer = api.get(path, format="ndjson", **asked)
    for chunk in answer.streaming_content:
        yield from map(json.loads, chunk.splitlines())


def test_every_answer_about_generated_programmes_fits_the_schemas(api, records, schemas):
    uuids = {(t.vocabulary, t.code): str(t.uuid) for t in Term.objects.all()}
    number = 0
    for service in each_line(api, "/services", full="true"):
        assert schemas.errors("service", service) == [], service["id"]
        assert_as_generated(service, records[service["id"]], uuids)
        number += 1
    assert number == HOW_MANY
    for asked in ({}, {"language": "fr"}):
        for service in each_line(api, "/services", **asked):
            assert schemas.errors("compiled/service_list", service) == []
    for row in each_line(api, "/service_at_locations"):
        assert schemas.errors("compiled/service_at_location_list", row) == []
    for row in each_line(api, "/organizations"):
        assert schemas.errors("compiled/organization_list", row) == []
    page = api.read("/services", per_page=3)
    assert schemas.envelope()["properties"].keys() == page.keys() - {"contents"}
    single_objects_fit(api, schemas)


def single_objects_fit(api, schemas):
    for path, name in (
        ("/service_at_locations", "service_at_location"),
        ("/organizations", "organization"),
        ("/taxonomies", "taxonomy"),
        ("/taxonomy_terms", "taxonomy_term"),
    ):
        for thing in api.contents(path, per_page=20):
            one = api.read(f"{path}/{thing['id']}")
            assert schemas.errors(name, one) == [], one["id"]
    for name, path in (("taxonomy", "/taxonomies"), ("taxonomy_term", "/taxonomy_terms")):
        for asked in ({}, {"language": "nl"}, {"language": "de"}):
            for thing in each_line(api, path, **asked):
                assert schemas.errors(name, thing) == []


def test_the_schemas_would_notice(schemas):
    """The validator sees a missing property, a wrong format, a wrong value and a misspelt name."""
    good = {"id": "00000000-0000-4000-8000-000000000000", "name": "x", "status": "active"}
    assert schemas.errors("service", good) == []
    for wrong in (
        {"name": "x", "status": "active"},
        {**good, "id": "1"},
        {**good, "status": "open"},
        {**good, "url": "nowhere"},
        {**good, "last_modified": "yesterday"},
        {**good, "minimum_age": "12"},
        {**good, "nmae": "x"},
        {**good, "phones": [{"id": good["id"]}]},
        {**good, "attributes": [{"id": good["id"], "taxonomy_term": {"id": good["id"]}}]},
    ):
        assert schemas.errors("service", wrong), wrong


def assert_as_generated(service, record, uuids):
    own = record.original_language
    assert service["name"] == record.titles[own]
    assert service["description"] == record.summaries[own]
    assert service["status"] == STATUSES[record.status]
    assert service["organization"]["name"] == record.organisations[0]
    assert [p["number"] for p in service["phones"]] == list(record.phones)
    assert service.get("assured_date") == (
        record.checked_on.isoformat() if record.checked_on else None
    )
    towns = [row["location"]["addresses"][0]["city"] for row in service["service_at_locations"]]
    assert towns == list(record.towns)
    attributes = service["attributes"]
    assert value(attributes, "review_due") == record.review_due.isoformat()
    assert terms(attributes, service["id"], "areas") == {
        uuids["area", code] for code in record.areas
    }
    titles = {
        a["taxonomy_term"]["language"]: a["value"]
        for a in attributes
        if (a["link_entity"], a["link_type"]) == ("service", "title")
    }
    assert titles == record.titles
    assert_strands(attributes, record, uuids)


def assert_strands(attributes, record, uuids):
    listed = [a["value"] for a in attributes if a["link_type"] == "strands"]
    assert listed == [strand.uuid for strand in record.strands]
    for strand in record.strands:
        for facet, column in (
            ("population", "populations"),
            ("mode", "modes"),
            ("setting", "settings"),
            ("harm", "harms"),
            ("basis", "basis"),
            ("referrer", "referrers"),
            ("language", "languages"),
        ):
            stated = {uuids[facet, code] for code in strand.codes.get(facet, ())}
            assert terms(attributes, strand.uuid, column) == stated
        told = [
            a["value"]
            for a in attributes
            if (a["link_id"], a["link_type"]) == (strand.uuid, "told_rows")
        ]
        stated = {uuids["told", code] for code in strand.codes.get("told", ())}
        assert set().union(*(terms(attributes, row, "told") for row in told)) == stated
        for column, number in (
            ("age_from", strand.age_from),
            ("age_to", strand.age_to),
            ("waiting_weeks", strand.waiting_weeks),
            ("capacity_on", strand.availability_on),
        ):
            said = value(attributes, column, strand.uuid)
            assert said == (None if number is None else str(number))
        capacity = [
            a["taxonomy_term"]["code"]
            for a in attributes
            if (a["link_id"], a["link_type"]) == (strand.uuid, "capacity")
        ]
        assert capacity == ([strand.availability] if strand.availability else [])


def terms(attributes, about, name):
    return {
        a["taxonomy_term_id"] for a in attributes if (a["link_id"], a["link_type"]) == (about, name)
    }


def value(attributes, name, about=None):
    found = [
        a["value"]
        for a in attributes
        if a["link_type"] == name and (about is None or a["link_id"] == about)
    ]
    return found[0] if found else None
