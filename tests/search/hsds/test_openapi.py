"""The OpenAPI document describes what is there, and nothing against it is found by trying."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from directory.models import Place, ProgrammeOrganisation, ProgrammePlace
from search.hsds.api import (
    AT_LOCATIONS,
    ORGANIZATIONS,
    SERVICES,
    TAXONOMIES,
    TERMS,
    document,
)
from tests.directory.builders import make_organisation, make_programme, make_term

DOCUMENT = document()
LISTS = {
    "/services": SERVICES,
    "/organizations": ORGANIZATIONS,
    "/service_at_locations": AT_LOCATIONS,
    "/taxonomies": TAXONOMIES,
    "/taxonomy_terms": TERMS,
}


def test_the_document_is_what_is_answered(api):
    assert api.read("/openapi.json") == DOCUMENT
    assert DOCUMENT["openapi"].startswith("3.1")
    assert DOCUMENT["servers"] == [{"url": "/api/hsds"}]


def test_every_address_and_parameter_is_described_in_words():
    assert set(DOCUMENT["paths"]) == {
        *("/", "/profile", "/openapi.json"),
        *LISTS,
        *(f"{path}/{{id}}" for path in LISTS),
    }
    for path, methods in DOCUMENT["paths"].items():
        assert set(methods) == ({"get", "post"} if path in LISTS else {"get"})
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            assert "400" in map(str, operation["responses"])
            for parameter in operation["parameters"]:
                assert len(parameter["description"]) > 15


@pytest.mark.parametrize("path", sorted(LISTS))
def test_get_and_post_name_the_same_parameters(path):
    methods = DOCUMENT["paths"][path]
    in_address = [p["name"] for p in methods["get"]["parameters"] if p["in"] == "query"]
    assert in_address == list(LISTS[path])
    for content in methods["post"]["requestBody"]["content"].values():
        assert list(content["schema"]["properties"]) == in_address


@pytest.fixture
def published(api):
    """The document as the running site gives it, with something in every list, and an index."""
    make_term("method", "talk")
    place = Place.objects.create(key="quay", town="Gent")
    house = make_organisation("house")
    make_programme(
        "harbour",
        title="Harbour",
        place_rows=[ProgrammePlace(place=place, sort_order=0)],
        organisation_rows=[ProgrammeOrganisation(organisation=house, sort_order=0)],
    )
    api.index()
    # As Django's own test client does: the end of a request ends no transaction of the test's.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/hsds/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schemathesis.pytest.from_fixture("published").parametrize()
@settings(
    max_examples=int(os.environ.get("HSDS_EXAMPLES", "12")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_nothing_is_found_against_the_document_by_trying(case):
    case.call_and_validate()
