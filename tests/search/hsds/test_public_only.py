"""Only what is published, and of a confidential place no more than its page shows."""

import json

import pytest

from directory.models import (
    Organisation,
    Place,
    PlacePhone,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
)
from tests.directory.builders import (
    build_programme,
    make_keeper,
    make_organisation,
    make_programme,
)

LISTS = ("/services", "/organizations", "/service_at_locations", "/taxonomies", "/taxonomy_terms")


def everything(api) -> str:
    """All that the API gives, in every form, as one text."""
    parts = []
    for path in LISTS:
        forms = [{}] if path.startswith("/tax") else [{}, {"full": "true"}]
        for form in forms:
            parts += api.lines(path, **form)
            page = api.read(path, per_page=100, **form)
            parts.append(page)
            parts += [api.read(f"{path}/{thing['id']}") for thing in page["contents"]]
    return json.dumps(parts, ensure_ascii=False)


@pytest.fixture
def refuge(api):
    """A confidential place of an organisation that no published programme names otherwise."""
    hidden = make_organisation("hidden", name="House of Hidden Heather")
    place = Place(
        key="hidden-heather-street",
        town="Ronse",
        postal_code="9600",
        confidential=True,
        organisation=hidden,
        names={"en": "Heather wing"},
        opening_hours={"en": "Behind the heather"},
    )
    # What an older version or another program may have left in the row.
    place.latitude, place.longitude = "50.74512", "3.60123"
    place.save()
    PlacePhone.objects.create(place=place, number="+3255550199", sort_order=0)
    return place


def with_refuge(refuge, slug):
    return make_programme(slug, place_rows=[ProgrammePlace(place=refuge, sort_order=0)])


def test_an_unpublished_programme_is_gone_from_the_next_answer_on(api):
    body = make_organisation("body", name="Body of Work")
    place = Place.objects.create(key="quay", town="Gent", street="Vanishing Quay 1")
    page = make_programme(
        "vanishing",
        title="Vanishing programme",
        organisation_rows=[ProgrammeOrganisation(organisation=body, sort_order=0)],
        place_rows=[ProgrammePlace(place=place, sort_order=0)],
    )
    make_programme("staying", title="Staying programme")
    api.index()
    [joined] = api.contents("/service_at_locations")
    assert api.names(search="vanishing") == ["Vanishing programme"]
    tag = api.get(f"/services/{page.uuid}").headers["ETag"]
    ProgrammePage.objects.get(pk=page.pk).unpublish()
    # The index still has it, until the worker comes.
    assert api.names(search="vanishing") == []
    assert api.names() == ["Staying programme"]
    assert api.read("/services")["total_items"] == 1
    for path in (
        f"/services/{page.uuid}",
        f"/service_at_locations/{joined['id']}",
        f"/organizations/{body.uuid}",
    ):
        api.get(path, status=404, headers={"If-None-Match": tag})
    found = everything(api)
    for word in ("Vanishing", "Body of Work", str(page.uuid)):
        assert word not in found


def test_a_draft_is_not_given_nor_what_a_published_entry_will_say(api):
    page = make_programme("one", title="As published")
    text = page.texts.get(language="en")
    text.title = "As drafted"
    page.texts.add(text)
    page.save_revision()
    draft = build_programme("draft", title="Never seen", live=False)
    make_keeper().add_child(instance=draft)
    found = everything(api)
    assert "As published" in found
    assert "As drafted" not in found
    assert "Never seen" not in found


def test_an_unpublished_programme_is_named_by_no_other(api):
    above = make_programme("above", title="Above all")
    below = make_programme("below", title="Below it", parent=above)
    assert api.read(f"/services/{below.uuid}")["program"]["name"] == "Above all"
    ProgrammePage.objects.get(pk=above.pk).unpublish()
    service = api.read(f"/services/{below.uuid}")
    assert "program" not in service
    assert "Above all" not in everything(api)


def test_notes_for_editors_are_not_given(api):
    body = make_organisation("body", source="Heard in the corridor")
    make_programme(
        "one",
        notes_on_source="Mended by an editor",
        source="A printed report",
        organisation_rows=[ProgrammeOrganisation(organisation=body, sort_order=0)],
    )
    found = everything(api)
    assert "A printed report" in found
    assert "Mended by" not in found
    assert "corridor" not in found


def test_of_a_confidential_place_the_town_is_given_and_nothing_else(api, refuge):
    page = with_refuge(refuge, "sheltered")
    [row] = api.read(f"/services/{page.uuid}")["service_at_locations"]
    location = row["location"]
    [address] = location["addresses"]
    assert (address["city"], address["postal_code"], address["address_1"]) == ("Ronse", "", "")
    assert sorted(location) == ["addresses", "attributes", "id", "location_type"]
    assert [(a["link_type"], a["value"]) for a in location["attributes"]] == [
        ("confidential", "true")
    ]
    found = everything(api)
    assert "Ronse" in found
    for secret in ("eather", "50.7", "3.60", "+3255550199", "hidden", str(refuge.uuid)):
        assert secret not in found, secret
    api.get(f"/organizations/{refuge.organisation.uuid}", status=404)


def test_an_organisation_does_not_list_its_confidential_place(api, refuge):
    body = Organisation.objects.get(key="hidden")
    open_place = Place.objects.create(key="desk", town="Gent", organisation=body)
    make_programme(
        "desk",
        organisation_rows=[ProgrammeOrganisation(organisation=body, sort_order=0)],
    )
    locations = api.read(f"/organizations/{body.uuid}")["locations"]
    assert [location["id"] for location in locations] == [str(open_place.uuid)]


def test_nobody_learns_that_two_programmes_share_a_confidential_place(api, refuge):
    for slug in ("one", "two"):
        with_refuge(refuge, slug)
    rows = api.contents("/service_at_locations")
    assert len({row["location_id"] for row in rows}) == 2
    # The same from one answer to the next, in a list and by itself.
    again = [api.read(f"/service_at_locations/{row['id']}")["location_id"] for row in rows]
    assert again == [row["location_id"] for row in rows]
