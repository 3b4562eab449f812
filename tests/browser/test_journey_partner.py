"""A referrer refers two people; the staff accept one and redirect the other."""

from playwright.sync_api import Page, expect

from tests.browser.steps import choose, expect_state, fill, look, press
from tests.demonstration import IN_BROWSERS, Demonstration
from tests.referring import PARTNER_ANSWERS

pytestmark = IN_BROWSERS
WAY = ("person", "reason", "reporting", "basis", "agreement", "risk")


def test_refer_two_people_accept_one_redirect_the_other(demonstration: Demonstration, signed_in):
    petra, ilse = signed_in("petra"), signed_in("ilse")
    accepted = _refer(demonstration, petra, "Robin Welcome", pictures=True)
    redirected = _refer(demonstration, petra, "Robin Elsewhere")

    _take(demonstration, ilse, accepted, "Robin Welcome")
    ilse.get_by_role("link", name="Accept").click()
    look(ilse, "50-accept")
    fill(ilse, {"message": "Robin can come on Monday at ten."})
    press(ilse, "Accept")
    expect_state(ilse, "accepted")
    look(ilse, "51-accepted")

    _take(demonstration, ilse, redirected, "Robin Elsewhere")
    ilse.get_by_role("link", name="Redirect").click()
    look(ilse, "52-redirect")
    choose(ilse, reason="area", fits="yes")
    ilse.get_by_label("Search by name, organisation or words of the summary").fill("evening")
    press(ilse, "Search")
    # What was chosen before the search still stands.
    expect(ilse.locator("input[name=reason][value=area]")).to_be_checked()
    ilse.locator("#programmes-evening-group-example").check()
    fill(ilse, {"message": "They work closer to where Robin lives."})
    press(ilse, "Redirect")
    expect_state(ilse, "redirected")
    look(ilse, "53-redirected")

    petra.goto(f"{demonstration.staff}/portal/")
    look(petra, "54-referrals")
    petra.goto(accepted)
    expect_state(petra, "accepted")
    expect(petra.get_by_text("Robin can come on Monday at ten.")).to_be_visible()
    look(petra, "55-referrer-accepted")
    petra.goto(redirected)
    expect_state(petra, "redirected")
    expect(petra.get_by_text("They work closer to where Robin lives.")).to_be_visible()
    look(petra, "56-referrer-redirected")
    _send_on(petra)


def _refer(demonstration: Demonstration, page: Page, name: str, *, pictures: bool = False) -> str:
    """From the programme's public page to the referral's own. Gives its address."""
    page.goto(f"{demonstration.public}/en/programmes/iter/")
    page.get_by_role("link", name="Refer someone as a professional").click()
    if pictures:
        look(page, "40-refer")
    expect(page.locator("input[name=programme][value=iter]")).to_be_checked()
    press(page, "Go on")
    if pictures:
        look(page, "41-tasks")
    page.locator("main a[href*='/person/']").first.click()
    for number, step in enumerate(WAY, start=42):
        fields = dict(PARTNER_ANSWERS[step])
        if step == "person":
            fields["person_name"] = name
        assert page.locator("main input:checked").count() == 0, "Something is chosen beforehand."
        fill(page, fields)
        if pictures:
            look(page, f"{number}-partner-{step}")
        press(page, "Save and go on")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.get_by_text(name)).to_be_visible()
    if pictures:
        look(page, "48-partner-check")
    press(page, "Send the referral")
    expect_state(page, "submitted")
    assert name not in page.url
    if pictures:
        look(page, "49-partner-sent")
    return page.url


def _take(demonstration: Demonstration, page: Page, address: str, name: str) -> None:
    """Open a referral from the inbox and begin its triage."""
    page.goto(f"{demonstration.staff}/portal/")
    page.locator(f".row-link[href='{address.removeprefix(demonstration.staff)}']").click()
    expect(page.get_by_text(name)).to_be_visible()
    choose(page, knows_person="no")
    press(page, "Start triage")
    expect_state(page, "in-triage")


def _send_on(page: Page) -> None:
    """The referral goes to the suggested programme without being told again."""
    page.locator("main form[action$='/send-on/'] button").first.click()
    expect(page.locator("[data-state=draft]")).to_be_visible()
    look(page, "57-sent-on")
    page.locator("main a[href*='/person/']").first.click()
    expect(page.locator("[name=person_name]")).to_have_value("Robin Elsewhere")


def test_the_portal_speaks_three_languages(demonstration: Demonstration, signed_in):
    page = signed_in("petra")
    seen = {}
    for language in ("nl", "fr", "en"):
        page.goto(f"{demonstration.staff}/portal/refer/")
        page.locator(f".languages button[value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.goto(f"{demonstration.staff}/portal/refer/")
        seen[language] = page.locator("h1").inner_text()
    assert len(set(seen.values())) == 3, seen


def test_another_organisations_referral_is_not_there(demonstration: Demonstration, signed_in):
    address = _refer(demonstration, signed_in("petra"), "Robin Private")

    for stranger in ("thomas", "noor", "omar", "edit"):
        answer = signed_in(stranger).goto(address)
        assert answer is not None
        assert answer.status in (403, 404), stranger
        assert "Robin" not in answer.text()
