"""Lists: the envelope, paging, filters, short and long forms, lines."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.hsds.ids import at_location
from directory.hsds.vocabularies import taxonomy_id, vocabularies
from directory.models import (
    EvidenceRating,
    Organisation,
    OrganisationMembership,
    Place,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
    Term,
)
from tests.directory.builders import make_organisation, make_programme, make_strand, make_term

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def seven(api):
    for number in range(1, 8):
        make_programme(f"programme-{number}", title=f"Programme {number}")


def part(key="house", role="delivers"):
    return ProgrammeOrganisation(organisation=make_organisation(key), role=role, sort_order=0)


def test_a_page_has_the_envelope_of_hsds(api, seven):
    page = api.read("/services", page=2, per_page=3)
    assert [service["name"] for service in page.pop("contents")] == [
        f"Programme {number}" for number in (4, 5, 6)
    ]
    assert page == {
        "total_items": 7,
        "total_pages": 3,
        "page_number": 2,
        "size": 3,
        "first_page": False,
        "last_page": False,
        "empty": False,
    }


def test_all_pages_together_hold_each_once_in_one_order(api, seven):
    for per_page in (1, 2, 3, 6, 7, 100):
        pages = -(-7 // per_page)
        found = []
        for number in range(1, pages + 1):
            page = api.read("/services", page=number, per_page=per_page)
            assert page["last_page"] == (number == pages)
            assert page["first_page"] == (number == 1)
            found += [service["name"] for service in page["contents"]]
        assert found == [f"Programme {number}" for number in range(1, 8)], per_page
    # A page beyond the last is empty.
    page = api.read("/services", page=9, per_page=3)
    assert (page["contents"], page["empty"], page["last_page"]) == ([], True, True)
    assert (page["total_items"], page["page_number"], page["size"]) == (7, 9, 0)


def test_an_empty_directory_is_an_empty_page(api):
    page = api.read("/services")
    assert (page["total_items"], page["total_pages"], page["empty"]) == (0, 0, True)
    assert (page["first_page"], page["last_page"]) == (True, True)


def test_a_page_asks_as_many_queries_wherever_it_stands(api, seven):
    asked: list[int] = []
    for number in (1, 3, 7):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            api.read("/services", page=number, per_page=1)
        asked.append(len(queries))
    assert len(set(asked[1:])) == 1
    assert max(asked) <= 6


def test_lines_hold_all_of_it_whatever_the_page(api, seven, monkeypatch):
    lines = api.lines("/services", page=2, per_page=2)
    assert [line["name"] for line in lines] == [f"Programme {number}" for number in range(1, 8)]
    assert lines == api.contents("/services")
    assert api.lines("/services", full="true") == api.contents("/services", full="true")
    # They are read a hundred at a time, and none is lost.
    monkeypatch.setattr("search.hsds.listing.CHUNK", 2)
    assert [line["name"] for line in api.lines("/services")] == [
        f"Programme {number}" for number in range(1, 8)
    ]


def test_the_minimal_form_is_the_least_that_the_schema_takes(api, seven):
    service = api.contents("/services", minimal="true")[0]
    page = ProgrammePage.objects.get(slug="programme-1")
    changed = page.last_published_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert service == {
        "id": str(page.uuid),
        "name": "Programme 1",
        "status": "active",
        "last_modified": changed,
        "modified_date": changed,
    }
    assert api.contents("/services", minimal="true", full="true")[0] == service


def test_the_full_form_is_what_a_single_service_gives(api):
    page = make_programme("one", organisation_rows=[part()])
    [full] = api.contents("/services", full="true")
    assert full == api.read(f"/services/{page.uuid}")
    assert full["attributes"]
    [brief] = api.contents("/services")
    assert not [name for name, value in brief.items() if isinstance(value, list)]


def test_services_that_carry_a_term(api):
    term = make_term("mode", "circle")
    make_programme("with", strands=[make_strand(), make_strand("Circle", modes=["circle"])])
    make_programme("without")
    assert api.names(taxonomy_term_id=str(term.uuid)) == ["With"]
    assert api.names(taxonomy_term_id=UNKNOWN) == []
    assert api.names(taxonomy_id=taxonomy_id("mode")) == ["With", "Without"]
    assert api.names(taxonomy_id=taxonomy_id("method")) == []
    assert api.names(taxonomy_id=UNKNOWN) == []


def test_services_that_carry_a_term_of_the_programme_or_of_who_is_told(api):
    area = make_term("area", "brussels")
    make_programme("there", areas=[area])
    make_programme("silent", strands=[make_strand(told=["nobody-by-agreement"])])
    assert api.names(taxonomy_term_id=str(area.uuid)) == ["There"]
    told = make_term("told", "nobody-by-agreement")
    assert api.names(taxonomy_term_id=str(told.uuid)) == ["Silent"]
    context = make_term("legal-context", "judicial")
    assert api.names(taxonomy_term_id=str(context.uuid)) == ["There", "Silent"]


def test_services_that_carry_a_choice_fixed_in_the_program(api):
    make_programme(
        "full",
        strands=[make_strand(capacity="full", capacity_on=dt.date(2026, 11, 1))],
        ratings=[
            EvidenceRating(
                level="promising",
                reasons={"en": "Studied."},
                sources="A 2020",
                rated_on=dt.date(2024, 5, 1),
                sort_order=0,
            )
        ],
    )
    make_programme("unknown")
    known = vocabularies().terms
    assert api.names(taxonomy_term_id=known["capacity"]["full"].uuid) == ["Full"]
    assert api.names(taxonomy_term_id=known["capacity"]["open"].uuid) == []
    assert api.names(taxonomy_id=taxonomy_id("capacity")) == ["Full"]
    assert api.names(taxonomy_term_id=known["evidence"]["promising"].uuid) == ["Full"]


def test_every_term_that_a_service_shows_finds_it(api):
    page = make_programme(
        "rich",
        areas=[make_term("area", "brussels")],
        methods=[make_term("method", "talk")],
        strands=[make_strand(gender="men", harms=["sexual-harm"])],
        organisation_rows=[part()],
    )
    make_programme("poor", strands=[make_strand(modes=["group"], told=["referrer"])])
    service = api.read(f"/services/{page.uuid}")
    terms = {
        attribute["taxonomy_term_id"]
        for attribute in service["attributes"]
        if "value" not in attribute
    }
    assert len(terms) >= 8
    for term in terms:
        assert "Rich" in api.names(taxonomy_term_id=term), term


def test_services_of_an_organisation(api):
    house = make_organisation("house")
    make_programme("ours", organisation_rows=[part()])
    make_programme("overseen", organisation_rows=[part(role="oversees")])
    make_programme("befriended", organisation_rows=[part(role="partner")])
    make_programme("other", organisation_rows=[part("quay")])
    assert api.names(organization_id=str(house.uuid)) == ["Ours", "Overseen"]
    assert api.names(organization_id=UNKNOWN) == []
    assert api.contents("/services")[0]["organization"]["id"] == str(house.uuid)


def test_services_published_at_a_moment_or_later(api):
    for slug, day in (("old", 1), ("new", 20)):
        page = make_programme(slug)
        moment = dt.datetime(2026, 10, day, 8, 30, tzinfo=dt.UTC)
        ProgrammePage.objects.filter(pk=page.pk).update(last_published_at=moment)
    Term.objects.update(changed_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))
    assert api.names(modified_after="2026-10-20T08:30:00Z") == ["New"]
    assert api.names(modified_after="2026-10-20T08:30:01Z") == []
    assert api.names(modified_after="2026-10-01") == ["Old", "New"]
    # Without its plus sign escaped, an address says a space.
    answer = api.client.get("/api/hsds/services?modified_after=2026-10-20T10:30:00+02:00")
    assert answer.json()["total_items"] == 1
    assert api.names(modified_after="2026-10-20T10:30:00+01:00") == []


def test_services_that_show_what_was_changed_at_a_moment_or_later(api):
    """An organisation, a place or a term tells its services; others are not named."""
    place = Place.objects.create(key="quay", town="Ghent")
    make_programme("a", organisation_rows=[part()], place_rows=[ProgrammePlace(place=place)])
    make_programme("b", strands=[make_strand(modes=["circle"])], organisation_rows=[part("quay")])
    make_programme("c", strands=[make_strand(modes=["group"])], organisation_rows=[part("pier")])
    kind = make_term("organisation-kind", "police")
    Organisation.objects.filter(key="house").update(kind=kind)
    long_ago = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    ProgrammePage.objects.update(last_published_at=long_ago)
    for model in (Organisation, Place, Term):
        model.objects.update(changed_at=long_ago)
    assert api.names(modified_after="2026-10-02") == []
    for thing, shown in (
        (make_organisation("house"), ["A"]),
        (place, ["A"]),
        (make_term("mode", "circle"), ["B"]),
        (kind, ["A"]),
    ):
        thing.save()
        assert api.names(modified_after="2026-10-02") == shown
        type(thing).objects.update(changed_at=long_ago)


def test_filters_hold_together(api):
    term = make_term("mode", "circle")
    make_programme("a", strands=[make_strand(modes=["circle"])], organisation_rows=[part()])
    make_programme("b", strands=[make_strand(modes=["circle"])], organisation_rows=[part("quay")])
    make_programme("c", organisation_rows=[part()])
    house = str(make_organisation("house").uuid)
    assert api.names(taxonomy_term_id=str(term.uuid), organization_id=house) == ["A"]


def test_a_search_asks_the_finders_engine_and_keeps_its_order(api):
    make_programme("quiet", title="Quiet", strands=[make_strand("Harbour team")])
    make_programme("harbour", title="Harbour", organisation_rows=[part()])
    make_programme("other", title="Other")
    api.index()
    assert api.names(search="harbour") == ["Harbour", "Quiet"]
    assert sorted(api.names(search="harbor")) == ["Harbour", "Quiet"]
    assert api.names(search="nothing of the kind") == []
    page = api.read("/services", search="harbour", per_page=1, page=2)
    assert ([s["name"] for s in page["contents"]], page["total_items"]) == (["Quiet"], 2)
    house = str(make_organisation("house").uuid)
    assert api.names(search="harbour", organization_id=house) == ["Harbour"]
    assert [line["name"] for line in api.lines("/services", search="harbour")] == [
        "Harbour",
        "Quiet",
    ]
    assert api.names() == ["Quiet", "Harbour", "Other"]


def test_a_search_is_listed_whole_also_where_the_finder_ends(api, monkeypatch):
    monkeypatch.setattr("search.engines.embedded.MAX_LISTED", 1)
    monkeypatch.setattr("search.hsds.listing.FOUND_AT_ONCE", 2)
    for slug in ("harbour", "quay", "pier"):
        make_programme(slug, title=f"Water {slug}")
    api.index()
    pages = [api.read("/services", search="water", per_page=1, page=n) for n in (1, 2, 3)]
    assert {page["total_items"] for page in pages} == {3}
    assert {page["contents"][0]["name"] for page in pages} == {
        "Water harbour",
        "Water quay",
        "Water pier",
    }
    assert len(api.lines("/services", search="water")) == 3


def test_a_search_without_an_index_says_to_come_back(api):
    answer = api.get("/services", status=503, search="harbour")
    assert answer.json()["parameter"] == "search"
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_organisations_that_published_programmes_name(api):
    body = make_organisation("body", name="Body", former_names="Old Body")
    OrganisationMembership.objects.create(member=make_organisation("member"), network=body)
    OrganisationMembership.objects.create(member=body, network=make_organisation("network"))
    Organisation.objects.create(key="nobody", name="Nobody's")
    owner = make_organisation("owner")
    hidden = make_organisation("hidden")
    places = [
        Place.objects.create(key="a", town="Gent", organisation=owner),
        Place.objects.create(key="b", town="Ronse", organisation=hidden, confidential=True),
    ]
    page = make_programme(
        "one",
        organisation_rows=[ProgrammeOrganisation(organisation=body, sort_order=0)],
        place_rows=[ProgrammePlace(place=place, sort_order=n) for n, place in enumerate(places)],
    )
    names = ["Body", "Organisation member", "Organisation network", "Organisation owner"]
    assert sorted(api.names("/organizations")) == names
    assert api.names("/organizations", search="old body") == ["Body"]
    assert api.names("/organizations", search="OLD BÓDY") == ["Body"]
    one = api.read(f"/organizations/{body.uuid}")
    assert one["services"] == [{"id": str(page.uuid), "name": "One", "status": "active"}]
    [full] = api.contents("/organizations", search="old body", full="true")
    assert full == one
    for key in ("nobody", "hidden"):
        other = Organisation.objects.get(key=key)
        api.get(f"/organizations/{other.uuid}", status=404)
    page.unpublish()
    assert api.names("/organizations") == []
    api.get(f"/organizations/{body.uuid}", status=404)


def test_services_at_locations(api):
    place = Place.objects.create(key="a", town="Gent", street="Kade 1", postal_code="9000")
    row = ProgrammePlace(place=place, sort_order=0)
    term = make_term("mode", "circle")
    page = make_programme("there", place_rows=[row], strands=[make_strand(modes=["circle"])])
    make_programme("nowhere")
    [found] = api.contents("/service_at_locations")
    assert found["id"] == at_location(str(page.uuid), str(place.uuid))
    assert (found["service_id"], found["location_id"]) == (str(page.uuid), str(place.uuid))
    assert found["service"]["name"] == "There"
    one = api.read(f"/service_at_locations/{found['id']}")
    assert one["location"]["addresses"][0]["address_1"] == "Kade 1"
    assert one["service"] == api.read(f"/services/{page.uuid}")
    assert api.contents("/service_at_locations", full="true") == [one]
    assert api.contents("/service_at_locations", taxonomy_term_id=str(term.uuid)) == [found]
    assert api.contents("/service_at_locations", taxonomy_term_id=UNKNOWN) == []
    api.index()
    assert api.contents("/service_at_locations", search="there") == [found]
    assert api.contents("/service_at_locations", search="nowhere") == []


def test_a_service_moved_to_another_place_is_found_there(api):
    places = [Place.objects.create(key=key, town=key) for key in ("a", "b")]
    page = make_programme("one", place_rows=[ProgrammePlace(place=places[0], sort_order=0)])
    before, after = (at_location(str(page.uuid), str(place.uuid)) for place in places)
    api.get(f"/service_at_locations/{before}")
    ProgrammePlace.objects.update(place=places[1])
    api.get(f"/service_at_locations/{before}", status=404)
    api.get(f"/service_at_locations/{after}")


def test_taxonomies_and_their_terms(api):
    make_term("mode", "circle", labels={"en": "In a circle", "nl": "In een cirkel"})
    taxonomies = {thing["name"]: thing["id"] for thing in api.contents("/taxonomies")}
    assert taxonomies["Delivery mode"] == taxonomy_id("mode")
    assert api.read(f"/taxonomies/{taxonomy_id('mode')}")["name"] == "Delivery mode"
    [term] = api.contents("/taxonomy_terms", taxonomy_id=taxonomy_id("mode"))
    assert (term["code"], term["name"], term["language"]) == ("circle", "In a circle", "en")
    dutch = api.read(f"/taxonomy_terms/{term['id']}", language="nl")
    assert (dutch["name"], dutch["language"]) == ("In een cirkel", "nl")
    assert dutch["taxonomy_detail"]["id"] == taxonomy_id("mode")
    found = api.contents("/taxonomy_terms", search="CIRKEL", language="nl")
    assert [thing["code"] for thing in found] == ["circle"]
    assert api.names("/taxonomies", search="delivery") == ["Delivery mode"]


def test_every_term_of_every_attribute_can_be_looked_up(api):
    page = make_programme("one", organisation_rows=[part()], source="A book.")
    service = api.read(f"/services/{page.uuid}")
    assert len(service["attributes"]) > 10
    for attribute in service["attributes"]:
        term = api.read(f"/taxonomy_terms/{attribute['taxonomy_term_id']}")
        if "taxonomy_term" in attribute:
            assert attribute["taxonomy_term"]["name"] == term["name"]
