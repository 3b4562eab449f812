"""Petra agrees to what she read: to another programme, or to other words, she agrees anew."""

import datetime as dt
import re

import pytest
from django.test import Client

from directory.models import LegalText, ProgrammePage, StrandTold
from portal.referrals import drafts, services
from portal.referrals.models import Referral
from portal.referrals.services import StepRefused
from portal.selfreferral.models import Door
from tests.portal.referrals.builders import ANSWERS, make_draft

CHANGED = "has changed since you read it"


@pytest.fixture
def client(signed_in, programme, ines, ilse) -> Client:
    """Petra's browser."""
    return signed_in("petra")


def tell_another(programme: ProgrammePage) -> None:
    """The editor changes what is reported."""
    rows = StrandTold.objects.filter(strand__page__slug=programme.slug)
    assert rows.update(notes={"en": "Every word, every week."}) == 1


def read(client: Client, draft) -> dict[str, object]:
    """The page on reporting as Petra's browser will send it, once she has read it."""
    page = client.get(f"/portal/refer/{draft.id}/reporting/").content.decode()
    return {**ANSWERS["reporting"], "shown": re.search(r'name="shown" value="(.+?)"', page)[1]}


def test_an_edit_after_the_agreement_is_read_before_sending(client, petra, programme):
    draft = make_draft(petra, programme)
    tell_another(programme)
    for answer in (
        client.get(f"/portal/refer/{draft.id}/check/"),
        client.post(f"/portal/refer/{draft.id}/check/"),
    ):
        assert answer.headers["Location"] == f"/portal/refer/{draft.id}/reporting/"
    assert not Referral.objects.exists()
    page = client.get(answer.headers["Location"]).content.decode()
    assert CHANGED in page
    assert "Every word, every week." in page
    assert "Presence, every month." in page, "what Petra wrote is still there"
    assert not re.search(r'name="reporting_agreed"[^>]*checked', page)


def test_agreed_to_anew_it_goes_with_the_words_that_were_read(client, petra, programme):
    draft = make_draft(petra, programme)
    tell_another(programme)
    answer = client.post(f"/portal/refer/{draft.id}/reporting/", read(client, draft))
    assert answer.headers["Location"] == f"/portal/refer/{draft.id}/check/"
    client.post(f"/portal/refer/{draft.id}/check/")
    assert Referral.objects.get().shown["told"][0]["text"] == "Every word, every week."


def test_the_list_shows_a_page_that_changed_as_one_to_do(client, petra, programme):
    draft = make_draft(petra, programme)
    tell_another(programme)
    page = client.get(f"/portal/refer/{draft.id}/").content.decode()
    assert page.count("To do") == 1
    assert "Go on: Who is told what" in page


def test_an_edit_while_petra_reads_is_shown_and_costs_no_words(client, petra, programme):
    draft = make_draft(petra, programme, {})
    fields = read(client, draft) | {"report_what": "Whether they came."}
    tell_another(programme)
    answer = client.post(f"/portal/refer/{draft.id}/reporting/", fields)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert CHANGED in page
    assert "Whether they came." in page
    assert not re.search(r'name="reporting_agreed"[^>]*checked', page)
    assert "reporting" not in drafts.open_draft(draft)


def test_the_page_of_one_programme_agrees_to_nothing_of_another(
    client, petra, programme, elsewhere
):
    draft = make_draft(petra, programme, {})
    fields = read(client, draft)
    drafts.change_programme(acting_user=petra, draft=draft, programme=elsewhere.uuid)
    assert client.post(f"/portal/refer/{draft.id}/reporting/", fields).status_code == 409
    assert "reporting" not in drafts.open_draft(draft)


def test_other_words_on_confidentiality_are_read_too(client, petra, programme):
    draft = make_draft(petra, programme)
    LegalText.objects.create(
        kind=LegalText.Kind.DANGER_REFERRED,
        texts={"en": "Staff may speak when someone is in danger."},
        valid_from=dt.date(2020, 1, 1),
    )
    answer = client.post(f"/portal/refer/{draft.id}/check/")
    assert answer.headers["Location"].endswith("/reporting/")


def test_the_service_sends_nothing_that_was_not_agreed_to(petra, programme, ines, ilse, logged):
    draft = make_draft(petra, programme)
    tell_another(programme)
    with pytest.raises(StepRefused) as refusal:
        services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    assert "First read who will be told what" in str(refusal.value.reasons[0])
    assert not Referral.objects.exists()
    assert logged(draft.id)[-1] == ("petra", "referrer", "referral.refused")


def test_read_in_dutch_and_sent_in_french_it_is_kept_in_dutch(client, petra, programme):
    draft = make_draft(petra, programme)
    client.cookies["language"] = "nl"
    client.post(f"/portal/refer/{draft.id}/reporting/", read(client, draft))
    client.cookies["language"] = "fr"
    client.post(f"/portal/refer/{draft.id}/check/")
    shown = Referral.objects.get().shown
    assert (shown["language"], shown["title"]) == ("nl", "Still Water (example) (nl)")


def test_answered_before_a_closed_door_it_is_read_once_it_opens(client, petra, programme):
    draft = make_draft(petra, programme)
    Door.objects.update(partner_open=False)
    fields = {**ANSWERS["reporting"], "shown": ""}
    client.post(f"/portal/refer/{draft.id}/reporting/", fields)
    assert client.get(f"/portal/refer/{draft.id}/check/").status_code == 200
    Door.objects.update(partner_open=True)
    answer = client.post(f"/portal/refer/{draft.id}/check/")
    assert answer.headers["Location"] == f"/portal/refer/{draft.id}/reporting/"
