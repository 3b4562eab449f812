"""Coming back with a receipt: read, write, add, withdraw, erase; a wrong one learns nothing."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.test import Client

from directory.models import EmergencyNumber
from portal.selfreferral import cookie, drafts
from portal.selfreferral.letters import answer_letter
from portal.selfreferral.models import Draft, Letter
from portal.selfreferral.receipts import make_receipt, read_receipt
from portal.vault.services import destroy_keys
from tests.portal.selfreferral.conftest import as_staff


@pytest.fixture
def holder(visitor):
    """A receipt holder without a name, at another browser."""
    visitor.answer_all()
    visitor.send()
    visitor.written_down = visitor.receipt()
    visitor.client = Client()
    return visitor


def come_back(holder, typed: str | None = None):
    return holder.client.post("/en/receipt/", {"receipt": typed or holder.written_down})


def page_of(holder) -> str:
    return holder.client.get("/en/receipt/").content.decode()


def test_the_receipt_opens_what_was_sent(holder):
    assert come_back(holder)["Location"] == "/en/receipt/"

    page = page_of(holder)
    assert 'data-state="submitted"' in page
    assert "before it gets worse" in page


def test_a_wrong_receipt_an_unknown_one_and_an_erased_one_read_the_same(holder):
    erased = holder.written_down
    unknown = make_receipt().in_groups
    damaged = erased[:-1] + ("0" if erased[-1] != "0" else "1")
    with as_staff():
        destroy_keys(owner=read_receipt(erased).locator)
        Draft.objects.all().delete()

    pages = set()
    for typed in (erased, unknown, damaged, "not a receipt"):
        response = come_back(holder, typed)
        assert response.status_code == 200
        assert cookie.NAME not in response.cookies
        page = response.content.decode()
        assert "We find nothing under this receipt" in page
        pages.add(page.replace(typed, "…"))
    assert len(pages) == 1


def test_the_programmes_answer_and_its_state_are_read(holder):
    locator = read_receipt(holder.written_down).locator
    with as_staff():
        answer_letter(locator=locator, kind=Letter.Kind.STATUS, content={"state": "in-triage"})
        answer_letter(locator=locator, kind=Letter.Kind.QUESTION, content={"text": "Since when?"})
    come_back(holder)

    page = page_of(holder)
    assert 'data-state="in-triage"' in page
    assert "Since when?" in page


def test_a_redirection_names_the_other_programmes(holder):
    locator = read_receipt(holder.written_down).locator
    content = {
        "state": "redirected",
        "text": "Another place fits better.",
        "programmes": [{"slug": "two-tracks-example", "title": "Two Tracks (example)"}],
    }
    with as_staff():
        answer_letter(locator=locator, kind=Letter.Kind.STATUS, content=content)
    come_back(holder)

    page = page_of(holder)
    assert '/en/programmes/two-tracks-example/">Two Tracks (example)' in page
    assert "receipt_write" not in page
    assert "Withdraw this referral" not in page


def redirect_without_programme(holder, helpline: str) -> str:
    locator = read_receipt(holder.written_down).locator
    content = {"state": "redirected", "reason": "area", "helpline": helpline}
    with as_staff():
        answer_letter(locator=locator, kind=Letter.Kind.STATUS, content=content)
    come_back(holder)
    return page_of(holder)


def test_where_no_programme_fits_the_page_says_so_and_leads_on(holder):
    page = redirect_without_programme(holder, "Listening Line, 0800 00 000")

    assert "No programme here was found that fits. That does not lie with you." in page
    assert "fits better" not in page
    assert 'href="/en/find/?referrer=self"' in page
    assert "You can also call: Listening Line, 0800 00 000" in page


def make_help_line(**fields) -> EmergencyNumber:
    return EmergencyNumber.objects.create(
        number="0800 00 000",
        need="own-behaviour",
        names={"en": "Listening Line"},
        source="Invented",
        source_on=dt.date(2026, 11, 22),
        **fields,
    )


@pytest.mark.parametrize(
    ("hours", "said"), [({"en": "Day and night"}, "(Day and night)"), ({}, "")]
)
def test_a_help_line_that_the_programme_names_can_be_rung(holder, hours, said):
    make_help_line(hours=hours)
    page = redirect_without_programme(holder, "Luisterlijn, 0800 00 000")

    line = re.sub("<[^a/][^>]*>|</span>", "", page.split("You can also call:", 1)[1])
    called = 'Listening Line, <a href="tel:080000000">0800 00 000</a>'
    assert line.split("</p>", 1)[0].strip() == f"{called} {said}".strip()


@pytest.mark.parametrize("kind", ["message", "addition"])
def test_a_message_sent_twice_is_one_letter(holder, kind):
    come_back(holder)
    letter = str(uuid4())
    for _ in range(2):
        data = {"letter": letter, "text": "One more thing.", "kind": kind}
        assert holder.client.post("/en/receipt/write/", data)["Location"] == "/en/receipt/"

    assert Letter.objects.filter(kind=kind).count() == 1
    assert "One more thing." in page_of(holder)


def test_another_message_in_a_form_that_the_browser_kept_is_not_lost(holder):
    come_back(holder)
    letter = str(uuid4())
    for text in ("Call me at noon.", "Do not call: he reads my phone."):
        holder.client.post("/en/receipt/write/", {"letter": letter, "text": text})

    page = page_of(holder)
    assert "Call me at noon." in page
    assert "Do not call: he reads my phone." in page


def ask(holder, question: str) -> None:
    locator = read_receipt(holder.written_down).locator
    status = {"state": "information-requested"}
    with as_staff():
        answer_letter(locator=locator, kind=Letter.Kind.STATUS, content=status)
        answer_letter(locator=locator, kind=Letter.Kind.QUESTION, content={"text": question})


def send_message(holder, text: str):
    data = {"letter": str(uuid4()), "text": text}
    return holder.client.post("/en/receipt/write/", data)


def test_an_answered_question_is_not_asked_again_until_the_next_one(holder):
    ask(holder, "Since when?")
    come_back(holder)
    assert "Your answer to the question" in page_of(holder)

    send_message(holder, "Since May.")
    page = page_of(holder)
    assert "Your answer is on its way to the programme." in page
    assert "A question is waiting" not in page
    assert "Your answer to the question" not in page

    ask(holder, "How often?")
    assert "A question is waiting" in page_of(holder)


def test_a_message_that_nobody_has_answered_yet_is_said_to_be_sent(holder):
    come_back(holder)
    said = "Your message is sent. Nobody has answered it yet."
    assert said not in page_of(holder)

    send_message(holder, "One more thing.")
    assert said in page_of(holder)

    with as_staff():
        answer_letter(
            locator=read_receipt(holder.written_down).locator,
            kind=Letter.Kind.MESSAGE,
            content={"text": "Thank you."},
        )
    assert said not in page_of(holder)


def test_while_it_is_being_erased_nothing_that_was_written_is_shown(holder):
    make_help_line()
    come_back(holder)
    asked = holder.client.get("/en/receipt/erase/").content.decode()
    assert "What stays: that there was a referral" in asked

    holder.client.post("/en/receipt/erase/")
    page = page_of(holder)

    assert "then this receipt opens nothing any more" in page
    assert "You can begin again at any time, and nobody will ask why." in page
    assert 'Listening Line, <a href="tel:080000000">0800 00 000</a>' in page
    assert 'href="/en/emergency/"' in page.split("<main", 1)[1].split("</main>", 1)[0]
    assert "before it gets worse" not in page


def test_after_withdrawing_the_way_back_and_who_can_still_read_are_said(holder):
    locator = read_receipt(holder.written_down).locator
    with as_staff():
        answer_letter(locator=locator, kind=Letter.Kind.STATUS, content={"state": "withdrawn"})
    come_back(holder)

    page = page_of(holder)
    assert "Its staff can still read what you wrote, until you have it erased." in page
    assert '<a href="/en/start/">You can refer yourself again later.</a>' in page


def test_an_empty_message_is_asked_again(holder):
    come_back(holder)
    page = holder.client.post("/en/receipt/write/", {"letter": str(uuid4()), "text": " "})

    assert "Write your message first." in page.content.decode()


def test_a_message_after_half_an_hour_is_shown_back(holder):
    page = holder.client.post("/en/receipt/write/", {"letter": str(uuid4()), "text": "Long text"})

    assert "Your message was not sent" in page.content.decode()
    assert "Long text" in page.content.decode()


@pytest.mark.parametrize(("action", "kind"), [("withdraw", "withdrawal"), ("erase", "erasure")])
def test_withdrawing_and_erasing_ask_first_and_are_written_once(holder, action, kind):
    come_back(holder)
    asked = holder.client.get(f"/en/receipt/{action}/").content.decode()
    assert "<form" in asked
    assert not Letter.objects.filter(kind=kind).exists()

    for _ in range(2):
        assert holder.client.post(f"/en/receipt/{action}/")["Location"] == "/en/receipt/"
    assert Letter.objects.filter(kind=kind).count() == 1
    assert "Withdraw this referral" not in page_of(holder)


def test_closing_takes_the_receipt_out_of_the_browser(holder):
    come_back(holder)
    response = holder.client.post("/en/receipt/leave/")

    assert response.cookies[cookie.NAME]["max-age"] == 0
    assert 'name="receipt"' in page_of(holder)


def test_no_letter_tells_the_hour(holder):
    fields = {field.get_internal_type() for field in Letter._meta.concrete_fields}

    assert "DateTimeField" not in fields


def test_the_receipt_shows_how_one_said_to_be_reached_and_when_an_answer_is_promised(holder):
    come_back(holder)
    page = page_of(holder)
    assert "How the programme may reach you" in page
    assert "+44 20 7946 0123" in page
    assert "No, only I use it" in page
    assert "weekdays between 12 and 1" in page
    assert "That is within 3 working days of the day you sent it." in page


def test_a_form_that_was_never_sent_can_be_thrown_away(visitor):
    visitor.answer("age")
    visitor.answer("words", words="I do not dare.")
    typed = receipt_of(visitor)
    assert "/en/receipt/throw-away/" in page_of(visitor)
    asked = visitor.client.get("/en/receipt/throw-away/").content.decode()
    assert "Do you want to throw your answers away?" in asked
    assert Draft.objects.filter(thrown_away=True).count() == 0

    thrown = visitor.client.post("/en/receipt/throw-away/")
    assert thrown["Location"] == "/en/receipt/thrown-away/"
    assert thrown.cookies[cookie.NAME].value == ""
    assert "Your answers are thrown away" in visitor.client.get(thrown["Location"]).content.decode()
    # At once, before the staff side has destroyed anything.
    visitor.written_down, visitor.client = typed, Client()
    assert "We find nothing under this receipt" in come_back(visitor).content.decode()


def test_what_is_typed_after_the_rest_was_thrown_away_is_kept_under_a_receipt_of_its_own(visitor):
    visitor.answer("age")
    other_tab = visitor.client.cookies.copy()
    before = receipt_of(visitor)
    visitor.client.post("/en/receipt/throw-away/")
    visitor.client.cookies = other_tab
    assert visitor.answer("words", words="Still here.")["Location"] == "/en/start/kept/"
    after = receipt_of(visitor)
    assert after != before
    assert drafts.open_answers(read_receipt(after))["words"]["words"] == "Still here."


def test_what_was_sent_cannot_be_thrown_away(holder):
    come_back(holder)
    for ask_for in (holder.client.get, holder.client.post):
        assert ask_for("/en/receipt/throw-away/")["Location"] == "/en/receipt/"
    assert not Draft.objects.filter(thrown_away=True).exists()


def test_without_a_receipt_nothing_is_thrown_away(public_site, db):
    assert "Your receipt" in Client().post("/en/receipt/throw-away/").content.decode()
    assert not Draft.objects.exists()


def receipt_of(visitor) -> str:
    page = visitor.client.get("/en/start/saved/").content.decode()
    shown = re.search(r'<output id="receipt"[^>]*>([^<]+)</output>', page)
    assert shown
    return shown[1].strip()


def test_with_a_damaged_first_letter_the_rest_is_read_and_can_be_erased(holder):
    come_back(holder)
    send_message(holder, "Still there?")
    Letter.objects.filter(kind="submission").update(sealed=b"\x01" + b"x" * 300)

    page = page_of(holder)
    assert "What you sent first was damaged here" in page
    assert "Still there?" in page
    holder.client.post("/en/receipt/erase/")
    assert Letter.objects.filter(kind="erasure").exists()


@pytest.mark.parametrize("page", ["check", "elsewhere"])
def test_going_back_after_an_erasure_does_not_say_that_the_programme_closed(visitor, page):
    visitor.answer_all()
    Draft.objects.all().delete()
    gone = visitor.client.get(f"/en/start/{page}/")
    assert gone["Location"] == "/en/start/"
    assert gone.cookies[cookie.NAME].value == ""
