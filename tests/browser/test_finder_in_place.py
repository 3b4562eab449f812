"""The finder where JavaScript runs: it follows in place, says so, and loses no focus and no way."""

import re

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.steps import assert_fits
from tests.demonstration import IN_BROWSERS, Demonstration

pytestmark = IN_BROWSERS
PHONE: ViewportSize = {"width": 320, "height": 640}


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name + '=' + document.activeElement.value"))


def total(page: Page) -> int:
    return int(page.locator("#results").get_attribute("data-total") or -1)


def test_results_follow_in_place_and_the_way_back_works(demonstration: Demonstration, visitor):
    page = visitor()
    page.goto(f"{demonstration.public}/en/find/")
    page.evaluate("window.sameDocument = true")
    everything = total(page)
    group = page.locator("[data-option=group]")
    count = int(group.get_attribute("data-count") or 0)

    group.locator("input").focus()
    page.keyboard.press("Space")
    expect(page.locator("#results")).to_have_attribute("data-total", str(count))
    expect(page.get_by_role("status")).to_have_text(f"{count} programmes")
    assert focused(page) == "mode=group"
    expect(page).to_have_url(re.compile(r"/en/find/\?mode=group$"))
    expect(page.locator(".languages a[lang=nl]")).to_have_attribute("href", "/nl/find/?mode=group")

    # Ticked quickly one after the other, the last answer is the one that stands.
    for code in ("adults", "minors"):
        page.locator(f"[data-option={code}] input").check()
    both = re.compile(r"population=minors&population=adults&mode=group$")
    expect(page).to_have_url(both)

    page.locator("#near").fill("9000")
    page.keyboard.press("Enter")
    expect(page.locator(".far").first).to_be_visible()
    expect(page.locator("#near")).to_be_focused()

    # A chip is gone with its button: what was found is where one is then.
    page.get_by_role("link", name="Remove: Group").click()
    expect(page.locator("#results-title")).to_be_focused()
    expect(page.locator("[data-option=group] input")).not_to_be_checked()

    page.go_back()
    expect(page.locator("[data-option=group] input")).to_be_checked()
    page.go_back()
    expect(page).to_have_url(both)
    expect(page.locator("#near")).to_have_value("")
    page.goto(f"{demonstration.public}/en/find/")
    assert total(page) == everything

    # On the list and off it again: the same button, under its other name.
    page.evaluate("window.sameDocument = true")
    button = page.locator("button[name=keep]").first
    code = button.get_attribute("value")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".list-bar")).to_contain_text("1 programme on your list")
    expect(page.get_by_role("status")).to_have_text("Added. 1 programme on your list")
    expect(page.locator(".card-foot .list-said")).to_contain_text("Added.")
    assert focused(page) == f"drop={code}"
    expect(page).to_have_url(re.compile(f"keep={code}$"))
    assert page.evaluate("window.sameDocument")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"programmes, page 2 of \d+$"))
    expect(page).to_have_title(re.compile("page 2 of"))


def test_in_private_nothing_reaches_address_or_history(demonstration: Demonstration, visitor):
    page = visitor()
    page.goto(f"{demonstration.public}/en/find/")
    page.locator("#q").fill("violence")
    page.get_by_role("button", name="Search in private").click()
    expect(page.get_by_text("You are searching in private.")).to_be_visible()
    steps = page.evaluate("history.length")
    found = total(page)
    page.evaluate("window.sameDocument = true")
    page.locator("[data-option=group] input").check()
    expect(page.locator("#results")).not_to_have_attribute("data-total", str(found))
    page.get_by_role("button", name="Remove: Group").click()
    expect(page.locator("#results")).to_have_attribute("data-total", str(found))
    expect(page.locator("[data-option=group] input")).not_to_be_checked()
    assert page.evaluate("[window.sameDocument, history.length]") == [True, steps]
    assert page.url == f"{demonstration.public}/en/find/"
    # Loaded anew, neither an older search nor the usual finder: empty, and still in private.
    page.reload()
    expect(page.get_by_text("You are searching in private.")).to_be_visible()
    expect(page.locator("#q")).to_have_value("")


def test_on_a_phone_the_filters_are_a_sheet(demonstration: Demonstration, visitor):
    page = visitor(viewport=PHONE)
    page.goto(f"{demonstration.public}/en/find/")
    summary = page.locator("#filters > summary")
    summary.focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Filters")
    expect(sheet).to_be_visible()
    expect(sheet.get_by_role("link", name="Leave this page")).to_be_visible()
    # The focus stays inside, and what is ticked counts at once.
    sheet.locator("[data-option=group] input").check()
    expect(page.locator(".chip", has_text="Group")).to_be_attached()
    expect(sheet.locator(".sheet-count")).to_have_text(f"{total(page)} programmes")
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(summary).to_be_focused()
    expect(page.locator("#filters .badge").first).to_have_text("1")
    # Two more are one step of the history: Back closes the sheet first, and unticks them then.
    steps = page.evaluate("history.length")
    summary.click()
    for code in ("adults", "minors"):
        sheet.locator(f"[data-option={code}] input").check()
    three = re.compile("population=minors&population=adults&mode=group$")
    expect(page).to_have_url(three)
    page.go_back(wait_until="commit")
    expect(sheet).to_have_count(0)
    expect(page).to_have_url(three)
    assert page.evaluate("history.length") == steps + 1
    page.go_back(wait_until="commit")
    expect(page).to_have_url(re.compile(r"\?mode=group$"))
    expect(page.locator("[data-option=adults] input")).not_to_be_checked()
    # After a search, one is where its answer is.
    page.locator("#q").press("Enter")
    expect(page.locator("#results-title")).to_be_focused()
    expect(page.locator("#results-title")).to_be_in_viewport()
    assert_fits(page, 320)


def test_magnified_four_times_the_filters_keep_their_room(demonstration: Demonstration, visitor):
    """A desk of 1,280 by 900 at 400 % (WCAG 2.2, 1.4.10)."""
    page = visitor(viewport={"width": 320, "height": 225})
    page.goto(f"{demonstration.public}/nl/find/")
    page.locator("#filters > summary").press("Enter")
    sheet = page.get_by_role("dialog", name="Filters")
    expect(sheet.get_by_role("link", name="Verlaat deze pagina")).to_be_in_viewport(ratio=1)
    option = sheet.locator("[data-option=individual] input")
    option.focus()
    expect(option).to_be_in_viewport(ratio=1)
    covered = sheet.evaluate(
        "s => [...s.querySelectorAll('*')].filter(e => getComputedStyle(e).position === 'sticky')"
        ".reduce((height, e) => height + e.offsetHeight, 0)"
    )
    assert covered < 75
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_nothing_moves_while_the_page_loads(demonstration: Demonstration, visitor):
    """Cumulative layout shift (web.dev/cls), on a desk and a phone, finder and map."""
    for viewport in (PHONE, {"width": 1280, "height": 900}):
        for path in ("/en/find/", "/en/find/map/"):
            page = visitor(viewport=viewport)
            page.add_init_script(
                "window.moved = 0; new PerformanceObserver(list => { for (const e of"
                " list.getEntries()) if (!e.hadRecentInput) window.moved += e.value; })"
                ".observe({type: 'layout-shift', buffered: true});"
            )
            page.goto(demonstration.public + path)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.moved") < 0.005, (path, viewport)
