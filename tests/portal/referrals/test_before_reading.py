"""The intake is asked about a conflict of interest before a referral opens to them."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from portal.referrals import services
from portal.referrals.models import Referral
from tests.portal.referrals.builders import (
    ANSWERS,
    fresh,
    make_draft,
    say_no,
)
from tests.portal.referrals.pages import address, page_of

SOON = (timezone.localdate() + dt.timedelta(days=5)).isoformat()
KNOWN = {"knows_person": "yes", "confirmed": "yes"}


def test_a_new_referral_asks_first_and_shows_only_whom_it_is_about(sent, signed_in):
    page = page_of(signed_in("ines"), sent)
    assert 'data-state="submitted"' in page
    assert "Before you read on" in page
    for words in ("Sam Example", "2 April 1990", sent.referring_organisation.name):
        assert words in page
    for words in ("A first report", "Threats last summer.", "+44 20 7946 0123", "Messages"):
        assert words not in page
    for step in ("question", "accept", "redirect"):
        assert f'href="{address(sent, step)}"' not in page


def test_after_a_no_everything_opens(sent, signed_in):
    client = signed_in("ines")
    client.post(address(sent, "conflict"), {"knows_person": "no"})
    page = page_of(client, sent)
    for words in ("A first report", "Threats last summer.", "+44 20 7946 0123", "Messages"):
        assert words in page


def test_the_age_is_shown_where_there_is_no_date_of_birth(programme, ines, ilse, petra, signed_in):
    person = {**ANSWERS["person"], "born_on": "", "age": "36"}
    draft = make_draft(petra, programme, {**ANSWERS, "person": person})
    sent = services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    page = page_of(signed_in("ines"), sent)
    assert "Age in years" in page
    assert "Date of birth" not in page


def test_of_a_self_referral_the_name_the_age_and_the_contact_are_shown_first(holder, signed_in):
    contact = {"channel": "phone", "contact_at": "+44 20 7946 0123", "call_name": "Sam"}
    holder.send(contact={**contact, "hours": "At noon"})
    services.collect_letters()
    client = signed_in("ines")
    page = page_of(client, holder.referral)
    for words in ("Sam", "26 or older", "By a call", "+44 20 7946 0123", "The person themself"):
        assert words in page
    for words in ("I want to stop", "At noon", "I come of my own will."):
        assert words not in page
    client.post(address(holder.referral, "conflict"), {"knows_person": "no"})
    assert "I want to stop" in page_of(client, holder.referral)


@pytest.mark.parametrize("name", ["karel", "mona", "sofie"])
def test_other_readers_are_not_asked_first(name, sent, signed_in):
    page = page_of(signed_in(name), sent)
    assert "A first report" in page
    assert "If you know this person" in page


def test_an_intake_member_who_said_no_before_can_still_start_the_triage(sent, ines, signed_in):
    say_no(sent, ines)
    page = page_of(signed_in("ines"), sent)
    assert page.count("First start the triage.") == 3
    assert re.search(r"<button[^>]*>Start triage<", page)


def test_no_starts_the_triage(sent, signed_in):
    answer = signed_in("ines").post(address(sent, "conflict"), {"knows_person": "no"})
    assert answer.headers["Location"] == address(sent)
    assert fresh(sent).state == "in-triage"


def test_a_yes_is_asked_once_more_before_it_closes(sent, signed_in):
    client = signed_in("ines")
    page = client.post(address(sent, "conflict"), {"knows_person": "yes"}).content.decode()
    assert "Close this referral to you?" in page
    assert "for good: nobody can undo it." in page
    assert "Your colleagues of the intake still see the referral." in page
    assert re.search(r'name="confirmed" value="yes"', page)
    assert "closed to you" not in page_of(client, sent)


def test_yes_closes_the_referral_for_ines(sent, signed_in):
    client = signed_in("ines")
    answer = client.post(address(sent, "conflict"), KNOWN)
    assert answer.headers["Location"] == "/portal/"
    words = "Your colleagues of the intake still see it, and get an e-mail"
    assert words in client.get("/portal/").content.decode()
    page = page_of(client, sent)
    assert "This referral is closed to you" in page
    assert "Sam Example" not in page
    for step in ("question", "accept", "redirect"):
        assert client.get(address(sent, step)).status_code == 403


def test_no_answer_on_the_conflict_is_asked_again(sent, signed_in):
    answer = signed_in("ines").post(address(sent, "conflict"), {})
    assert "Choose one of the answers." in answer.content.decode()
    assert fresh(sent).state == "submitted"


def test_ilse_is_asked_before_her_first_step_although_ines_began(in_triage, ilse, signed_in):
    client = signed_in("ilse")
    page = page_of(client, in_triage)
    assert "Before you read on" in page
    assert re.search(r"<button[^>]*>Keep my answer<", page)
    assert "Send the message" not in page
    fields = {"message": "We call at noon."}
    refused = client.post(address(in_triage, "accept"), fields)
    assert refused.status_code == 409
    assert "First say whether you know this person" in refused.content.decode()
    answer = client.post(address(in_triage, "conflict"), {"knows_person": "no"})
    assert answer.headers["Location"] == address(in_triage)
    page = page_of(client, in_triage)
    assert "Thank you. Your answer is kept." in page
    assert "Send the message" in page
    assert client.post(address(in_triage, "accept"), fields).status_code == 302
    assert fresh(in_triage).state == "accepted"


def test_while_a_question_is_out_ilse_is_asked_before_she_goes_on(asked, ilse, signed_in):
    Referral.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    client = signed_in("ilse")
    assert "Before you read on" in page_of(client, asked)
    assert client.post(address(asked, "continue")).status_code == 409
    client.post(address(asked, "conflict"), {"knows_person": "no"})
    assert client.post(address(asked, "continue")).status_code == 302
    assert fresh(asked).state == "in-triage"


@pytest.mark.parametrize("name", ["ines", "karel"])
def test_who_works_there_can_say_later_that_they_know_the_person(name, in_triage, ines, signed_in):
    services.accept_referral(acting_user=ines, referral=in_triage)
    client = signed_in(name)
    page = page_of(client, in_triage)
    assert 'name="knows_person"' in page
    assert ("You said that you do not know this person" in page) == (name == "ines")
    answer = client.post(address(in_triage, "conflict"), KNOWN)
    assert answer.headers["Location"] == "/portal/"
    page = client.get("/portal/").content.decode()
    assert ("and get an e-mail" in page) == (name == "ines")
    page = page_of(client, in_triage)
    assert "This referral is closed to you" in page
    assert "Sam Example" not in page


def test_it_is_said_where_nobody_else_of_the_intake_can_open_it(sent, ilse, signed_in):
    services.answer_conflict(acting_user=ilse, referral=sent, knows_person=True)
    client = signed_in("ines")
    page = client.post(address(sent, "conflict"), {"knows_person": "yes"}).content.decode()
    assert "Nobody else of the intake can open it at the moment." in page
    client.post(address(sent, "conflict"), KNOWN)
    assert "nobody else of the intake can open it." in client.get("/portal/").content.decode()
    assert "Nobody else of the intake can open it" in page_of(client, sent)


def test_a_readers_no_is_kept_and_starts_no_triage(sent, signed_in):
    client = signed_in("karel")
    answer = client.post(address(sent, "conflict"), {"knows_person": "no"})
    assert answer.headers["Location"] == address(sent)
    assert "You said that you do not know this person" in page_of(client, sent)
    assert fresh(sent).state == "submitted"


def test_once_it_is_over_nobody_is_asked_any_more(in_triage, ines, elsewhere, signed_in):
    services.redirect_referral(
        acting_user=ines, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
    )
    client = signed_in("ilse")
    assert 'name="knows_person"' not in page_of(client, in_triage)
    assert client.post(address(in_triage, "conflict"), {}).status_code == 200


def test_the_referrer_is_not_asked_whether_they_know_the_person(in_triage, signed_in):
    client = signed_in("petra")
    assert 'name="knows_person"' not in page_of(client, in_triage)
    answer = client.post(address(in_triage, "conflict"), {"knows_person": "yes"})
    assert answer.status_code == 404
