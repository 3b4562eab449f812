"""Safe contact: asked without a default, heeded, and never kept from who wants none."""

import pytest

from portal.selfreferral import drafts, letters
from portal.selfreferral.models import Letter
from tests.portal.selfreferral.conftest import ANSWERS, as_staff, carried_by

SEEN = "Somebody else may see the answer. Would you rather come back with your receipt?"


def sent_contact() -> dict[str, str]:
    with as_staff():
        return letters.open_letter_as_staff(Letter.objects.get()).content["contact"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"channel": ""}, "Choose one of the answers."),
        ({"shared": ""}, "“I am not sure” is an answer too."),
        ({"voicemail": ""}, "Choose “Yes” or “No”. Either is fine."),
        ({"contact_at": ""}, "Which number may we call?"),
        ({"contact_at": "", "channel": "text"}, "To which number may we send a text message?"),
        ({"contact_at": "", "channel": "email"}, "To which address may we send an e-mail?"),
        ({"contact_at": "12"}, "Write a whole phone number."),
        ({"channel": "email", "contact_at": "sam"}, "Write a whole e-mail address"),
    ],
)
def test_an_unsafe_contact_is_asked_again_with_what_was_typed(visitor, changes, sentence):
    visitor.answer("age")
    page = visitor.answer("contact", **changes).content.decode()

    assert sentence in page
    assert "There is a problem" in page
    assert "weekdays between 12 and 1" in page


def test_the_hours_are_asked_for_before_a_call(visitor):
    visitor.answer("age")
    page = visitor.answer("contact", hours="").content.decode()

    assert page.count("When may we call you?") == 2  # beside the question and in the summary
    assert page.count("“I am not sure” is an answer too.") == 0


def test_what_a_channel_needs_is_said_beside_the_questions(visitor):
    visitor.answer("age")
    page = visitor.client.get("/en/start/contact/").content.decode()

    assert page.count("Needed for a call, a text message or an e-mail.") == 2
    assert page.count("Needed for a call. ") == 2


@pytest.mark.parametrize("channel", ["phone", "text", "email"])
@pytest.mark.parametrize("shared", ["yes", "unsure"])
def test_where_somebody_else_may_see_the_answer_the_receipt_is_offered(visitor, channel, shared):
    visitor.answer_all()
    reach = "sam@example.org" if channel == "email" else ANSWERS["contact"]["contact_at"]
    visitor.answer("contact", channel=channel, shared=shared, contact_at=reach)

    page = visitor.client.get("/en/start/check/").content.decode()
    assert f'{SEEN} <a href="/en/start/contact/">' in page
    assert visitor.send()["Location"] == "/en/start/sent/"


@pytest.mark.parametrize("changes", [{"shared": "no"}, {"channel": "receipt", "shared": "yes"}])
def test_where_nobody_else_sees_it_no_other_way_is_offered(visitor, changes):
    visitor.answer_all()
    visitor.answer("contact", **changes)

    assert SEEN not in visitor.client.get("/en/start/check/").content.decode()


def test_whoever_wants_no_contact_needs_no_number(visitor):
    visitor.answer("age")
    empty = dict.fromkeys(ANSWERS["contact"], "")

    assert visitor.answer("contact", **{**empty, "channel": "receipt"}).status_code == 302


def test_whoever_wants_no_contact_after_all_hands_over_no_number(visitor):
    visitor.answer_all()
    asked = visitor.client.get("/en/start/contact/").content.decode()
    visitor.answer("contact", channel="receipt", then="check")
    check = visitor.client.get("/en/start/check/").content.decode()
    visitor.send()

    assert "we leave out the number" in asked
    assert ANSWERS["contact"]["contact_at"] not in check
    assert ANSWERS["contact"]["hours"] not in check
    assert sent_contact() == {"channel": "receipt", "call_name": "Sam"}


def test_a_number_that_lies_in_an_older_draft_is_not_sent_to_whoever_may_not_use_it(visitor):
    visitor.answer_all()
    receipt = carried_by(visitor)
    answers = {**ANSWERS["contact"], "channel": "receipt"}
    drafts.save_answers(receipt=receipt, step="contact", answers=answers)
    check = visitor.client.get("/en/start/check/").content.decode()
    visitor.send()

    assert ANSWERS["contact"]["contact_at"] not in check
    assert sent_contact() == {"channel": "receipt", "call_name": "Sam"}
