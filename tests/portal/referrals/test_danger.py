"""Somebody was said to be in danger: an answer is due at once, whatever is asked and answered."""

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import ProgrammePage
from portal.accounts.models import User
from portal.referrals import services
from portal.referrals.models import Referral
from portal.referrals.programmes import answer_day
from portal.referrals.services import StepRefused
from portal.referrals.states import Actor
from tests.portal.referrals.builders import ANSWERS, ask, fresh, make_draft, say_no, take_in

TODAY = timezone.localdate()


@pytest.fixture
def danger(programme: ProgrammePage, ines: User, ilse: User, petra: User) -> Referral:
    """What Petra sent about somebody who is in danger now."""
    risk = {**ANSWERS["risk"], "danger_now": "yes"}
    draft = make_draft(petra, programme, {**ANSWERS, "risk": risk})
    return services.submit_partner_referral(acting_user=petra, draft_id=draft.id)


def page_of(client: Client, referral: Referral, step: str = "") -> str:
    address = f"/portal/referrals/{referral.id}/" + (f"{step}/" if step else "")
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_question_leaves_it_due_at_once(danger, ines):
    asked = ask(take_in(danger, ines), ines)
    assert asked.due_on == asked.received_on


def test_the_referrers_answer_leaves_it_due_at_once(danger, ines, petra):
    asked = ask(take_in(danger, ines), ines)
    services.send_message(
        acting_user=petra, referral=asked, text="At home.", uuid=uuid4(), role=Actor.REFERRER
    )
    answered = fresh(asked)
    assert (answered.state, answered.due_on) == ("in-triage", answered.received_on)


def test_the_intake_goes_on_at_once_without_the_answer(danger, ines):
    asked = ask(take_in(danger, ines), ines)
    services.go_on_without_answer(acting_user=ines, referral=asked)
    assert (fresh(asked).state, fresh(asked).due_on) == ("in-triage", TODAY)


def test_its_question_may_be_answered_today_and_today_is_proposed(danger, ines, signed_in):
    take_in(danger, ines)
    client = signed_in("ines")
    assert f'value="{TODAY.isoformat()}"' in page_of(client, danger, "question")
    fields = {"question": "Where are they now?", "answer_by": TODAY.isoformat()}
    answer = client.post(f"/portal/referrals/{danger.id}/question/", fields)
    assert answer.status_code == 302
    assert fresh(danger).state == "information-requested"


def test_its_question_names_no_day_in_the_past(danger, ines):
    take_in(danger, ines)
    with pytest.raises(StepRefused):
        services.ask_question(
            acting_user=ines,
            referral=danger,
            question="Where are they now?",
            answer_by=TODAY - dt.timedelta(days=1),
            uuid=uuid4(),
        )


def test_the_page_says_which_step_works_today(danger, ines, signed_in):
    client = signed_in("ines")
    page = page_of(client, danger)
    assert "Answer this one question, and the whole referral opens. Act today." in page
    assert "Answer today" in page
    say_no(danger, ines)
    assert "Start the triage today." in page_of(client, danger)
    take_in(danger, ines)
    assert "You can accept or redirect today." in page_of(client, danger)
    ask(danger, ines)
    page = page_of(client, danger)
    assert "Go on without it today" in page
    assert f'action="/portal/referrals/{danger.id}/continue/"' in page
    assert "You asked a question. Wait" not in page
    assert "An answer is hoped for by" not in page.partition("</aside>")[0]


def test_risk_and_safety_comes_first_and_the_warning_leads_there(danger, sent, ines, signed_in):
    client = signed_in("ines")
    for referral, first in ((danger, True), (sent, False)):
        take_in(referral, ines)
        page = page_of(client, referral)
        assert ('href="#answers-risk"' in page) == first
        assert (page.index('id="answers-risk"') < page.index('id="answers-person"')) == first


def test_a_day_later_it_is_late_and_still_due_at_once(danger, ines, signed_in):
    yesterday = TODAY - dt.timedelta(days=1)
    Referral.objects.update(received_on=yesterday, due_on=yesterday)
    ask(take_in(danger, ines), ines)
    page = page_of(signed_in("ines"), danger)
    assert "Late: an answer was due on" in page
    assert "Danger now" in page


def test_the_referrer_reads_the_day_that_is_promised_to_everybody(danger, signed_in):
    page = page_of(signed_in("petra"), danger)
    promised = answer_day(danger.programme)
    assert f"Answer promised by {promised.day}\u00a0{promised:%B}" in page
    assert "Danger now" not in page
    assert "Answer today" not in page


def test_what_is_said_after_sending_agrees_with_the_day_that_is_promised(
    programme, ines, ilse, petra, signed_in
):
    risk = {**ANSWERS["risk"], "danger_now": "yes"}
    draft = make_draft(petra, programme, {**ANSWERS, "risk": risk})
    answer = signed_in("petra").post(f"/portal/refer/{draft.id}/check/", follow=True)
    page = answer.content.decode()
    assert "Call 112 now" in page
    assert "promised for the day below, and not for today" in page
    promised = answer_day(programme.uuid)
    assert promised > TODAY
    assert f"Answer promised by {promised.day}\u00a0{promised:%B}" in page


def test_the_referrer_reads_the_day_of_the_question_in_the_question(danger, ines, signed_in):
    ask(take_in(danger, ines), ines)
    page = page_of(signed_in("petra"), danger)
    assert page.count("An answer is hoped for by") == 1
