"""Edit translates a programme: original and translation side by side."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, PageLogEntry
from wagtail.test.utils.form_data import querydict_from_html

from directory.models import ProgrammePage
from directory.queries import read_by_slug
from directory.translation.state import translation_state
from portal.accounts.cms import GROUPS
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.directory.imports.conftest import Table, apply, compare

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


def address(page: ProgrammePage, language: str = "nl") -> str:
    return reverse("directory_translation:translate", args=[page.pk, language])


def words_on(answer: Any) -> str:
    """What can be read on the page, its markup gone."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(text.split())


def form_of(client: Client, page: ProgrammePage, language: str = "nl") -> dict[str, str]:
    """What the browser would send back, untouched."""
    answer = client.get(address(page, language))
    assert answer.status_code == 200
    sent = querydict_from_html(answer.content.decode(), form_index=form_index(answer)).dict()
    return {name: str(value) for name, value in sent.items()}


def form_index(answer: Any) -> int:
    """Which form of the page is the translation's: the sidebar has its own."""
    forms = re.findall(r"<form.*?</form>", answer.content.decode(), re.DOTALL)
    return next(place for place, form in enumerate(forms) if 'name="version"' in form)


def field_for(page: ProgrammePage, kind: str, language: str = "nl") -> str:
    state = translation_state(newest(page), language)
    found = [*state.missing, *(changed.segment for changed in state.changed)]
    return "text-" + next(segment.key for segment in found if segment.kind == kind)


def newest(page: ProgrammePage) -> ProgrammePage:
    return ProgrammePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_what_is_typed_becomes_a_draft_and_nothing_is_published(
    edit: Client, harbour: ProgrammePage
) -> None:
    answer = edit.get(address(harbour))
    shown = words_on(answer)
    assert "2 texts missing" in shown
    assert '<p class="translate__words" lang="en"' in answer.content.decode()
    # In the order in which the public reads them.
    order = ["For adults.", "A report.", "I come myself.", "A law.", "Intake"]
    assert sorted(order, key=shown.index) == order

    typed = form_of(edit, harbour)
    typed[field_for(harbour, "texts.mandate")] = "Een wet."
    typed[field_for(harbour, "strands.told_rows.notes")] = "Een verslag."
    answer = edit.post(address(harbour), typed, follow=True)

    assert "Saved as a draft of the entry." in words_on(answer)
    assert "complete" in words_on(answer)
    draft = newest(harbour)
    dutch = next(text for text in draft.texts.all() if text.language == "nl")
    assert (dutch.title, dutch.mandate) == ("Haven", "Een wet.")
    [told] = draft.strands.all()[0].told_rows.all()
    assert told.notes == {"en": "A report.", "nl": "Een verslag."}
    public = read_by_slug("harbour")
    assert public is not None
    assert {row["language"]: row["mandate"] for row in public["texts"]} == {
        "en": "A law.",
        "nl": "",
    }
    entry = PageLogEntry.objects.filter(page=harbour.pk).latest("pk")
    assert (entry.action, entry.user.username) == ("wagtail.edit", "edit")


def test_a_new_language_begins_with_one_text_and_ends_when_all_are_gone(
    edit: Client, harbour: ProgrammePage
) -> None:
    typed = form_of(edit, harbour, "fr")
    title = field_for(harbour, "texts.title", "fr")
    edit.post(address(harbour, "fr"), {**typed, title: "Le port"})
    assert {text.language for text in newest(harbour).texts.all()} == {"en", "nl", "fr"}
    typed = form_of(edit, harbour, "fr")
    edit.post(address(harbour, "fr"), {**typed, title: " "})
    assert {text.language for text in newest(harbour).texts.all()} == {"en", "nl"}
    before = harbour.revisions.count()
    answer = edit.post(address(harbour, "fr"), form_of(edit, harbour, "fr"), follow=True)
    assert "Nothing was changed" in words_on(answer)
    assert harbour.revisions.count() == before


def test_a_change_of_the_original_on_the_editing_page_is_shown_beside_its_translation(
    edit: Client, harbour: ProgrammePage
) -> None:
    editing = reverse("wagtailadmin_pages:edit", args=[harbour.pk])
    form = querydict_from_html(edit.get(editing).content.decode(), form_id="page-edit-form").copy()
    row = next(n for n in range(2) if form[f"texts-{n}-language"] == "en")
    form[f"texts-{row}-summary"] = "For adults and their families."
    assert edit.post(editing, form.dict()).status_code == 302

    panel = words_on(edit.get(editing))
    assert "2 texts missing, 1 text changed in the original since" in panel
    answer = edit.get(address(harbour))
    assert re.search(r"<ins> ?and their families ?</ins>", answer.content.decode())
    listed = words_on(edit.get(reverse("directory_translation:list") + "?work=changed"))
    assert "Harbour" in listed
    assert "Harbour" not in words_on(
        edit.get(reverse("directory_translation:list_results") + "?language=fr&work=changed")
    )

    key = field_for(harbour, "texts.summary").removeprefix("text-")
    edit.post(address(harbour), {**form_of(edit, harbour), f"right-{key}": "on"})
    assert translation_state(newest(harbour), "nl").changed == ()


def test_what_somebody_saved_meanwhile_is_kept_and_so_is_what_was_typed(
    edit: Client, harbour: ProgrammePage
) -> None:
    typed = form_of(edit, harbour)
    mandate = field_for(harbour, "texts.mandate")
    draft = newest(harbour)
    for text in draft.texts.get_object_list():
        text.mandate = {"en": "A new law.", "nl": "Een nieuwe wet."}[text.language]
    draft.conditions = []
    draft.save_revision(clean=False)
    condition = next(name for name in typed if name.startswith("text-conditions"))

    answer = edit.post(
        address(harbour), {**typed, mandate: "Een wet.", condition: "Ik kom uit mezelf."}
    )

    shown = words_on(answer)
    assert "Somebody saved this entry while you were translating." in shown
    assert "Een wet." in answer.content.decode()
    assert "Saved at the moment: Een nieuwe wet." in shown
    assert "What you typed for texts that are no longer there Ik kom uit mezelf." in shown
    again = {**typed, mandate: "Een wet.", "version": answer.context["form"].version_now}
    assert edit.post(address(harbour), again).status_code == 302
    dutch = next(text for text in newest(harbour).texts.all() if text.language == "nl")
    assert dutch.mandate == "Een wet."
    assert list(newest(harbour).conditions.all()) == []


def test_a_locked_entry_is_shown_and_not_changed(
    edit: Client, harbour: ProgrammePage, person: Callable[[str], User]
) -> None:
    typed = form_of(edit, harbour)
    harbour.locked, harbour.locked_by = True, person("admin")
    harbour.save(update_fields=["locked", "locked_by"])
    page = edit.get(address(harbour))
    assert "locked" in words_on(page)
    assert "Save draft" not in words_on(page)
    answer = edit.post(address(harbour), {**typed, field_for(harbour, "texts.mandate"): "Een wet."})
    assert "What you typed is still below." in words_on(answer)
    assert "Een wet." in answer.content.decode()
    assert translation_state(newest(harbour), "nl").missing


def test_too_long_a_title_is_refused_at_its_field(edit: Client, harbour: ProgrammePage) -> None:
    typed = form_of(edit, harbour)
    answer = edit.post(address(harbour), {**typed, "text-texts-title": "Haven " * 60})
    assert "Ensure this value has at most 255 characters" in words_on(answer)
    assert "Haven Haven" in answer.content.decode()


def test_only_who_may_change_the_entry_translates_or_sees_it_listed(
    edit: Client, harbour: ProgrammePage
) -> None:
    assert edit.get(address(harbour, "en")).status_code == 404
    assert edit.get(address(harbour, "xx")).status_code == 404
    # Where the reviewers' went too, the groups would be made anew.
    GroupPagePermission.objects.exclude(group__name=GROUPS[Role.REVIEWER]).delete()
    assert edit.get(address(harbour)).status_code == 302
    assert edit.post(address(harbour), {}).status_code == 302
    assert harbour.revisions.count() == 2
    listed = edit.get(reverse("directory_translation:list"), follow=True)
    assert "Harbour" not in listed.content.decode()


def test_an_import_that_changes_an_original_marks_its_translations(harbour: ProgrammePage) -> None:
    table = Table().put("text", {"language": "en"}, summary="For adults and their families.")
    apply(compare(table, publish=True))
    [changed] = translation_state(newest(harbour), "nl").changed
    assert (changed.segment.words, changed.before) == ("Voor volwassenen.", "For adults.")
