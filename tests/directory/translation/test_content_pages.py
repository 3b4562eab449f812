"""Content pages are kept up in three languages with wagtail-localize; programmes are not."""

import html
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from directory.models import ContentPage, HomePage, ProgrammePage
from directory.models.content import BodyPage
from directory.sample.loader import FOLDER
from directory.sample.pages import load_pages
from directory.sample.report import LoadReport
from directory.sample.tree import prepare_tree
from directory.services import create_published_page

pytestmark = pytest.mark.django_db


def load() -> None:
    files = sorted((FOLDER / "pages").glob("*.toml"))
    load_pages(files, prepare_tree(), LoadReport(say=lambda line: None))


def content_pages() -> list[BodyPage]:
    return [page for model in BodyPage.__subclasses__() for page in model.objects.live()]


def shown(page: BodyPage) -> list[object]:
    names = [field.name for field in page._meta.local_fields if field.name != "page_ptr"]
    return [page.title, page.slug, *(html.unescape(str(getattr(page, name))) for name in names)]


def test_each_page_of_the_sample_is_the_translation_of_its_english_one(
    django_capture_on_commit_callbacks,
) -> None:
    load()
    pages = content_pages()
    written = {page.pk: shown(page) for page in pages}
    assert len(pages) == 18
    assert Translation.objects.count() == 12
    for translation in Translation.objects.select_related("source"):
        total, done = translation.get_progress()
        assert total == done > 0, translation.source.object_repr
    load()
    assert Translation.objects.count() == 12
    # Published anew from the translation's own texts, each page reads as it was written.
    with django_capture_on_commit_callbacks(execute=True):
        for translation in Translation.objects.all():
            translation.save_target()
    now = {page.pk: shown(page) for page in content_pages()}
    assert now == written


def test_a_changed_original_asks_for_that_one_text_again(
    signed_in: Callable[[str], Client],
) -> None:
    load()
    edit = signed_in("edit")
    target = ContentPage.objects.get(slug="guidance", locale__language_code="nl")
    editing = reverse("wagtailadmin_pages:edit", args=[target.pk])
    told = "was changed since it was translated"
    assert told not in edit.get(editing).content.decode()
    english = ContentPage.objects.get(slug="guidance", locale__language_code="en")
    english.intro = "There are three ways in."
    english.save_revision().publish()
    assert told in edit.get(editing).content.decode()
    TranslationSource.objects.get_for_instance(english).update_from_db()
    assert told not in edit.get(editing).content.decode()
    dutch = Translation.objects.get(
        source__object_id=english.translation_key,
        target_locale=Locale.objects.get(language_code="nl"),
    )
    total, done = dutch.get_progress()
    assert total - done == 1
    assert HomePage.objects.count() == 3


def test_only_content_pages_are_offered_to_it_also_by_address(
    signed_in: Callable[[str], Client], harbour: ProgrammePage
) -> None:
    Locale.objects.create(language_code="de")
    edit = signed_in("edit")
    keeper = harbour.get_parent()
    home = HomePage.objects.get(locale__language_code="en")
    guidance = create_published_page(
        acting_user=None, parent=home, page=ContentPage(title="How it works", slug="guidance")
    )

    def submit(page: Page) -> str:
        return reverse("wagtail_localize:submit_page_translation", args=[page.pk])

    for page in (harbour, keeper, keeper.get_parent()):
        editing = edit.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert submit(page) not in editing
        for answer in (edit.get(submit(page)), edit.post(submit(page), {"locales": ["4"]})):
            assert answer.status_code == 404
    assert ProgrammePage.objects.count() == 1
    editing = edit.get(reverse("wagtailadmin_pages:edit", args=[guidance.pk])).content.decode()
    assert submit(guidance) in editing
    # The home page holds the programmes: what stands below it never comes along.
    form = {"locales": [Locale.objects.get(language_code="de").pk], "include_subtree": "on"}
    assert edit.post(submit(home), form).status_code == 302
    german = HomePage.objects.get(locale__language_code="de")
    assert german.get_descendants().count() == 0
    assert Translation.objects.count() == 1
    # A page in one language is never shown as one in another.
    assert (
        "localize-convert-to-alias"
        not in edit.get(reverse("wagtailadmin_pages:edit", args=[german.pk])).content.decode()
    )
    alias = reverse("wagtail_localize:convert_to_alias", args=[german.pk])
    assert edit.post(alias, {}).status_code == 404
