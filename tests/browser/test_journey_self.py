"""Somebody searches, refers themself, comes back with the receipt, reads the answer, withdraws."""

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import (
    choose,
    come_back_until,
    expect_state,
    fill,
    look,
    open_receipt,
    press,
)
from tests.demonstration import IN_BROWSERS, Demonstration, wait_for
from tests.referring import SELF_ANSWERS, locator_of

pytestmark = IN_BROWSERS
WORDS = "I am afraid of what I might do. I want to talk with somebody."
QUESTION = "Would a Tuesday evening suit you for a first talk?"


def test_search_refer_oneself_come_back_read_the_answer_withdraw(
    demonstration: Demonstration, visitor, signed_in
):
    receipt = _refer_oneself(demonstration, visitor())
    _answer_as_staff(demonstration, signed_in("ines"), receipt)
    _come_back(demonstration, visitor(), receipt)


def _refer_oneself(demonstration: Demonstration, page: Page) -> str:
    page.goto(demonstration.public)
    expect(page).to_have_url(f"{demonstration.public}/en/")
    look(page, "01-home")
    page.get_by_label("What are you looking for?").fill("minderjarigen")
    press(page, "Search")
    before = int(page.locator("[data-total]").get_attribute("data-total") or 0)
    look(page, "02-found")
    choose(page, population="minors")
    page.get_by_role("button", name="Show programmes").first.click()
    expect(page).to_have_url(re.compile("population=minors"))
    after = int(page.locator("[data-total]").get_attribute("data-total") or 0)
    assert 0 < after <= before
    look(page, "03-filtered")
    page.locator("[data-programme=iter] h3 a").click()
    expect(page).to_have_url(f"{demonstration.public}/en/programmes/iter/")
    look(page, "04-programme")
    press(page, "Refer yourself")
    answers = {step: dict(fields) for step, fields in SELF_ANSWERS.items()}
    answers["words"]["words"] = WORDS
    for number, (step, fields) in enumerate(answers.items(), start=5):
        look(page, f"{number:02}-self-{step}")
        assert "iter" not in page.url
        assert page.locator("main input:checked").count() == 0, "Something is chosen beforehand."
        fill(page, fields)
        press(page, "Continue")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()
    look(page, "10-self-check")
    press(page, "Send")
    expect_state(page, "submitted")
    look(page, "11-self-sent")
    receipt = page.locator("output#receipt").inner_text().strip()
    assert re.fullmatch(r"(\w{5}-){4}\w{5}", receipt)
    # Closing takes the receipt out of this browser.
    press(page, "I have noted it: close")
    expect(page).to_have_url(f"{demonstration.public}/en/")
    assert page.context.cookies() == []
    return receipt


def _answer_as_staff(demonstration: Demonstration, page: Page, receipt: str) -> None:
    [[identity]] = wait_for(
        lambda: demonstration.rows(
            "SELECT id FROM referrals_referral WHERE content_owner = ?",
            locator_of(demonstration, receipt).hex,
        ),
        "the worker to collect the letter",
    )
    page.goto(f"{demonstration.staff}/portal/")
    look(page, "20-inbox")
    reference = f"{str(identity)[:4]}-{str(identity)[4:8]}".upper()
    page.locator(".row-link", has_text=reference).click()
    expect_state(page, "submitted")
    expect(page.get_by_text(WORDS)).to_have_count(0)
    look(page, "21-referral")
    choose(page, knows_person="no")
    press(page, "Start triage")
    expect_state(page, "in-triage")
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.get_by_role("link", name="Ask a question").click()
    fill(page, {"question": QUESTION, "answer_by": _in_a_week(page)})
    look(page, "22-question")
    page.locator("main form button[type=submit]").first.click()
    expect_state(page, "information-requested")
    look(page, "23-asked")


def _in_a_week(page: Page) -> str:
    return str(page.evaluate("new Date(Date.now() + 7 * 864e5).toISOString().slice(0, 10)"))


def _come_back(demonstration: Demonstration, page: Page, receipt: str) -> None:
    page.goto(f"{demonstration.public}/en/find/")
    page.get_by_role("link", name="I have a receipt").click()
    look(page, "30-receipt")
    open_receipt(page, receipt.lower().replace("-", " "))
    expect_state(page, "information-requested")
    expect(page.get_by_text(QUESTION)).to_be_visible()
    look(page, "31-conversation")
    page.get_by_label("Your message").fill("Tuesday is good.")
    press(page, "Send")
    expect(page.get_by_text("Tuesday is good.")).to_be_visible()
    come_back_until(page, "in-triage")
    page.get_by_role("link", name="Withdraw this referral").click()
    look(page, "32-withdraw")
    press(page, "Withdraw")
    come_back_until(page, "withdrawn")
    expect(page.get_by_text("The programme does nothing more with it.")).to_be_visible()
    look(page, "33-withdrawn")
    page.get_by_role("link", name="Have everything erased").click()
    look(page, "34-erase")


def test_every_page_of_the_way_stands_in_three_languages(demonstration: Demonstration, visitor):
    page = visitor()
    page.goto(f"{demonstration.public}/en/programmes/iter/")
    press(page, "Refer yourself")
    seen = {}
    for step, fields in SELF_ANSWERS.items():
        seen[step] = _headings(page)
        fill(page, fields)
        press(page, "Continue")
    seen["check"] = _headings(page)
    press(page, "Send")
    for name, path in (("sent", "start/sent/"), ("receipt", "receipt/"),
                       ("withdraw", "receipt/withdraw/"), ("erase", "receipt/erase/"),
                       ("find", "find/"), ("find nothing", "find/?q=xylophonists"),
                       ("programme", "programmes/iter/"), ("home", "")):  # fmt: skip
        page.goto(f"{demonstration.public}/en/{path}")
        seen[name] = _headings(page)

    alike = {name: found for name, found in seen.items() if len(set(found.values())) < 3}
    # A programme's title is a name; its page is told apart by its headings.
    assert alike == {}


def test_what_is_typed_comes_along_into_another_language_with_the_keyboard(
    demonstration: Demonstration, visitor
):
    page = visitor(java_script_enabled=False)
    page.goto(f"{demonstration.public}/en/programmes/iter/")
    press(page, "Refer yourself")
    choose(page, age="18-25")
    _switch(page, "fr")
    expect(page.locator("input[name=age][value='18-25']")).to_be_checked()
    assert page.context.cookies() == []
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"{demonstration.public}/en/start/words/")
    page.locator("[name=words]").fill("Half a thought\nand a line.")
    _switch(page, "nl")
    expect(page.locator("[name=words]")).to_have_value("Half a thought\nand a line.")
    # Enter in a field goes on, as the button does (to the page still to be answered); it does not
    # change the language.
    page.goto(f"{demonstration.public}/en/start/contact/")
    choose(page, channel="receipt")
    page.locator("[name=call_name]").press("Enter")
    page.wait_for_url("**/en/start/limits/")


def _switch(page: Page, language: str) -> None:
    button = page.locator(f".languages [lang={language}]")
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", language)


def _headings(page: Page) -> dict[str, str]:
    """A page's headings in each language, by way of the switch; it is left in English."""
    found = {}
    for language in ("nl", "fr", "en"):
        page.locator(f".languages [lang={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        found[language] = " / ".join(
            page.locator("main h1, main h2, main legend").all_inner_texts()
        )
    return found
