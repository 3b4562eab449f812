"""An agreement counts for what was read, and nothing typed is lost when things change meanwhile."""

import datetime as dt

import pytest

from directory.models import EligibilityCondition, LegalText, ProgrammePage, StrandTold, Term
from portal.selfreferral import cookie, letters
from portal.selfreferral.models import Door, Draft, Letter
from portal.selfreferral.receipts import read_receipt
from portal.vault.services import destroy_keys
from tests.portal.selfreferral.conftest import Visitor, as_staff


def kept_content() -> dict[str, object]:
    with as_staff():
        return letters.open_letter_as_staff(Letter.objects.get()).content


def test_a_condition_added_meanwhile_is_asked_before_sending(visitor, programme):
    visitor.answer_all()
    page = ProgrammePage.objects.get(pk=programme.pk)
    page.conditions.add(EligibilityCondition(texts={"en": "I stay sober."}, sort_order=-1))
    page.save()

    assert visitor.send()["Location"] == "/en/start/conditions/"
    assert "checked" not in visitor.client.get("/en/start/conditions/").content.decode()
    assert not Letter.objects.exists()


def test_an_answer_is_sent_with_the_sentence_it_was_given_to(visitor):
    visitor.answer_all()
    visitor.send()

    assert kept_content()["conditions"] == [
        {"condition": "I come of my own will.", "answer": "yes"},
        {"condition": "I want to look at my life.", "answer": "unsure"},
    ]


def test_agreement_to_one_programme_is_none_to_another(visitor, programme):
    visitor.answer_all()
    other = programme.copy(
        update_attrs={"slug": "other-example", "title": "Other (example)"}, keep_live=True
    )
    other = ProgrammePage.objects.get(pk=other.pk)
    Door.objects.create(programme=other.uuid, takes_self=True, self_open=True, answer_within_days=2)
    visitor.programme = str(other.uuid)
    visitor.answer("age")

    assert visitor.send()["Location"] == "/en/start/limits/"


def test_another_age_is_told_again_who_is_told(visitor, programme):
    visitor.answer_all()
    visitor.answer("age", age="18-25")

    # The same strand takes both ages, so what was read still holds.
    assert visitor.client.get("/en/start/check/").status_code == 200
    programme.strands.first().told_rows.all().delete()
    visitor.answer("age", age="26-plus")
    assert visitor.send()["Location"] == "/en/start/limits/"


def test_a_page_sent_again_after_sending_keeps_the_receipt_and_the_text(visitor):
    visitor.answer_all()
    visitor.send()
    receipt = visitor.receipt()

    page = visitor.answer("words", words="Written in another tab.")

    assert page.status_code == 409
    assert "already been sent" in page.content.decode()
    assert "Written in another tab." in page.content.decode()
    assert visitor.receipt() == receipt


def test_after_an_erasure_the_same_browser_can_begin_anew(visitor):
    visitor.answer_all()
    visitor.send()
    receipt = read_receipt(visitor.receipt())
    with as_staff():
        Letter.objects.all().delete()
        Draft.objects.all().delete()
        destroy_keys(owner=receipt.locator)

    visitor.answer_all()

    assert visitor.send()["Location"] == "/en/start/sent/"
    assert read_receipt(visitor.receipt()) != receipt


def test_a_door_that_closes_before_sending_shows_the_words_back(visitor, door):
    visitor.answer_all()
    door.self_open = False
    door.save(update_fields=["self_open"])

    for page in (visitor.send(), visitor.client.get("/en/start/words/")):
        assert page.status_code == 409
        assert "before it gets worse" in page.content.decode()
        # It lies sealed in the draft, so the page does not say that nothing was kept.
        assert "What we keep of it is locked" in page.content.decode()
        assert "We have not kept it anywhere" not in page.content.decode()


def test_a_child_who_first_chose_another_age_can_send_nothing(visitor):
    visitor.answer_all()
    page = visitor.answer("age", age="under-12")

    assert page.cookies[cookie.NAME]["max-age"] == 0
    assert visitor.send().status_code == 409
    assert not Letter.objects.exists()


def test_a_child_who_answered_before_is_not_told_that_nothing_was_kept(visitor):
    visitor.answer("age")
    visitor.answer("words")
    kept = Draft.objects.count()

    answer = visitor.answer("age", age="under-12")

    assert Draft.objects.count() == kept
    page = visitor.client.get(answer["Location"]).content.decode()
    assert "The age you just chose has not been kept." in page
    assert "stays locked and is deleted by itself" in page


@pytest.mark.parametrize("state", ["redirected", "withdrawn"])
def test_a_message_written_while_the_referral_ended_is_shown_back(visitor, state):
    visitor.answer_all()
    visitor.send()
    locator = read_receipt(visitor.receipt()).locator
    with as_staff():
        letters.answer_letter(locator=locator, kind=Letter.Kind.STATUS, content={"state": state})
    data = {"letter": "5f0c0e8e-6a1f-4c8b-9a55-0f7f3d1b2c11", "text": "One thing more."}

    page = visitor.client.post("/en/receipt/write/", data)

    assert page.status_code == 409
    assert "One thing more." in page.content.decode()
    assert not Letter.objects.filter(kind="message").exists()


def test_a_withdrawal_that_crossed_a_decision_does_not_hide_it(visitor):
    visitor.answer_all()
    visitor.send()
    receipt = read_receipt(visitor.receipt())
    letters.write_letter(
        receipt=receipt, kind=Letter.Kind.WITHDRAWAL, content={}, uuid=receipt.locator
    )
    with as_staff():
        letters.answer_letter(
            locator=receipt.locator, kind=Letter.Kind.STATUS, content={"state": "redirected"}
        )

    page = visitor.client.get("/en/receipt/").content.decode()

    assert 'data-state="redirected"' in page
    assert "You withdrew" not in page


def test_somebody_without_a_draft_is_led_to_the_beginning(visitor):
    assert Visitor(visitor.programme).client.get("/en/start/words/")["Location"] == "/en/start/"


def test_what_holds_at_ones_own_request_stands_first(visitor, programme):
    judicial = Term.objects.create(
        vocabulary="legal-context", code="judicial", labels={"en": "With a court's order"}
    )
    StrandTold.objects.create(strand=programme.strands.first(), context=judicial, sort_order=-1)
    visitor.answer("age")
    page = visitor.client.get("/en/start/limits/").content.decode()
    first = page.index("<dt>If you come by yourself</dt>")
    assert first < page.index("When a court or somebody else sends you")
    assert page.index("sends you") < page.index("With a court&#39;s order")


def test_where_nothing_is_stated_for_coming_by_oneself_that_is_said_first(visitor, programme):
    judicial = Term.objects.create(
        vocabulary="legal-context", code="judicial", labels={"en": "With a court's order"}
    )
    StrandTold.objects.update(context=judicial)
    visitor.answer("age")
    page = visitor.client.get("/en/start/limits/").content.decode()
    said = "If you come by yourself: the programme does not say who is told."
    assert page.index(said) < page.index("When a court or somebody else sends you")
    assert page.index("sends you") < page.index("With a court&#39;s order")


def test_where_nothing_is_stated_at_all_nobody_is_said_to_send_one(visitor, programme):
    StrandTold.objects.all().delete()
    visitor.answer("age")
    page = visitor.client.get("/en/start/limits/").content.decode()
    assert "If you come by yourself: the programme does not say who is told." in page
    assert "sends you" not in page


def test_a_statement_corrected_in_place_is_read_before_sending(visitor):
    text = LegalText.objects.create(
        kind=LegalText.Kind.DANGER,
        texts={"en": "Staff may speak when someone is in danger."},
        valid_from=dt.date(2020, 1, 1),
    )
    visitor.answer_all()
    assert visitor.client.get("/en/start/check/").status_code == 200
    text.texts = {"en": "Staff must speak when someone is in danger."}
    text.save()

    assert visitor.send()["Location"] == "/en/start/limits/"
    assert not Letter.objects.exists()


def test_what_is_borrowed_from_another_language_is_marked_so_where_one_agrees(visitor, programme):
    told = StrandTold.objects.filter(strand__page__slug=programme.slug)
    told.update(notes={"en": "Presence, every month."})
    visitor.answer("age")

    french = visitor.client.get("/fr/start/limits/").content.decode()
    assert '<span lang="en">Presence, every month.</span>' in french
    english = visitor.client.get("/en/start/limits/").content.decode()
    assert "Presence, every month." in english
    assert '<span lang="en">' not in english
    visitor.answer("limits")
    conditions = visitor.client.get("/fr/start/conditions/").content.decode()
    assert '<span lang="en">I come of my own will.</span>' in conditions
