"""Organisations, places and terms in the CMS: edited there, and not deleted under an entry."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from directory.models import (
    EmergencyNumber,
    LegalText,
    Organisation,
    Place,
    ProgrammeOrganisation,
    ProgrammePage,
    Term,
)
from tests.directory.builders import make_organisation, make_programme, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


@pytest.mark.parametrize("model", [Organisation, Place, Term, EmergencyNumber, LegalText])
def test_each_kind_has_its_list_and_its_form(edit: Client, model: type) -> None:
    viewset = model.snippet_viewset  # type: ignore[attr-defined]
    assert edit.get(reverse(viewset.get_url_name("list"))).status_code == 200
    assert edit.get(reverse(viewset.get_url_name("list")), {"q": "x"}).status_code == 200
    assert edit.get(reverse(viewset.get_url_name("add"))).status_code == 200


def test_edit_enters_a_confidential_place_and_its_street_is_refused(edit: Client) -> None:
    address = reverse(Place.snippet_viewset.get_url_name("add"))
    data = {
        "key": "refuge",
        "confidential": "on",
        "street": "Kade 1",
        "postal_code": "2000",
        "town": "Antwerpen",
        "country": "BE",
        "latitude": "51.21234",
        "longitude": "4.40999",
        "phones": inline_formset([]),
    }
    answer = edit.post(address, nested_form_data(data))
    assert "only the town is kept: empty this" in answer.content.decode()
    answer = edit.post(address, nested_form_data(data | {"street": ""}))
    assert answer.status_code == 302
    assert str(Place.objects.get().latitude) == "51.22000"


def test_edit_enters_a_number_as_people_write_it(edit: Client) -> None:
    data = {
        "name": "Quay",
        "key": "quay",
        "memberships": inline_formset([]),
        "phones": inline_formset([{"kind": "voice", "number": "02/512.62.43", "source_text": ""}]),
    }
    answer = edit.post(
        reverse(Organisation.snippet_viewset.get_url_name("add")), nested_form_data(data)
    )
    assert answer.status_code == 302
    assert Organisation.objects.get(key="quay").phones.get().number == "+3225126243"


def delete(client: Client, instance: Organisation | Place | Term) -> str:
    kind: Any = type(instance)
    viewset = kind.snippet_viewset
    address = reverse(viewset.get_url_name("delete"), args=[instance.pk])
    return client.post(address, follow=True).content.decode()


def test_an_organisation_in_use_is_not_deleted(edit: Client) -> None:
    body = make_organisation("body")
    make_programme(organisation_rows=[ProgrammeOrganisation(organisation=body, sort_order=0)])
    html = delete(edit, body)
    assert "is still used and cannot be deleted" in html
    assert "Harbour" in html
    assert Organisation.objects.filter(pk=body.pk).exists()


def test_an_organisation_that_nobody_uses_is_deleted(edit: Client) -> None:
    delete(edit, make_organisation("body"))
    assert not Organisation.objects.filter(key="body").exists()


def test_a_term_in_use_is_not_deleted(edit: Client) -> None:
    make_programme()
    html = delete(edit, Term.objects.get(vocabulary="population", code="adults"))
    assert "cannot be deleted" in html
    assert Term.objects.filter(code="adults").exists()


def test_a_term_that_only_a_draft_uses_is_not_deleted(edit: Client) -> None:
    page = make_programme()
    term = make_term("population", "minors")
    draft = ProgrammePage.objects.get(pk=page.pk)
    draft.strands.all()[0].populations.set([term])
    strands = list(draft.strands.all())
    strands[0].populations = [term]
    draft.strands = strands
    draft.save_revision()
    live = ProgrammePage.objects.get(pk=page.pk).strands.get()
    assert [one.code for one in live.populations.all()] == ["adults"]
    assert "cannot be deleted" in delete(edit, term)
    assert Term.objects.filter(pk=term.pk).exists()


def test_a_term_that_nobody_uses_is_deleted(edit: Client) -> None:
    delete(edit, make_term("population", "students"))
    assert not Term.objects.filter(code="students").exists()
