"""Another language is the same page again: what was typed comes along, and nothing else happens."""

import time
from uuid import uuid4

import pytest
from django.test import Client

from portal.selfreferral import letters
from portal.selfreferral.models import Draft, Letter
from portal.selfreferral.receipts import read_receipt
from tests.portal.selfreferral.conftest import ANSWERS, as_staff
from tests.visitor import tags

PAGE_FORM = "page-form"


def own_form(page: str) -> dict[str, str]:
    """What the page's own form holds, hidden or typed, as a browser would send it."""
    main = page.split("<main", 1)[1].split(f'id="{PAGE_FORM}"', 1)[1].split("</form>", 1)[0]
    sent = {}
    for tag in tags("<form" + main):
        at = tag.attributes
        kind = at.get("type", "")
        if tag.name == "input" and (kind not in ("radio", "checkbox") or "checked" in at):
            sent[at["name"]] = at.get("value", "on")
        elif tag.name == "textarea":
            opening = main.split(f'name="{at["name"]}"', 1)[1]
            sent[at["name"]] = opening.split(">", 1)[1].split("</textarea>", 1)[0].lstrip("\n")
    return sent


def in_language(client: Client, page: str, language: str, **typed: str):
    """Press the language in the header of a page, after typing on it what stands in `typed`."""
    [button] = [
        tag
        for tag in tags(page.split("<main", 1)[0], "button", lang=language)
        if tag.attributes.get("value") == "language"
    ]
    if button.attributes.get("form") == PAGE_FORM:
        fields = {**own_form(page), **typed}
    else:
        hidden = tags(page.split("<main", 1)[0], "input", type="hidden")
        fields = {tag.attributes["name"]: tag.attributes["value"] for tag in hidden}
    return client.post(button.attributes["formaction"], {**fields, "then": "language"})


def without_trouble(response, language: str) -> str:
    page: str = response.content.decode()
    assert f'<html lang="{language}">' in page
    assert "error-summary" not in page
    assert "field-error" not in page
    return page


@pytest.fixture
def holder(visitor):
    """Somebody who sent a referral and stands before its conversation."""
    visitor.answer_all()
    visitor.send()
    visitor.locator = read_receipt(visitor.receipt()).locator
    return visitor


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_first_question_keeps_its_programme_and_the_age_that_was_ticked(visitor, language):
    first = visitor.client.post("/en/start/", {"programme": visitor.programme}).content.decode()

    page = without_trouble(in_language(visitor.client, first, language, age="16-17"), language)

    assert own_form(page) == {"programme": visitor.programme, "age": "16-17"}
    assert not Draft.objects.exists()
    # And on from there, in that language.
    again = without_trouble(in_language(visitor.client, page, "nl"), "nl")
    assert own_form(again)["age"] == "16-17"


@pytest.mark.parametrize("step", ["conditions", "words", "contact"])
def test_what_is_typed_on_a_question_comes_along_unchecked_and_is_not_kept(visitor, step):
    visitor.answer("age")
    kept = Draft.objects.count()
    shown = visitor.client.get(f"/en/start/{step}/").content.decode()
    typed = {**ANSWERS[step], **({"contact_at": "12"} if step == "contact" else {})}

    page = without_trouble(in_language(visitor.client, shown, "fr", **typed), "fr")

    assert own_form(page) == {"programme": visitor.programme, **typed}
    assert Draft.objects.count() == kept


def test_the_errors_of_a_page_go_and_its_text_stays(visitor):
    visitor.answer("age")
    wrong = visitor.answer("contact", contact_at="12").content.decode()
    assert "error-summary" in wrong

    page = without_trouble(in_language(visitor.client, wrong, "nl"), "nl")

    assert own_form(page)["contact_at"] == "12"


def test_enter_in_a_field_never_changes_the_language(visitor):
    visitor.answer_all()
    for path in ("start/contact/", "start/age/", "receipt/"):
        page = visitor.client.get(f"/en/{path}").content.decode()
        if path == "receipt/":
            page = Client().get(f"/en/{path}").content.decode()
        buttons = [
            tag
            for tag in tags(page, "button")
            if tag.attributes.get("form") == PAGE_FORM
            or "button" in tag.attributes.get("class", "")
        ]
        assert buttons[0].attributes.get("value") != "language"
        # Somebody who changes an answer goes back to the last page, by Enter as by the button.
        wanted = "check" if path.startswith("start") else None
        assert buttons[0].attributes.get("value") == wanted


def test_changing_an_answer_stays_changing_it_in_another_language(visitor):
    visitor.answer_all()
    shown = visitor.client.get("/en/start/words/").content.decode()

    page = without_trouble(in_language(visitor.client, shown, "nl", words="Less."), "nl")

    assert tags(page.split("<main", 1)[1], "button", value="check")
    assert own_form(page)["words"] == "Less."


def test_a_closed_door_shows_the_text_back_in_every_language(visitor, door):
    visitor.answer("age")
    door.self_open = False
    door.save(update_fields=["self_open"])
    page = visitor.answer("words", words="Three\nparagraphs & more.").content.decode()

    for language in ("nl", "fr"):
        answer = in_language(visitor.client, page, language)
        assert answer.status_code == 409
        page = without_trouble(answer, language)
        assert "paragraphs &amp; more.</textarea>" in page


def test_a_page_sent_after_sending_shows_the_text_back_in_every_language(holder):
    page = holder.answer("words", words="Written in another tab.").content.decode()

    page = without_trouble(in_language(holder.client, page, "fr"), "fr")

    assert "Written in another tab.</textarea>" in page


def test_a_message_being_written_comes_along_with_its_kind_and_number(holder):
    shown = holder.client.get("/en/receipt/").content.decode()
    number = own_form(shown)["letter"]

    answer = in_language(holder.client, shown, "nl", text="Half a thou", kind="addition")
    page = without_trouble(answer, "nl")

    assert own_form(page) == {"letter": number, "text": "Half a thou", "kind": "addition"}
    assert Letter.objects.count() == 1


def test_an_empty_message_is_asked_for_in_another_language_without_the_error(holder):
    empty = holder.client.post("/en/receipt/write/", {"letter": str(uuid4()), "text": " "})

    without_trouble(in_language(holder.client, empty.content.decode(), "fr"), "fr")


def test_a_message_that_found_its_conversation_closed_is_shown_in_every_language(holder):
    with as_staff():
        letters.answer_letter(
            locator=holder.locator, kind=Letter.Kind.STATUS, content={"state": "redirected"}
        )
    data = {"letter": str(uuid4()), "text": "One thing more."}
    page = holder.client.post("/en/receipt/write/", data).content.decode()

    page = without_trouble(in_language(holder.client, page, "nl"), "nl")

    assert "One thing more.</textarea>" in page


def test_a_message_written_for_too_long_outlives_the_language_and_a_mistyped_receipt(
    holder, monkeypatch
):
    receipt = holder.receipt()
    real = time.time
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + 31 * 60)
    data = {"letter": str(uuid4()), "text": "Long text"}
    page = holder.client.post("/en/receipt/write/", data).content.decode()

    page = without_trouble(in_language(holder.client, page, "fr", receipt="ABC"), "fr")

    assert own_form(page) == {"receipt": "ABC", "text": "Long text"}
    wrong = holder.client.post("/fr/receipt/", {"receipt": receipt[:-5], "text": "Long text"})
    assert "Long text</textarea>" in wrong.content.decode()


def test_a_receipt_being_typed_comes_along_and_opens_nothing(holder):
    receipt = holder.receipt()
    elsewhere = Client()
    shown = elsewhere.get("/en/receipt/").content.decode()

    answer = in_language(elsewhere, shown, "nl", receipt=receipt)

    assert own_form(without_trouble(answer, "nl"))["receipt"] == receipt
    assert not answer.cookies


@pytest.mark.parametrize("action", ["withdraw", "erase", "leave"])
def test_the_switch_never_does_what_a_page_asks_about(holder, action):
    answer = holder.client.post(f"/fr/receipt/{action}/", {"then": "language"})

    assert answer["Location"] == f"/fr/receipt/{action}/"
    assert Letter.objects.count() == 1
    assert holder.receipt()


def test_the_switch_sends_nothing(visitor):
    visitor.answer_all()

    answer = visitor.client.post("/nl/start/check/", {"then": "language"})

    assert answer["Location"] == "/nl/start/check/"
    assert not Letter.objects.exists()


def test_the_address_of_a_written_message_leads_back_to_the_conversation(holder):
    assert holder.client.get("/fr/receipt/write/")["Location"] == "/fr/receipt/"
