"""Finding an organisation, a place, a term or a page in the CMS the way people type names."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from directory.editing import choosers
from directory.editing.finding import Folded
from directory.models import Organisation, Place, Term
from directory.spelling import fold
from tests.directory.builders import make_keeper, make_organisation, make_programme, make_term

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexes_of_wagtail")]


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


@pytest.fixture
def names() -> None:
    team = make_organisation("iter", name="I.T.E.R.", former_names="Équipe Œuvre d’Été")
    make_organisation("other", name="Brug")
    Place.objects.create(key="lg", town="Liège", organisation=team, names={"fr": "Bâtiment C"})
    make_term("area", "liege", labels={"fr": "Liège", "nl": "Luik", "en": "Liège"})
    make_term("mode", "liege-too", labels={"en": "By way of Liège"})


def listed(client: Client, model: Any, typed: str, name: str = "list", **more: str) -> str:
    viewset = model.snippet_viewset
    if name != "list":
        viewset = viewset.chooser_viewset
    answer = client.get(reverse(viewset.get_url_name(name)), {"q": typed, **more})
    assert answer.status_code == 200
    content: str = answer.content.decode()
    return content.replace("\\u002D", "-")


@pytest.mark.parametrize("name", ["list", "choose_results"])
@pytest.mark.parametrize(
    ("model", "typed", "found"),
    [
        (Organisation, "ITER", "I.T.E.R."),
        (Organisation, "i.t.e.r.", "I.T.E.R."),
        (Organisation, "oeuvre equipe", "I.T.E.R."),
        (Place, "LIEGE", "Liège"),
        (Place, "batiment iter", "Liège"),
        (Term, "luik", "Liège"),
        (Term, "liege", "Liège"),
    ],
)
def test_a_name_is_found_as_people_type_it(
    edit: Client, names: None, model: Any, typed: str, found: str, name: str
) -> None:
    assert found in listed(edit, model, typed, name)
    assert "Brug" not in listed(edit, model, typed, name)


def test_the_chooser_of_terms_keeps_to_one_vocabulary(edit: Client, names: None) -> None:
    found = listed(edit, Term, "liege", "choose_results", vocabulary="area")
    assert "By way of" not in found
    assert "By way of" in listed(edit, Term, "liege", "choose_results")
    assert "By way of" in listed(edit, Term, "liege", "choose_results", vocabulary="none")


def test_a_chooser_shows_and_gives_only_what_its_user_may_choose(
    edit: Client, names: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden, kept = Organisation.objects.get(key="other"), Organisation.objects.get(key="iter")
    monkeypatch.setattr(choosers, "choices_for", lambda user, objects: objects.filter(pk=kept.pk))
    viewset = Organisation.snippet_viewset.chooser_viewset
    for name in ("choose", "choose_results"):
        answer = edit.get(reverse(viewset.get_url_name(name))).content.decode()
        assert "I.T.E.R." in answer
        assert "Brug" not in answer
    chosen = reverse(viewset.get_url_name("chosen"), args=[hidden.pk])
    assert edit.get(chosen).status_code == 404
    several = reverse(viewset.get_url_name("chosen_multiple"))
    answer = edit.get(several, {"id": [hidden.pk, kept.pk, "x"]}).content.decode()
    assert "I.T.E.R." in answer
    assert "Brug" not in answer


@pytest.mark.parametrize("typed", ["ITER", "iter", "I.T.E.R.", "equipe"])
def test_pages_are_found_by_their_names_without_full_stops_and_accents(
    edit: Client, names: None, typed: str
) -> None:
    keeper = make_keeper("iter")
    make_programme(title="I.T.E.R. et son équipe", parent=keeper)
    for address, key in (
        (reverse("wagtailadmin_pages:search"), "q"),
        (reverse("wagtailadmin_choose_page_search"), "q"),
    ):
        found = edit.get(address, {key: typed}).content.decode()
        assert "I.T.E.R. et son équipe" in found, address


def test_folding_says_the_same_in_python_and_in_the_database() -> None:
    words = "Été ŒUVRE Straße I.T.E.R. Ÿ Ñandú d’Ø"
    make_organisation("odd", name=words)
    found = Organisation.objects.annotate(plain=Folded("name")).get(key="odd")
    assert found.plain == fold(words) == "ete oeuvre strasse iter y nandu d'o"
