"""What a provider editor is offered to choose from, and what a form takes from them."""

from typing import Any

from django.test import Client

from directory.editing.choices import pointers_of
from directory.models import (
    Organisation,
    Place,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
)
from portal.accounts.models import User
from tests.cast import cast_organisation, sign_in
from tests.directory.builders import make_keeper, make_programme
from tests.portal.entries.forms import form_of, rows
from tests.portal.entries.world import WORD

_ORGANISATIONS = "/admin/snippets/choose/directory/organisation/"
_PLACES = "/admin/snippets/choose/directory/place/"


def published_elsewhere() -> tuple[Place, Place, Organisation]:
    """A place, a confidential place and an organisation that another keeper's entry shows."""
    cast_organisation("harbour-centre-example")
    seen = Organisation.objects.create(key="seen", name="Seen House")
    page = make_programme("seen", parent=make_keeper("harbour-centre-example"))
    open_, hidden = (
        Place.objects.create(key=key, town=town, confidential=town == "Hidden town")
        for key, town in (("open", "Open town"), ("hidden", "Hidden town"))
    )
    ProgrammeOrganisation.objects.create(page=page, organisation=seen, role="delivers")
    for place in (open_, hidden):
        ProgrammePlace.objects.create(page=page, place=place)
    return open_, hidden, seen


def test_choosers_offer_what_the_public_sees_and_what_is_ones_own(
    provider: Client, own: dict[str, Any], other: dict[str, Any]
) -> None:
    open_, hidden, seen = published_elsewhere()
    keeps = own["keeper"].organisation
    shelter = Place.objects.create(
        key="own", town="Own town", confidential=True, organisation=keeps
    )
    organisations = provider.get(_ORGANISATIONS).json()["html"]
    assert seen.name in organisations
    assert keeps.name in organisations
    places = provider.get(_PLACES).json()["html"]
    assert "Open town" in places
    assert "Own town" in places
    assert "Hidden town" not in places
    assert WORD not in organisations + places
    for chosen, status in ((open_, 200), (shelter, 200), (hidden, 404), (other["place"], 404)):
        assert provider.get(f"{_PLACES}chosen/{chosen.pk}/").status_code == status
    answer = provider.get(f"{_PLACES}chosen-multiple/?id={hidden.pk}&id={open_.pk}&multiple=1")
    assert [one["id"] for one in answer.json()["result"]] == [str(open_.pk)]


def test_an_editor_is_offered_everything(edit: User, own: dict[str, Any], other: dict[str, Any]):
    browser = sign_in(Client(), edit)
    assert WORD in browser.get(_PLACES).json()["html"]
    assert WORD in browser.get(_ORGANISATIONS).json()["html"]


def test_a_form_that_points_at_what_is_not_offered_comes_back_without_it(
    provider: Client, own: dict[str, Any], other: dict[str, Any]
) -> None:
    page = own["live"]
    form = form_of(provider, page)
    form |= rows("organisation_rows", organisation=other["organisation"].pk, role="partner")
    form |= rows("place_rows", place=other["place"].pk)
    for path in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{page.pk}/edit/preview/"):
        answer = provider.post(path, form)
        assert WORD not in answer.content.decode()
    assert WORD not in provider.get(f"/admin/pages/{page.pk}/edit/preview/").content.decode()
    latest = ProgrammePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert not latest.place_rows.filter(place=other["place"])
    assert not latest.organisation_rows.filter(organisation=other["organisation"])


def test_what_an_editor_put_on_the_entry_stays_when_the_provider_saves_it(
    provider: Client, own: dict[str, Any]
) -> None:
    page = own["live"]
    town = Place.objects.create(key="kept", town="Kept town", confidential=True)
    page.place_rows = [ProgrammePlace(place=town)]
    page.save_revision().publish()
    answer = provider.post(f"/admin/pages/{page.pk}/edit/", form_of(provider, page))
    assert answer.status_code == 302
    latest = ProgrammePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [row.place_id for row in latest.place_rows.all()] == [town.pk]


def test_every_pointer_of_a_programme_is_known() -> None:
    """A new row that points at something stands here, with what providers may choose for it."""
    assert {(name, field.related_model.__name__) for name, field in pointers_of(ProgrammePage)} == {
        ("organisation_rows", "Organisation"),
        ("place_rows", "Place"),
    }
