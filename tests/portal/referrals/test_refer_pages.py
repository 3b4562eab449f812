"""Petra refers somebody, page by page."""

import re
from uuid import uuid4

import pytest
from django.test import Client

from portal.referrals import drafts, services
from portal.referrals.models import PartnerDraft, Referral
from portal.referrals.steps import STEPS
from portal.selfreferral.models import Door
from tests.portal.referrals.builders import ANSWERS, fresh, make_draft


@pytest.fixture
def client(signed_in, programme, ines, ilse) -> Client:
    """Petra's browser."""
    return signed_in("petra")


def begin(client: Client, slug: str = "still-water-example") -> str:
    """Choose a programme as the page's form does; gives the draft's address."""
    page = client.get("/portal/refer/").content.decode()
    draft = re.search(r'name="draft" value="([^"]+)"', page)[1]
    answer = client.post("/portal/refer/", {"draft": draft, "programme": slug})
    assert answer.headers["Location"] == f"/portal/refer/{draft}/"
    return f"/portal/refer/{draft}/"


def filled(client: Client, address: str, answers: dict[str, object]) -> dict[str, object]:
    """A page's fields as its form sends them: what was answered, and what the page carries."""
    page = client.get(address).content.decode()
    shown = re.search(r'name="shown" value="([^"]*)"', page)
    return {**answers, **({"shown": shown[1]} if shown else {})}


def test_petra_refers_somebody_from_the_first_page_to_the_last(client):
    tasks = begin(client)
    for step, following in zip(STEPS, [*STEPS[1:], None], strict=True):
        address = f"{tasks}{step.name}/"
        answer = client.post(address, filled(client, address, ANSWERS[step.name]))
        expected = f"{tasks}{following.name}/" if following else f"{tasks}check/"
        assert answer.headers["Location"] == expected
    page = client.get(f"{tasks}check/").content.decode()
    assert "Threats last summer." in page
    assert "2 April 1990" in page
    answer = client.post(f"{tasks}check/")
    assert answer.headers["Location"] == tasks.replace("refer", "referrals", 1)
    page = client.get(answer.headers["Location"]).content.decode()
    assert 'data-state="submitted"' in page
    assert "The referral was sent." in page


def test_a_link_from_the_programme_chooses_it_beforehand(client):
    page = client.get("/portal/refer/?programme=still-water-example").content.decode()
    chosen = re.search(r'<input[^>]*value="still-water-example"[^>]*>', page)
    assert "checked" in chosen[0]


def test_a_link_from_a_closed_door_says_so(client, elsewhere):
    Door.objects.filter(programme=elsewhere.uuid).update(partner_open=False)
    page = client.get("/portal/refer/?programme=far-pier-example").content.decode()
    assert "does not take referrals here at the moment" in page
    answer = client.post("/portal/refer/", {"programme": "far-pier-example"})
    assert "Choose another one." in answer.content.decode()
    assert not PartnerDraft.objects.exists()


def test_a_search_among_the_programmes_begins_nothing(client, elsewhere):
    page = client.post("/portal/refer/", {"find": "pier", "look": "1"}).content.decode()
    assert "Far Pier (example)" in page
    assert "Still Water (example)" not in page
    assert not PartnerDraft.objects.exists()


def test_without_an_open_door_the_page_says_what_to_do(client):
    Door.objects.update(partner_open=False)
    page = client.get("/portal/refer/").content.decode()
    assert "No programme takes referrals here at the moment" in page


@pytest.mark.parametrize(
    ("step", "changes", "sentence"),
    [
        ("person", {"person_name": ""}, "Write the name of the person you refer."),
        ("person", {"born_on": "", "age": ""}, "Give the date of birth, or the age below."),
        ("person", {"born_on": "3090-01-01"}, "This cannot be a date of birth."),
        ("person", {"born_on": "soon"}, "Write the date of birth as a whole date."),
        ("person", {"born_on": "", "age": "forty"}, "Write the age in whole years."),
        ("person", {"contact_route": ""}, "Choose one of the answers."),
        ("person", {"contact_at": ""}, "Write the number or address"),
        ("person", {"contact_safety": ""}, "so that nobody is put at risk."),
        ("person", {"person_name": "x" * 201}, "at most 200 characters"),
        ("reason", {"reason": ""}, "Write why you refer this person."),
        ("reason", {"decision": ""}, "Say which decision or condition"),
        ("reporting", {"report_to": []}, "Say whom the programme reports to"),
        ("reporting", {"report_what": ""}, "Say what is reported, and how often."),
        (
            "reporting",
            {"report_to": ["referrer", "nobody-by-agreement"]},
            "Either nobody is told, or somebody is.",
        ),
        ("reporting", {"reporting_agreed": ""}, "Read who is told what"),
        ("basis", {"legal_ground": ""}, "Name the law, decision or agreement"),
        ("agreement", {"person_told": ""}, "or why they do not know."),
        ("risk", {"risk": ""}, "or that nothing is."),
        ("risk", {"danger_now": "perhaps"}, "Select a valid choice."),
    ],
)
def test_bad_input_names_the_field_and_loses_nothing(
    step, changes, sentence, client, petra, programme
):
    draft = make_draft(petra, programme, {})
    address = f"/portal/refer/{draft.id}/{step}/"
    fields = filled(client, address, {**ANSWERS[step], **changes})
    answer = client.post(address, fields)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "There is a problem" in page
    assert sentence in page
    for value in fields.values():
        if isinstance(value, str) and " " in value:
            assert value.replace("'", "&#x27;") in page
    assert step not in drafts.open_draft(draft)


def test_nothing_that_could_harm_is_chosen_beforehand(client, petra, programme):
    draft = make_draft(petra, programme, {})
    for step in STEPS:
        page = client.get(f"/portal/refer/{draft.id}/{step.name}/").content.decode()
        assert not re.findall(r"<input[^>]*\bchecked\b", page)


def test_every_page_counts_as_many_pages(client, petra, programme):
    draft = make_draft(petra, programme, {"person": ANSWERS["person"]})
    assert "6 short pages" in client.get("/portal/refer/").content.decode()
    assert "1 of 6 pages answered" in client.get("/portal/").content.decode()
    for place, step in enumerate(STEPS, start=1):
        page = client.get(f"/portal/refer/{draft.id}/{step.name}/").content.decode()
        assert f"Page {place} of 6" in page


def test_every_field_of_the_form_is_on_its_page(client, petra, programme):
    draft = make_draft(petra, programme, {})
    for step in STEPS:
        page = client.get(f"/portal/refer/{draft.id}/{step.name}/").content.decode()
        for name in step.form.base_fields:
            assert f'name="{name}"' in page


def test_the_programmes_line_and_conditions_are_shown_before_they_are_agreed_to(
    client, petra, programme
):
    draft = make_draft(petra, programme, {})
    reporting = client.get(f"/portal/refer/{draft.id}/reporting/").content.decode()
    assert "Presence, every three months." in reporting
    assert "judicial authority" in reporting
    agreement = client.get(f"/portal/refer/{draft.id}/agreement/").content.decode()
    assert "I come of my own will." in agreement


def test_where_contact_goes_through_the_referrer_no_number_is_kept(client, petra, programme, ines):
    draft = make_draft(petra, programme)
    fields = {**ANSWERS["person"], "contact_route": "referrer", "contact_safety": "Not at home."}
    client.post(f"/portal/refer/{draft.id}/person/", fields)
    page = client.get(f"/portal/refer/{draft.id}/check/").content.decode()
    assert "Not at home." in page
    assert "7946 0123" not in page
    client.post(f"/portal/refer/{draft.id}/check/")
    sent = Referral.objects.get(id=draft.id)
    opened = services.read_referral(acting_user=ines, referral=sent)
    assert opened.answers["contact_at"] == ""
    assert opened.answers["contact_safety"] == "Not at home."


def test_the_list_shows_what_is_done_and_sending_waits(client, petra, programme):
    draft = make_draft(petra, programme, {"risk": ANSWERS["risk"]})
    page = client.get(f"/portal/refer/{draft.id}/").content.decode()
    assert page.count("To do") == len(STEPS) - 1
    assert page.count("Answered") == 1
    answer = client.get(f"/portal/refer/{draft.id}/check/")
    assert answer.headers["Location"] == f"/portal/refer/{draft.id}/"


def test_save_and_see_all_pages_goes_back_to_the_list(client, petra, programme):
    draft = make_draft(petra, programme, {})
    fields = {**ANSWERS["risk"], "then": "list"}
    answer = client.post(f"/portal/refer/{draft.id}/risk/", fields)
    assert answer.headers["Location"] == f"/portal/refer/{draft.id}/"


def test_a_double_click_on_send_ends_on_the_same_referral(client, petra, programme):
    draft = make_draft(petra, programme)
    places = {client.post(f"/portal/refer/{draft.id}/check/")["Location"] for _ in range(2)}
    assert places == {f"/portal/referrals/{draft.id}/"}
    assert Referral.objects.count() == 1


def test_sending_with_a_closed_door_says_so_and_keeps_it(client, petra, programme):
    draft = make_draft(petra, programme)
    Door.objects.update(partner_open=False)
    answer = client.post(f"/portal/refer/{draft.id}/check/")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "does not take referrals here at the moment" in page
    assert "Sam Example" in page


@pytest.mark.parametrize("part", ["", "reporting/", "check/"])
def test_behind_a_closed_door_each_page_offers_another_programme(part, client, petra, programme):
    draft = make_draft(petra, programme)
    Door.objects.update(partner_open=False)
    shown = client.get(f"/portal/refer/{draft.id}/{part}").content.decode()
    assert "has closed its door for the moment" in shown
    assert f'href="/portal/refer/{draft.id}/programme/"' in shown


def test_sending_with_pages_open_says_which(client, petra, programme):
    draft = make_draft(petra, programme, {"person": ANSWERS["person"]})
    answer = client.post(f"/portal/refer/{draft.id}/check/")
    assert answer.status_code == 409
    assert "First answer the page “Risk and safety”." in answer.content.decode()


def test_petra_throws_a_draft_away_after_being_asked(client, petra, programme):
    draft = make_draft(petra, programme)
    assert (
        "cannot be brought back"
        in client.get(f"/portal/refer/{draft.id}/discard/").content.decode()
    )
    assert client.post(f"/portal/refer/{draft.id}/discard/")["Location"] == "/portal/"
    assert not PartnerDraft.objects.exists()
    assert client.get(f"/portal/refer/{draft.id}/").status_code == 404


@pytest.mark.parametrize("part", ["", "risk/", "check/"])
def test_a_damaged_draft_says_so_and_can_be_deleted(part, client, petra, programme):
    draft = make_draft(petra, programme)
    draft.pages.filter(step="reason").update(sealed=b"damaged")
    address = f"/portal/refer/{draft.id}/{part}"
    answer = client.get(address)
    if part == "check/":
        answer = client.post(address)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "This cannot be opened: it was damaged." in page
    assert f'action="/portal/refer/{draft.id}/discard/"' in page


def test_what_is_typed_on_a_damaged_draft_is_shown(client, petra, programme):
    draft = make_draft(petra, programme)
    draft.pages.filter(step="reason").update(sealed=b"damaged")
    fields = {**ANSWERS["risk"], "risk": "Something new"}
    answer = client.post(f"/portal/refer/{draft.id}/risk/", fields)
    assert answer.status_code == 409
    assert "Something new" in answer.content.decode()


def test_petra_chooses_another_programme(client, petra, programme, elsewhere):
    draft = make_draft(petra, programme)
    answer = client.post(f"/portal/refer/{draft.id}/programme/", {"programme": elsewhere.slug})
    assert answer.headers["Location"] == f"/portal/refer/{draft.id}/"
    page = client.get(f"/portal/refer/{draft.id}/").content.decode()
    assert "Far Pier (example)" in page
    assert page.count("To do") == 1


def test_who_refers_for_two_organisations_says_for_which(client, petra, programme):
    from portal.accounts.roles import Role
    from portal.accounts.services import grant_membership
    from tests.cast import cast_organisation

    other = cast_organisation("house-of-justice-example")
    grant_membership(acting_user=None, user=petra, role=Role.REFERRER, organisation=other)
    fields = {"draft": str(uuid4()), "programme": "still-water-example"}
    assert "For which organisation" in client.post("/portal/refer/", fields).content.decode()
    answer = client.post("/portal/refer/", {**fields, "organisation": str(other.uuid)})
    assert answer.status_code == 302
    assert PartnerDraft.objects.get().referring_organisation == other


@pytest.mark.parametrize("name", ["attachments", "programme-x", "check-x"])
def test_a_page_that_does_not_exist(name, client, petra, programme):
    draft = make_draft(petra, programme, {})
    assert client.get(f"/portal/refer/{draft.id}/{name}/").status_code == 404


def test_a_text_of_twenty_thousand_signs_and_odd_symbols_arrives_whole(
    client, petra, programme, ines
):
    text = "Ł<b>&'\"‮😀\n" * 1900
    draft = make_draft(petra, programme, {k: v for k, v in ANSWERS.items() if k != "risk"})
    fields = {**ANSWERS["risk"], "risk": text}
    assert client.post(f"/portal/refer/{draft.id}/risk/", fields).status_code == 302
    client.post(f"/portal/refer/{draft.id}/check/")
    opened = services.read_referral(
        acting_user=ines, referral=fresh(Referral.objects.get(id=draft.id))
    )
    assert opened.answers["risk"] == text.strip()


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_page_opens_in_every_language(language, client, petra, programme):
    client.cookies["language"] = language
    draft = make_draft(petra, programme)
    pages = ["", "check/", "programme/", "discard/", *(f"{step.name}/" for step in STEPS)]
    for page in pages:
        answer = client.get(f"/portal/refer/{draft.id}/{page}")
        assert answer.status_code == 200
        assert f'<html lang="{language}">' in answer.content.decode()
