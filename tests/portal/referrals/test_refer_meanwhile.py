"""Two windows, two clicks, two people: what happens to a form meanwhile."""

import pytest
from django.test import Client

from portal.referrals import drafts, services
from portal.referrals.models import PartnerDraft
from tests.portal.referrals.builders import ANSWERS, make_draft


@pytest.fixture
def client(signed_in, programme, ines, ilse) -> Client:
    """Petra's browser."""
    return signed_in("petra")


def test_what_was_typed_after_it_was_sent_elsewhere_is_shown(client, petra, programme):
    draft = make_draft(petra, programme)
    services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    fields = {**ANSWERS["risk"], "risk": "Something new"}
    answer = client.post(f"/portal/refer/{draft.id}/risk/", fields)
    assert answer.status_code == 409
    assert "Something new" in answer.content.decode()
    assert client.get(f"/portal/refer/{draft.id}/risk/")["Location"].endswith(f"{draft.id}/")


@pytest.fixture
def sent_meanwhile(monkeypatch, petra):
    """Once a view has found the draft, another click sends it, or throws it away."""

    def arrange(act):
        found = drafts.find_draft

        def find(user, draft_id):
            draft = found(user, draft_id)
            monkeypatch.undo()
            act(draft)
            return draft

        monkeypatch.setattr(drafts, "find_draft", find)

    return arrange


@pytest.mark.parametrize("part", ["", "programme/", "check/", "person/", "reporting/"])
def test_a_page_opened_while_another_click_sends_leads_to_the_referral(
    part, client, petra, programme, sent_meanwhile
):
    draft = make_draft(petra, programme)
    sent_meanwhile(
        lambda draft: services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    )
    answer = client.get(f"/portal/refer/{draft.id}/{part}")
    if part == "programme/":  # opens nothing of the draft
        assert answer.status_code == 200
    else:
        assert answer.headers["Location"] == f"/portal/referrals/{draft.id}/"


@pytest.mark.parametrize("part", ["programme/", "risk/"])
def test_what_is_typed_while_another_click_sends_is_shown(
    part, client, petra, programme, elsewhere, sent_meanwhile
):
    draft = make_draft(petra, programme)
    sent_meanwhile(
        lambda draft: services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    )
    fields = {**ANSWERS["risk"], "risk": "Something new", "programme": elsewhere.slug}
    answer = client.post(f"/portal/refer/{draft.id}/{part}", fields)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f'href="/portal/referrals/{draft.id}/"' in page
    assert ("Something new" in page) == (part == "risk/")


def test_a_page_opened_while_another_click_throws_it_away_is_gone(
    client, petra, programme, sent_meanwhile
):
    draft = make_draft(petra, programme)
    sent_meanwhile(lambda draft: drafts.discard_draft(acting_user=petra, draft=draft))
    assert client.get(f"/portal/refer/{draft.id}/").status_code == 404


def test_the_second_click_on_send_says_what_to_do_in_danger_as_well(client, petra, programme):
    draft = make_draft(
        petra, programme, {**ANSWERS, "risk": {**ANSWERS["risk"], "danger_now": "yes"}}
    )
    for _ in range(2):
        answer = client.post(f"/portal/refer/{draft.id}/check/")
        page = client.get(answer.headers["Location"]).content.decode()
        assert "Call 112 now, or 101 for the police" in page


def test_a_click_on_send_while_another_sends_leads_to_the_referral(
    client, petra, programme, sent_meanwhile
):
    draft = make_draft(petra, programme)
    sent_meanwhile(
        lambda draft: services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
    )
    answer = client.post(f"/portal/refer/{draft.id}/check/")
    assert answer.headers["Location"] == f"/portal/referrals/{draft.id}/"


def test_a_draft_begun_again_while_another_click_sends_leads_to_the_referral(
    client, petra, programme, monkeypatch
):
    draft = make_draft(petra, programme)
    change = drafts.change_programme

    def sent_first(**named):
        monkeypatch.undo()
        services.submit_partner_referral(acting_user=petra, draft_id=draft.id)
        change(**named)

    monkeypatch.setattr(drafts, "change_programme", sent_first)
    fields = {"draft": str(draft.id), "programme": "still-water-example"}
    answer = client.post("/portal/refer/", fields)
    assert answer.headers["Location"] == f"/portal/referrals/{draft.id}/"


def test_going_back_to_the_first_form_after_sending_leads_to_the_referral(client, sent):
    fields = {"draft": str(sent.id), "programme": "still-water-example"}
    answer = client.post("/portal/refer/", fields)
    assert answer.headers["Location"] == f"/portal/referrals/{sent.id}/"


@pytest.mark.parametrize("draft", ["", "x", "\x00"])
def test_a_damaged_draft_id_begins_a_draft_all_the_same(draft, client):
    answer = client.post("/portal/refer/", {"draft": draft, "programme": "still-water-example"})
    assert answer.status_code == 302
    assert PartnerDraft.objects.count() == 1


def test_thomas_finds_nothing_of_petras_draft(petra, programme, signed_in):
    draft = make_draft(petra, programme)
    thomas = signed_in("thomas")
    for page in ("", "person/", "check/", "programme/", "discard/"):
        assert thomas.get(f"/portal/refer/{draft.id}/{page}").status_code == 404
        assert thomas.post(f"/portal/refer/{draft.id}/{page}", {}).status_code in (404, 405)
    answer = thomas.post(
        "/portal/refer/", {"draft": str(draft.id), "programme": "still-water-example"}
    )
    # As under any id that nobody has: a draft of his own, under another.
    assert answer.status_code == 302
    assert str(draft.id) not in answer.headers["Location"]
    assert drafts.open_draft(draft)["person"]["person_name"] == "Sam Example"
