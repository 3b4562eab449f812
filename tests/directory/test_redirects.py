"""An address that was given out keeps leading to its programme, in each language."""

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.contrib.redirects.models import Redirect

from directory.models import ProgrammePage
from tests.directory.builders import make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> ProgrammePage:
    """A programme that was at /harbour/, then at /pier/, and is at /quay/ today."""
    page = make_programme("harbour")
    for slug in ("pier", "quay"):
        with django_capture_on_commit_callbacks(execute=True):
            draft = ProgrammePage.objects.get(pk=page.pk)
            draft.slug = slug
            draft.save_revision().publish()
    return page


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("slug", ["harbour", "pier"])
def test_an_old_address_leads_on(
    moved: ProgrammePage, public_client: Client, language: str, slug: str
) -> None:
    answer = public_client.get(f"/{language}/programmes/{slug}/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/{language}/programmes/quay/"


def test_a_programme_that_takes_an_old_address_is_shown_at_it(
    moved: ProgrammePage, public_client: Client
) -> None:
    make_programme("harbour", title="Another harbour")
    answer = public_client.get("/nl/programmes/harbour/")
    assert answer.status_code == 200
    assert b"Another harbour" in answer.content


def test_what_was_unpublished_is_not_found_at_any_address(
    moved: ProgrammePage, public_client: Client
) -> None:
    ProgrammePage.objects.get(pk=moved.pk).unpublish()
    assert public_client.get("/en/programmes/harbour/").status_code == 404
    assert public_client.get("/en/programmes/quay/").status_code == 404


def test_wagtail_itself_made_the_redirects(moved: ProgrammePage) -> None:
    assert set(Redirect.objects.values_list("old_path", flat=True)) == {
        "/en/programmes/harbour",
        "/en/programmes/pier",
    }
