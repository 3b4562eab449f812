"""Editors work on one entry together: versions compared, publishing scheduled, locks, comments."""

import html
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment
from wagtail.test.utils.form_data import querydict_from_html

from directory.models import EligibilityCondition, ProgrammePage, ProgrammeText, StrandText
from directory.queries import read_by_slug
from portal.accounts.models import User
from tests.directory.builders import make_programme, make_strand, put_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


def editing(page: ProgrammePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_of(client: Client, page: ProgrammePage) -> QueryDict:
    data = querydict_from_html(client.get(editing(page)).content.decode(), form_id="page-edit-form")
    data._mutable = True
    return data


def words_on(answer: Any) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(text.split())


def test_two_versions_are_compared_in_words(edit: Client) -> None:
    strand = make_strand("Adults")
    strand.texts.add(StrandText(language="nl", label="Volwassenen"))
    page = make_programme(
        strands=[strand],
        conditions=[EligibilityCondition(sort_order=0, texts={"en": "I come myself."})],
    )
    draft = ProgrammePage.objects.get(pk=page.pk)
    draft.texts.get_object_list()[0].summary = "For whoever comes."
    draft.texts.add(ProgrammeText(language="nl", title="Haven", summary="Voor wie komt."))
    draft.conditions.get_object_list()[0].texts = {"en": "I come myself.", "nl": "Ik kom zelf."}
    changed = draft.strands.get_object_list()[0]
    changed.texts.get_object_list()[1].label = "Iedereen"
    put_terms(changed, modes=["individual", "group"])
    draft.save_revision()

    answer = edit.get(
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"])
    )

    shown = words_on(answer)
    shown = shown[shown.index("Fields Changes") :]
    assert answer.status_code == 200
    assert "Text in one language English Summary For whom it is. whoever comes." in shown
    assert "Text in one language Nederlands Language Nederlands Title Haven" in shown
    assert "Strand Adults Label Nederlands Label: Volwassenen Iedereen Delivery mode" in shown
    assert "Condition I come myself. Condition en: I come myself. nl: Ik kom zelf." in shown
    # What is the same in both is not repeated, and nothing is said in the words of a program.
    for words in ("What is done.", "None", "False", "{'", "object (", str(strand.uuid)):
        assert words not in shown, words


def test_a_draft_is_published_when_its_day_comes(edit: Client) -> None:
    page = make_programme()
    data = form_of(edit, page)
    data["texts-0-summary"] = "From tomorrow on."
    tomorrow = timezone.localtime() + timedelta(days=1)
    data["go_live_at"] = tomorrow.strftime("%Y-%m-%d %H:%M")
    data["action-publish"] = "1"
    answer = edit.post(editing(page), data, follow=True)
    assert "scheduled for publishing" in words_on(answer)
    before = read_by_slug("harbour")
    assert before is not None
    assert before["texts"][0]["summary"] == "For whom it is."

    scheduled = page.revisions.get(approved_go_live_at__isnull=False)
    scheduled.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    scheduled.save(update_fields=["approved_go_live_at"])
    ProgrammePage.objects.filter(pk=page.pk).update(go_live_at=scheduled.approved_go_live_at)
    content = {**scheduled.content, "go_live_at": scheduled.approved_go_live_at.isoformat()}
    type(scheduled).objects.filter(pk=scheduled.pk).update(content=content)
    call_command("publish_scheduled")
    after = read_by_slug("harbour")
    assert after is not None
    assert after["texts"][0]["summary"] == "From tomorrow on."


def test_a_locked_entry_takes_no_changes_of_others(
    edit: Client, signed_in: Callable[[str], Client], person: Callable[[str], User]
) -> None:
    page = make_programme()
    untouched = form_of(edit, page)
    untouched["texts-0-summary"] = "Changed meanwhile."
    admin = signed_in("admin")
    locked = admin.post(reverse("wagtailadmin_pages:lock", args=[page.pk]))
    assert locked.status_code == 302
    page.refresh_from_db()
    assert page.locked_by == person("admin")
    answer = edit.post(editing(page), untouched)
    assert "could not be saved as it is locked" in words_on(answer)
    assert page.revisions.count() == 1
    assert "Changed meanwhile." in answer.content.decode()
    edit.post(reverse("wagtailadmin_pages:unlock", args=[page.pk]))
    page.refresh_from_db()
    assert not page.locked


def test_a_comment_at_a_field_is_there_for_the_next_editor(
    edit: Client, signed_in: Callable[[str], Client]
) -> None:
    page = make_programme()
    data = form_of(edit, page)
    said = {
        "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "0",
        "comments-0-id": "",
        "comments-0-contentpath": "source",
        "comments-0-text": "From when?",
        "comments-0-position": "",
        "comments-0-deleted": "",
        "comments-0-resolved": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }
    for name, words in said.items():
        data[name] = words
    assert edit.post(editing(page), data).status_code == 302
    comment = Comment.objects.get()
    assert (comment.contentpath, comment.user.username) == ("source", "edit")
    other = signed_in("admin").get(editing(page)).content.decode()
    shown = re.search(r'<script id="comments-data" type="application/json">(.*?)</script>', other)
    assert shown, "the editing page knows no comments"
    assert [said["text"] for said in json.loads(shown[1])["comments"]] == ["From when?"]


def test_a_form_opened_before_a_change_does_not_overwrite_it_unawares(edit: Client) -> None:
    page = make_programme()
    opened = form_of(edit, page)
    before = opened["loaded_revision_id"]
    other = ProgrammePage.objects.get(pk=page.pk)
    other.texts.get_object_list()[0].summary = "Corrected meanwhile."
    other.save_revision().publish()
    opened["texts-0-summary"] = "Typed all along."
    for action in ({}, {"action-publish": "1"}):
        answer = edit.post(editing(page), {**opened.dict(), **action})
        assert "This entry was changed after you opened the form" in words_on(answer)
        compare = reverse(
            "wagtailadmin_pages:revisions_compare", args=[page.pk, before, other.latest_revision_id]
        )
        assert f'href="{compare}"' in answer.content.decode()
        assert read_by_slug("harbour")["texts"][0]["summary"] == "Corrected meanwhile."
    again = querydict_from_html(answer.content.decode(), form_id="page-edit-form")
    assert again["texts-0-summary"].strip() == "Typed all along."
    answer = edit.post(editing(page), {**again.dict(), "action-publish": "1"})
    assert answer.status_code == 302
    assert read_by_slug("harbour")["texts"][0]["summary"] == "Typed all along."


def test_the_forms_own_autosave_is_no_change_by_somebody_else(
    edit: Client, person: Callable[[str], User]
) -> None:
    """Whoever presses the button while it is on its way has the version before in the form."""
    page = make_programme()
    opened = form_of(edit, page)
    draft = ProgrammePage.objects.get(pk=page.pk)
    draft.texts.get_object_list()[0].summary = "Typed al"
    revision = draft.save_revision(user=person("edit"))
    opened["texts-0-summary"] = "Typed all along."
    typed = {**opened.dict(), "action-publish": "1"}
    long_ago = timezone.now() - timedelta(minutes=1)
    type(revision).objects.filter(pk=revision.pk).update(created_at=long_ago)
    assert "This entry was changed after" in words_on(edit.post(editing(page), typed))
    type(revision).objects.filter(pk=revision.pk).update(created_at=timezone.now())
    assert edit.post(editing(page), typed).status_code == 302
    assert read_by_slug("harbour")["texts"][0]["summary"] == "Typed all along."
