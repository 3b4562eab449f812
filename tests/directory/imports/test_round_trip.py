"""Export, import into an empty directory, export: the same file, byte for byte."""

import os

import pytest
from django.db import transaction

from directory.exchange.columns import headings_of
from directory.exchange.entries import directory_rows
from directory.exchange.formats import FORMATS
from directory.models import (
    KeeperPage,
    Organisation,
    Place,
    ProgrammePage,
    ProgrammePlace,
    RegisterPage,
    Term,
)
from search.synthetic import Terms, synthetic_records
from search.synthetic.pages import create_pages, terms_in_database
from tests.directory.builders import build_programme, make_keeper, make_organisation, make_programme
from tests.directory.imports.conftest import apply, compare, plans
from tests.directory.imports.round_trip import Aside, comes_back, exports_of, exports_of_the_sample

pytestmark = pytest.mark.django_db
INVENTED = int(os.environ.get("ROUND_TRIP_PROGRAMMES", "40"))


@pytest.mark.slow
def test_the_sample_directory_comes_back() -> None:
    """As CSV, and is then the same in the other formats: test_round_trip_formats.py reads those."""
    comes_back(exports_of_the_sample(), "csv")


@pytest.mark.slow
def test_invented_programmes_come_back() -> None:
    """ROUND_TRIP_PROGRAMMES=10000 makes it ten thousand."""

    def fill() -> None:
        from directory.sample.loader import FOLDER
        from directory.sample.report import LoadReport
        from directory.sample.vocabularies import load_vocabularies

        load_vocabularies(FOLDER / "vocabularies.toml", LoadReport(say=lambda line: None))
        terms = Terms(terms_in_database())
        create_pages(synthetic_records(INVENTED, seed=7, terms=terms))

    comes_back(exports_of(fill), "csv")


def test_what_is_hard_to_carry_comes_back() -> None:
    hard = '=1+1\r\n- a list\n\n\'quoted, "twice"\t; end _x000B__x000D_'

    def fill() -> None:
        organisation = make_organisation(former_names=hard, descriptions={"nl": hard, "de": "+1"})
        network = make_organisation("network")
        organisation.memberships.create(network=network, sort_order=3)
        organisation.phones.create(number="+3225126243", labels={"fr": "@home"}, sort_order=7)
        organisation.save()
        page = build_programme("parent", source=hard, notes_on_source="-note")
        above = make_programme("above", parent=make_keeper())
        make_programme("part", parent=above, source=hard, notes_on_source=page.notes_on_source)
        # What stands above these is not exported: each comes back on top, in the same order.
        hidden = make_programme("hidden", parent=make_keeper())
        below = make_programme("below", parent=hidden)
        make_programme("far-below", parent=below)
        hidden.unpublish()

    exported = exports_of(fill)
    for form in exported:
        try:
            with transaction.atomic():
                comes_back(exported, form)
                raise Aside
        except Aside:
            pass


def public_exports() -> dict[str, bytes]:
    uuids = list(ProgrammePage.objects.live().values_list("uuid", flat=True))
    headings = headings_of(public=True)
    return {
        name: b"".join(form.stream(directory_rows(uuids, public=True), headings))
        for name, form in FORMATS.items()
    }


def test_a_public_file_hides_that_two_programmes_share_a_confidential_place_and_comes_back() -> (
    None
):
    shelter_keeper = make_organisation("shelter-house")
    fields = {"town": "Ghent", "country": "BE", "confidential": True}
    place = Place.objects.create(key="rose-street-5", organisation=shelter_keeper, **fields)
    second = Place.objects.create(key="another", **fields)
    office = Place.objects.create(key="beach", street="Kade 1", town="Ostend", country="BE")
    for slug, places in (("harbour", (place, office)), ("quay", (second, place))):
        rows = [ProgrammePlace(place=one, sort_order=n) for n, one in enumerate(places)]
        make_programme(slug, place_rows=rows)
    exported = public_exports()
    uuids = list(ProgrammePage.objects.values_list("uuid", flat=True))
    found = list(directory_rows(uuids, public=True))
    shown = [r.values for r in found if r.kind == "place" and r.values["confidential"] == "yes"]
    assert len({one["uuid"] for one in shown}) == len({one["key"] for one in shown}) == 3
    named = {row.values["place"] for row in found if row.kind == "at-place"}
    assert named == {one["key"] for one in shown} | {"beach"}
    for secret in (b"rose-street", str(place.uuid).encode(), b"shelter-house"):
        assert secret not in exported["csv"] + exported["json"]
    for form, content in exported.items():
        assert plans(compare(content, form, change_shared=True)) == {}
    ProgrammePage.objects.all().delete()
    KeeperPage.objects.all().delete()
    RegisterPage.objects.all().delete()
    Place.objects.all().delete()
    Organisation.objects.all().delete()
    Term.objects.all().delete()
    done = apply(compare(exported["csv"]))
    assert done.rows.filter(state="held").count() == 0
    assert public_exports() == exported
