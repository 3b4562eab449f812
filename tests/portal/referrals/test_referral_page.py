"""An open referral on the screen: what can be done, why not yet, and nothing typed is lost."""

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from portal.referrals import drafts, services
from portal.referrals.models import Message, PartnerDraft
from portal.selfreferral.models import Door, Letter
from tests.portal.referrals.builders import (
    ANSWERS,
    Holder,
    ask,
    fresh,
    make_draft,
    say_no,
    take_in,
)
from tests.portal.referrals.pages import address, page_of

SOON = (timezone.localdate() + dt.timedelta(days=5)).isoformat()


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
