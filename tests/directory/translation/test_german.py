"""German is prepared: it takes one line of the settings to speak it."""

from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils.translation import gettext_lazy

from directory.models import HomePage, ProgrammePage, ProgrammeText
from directory.sample.loader import FOLDER
from directory.sample.pages import load_pages
from directory.sample.report import LoadReport
from directory.sample.tree import prepare_tree

pytestmark = pytest.mark.django_db


def test_a_site_that_speaks_german_shows_german_texts_and_borrows_the_rest(
    settings: Any, harbour: ProgrammePage
) -> None:
    german = [*settings.LANGUAGES, ("de", gettext_lazy("German"))]
    public = {
        "ROOT_URLCONF": "config.urls.public",
        "ROLE": "public",
        "MIDDLEWARE": settings.PUBLIC_MIDDLEWARE,
    }
    with override_settings(LANGUAGES=german, **public):
        html = Client().get("/de/programmes/harbour/").content.decode()
        assert '<html lang="de">' in html
        assert '<h1 lang="en">Harbour</h1>' in html
        harbour.texts.add(ProgrammeText(language="de", title="Hafen", summary="Für Erwachsene."))
        harbour.save_revision().publish()
        html = Client().get("/de/programmes/harbour/").content.decode()
        assert "<h1>Hafen</h1>" in html
        assert 'hreflang="de"' in html
        load_pages(
            sorted((FOLDER / "pages").glob("home.toml")),
            prepare_tree(),
            LoadReport(say=lambda line: None),
        )
        assert HomePage.objects.filter(locale__language_code="de", live=False).exists()
        assert Client().get("/de/").status_code == 200
