"""An open referral on the screen: what can be done, why not yet, and nothing typed is lost."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import Strand
from portal.referrals import drafts, services
from portal.referrals.models import Message, PartnerDraft, Referral
from portal.selfreferral.models import Door, Letter
from tests.portal.referrals.builders import (
    ANSWERS,
    Holder,
    ask,
    fresh,
    make_draft,
    say_no,
    take_in,
    term,
)

SOON = (timezone.localdate() + dt.timedelta(days=5)).isoformat()


def address(referral: Referral, step: str = "") -> str:
    return f"/portal/referrals/{referral.id}/" + (f"{step}/" if step else "")


def page_of(client: Client, referral: Referral, step: str = "", status: int = 200) -> str:
    answer = client.get(address(referral, step))
    assert answer.status_code == status
    return answer.content.decode()


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


def test_the_demonstration_says_so_on_every_page(sent, signed_in):
    assert "This is a demonstration." in page_of(signed_in("ines"), sent)
    assert "This is a demonstration." in page_of(signed_in("petra"), sent)


def test_in_triage_everything_can_be_done(in_triage, signed_in):
    page = page_of(signed_in("ines"), in_triage)
    for step in ("question", "accept", "redirect"):
        assert f'href="{address(in_triage, step)}"' in page


def test_karel_reads_and_is_told_who_decides(in_triage, signed_in):
    client = signed_in("karel")
    page = page_of(client, in_triage)
    assert "The intake of your organisation decides" in page
    assert "Send the message" not in page
    assert client.get(address(in_triage, "accept")).status_code == 403
    assert client.post(address(in_triage, "message"), {"text": "x"}).status_code == 403


def test_while_a_question_is_out_the_page_says_what_it_waits_for(asked, signed_in):
    page = page_of(signed_in("ines"), asked)
    assert page.count("You asked a question. Wait") == 3
    assert "You can go on without it once the day you named has passed." in page


def test_no_starts_the_triage(sent, signed_in):
    answer = signed_in("ines").post(address(sent, "conflict"), {"knows_person": "no"})
    assert answer.headers["Location"] == address(sent)
    assert fresh(sent).state == "in-triage"


KNOWN = {"knows_person": "yes", "confirmed": "yes"}


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


def test_petra_reads_where_it_stands_and_answers(asked, signed_in):
    client = signed_in("petra")
    page = page_of(client, asked)
    assert "The programme has a question." in page
    assert "Since when?" in page
    answer = client.post(address(asked, "message"), {"text": "Since May.", "sending": str(uuid4())})
    assert answer.status_code == 302
    assert fresh(asked).state == "in-triage"


def test_petra_never_sees_the_page_on_risk(sent, signed_in):
    page = page_of(signed_in("petra"), sent)
    assert "Sam Example" in page
    assert "Threats last summer." not in page
    assert "Two people at the first meeting." not in page


def test_an_empty_message_is_asked_again(in_triage, signed_in):
    answer = signed_in("petra").post(address(in_triage, "message"), {"text": " "})
    assert "Write your message first." in answer.content.decode()


def test_a_message_after_the_end_is_refused_and_kept(in_triage, ines, elsewhere, signed_in, petra):
    client = signed_in("petra")
    services.redirect_referral(
        acting_user=ines, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
    )
    answer = client.post(address(in_triage, "message"), {"text": "One last thing"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "This referral is closed" in page
    assert "One last thing" in page


def test_a_message_refused_to_ilse_who_was_not_asked_yet_is_kept(in_triage, ilse, signed_in):
    fields = {"text": "We call at noon.", "sending": str(uuid4())}
    answer = signed_in("ilse").post(address(in_triage, "message"), fields)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "First say whether you know this person" in page
    assert "We call at noon." in page


def test_petra_sends_a_redirected_referral_on(in_triage, ines, elsewhere, signed_in, noor, otto):
    services.redirect_referral(
        acting_user=ines, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
    )
    client = signed_in("petra")
    assert "Refer to Far Pier (example)" in page_of(client, in_triage)
    draft = str(uuid4())
    fields = {"programme": elsewhere.slug, "draft": draft}
    for _ in range(2):
        answer = client.post(address(in_triage, "send-on"), fields)
        assert answer.headers["Location"] == f"/portal/refer/{draft}/"
    assert "Far Pier (example)" in client.get(f"/portal/refer/{draft}/").content.decode()


def test_sent_on_a_second_time_the_draft_that_is_there_opens(
    in_triage, ines, elsewhere, signed_in, petra, noor, otto
):
    services.redirect_referral(
        acting_user=ines, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
    )
    client = signed_in("petra")
    ways = [
        client.post(
            address(in_triage, "send-on"), {"programme": elsewhere.slug, "draft": str(uuid4())}
        ).headers["Location"]
        for _ in range(2)
    ]
    assert ways[0] == ways[1]
    assert PartnerDraft.objects.count() == 1
    # Once that one was deleted, another is begun.
    drafts.discard_draft(acting_user=petra, draft=PartnerDraft.objects.get())
    client.post(address(in_triage, "send-on"), {"programme": elsewhere.slug})
    assert PartnerDraft.objects.count() == 1


def test_it_is_said_where_no_suggested_programme_takes_referrals_here(
    in_triage, ines, elsewhere, signed_in
):
    services.redirect_referral(
        acting_user=ines, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
    )
    client = signed_in("petra")
    words = "The programme that was suggested takes no referrals here."
    assert words not in page_of(client, in_triage)
    Door.objects.filter(programme=elsewhere.uuid).update(partner_open=False)
    assert words in page_of(client, in_triage)


def test_staff_read_a_self_referral_with_its_safe_contact(collected, ines, signed_in):
    say_no(collected.referral, ines)
    page = page_of(signed_in("ines"), collected.referral)
    assert "I want to stop before it gets worse." in page
    assert "Only here: they come back with their receipt" in page
    assert "Number or address" not in page
    assert "26 or older" in page


def test_the_day_of_the_text_on_confidentiality_is_read_as_a_day(holder, ines, signed_in):
    shown = {"title": "", "slug": "", "strands": [], "told": []}
    for day, words in (("2026-03-01", "1 March 2026"), ("no day", "Not stated by this")):
        somebody = Holder(holder.programme)
        somebody.send(shown={**shown, "statement_on": day})
        services.collect_letters()
        say_no(somebody.referral, ines)
        page = page_of(signed_in("ines"), somebody.referral)
        assert words in page
        assert day not in page


def test_a_damaged_self_referral_is_shown_as_damaged_and_can_be_answered(collected, signed_in):
    Letter.objects.filter(kind="submission").update(sealed=b"damaged")
    client = signed_in("ines")
    page = page_of(client, collected.referral)
    assert "Part of this referral cannot be opened: it was damaged." in page
    assert "Left open" not in page
    assert client.post(address(collected.referral, "conflict"), {"knows_person": "no"})
    page = page_of(client, collected.referral)
    assert "Part of this referral cannot be opened: it was damaged." in page
    # What was shown lies in the letter: nothing is claimed of it.
    assert "What was shown about who is told what" not in page
    answer = client.post(address(collected.referral, "accept"), {"message": "Come on Monday."})
    assert answer.status_code == 302
    assert 'data-state="accepted"' in page_of(client, collected.referral)
    assert collected.reads()[-1].content["text"] == "Come on Monday."


@pytest.mark.parametrize("name", ["ines", "petra"])
def test_a_damaged_decision_leaves_the_rest_to_read(name, in_triage, ines, signed_in):
    services.accept_referral(acting_user=ines, referral=in_triage, message="We call at noon.")
    Message.objects.filter(kind="status").update(sealed=b"damaged")
    page = page_of(signed_in(name), in_triage)
    assert "This message cannot be opened: it was damaged." in page
    assert "Sam Example" in page


def test_a_damaged_answer_to_a_self_referral_leaves_the_rest_to_read(collected, ines, signed_in):
    referral = take_in(collected.referral, ines)
    services.accept_referral(acting_user=ines, referral=referral, message="Come on Monday.")
    Letter.objects.filter(kind="status").update(sealed=b"damaged")
    page = page_of(signed_in("ines"), referral)
    assert "This message cannot be opened: it was damaged." in page
    assert "I want to stop before it gets worse." in page


@pytest.mark.parametrize(("reader", "name"), [("en", "French"), ("nl", "Frans")])
def test_the_language_of_the_form_is_named_in_the_readers_language(
    reader, name, holder, ines, signed_in
):
    holder.send(language="fr")
    services.collect_letters()
    say_no(holder.referral, ines)
    client = signed_in("ines")
    client.cookies["language"] = reader
    assert f"<dd>{name}</dd>" in page_of(client, holder.referral)


def test_a_language_that_is_not_known_is_shown_as_it_was_sent(holder, ines, signed_in):
    holder.send(language="tlh")
    services.collect_letters()
    say_no(holder.referral, ines)
    assert "<dd>tlh</dd>" in page_of(signed_in("ines"), holder.referral)


def test_a_minor_is_marked(holder, ines, signed_in):
    holder.send(age="12-15")
    services.collect_letters()
    say_no(holder.referral, ines)
    assert "A minor" in page_of(signed_in("ines"), holder.referral)


def test_someone_in_danger_is_said_first(programme, ines, ilse, petra, signed_in):
    risk = {**ANSWERS["risk"], "danger_now": "yes"}
    draft = make_draft(petra, programme, {**ANSWERS, "risk": risk})
    sent = services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    assert "someone is in danger now" in page_of(signed_in("ines"), sent)


def test_what_was_typed_comes_back_to_who_was_signed_out(sent):
    answer = Client().post(address(sent, "message"), {"text": "Half an hour of writing"})
    assert answer.status_code == 403
    assert "Half an hour of writing" in answer.content.decode()


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_page_of_a_referral_opens_in_every_language(
    language, sent, ines, helpline, elsewhere, signed_in
):
    clients = {name: signed_in(name) for name in ("ines", "petra")}
    for client in clients.values():
        client.cookies["language"] = language
    for move in (lambda: sent, lambda: take_in(sent, ines), lambda: ask(sent, ines)):
        referral = move()
        for client in clients.values():
            assert f'lang="{language}"' in page_of(client, referral)
        for step in ("question", "accept", "redirect"):
            page_of(clients["ines"], referral, step)
