"""The intake asks, accepts and redirects on the screen; nothing typed is lost."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.utils import timezone

from directory.models import Strand
from portal.referrals import services
from portal.selfreferral.models import Door
from tests.portal.referrals.builders import (
    fresh,
    say_no,
    take_in,
    term,
)
from tests.portal.referrals.pages import address, page_of

SOON = (timezone.localdate() + dt.timedelta(days=5)).isoformat()


def test_ines_asks_a_question(in_triage, signed_in):
    fields = {"question": "Since when?", "answer_by": SOON, "sending": str(uuid4())}
    client = signed_in("ines")
    for _ in range(2):
        answer = client.post(address(in_triage, "question"), fields)
        assert answer.headers["Location"] == address(in_triage)
    page = page_of(client, in_triage)
    assert page.count("Since when?") == 1
    assert 'data-state="information-requested"' in page


@pytest.mark.parametrize("day", ["", "2020-01-01", "31 February", "9999-12-31"])
def test_a_question_without_a_good_day_keeps_its_text(day, in_triage, signed_in):
    fields = {"question": "Since when, exactly?", "answer_by": day}
    answer = signed_in("ines").post(address(in_triage, "question"), fields)
    page = answer.content.decode()
    assert "There is a problem" in page
    assert "Since when, exactly?" in page
    assert fresh(in_triage).state == "in-triage"


def test_a_decision_that_came_too_late_keeps_its_text(in_triage, ilse, signed_in):
    client = signed_in("ines")
    say_no(in_triage, ilse)
    services.accept_referral(acting_user=ilse, referral=in_triage)
    answer = client.post(address(in_triage, "accept"), {"message": "We call at noon."})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "the referral has moved on" in page
    assert "We call at noon." in page


@pytest.mark.parametrize("step", ["question", "accept", "redirect"])
def test_a_step_that_is_over_says_so_before_anything_is_typed(
    step, in_triage, ines, elsewhere, signed_in
):
    services.accept_referral(acting_user=ines, referral=in_triage, message="We call at noon.")
    page = page_of(signed_in("ines"), in_triage, step)
    assert "This step is over" in page
    assert "the referral has moved on" in page
    assert "<textarea" not in page
    assert f'href="{address(in_triage)}"' in page


@pytest.mark.parametrize("step", ["question", "accept", "redirect"])
def test_a_step_that_waits_for_something_says_for_what(step, asked, signed_in):
    page = page_of(signed_in("ines"), asked, step)
    assert "You asked a question. Wait" in page
    assert "<textarea" not in page


def test_a_step_before_the_question_on_conflict_says_what_comes_first(in_triage, signed_in):
    page = page_of(signed_in("ilse"), in_triage, "accept")
    assert "First answer whether you know this person." in page
    assert "<textarea" not in page


def test_a_redirection_that_came_too_late_keeps_its_text(in_triage, ilse, elsewhere, signed_in):
    client = signed_in("ines")
    say_no(in_triage, ilse)
    services.accept_referral(acting_user=ilse, referral=in_triage)
    fields = {
        "reason": "area",
        "fits": "yes",
        "programmes": [str(elsewhere.uuid)],
        "message": "Nearer to home.",
    }
    answer = client.post(address(in_triage, "redirect"), fields)
    assert answer.status_code == 409
    assert "Nearer to home." in answer.content.decode()


@pytest.mark.parametrize("message", ["", "  "])
def test_nobody_is_accepted_without_a_word_on_what_happens_next(message, in_triage, signed_in):
    client = signed_in("ines")
    assert "Next week one of us gets in touch" in page_of(client, in_triage, "accept")
    answer = client.post(address(in_triage, "accept"), {"message": message})
    assert "Write what happens next" in answer.content.decode()
    assert fresh(in_triage).state == "in-triage"


def test_a_double_click_on_accept_ends_on_the_referral(in_triage, signed_in):
    client = signed_in("ines")
    fields = {"message": "We call at noon.", "sending": str(uuid4())}
    for _ in range(2):
        answer = client.post(address(in_triage, "accept"), fields)
        assert answer.headers["Location"] == address(in_triage)


def test_a_search_among_the_programmes_keeps_what_was_chosen_and_typed(
    in_triage, programme, elsewhere, helpline, signed_in
):
    client = signed_in("ines")
    fields = {
        "find": "no such thing",
        "look": "1",
        "reason": "area",
        "fits": "yes",
        "programmes": [str(elsewhere.uuid)],
        "message": "Nearer to home.",
    }
    page = client.post(address(in_triage, "redirect"), fields).content.decode()
    assert "There is a problem" not in page
    assert "No open programme matches" in page
    assert "Nearer to home." in page
    chosen = re.search(rf'<input[^>]*value="{elsewhere.uuid}"[^>]*>', page)
    assert chosen
    assert "checked" in chosen[0]
    assert re.search(r'<input[^>]*value="area"[^>]*checked', page)
    assert fresh(in_triage).state == "in-triage"


def test_the_programme_itself_is_not_offered(in_triage, programme, elsewhere, signed_in):
    page = page_of(signed_in("ines"), in_triage, "redirect")
    assert str(elsewhere.uuid) in page
    assert str(programme.uuid) not in page


def test_each_programme_says_for_whom_how_where_and_whether_it_takes_referrals_here(
    in_triage, elsewhere, signed_in
):
    elsewhere.areas = [term("area", "coast")]
    elsewhere.save()
    client = signed_in("ines")
    page = page_of(client, in_triage, "redirect")
    assert "adults, from 18 years · individual" in page
    assert "Area: coast" in page
    assert "Takes partners' referrals here" in page
    Door.objects.filter(programme=elsewhere.uuid).update(partner_open=False)
    assert "Takes no partners' referrals here" in page_of(client, in_triage, "redirect")


@pytest.mark.parametrize(("ages", "marked"), [((12, 17), True), ((18, None), False)])
def test_a_programme_that_is_not_for_the_persons_age_is_marked(
    ages, marked, in_triage, elsewhere, signed_in
):
    Strand.objects.filter(page=elsewhere).update(age_from=ages[0], age_to=ages[1])
    page = page_of(signed_in("ines"), in_triage, "redirect")
    assert ("Not for the person's age" in page) == marked


def test_a_programme_for_adults_is_marked_for_a_young_person(holder, ines, elsewhere, signed_in):
    holder.send(age="12-15")
    services.collect_letters()
    referral = take_in(holder.referral, ines)
    page = page_of(signed_in("ines"), referral, "redirect")
    assert "Not for the person's age" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Choose one of the answers."),
        ({"programmes": []}, "Choose at least one programme that fits."),
        ({"fits": "none"}, "Choose a help line to name."),
        ({"programmes": [str(uuid4())]}, "One of the programmes is not open any more."),
    ],
)
def test_a_redirection_that_lacks_something_names_the_field(
    changes, sentence, in_triage, elsewhere, helpline, signed_in
):
    fields = {"reason": "area", "fits": "yes", "programmes": [str(elsewhere.uuid)], **changes}
    answer = signed_in("ines").post(address(in_triage, "redirect"), fields)
    assert sentence in answer.content.decode()
    assert fresh(in_triage).state == "in-triage"


def test_ines_redirects_with_a_help_line(in_triage, helpline, signed_in):
    fields = {"reason": "other-help-first", "fits": "none", "helpline": helpline.number}
    client = signed_in("ines")
    assert client.post(address(in_triage, "redirect"), fields).status_code == 302
    assert "Listening Line (example), 0800 00 000" in page_of(client, in_triage)
