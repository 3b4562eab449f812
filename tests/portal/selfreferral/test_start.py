"""Referring oneself: one question a page, nothing in clear between them, sent once."""

import datetime as dt
import json
import threading
import time
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import ContactPoint, EmergencyNumber
from portal.selfreferral import cookie, letters
from portal.selfreferral.models import Draft, Letter
from portal.selfreferral.receipts import read_receipt
from portal.vault.models import ContentKey
from tests.portal.selfreferral.conftest import ANSWERS, Visitor, as_staff


def idle_for(visitor: Visitor, seconds: int, monkeypatch) -> None:
    real = time.time
    monkeypatch.setattr("django.core.signing.time.time", lambda: real() + seconds)


def test_start_alone_says_how_to_begin(visitor):
    page = visitor.client.get("/en/start/")

    assert page.status_code == 200
    assert cookie.NAME not in page.cookies


def test_a_programme_leads_to_the_question_of_age_without_a_cookie(visitor):
    page = visitor.client.post("/en/start/", {"programme": visitor.programme})

    assert "How old are you?" in page.content.decode()
    assert "call 112" in page.content.decode()
    assert cookie.NAME not in page.cookies


def test_all_questions_lead_to_one_sealed_referral(visitor):
    visitor.answer_all()
    response = visitor.send()

    assert response["Location"] == "/en/start/sent/"
    letter = Letter.objects.get()
    with as_staff():
        opened = letters.open_letter_as_staff(letter)
    assert opened.content["words"] == ANSWERS["words"]["words"]
    assert opened.content["contact"]["call_name"] == "Sam"
    assert opened.content["shown"]["told"][0]["who"] == "nobody by agreement"
    assert opened.content["conditions"][1]["answer"] == "unsure"


def test_no_address_names_the_programme(visitor):
    addresses = [visitor.answer(step)["Location"] for step in ANSWERS]
    addresses.append(visitor.send()["Location"])

    assert not any("still" in address or visitor.programme in address for address in addresses)


def test_what_is_typed_stands_nowhere_in_clear(visitor):
    visitor.answer_all()
    visitor.send()

    kept = [bytes(draft.sealed) for draft in Draft.objects.all()]
    kept += [bytes(letter.sealed) for letter in Letter.objects.all()]
    assert kept
    assert not any(b"before it gets worse" in sealed or b"Sam" in sealed for sealed in kept)
    assert not Session.objects.exists()


def test_the_cookie_is_bound_to_this_host_and_unreadable_to_scripts(visitor):
    response = visitor.answer("age")
    carried = response.cookies[cookie.NAME]

    assert (carried["secure"], carried["httponly"], carried["path"]) == (True, True, "/")
    assert carried["samesite"] == "Strict"
    assert not carried["max-age"]
    assert "no-store" in response["Cache-Control"]


def test_the_next_question_shows_no_answer_beforehand(visitor):
    visitor.answer("age")
    page = visitor.client.get("/en/start/contact/").content.decode()

    assert "checked" not in page


def test_a_no_to_every_condition_stops_nothing(visitor):
    visitor.answer("age")

    assert visitor.answer("conditions", condition_1="no", condition_2="no").status_code == 302


def test_a_page_opens_the_sealed_answers_once(visitor):
    visitor.answer("age")
    with CaptureQueriesContext(connection) as asked:
        assert visitor.client.get("/en/start/limits/").status_code == 200

    assert len([query for query in asked if "selfreferral_draft" in query["sql"]]) == 1


def test_limits_must_be_agreed_to(visitor):
    visitor.answer("age")
    page = visitor.client.post("/en/start/limits/", {"programme": visitor.programme})

    assert "Tick this box if you want to go on" in page.content.decode()


def test_a_child_under_twelve_is_led_to_a_person_and_nothing_is_kept(visitor):
    answer = visitor.answer("age", age="under-12")
    page = visitor.client.get(answer["Location"])

    assert 'href="tel:102"' in page.content.decode()
    assert not Draft.objects.exists()
    assert not answer.cookies[cookie.NAME].value


def test_a_minor_meets_no_adult_strand(visitor):
    answer = visitor.answer("age", age="16-17")
    page = visitor.client.get(answer["Location"]).content.decode()

    assert "is not meant for your age" in page
    visitor.answer("limits")
    visitor.answer("conditions")
    visitor.answer("words")
    visitor.answer("contact")
    assert visitor.send()["Location"] == "/en/start/age/"
    assert not Letter.objects.exists()


def test_changing_an_answer_counts_the_last_one(visitor):
    visitor.answer_all()
    visitor.answer("words", words="On second thoughts, less.", then="check")
    visitor.send()

    with as_staff():
        opened = letters.open_letter_as_staff(Letter.objects.get())
    assert opened.content["words"] == "On second thoughts, less."


def test_a_double_click_on_send_is_one_referral_with_one_receipt(visitor):
    visitor.answer_all()
    first = visitor.send()
    receipt = visitor.receipt()
    second = visitor.send()

    assert first["Location"] == second["Location"]
    assert visitor.receipt() == receipt
    assert Letter.objects.count() == ContentKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sends_at_the_same_moment_are_one_referral(visitor):
    visitor.answer_all()
    statuses = []

    def send() -> None:
        try:
            statuses.append(visitor.send().status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [302] * 6
    assert Letter.objects.count() == ContentKey.objects.count() == 1


def test_an_expired_form_keeps_its_text(visitor, monkeypatch):
    visitor.answer("age")
    visitor.answer("limits")
    visitor.answer("conditions")
    idle_for(visitor, 31 * 60, monkeypatch)

    answer = visitor.answer("words", words="A long text, written slowly.")

    page = visitor.client.get(answer["Location"]).content.decode()
    assert "What you just wrote is kept" in page
    for step in ("age", "limits", "conditions"):
        visitor.answer(step)
    assert "A long text, written slowly." in visitor.client.get("/en/start/words/").content.decode()


def test_what_was_sent_names_the_help_lines_and_where_to_come_back(visitor):
    EmergencyNumber.objects.create(
        number="0800 00 000",
        need="own-behaviour",
        names={"en": "Somebody to talk to"},
        source="Invented",
        source_on=dt.date(2026, 11, 22),
    )
    visitor.answer_all()
    visitor.send()

    page = visitor.client.get("/en/start/sent/").content.decode()
    assert 'Somebody to talk to (<a href="tel:080000000">0800 00 000</a>)' in page
    assert "Come back to testserver, choose" in page


def test_a_send_after_half_an_hour_says_that_nothing_was_sent(visitor, monkeypatch):
    visitor.answer_all()
    idle_for(visitor, 31 * 60, monkeypatch)

    page = visitor.send()

    assert page.status_code == 409
    assert "Nothing was sent" in page.content.decode()
    assert not Letter.objects.exists()


def test_a_door_that_closed_meanwhile_keeps_the_text_on_the_page(visitor, door):
    visitor.answer("age")
    door.self_open = False
    door.save(update_fields=["self_open"])

    page = visitor.answer("words", words="Three paragraphs.")

    assert page.status_code == 409
    assert "Three paragraphs." in page.content.decode()


@pytest.mark.parametrize("wrong", ["", "x", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_a_wrong_programme_is_a_clear_page(visitor, wrong):
    for address in ("/en/start/", "/en/start/age/"):
        page = visitor.client.post(address, {"programme": wrong, "age": "26-plus"})
        assert page.status_code == 409
        assert "takes no self-referrals here" in page.content.decode()


def test_saved_for_later_it_goes_on_where_it_stood(visitor):
    visitor.answer("age")
    visitor.answer("limits")
    response = visitor.answer("words", then="later")
    assert response["Location"] == "/en/start/saved/"
    shown = visitor.client.get("/en/start/saved/").content.decode()
    receipt = shown.split('class="receipt-code">')[1].split("<")[0].strip()

    elsewhere = Visitor(visitor.programme)
    elsewhere.client.post("/en/receipt/", {"receipt": receipt.lower()})
    page = elsewhere.client.get("/en/receipt/").content.decode()

    assert 'data-state="draft"' in page
    assert "/en/start/conditions/" in page
    assert Draft.objects.filter(put_away=True).exists()


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_page_exists_in_every_language(visitor, language):
    visitor.answer_all()
    for page in ("age", "limits", "conditions", "words", "contact", "check"):
        answer = visitor.client.get(f"/{language}/start/{page}/")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()


def test_a_letter_moved_to_another_conversation_does_not_open(visitor):
    visitor.answer_all()
    visitor.send()
    receipt = read_receipt(visitor.receipt())
    letters.write_letter(
        receipt=receipt,
        kind=Letter.Kind.MESSAGE,
        content={"text": "x"},
        uuid=uuid4(),
    )
    message = Letter.objects.get(kind="message")
    Letter.objects.filter(pk=message.pk).update(kind="addition")

    with as_staff(), pytest.raises(letters.InvalidTag):
        letters.open_letter_as_staff(Letter.objects.get(pk=message.pk))


def test_the_submission_is_json_that_names_no_column(visitor):
    visitor.answer_all()
    visitor.send()

    with as_staff():
        content = letters.open_letter_as_staff(Letter.objects.get()).content
    assert json.loads(json.dumps(content)) == content


@pytest.mark.parametrize("open_here", [True, False])
def test_a_closed_door_leads_to_the_programmes_own_details(visitor, door, programme, open_here):
    door.self_open = open_here
    door.save(update_fields=["self_open"])
    programme.contact_points.add(ContactPoint(kind="phone", value="+32 2 000 00 00"))
    programme.save()

    page = visitor.client.get(f"/en/programmes/{programme.slug}/").content.decode()
    doors = page.split('id="doors"')[1].split("</section>")[0]
    assert ('href="#contact"' in doors) is not open_here
    assert ("Nobody reads messages here at night" in doors) is open_here
