"""Home, ratings, help lines and the other pages, written in the CMS, one per language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import ContentPage, HomePage, RatingsPage
from directory.sample.loader import FOLDER
from directory.sample.pages import load_pages
from directory.sample.report import LoadReport
from directory.sample.tree import prepare_tree
from tests.directory.builders import make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> None:
    """The sample's content pages."""
    load_pages(sorted((FOLDER / "pages").glob("*.toml")), prepare_tree(), LoadReport())


def test_every_page_exists_in_every_language(pages: None, public_client: Client) -> None:
    for path in ("", "ratings/", "emergency/", "privacy/", "guidance/", "someone-close/"):
        seen = set()
        for language in ("nl", "fr", "en"):
            answer = public_client.get(f"/{language}/{path}")
            assert answer.status_code == 200, f"/{language}/{path}"
            html = answer.content.decode()
            assert f'<html lang="{language}">' in html
            seen.add(html.split('<main id="main"', 1)[1].split("</main>", 1)[0])
        assert len(seen) == 3, path


def test_an_unknown_page_is_not_found(pages: None, public_client: Client) -> None:
    assert public_client.get("/en/nothing-here/").status_code == 404
    assert public_client.get("/en/guidance/nothing-here/").status_code == 404


def test_an_unpublished_page_is_not_found(pages: None, public_client: Client) -> None:
    page = ContentPage.objects.get(slug="guidance", locale__language_code="en")
    page.unpublish()
    assert public_client.get("/en/guidance/").status_code == 404
    assert public_client.get("/nl/guidance/").status_code == 200


def test_no_page_of_the_tree_is_served_under_another_address(
    pages: None, public_client: Client
) -> None:
    for path in ("turnstone-en/guidance/", "programmes/", "admin/", "_util/login/"):
        assert public_client.get(f"/en/{path}").status_code == 404, path


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "professional experience"), ("nl", "ervaring uit de praktijk"), ("fr", "terrain")],
)
def test_each_rating_has_its_meaning_at_its_anchor(
    pages: None, public_client: Client, language: str, words: str
) -> None:
    html = public_client.get(f"/{language}/ratings/").content.decode()
    for level in ("effective", "promising", "prudent", "pioneering", "not-rated", "adopted"):
        assert f'id="{level}"' in html
    meaning = html.split('id="pioneering"', 1)[1].split('id="not-rated"', 1)[0]
    assert words in meaning


def test_home_leads_to_the_finder_by_population_and_mode(
    pages: None, public_client: Client
) -> None:
    make_term("population", "minors", labels={"en": "Minors", "nl": "Minderjarigen"})
    make_term("mode", "group", labels={"en": "In a group", "nl": "In groep"})
    html = public_client.get("/nl/").content.decode()
    assert 'action="/nl/find/"' in html
    assert 'name="population" value="minors"' in html
    assert "Minderjarigen" in html
    assert 'name="mode" value="group"' in html


def test_edit_changes_a_page_and_previews_it(
    pages: None, signed_in: Callable[[str], Client]
) -> None:
    edit = signed_in("edit")
    page = RatingsPage.objects.get(locale__language_code="nl")
    answer = edit.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    page.prudent = "Nieuwe woorden."
    page.save_revision()
    html = edit.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    assert "Nieuwe woorden." in html
    assert '<html lang="nl">' in html


def test_the_translations_of_a_page_know_each_other(pages: None) -> None:
    page = ContentPage.objects.get(slug="privacy", locale__language_code="en")
    assert {other.locale.language_code for other in page.get_translations()} == {"nl", "fr"}
    home = HomePage.objects.get(locale__language_code="fr")
    assert home.get_translations().count() == 2


def test_a_page_has_one_public_address(pages: None) -> None:
    page = ContentPage.objects.get(slug="privacy", locale__language_code="nl")
    assert page.public_path() == "/nl/privacy/"
    assert page.url == "http://localhost:8000/nl/privacy/"
    home = HomePage.objects.get(locale__language_code="fr")
    assert home.public_path() == "/fr/"


def test_the_sample_pages_are_complete() -> None:
    assert {Path(file).stem for file in (FOLDER / "pages").glob("*.toml")} == {
        "emergency",
        "guidance",
        "home",
        "privacy",
        "ratings",
        "someone-close",
    }
