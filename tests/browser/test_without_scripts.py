"""Finder and self-referral without JavaScript: the same, in full."""

import re

from playwright.sync_api import Route, expect

from tests.browser.steps import choose, expect_state, fill, open_receipt, press
from tests.demonstration import IN_BROWSERS, Demonstration
from tests.referring import SELF_ANSWERS

pytestmark = IN_BROWSERS


def test_find_filter_and_refer_oneself_without_javascript(demonstration: Demonstration, visitor):
    page = visitor(java_script_enabled=False)
    page.goto(f"{demonstration.public}/en/find/")
    total = int(page.locator("[data-total]").get_attribute("data-total") or 0)
    assert total > 30
    page.locator("#q").fill("minors")
    press(page, "Search")
    _open_filters(page)
    option = page.locator("[data-facet=population] [data-option=minors]")
    count = int(option.get_attribute("data-count") or 0)
    choose(page, population="minors")
    page.get_by_role("button", name="Show programmes").first.click()
    expect(page).to_have_url(re.compile("population=minors"))
    expect(page.locator("[data-total]")).to_have_attribute("data-total", str(count))
    # A chip takes one thing away again.
    page.locator(".chip[href$='?q=minors']").click()
    expect(page).not_to_have_url(re.compile("population"))

    page.goto(f"{demonstration.public}/en/programmes/iter/")
    press(page, "Refer yourself")
    for fields in SELF_ANSWERS.values():
        fill(page, fields)
        press(page, "Continue")
    press(page, "Send")
    expect_state(page, "submitted")
    receipt = page.locator("output#receipt").inner_text().strip()
    press(page, "I have noted it: close")

    page.get_by_role("link", name="I have a receipt").click()
    open_receipt(page, receipt)
    expect(page.get_by_text(SELF_ANSWERS["words"]["words"])).to_be_visible()


def test_the_exit_works_without_javascript(demonstration: Demonstration, visitor, watch):
    page = visitor(java_script_enabled=False)
    page.goto(f"{demonstration.public}/en/programmes/iter/")
    press(page, "Refer yourself")
    choose(page, age="26-plus")
    press(page, "Continue")
    assert page.context.cookies()
    asked = []

    def elsewhere(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="elsewhere")

    page.context.route(re.compile("^https://"), elsewhere)

    page.get_by_role("link", name="Leave this page").click()

    expect(page.get_by_text("elsewhere")).to_be_visible()
    assert len(asked) == 1
    assert page.context.cookies() == []
    watch.problems.clear()


def _open_filters(page) -> None:
    sheet = page.locator("#filters")
    if sheet.get_attribute("open") is None and not page.locator("[data-facet]").first.is_visible():
        sheet.locator("summary").first.click()
