"""Another language is the same page again: what was typed comes along, and nothing else happens."""

import re

import pytest

from portal.referrals import drafts
from portal.referrals.models import Message
from tests.portal.referrals.builders import ANSWERS, fresh, make_draft
from tests.visitor import tags


def in_language(client, page: str, language: str, **typed):
    """Press a language in the header of a page, after typing on it what stands in `typed`."""
    [button] = [
        tag
        for tag in tags(page.split("<main", 1)[0], "button", lang=language)
        if tag.attributes.get("form") == "page-form"
    ]
    fields = {**typed, "language": button.attributes["value"]}
    answer = client.post(button.attributes["formaction"], fields)
    assert answer.status_code == 200
    found = answer.content.decode()
    assert f'<html lang="{language}">' in found
    assert "error-summary" not in found
    assert "field-error" not in found
    return found


def test_a_page_of_the_partners_form_keeps_what_was_typed_and_saves_nothing(
    programme, petra, signed_in
):
    draft = make_draft(petra, programme, {})
    client = signed_in("petra")
    address = f"/portal/refer/{draft.id}/person/"
    page = client.get(address).content.decode()
    typed = {**ANSWERS["person"], "age": "forty"}
    for language in ("nl", "fr"):
        page = in_language(client, page, language, **typed)
        for words in ("Sam Example", 'value="forty"', "1990-04-02", "say nothing on the voicemail"):
            assert words in page
        assert re.search(r'<input[^>]*value="phone"[^>]*checked', page)
    assert list(drafts.open_draft(draft)) == ["programme"]
    # And on from there, in that language.
    assert '<html lang="fr">' in client.get(f"/portal/refer/{draft.id}/").content.decode()


def test_what_is_agreed_to_is_ticked_anew_once_it_was_read(programme, petra, signed_in):
    draft = make_draft(petra, programme, {})
    client = signed_in("petra")
    page = client.get(f"/portal/refer/{draft.id}/reporting/").content.decode()
    page = in_language(client, page, "nl", **ANSWERS["reporting"])
    assert "Presence, every month." in page
    assert re.search(r'<input[^>]*value="referrer"[^>]*checked', page)
    assert not re.search(r'<input[^>]*name="reporting_agreed"[^>]*checked', page)


def test_enter_on_a_page_of_the_form_presses_its_own_button(programme, petra, signed_in):
    draft = make_draft(petra, programme, {})
    page = signed_in("petra").get(f"/portal/refer/{draft.id}/person/").content.decode()
    first = tags(page, "button", form="page-form")[0]
    assert "formaction" not in first.attributes
    assert "name" not in first.attributes


def test_the_choice_of_a_programme_keeps_what_was_chosen_and_typed(programme, petra, signed_in):
    client = signed_in("petra")
    page = client.get("/portal/refer/").content.decode()
    page = in_language(client, page, "nl", programme=programme.slug, find="pier")
    assert 'value="pier"' in page
    assert re.search(rf'<input[^>]*value="{programme.slug}"[^>]*checked', page)


@pytest.mark.parametrize(
    ("step", "typed"),
    [
        ("question", {"question": "Since when?", "answer_by": "soon"}),
        ("accept", {"message": "We call at noon."}),
        ("redirect", {"message": "Nearer to home.", "find": "pier"}),
    ],
)
def test_a_step_of_the_intake_keeps_what_was_typed_and_is_not_taken(
    step, typed, in_triage, elsewhere, helpline, signed_in
):
    client = signed_in("ines")
    page = client.get(f"/portal/referrals/{in_triage.id}/{step}/").content.decode()
    page = in_language(client, page, "nl", **typed)
    for words in typed.values():
        assert words in page
    assert fresh(in_triage).state == "in-triage"


@pytest.mark.parametrize("name", ["ines", "petra"])
def test_a_message_that_is_being_written_comes_along_and_is_not_sent(name, in_triage, signed_in):
    client = signed_in(name)
    page = client.get(f"/portal/referrals/{in_triage.id}/").content.decode()
    page = in_language(client, page, "nl", text="Half an hour of writing")
    assert "Half an hour of writing" in page
    assert not Message.objects.exists()


def test_a_language_that_is_none_changes_nothing(in_triage, signed_in):
    client = signed_in("ines")
    address = f"/portal/referrals/{in_triage.id}/accept/?then=language"
    page = client.post(address, {"message": "We call at noon.", "language": "xx"})
    assert '<html lang="en">' in page.content.decode()
    assert "We call at noon." in page.content.decode()
    assert fresh(in_triage).state == "in-triage"
