"""A programme is read whole, in few queries, and the same from the database and from memory."""

import datetime as dt

import pytest

from directory.models import (
    ContactPoint,
    EvidenceRating,
    OrganisationMembership,
    OrganisationPhone,
    Place,
    PlacePhone,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
    ProgrammeText,
)
from directory.queries import live_programme_records
from directory.reading.build import SheetBuilder
from directory.reading.catalogue import catalogue
from directory.reading.database import read_by_slug
from directory.reading.memory import read_page
from directory.reading.records import build_record
from directory.reading.words import age_words, capacity_words, volunteer_words
from tests.directory.builders import (
    TODAY,
    make_organisation,
    make_programme,
    make_strand,
    make_term,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def full() -> ProgrammePage:
    """A programme with a row of every kind, part of another, with a part of its own."""
    above = make_programme("above", title="Above")
    body = make_organisation("body", name="Body", former_names="Old Body\nOlder Body")
    OrganisationMembership.objects.create(
        member=make_organisation("member"), network=body, sort_order=0
    )
    for order, number in enumerate(("+3225126243", "+3225128053")):
        OrganisationPhone.objects.create(organisation=body, number=number, sort_order=order)
    place = Place.objects.create(key="place", town="Gent", street="Kade 1", postal_code="9000")
    PlacePhone.objects.create(place=place, number="+3292345678", sort_order=0)
    refuge = Place.objects.create(key="refuge", town="Ronse", confidential=True)
    PlacePhone.objects.create(place=refuge, number="+3255550199", sort_order=0)
    youth = make_strand(
        "Youth",
        populations=["minors"],
        modes=["individual"],
        harms=["sexual-harm"],
        told=["judicial-authority", "referrer"],
        age_to=17,
        sort_order=0,
        capacity="waiting",
        waiting_weeks=6,
        capacity_on=dt.date(2026, 11, 1),
    )
    adults = make_strand("Adults", modes=["group"], age_from=18, sort_order=1)
    page = make_programme(
        "full",
        parent=above,
        texts=[
            ProgrammeText(language="en", title="Full", summary="All.", description="Deep work."),
            ProgrammeText(language="nl", title="Vol", summary="Alles."),
        ],
        strands=[youth, adults],
        correct_at=dt.date(2026, 10, 1),
        checked_on=dt.date(2026, 11, 1),
        review_months=6,
        areas=[make_term("area", "brussels")],
        methods=[make_term("method", "group-therapy")],
        organisation_rows=[
            ProgrammeOrganisation(organisation=body, parts={"en": "Runs it."}, sort_order=0)
        ],
        contact_points=[ContactPoint(kind="phone", value="+3225126243", sort_order=0)],
        place_rows=[
            ProgrammePlace(place=place, sort_order=0),
            ProgrammePlace(place=refuge, sort_order=1),
        ],
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
    make_programme("below", parent=page, title="Below")
    return page


def test_the_record_holds_what_was_entered(full: ProgrammePage) -> None:
    [record] = live_programme_records([full.uuid])
    assert record.slug == "full"
    assert record.titles == {"en": "Full", "nl": "Vol"}
    assert record.parent_title == {"en": "Above"}
    assert record.organisations == ("Body", "Old Body", "Older Body")
    assert list(record.towns) == ["Gent", "Ronse"]
    assert record.towns["Gent"] == {"nl": "Gent", "fr": "Gand"}
    assert record.points == ((51.04, 3.71),)  # the centre of Gent; nothing of the refuge
    assert record.phones == ("+3225126243", "+3292345678", "+3225128053")
    assert record.areas == ("brussels",)
    assert record.evidence == "promising"
    assert record.review_due == dt.date(2027, 5, 1)
    assert "Deep work." in record.texts["en"]
    youth, adults = record.strands
    assert youth.labels == {"en": "Youth"}
    assert dict(youth.codes) == {
        "population": ("minors",),
        "mode": ("individual",),
        "harm": ("sexual-harm",),
        "told": ("judicial-authority", "referrer"),
    }
    assert (youth.age_from, youth.age_to) == (None, 17)
    assert (youth.availability, youth.waiting_weeks) == ("waiting", 6)
    assert adults.codes["mode"] == ("group",)


def test_database_and_memory_give_the_same(full: ProgrammePage) -> None:
    for page in ProgrammePage.objects.all():
        stored = read_by_slug(page.slug)
        assert stored is not None
        terms = catalogue()
        assert list(live_programme_records([page.uuid])) == [build_record(read_page(page), terms)]
        for language in ("en", "nl"):
            shown = SheetBuilder(stored, terms, language, TODAY).build()
            assert SheetBuilder(read_page(page), terms, language, TODAY).build() == shown


def test_a_page_is_read_in_one_query(full: ProgrammePage, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        data = read_by_slug("full")
    assert data is not None
    assert [child["slug"] for child in data["children"]] == ["below"]
    assert data["parent"]["slug"] == "above"


def test_only_its_own_parts_are_below_a_programme(full: ProgrammePage) -> None:
    cousin = make_programme("beside")
    for slug in ("beside-part", "cousin"):
        cousin = make_programme(slug, parent=cousin)
    data = read_by_slug("full")
    assert data is not None
    assert [child["slug"] for child in data["children"]] == ["below"]


def test_many_are_read_in_two_queries_and_one_for_the_terms(
    full: ProgrammePage, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(4):
        slugs = [record.slug for record in live_programme_records()]
    assert slugs == ["above", "full", "below"]


def test_a_small_chunk_gives_the_same(full: ProgrammePage) -> None:
    assert list(live_programme_records(chunk_size=1)) == list(live_programme_records())


def test_what_is_not_published_is_not_read(full: ProgrammePage) -> None:
    ProgrammePage.objects.get(slug="below").unpublish()
    assert read_by_slug("below") is None
    assert [record.slug for record in live_programme_records()] == ["above", "full"]
    data = read_by_slug("full")
    assert data is not None
    assert data["children"] == []


def test_an_unpublished_parent_is_not_named(full: ProgrammePage) -> None:
    ProgrammePage.objects.get(slug="above").unpublish()
    data = read_by_slug("full")
    assert data is not None
    assert data["parent"] is None


def test_freshness_ends_after_the_review_day() -> None:
    data = read_page(make_programme(checked_on=dt.date(2026, 1, 31), review_months=1))
    last = SheetBuilder(data, catalogue(), "en", dt.date(2026, 2, 28)).build()
    assert (last.review_due, last.fresh) == (dt.date(2026, 2, 28), True)
    assert not SheetBuilder(data, catalogue(), "en", dt.date(2026, 3, 1)).build().fresh


def test_what_was_never_checked_is_not_fresh() -> None:
    sheet = SheetBuilder(read_page(make_programme()), catalogue(), "en", TODAY).build()
    assert (sheet.review_due, sheet.fresh) == (None, False)


def test_words_for_ages_volunteers_and_capacity() -> None:
    assert age_words(None, 17) == "up to 17 years"
    assert age_words(18, None) == "from 18 years"
    assert age_words(12, 17) == "from 12 to 17 years"
    assert age_words(None, None) == ""
    assert volunteer_words(3, 5) == "3 to 5 volunteers for one person"
    assert volunteer_words(1, None) == "1 volunteer for one person"
    assert volunteer_words(None, None) == ""
    assert capacity_words("waiting", 1) == "Waiting list: about 1 week"
    assert capacity_words("full", None) == "Full"
    assert capacity_words("", None) == ""
