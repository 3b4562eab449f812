"""What people do on pages, in their words; and what is looked at on each page on the way."""

import os
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect

from tests.demonstration import Demonstration, wait_for

# Width and height in CSS pixels: a phone and a desk.
WIDTHS = {390: 844, 1280: 900}
DESK: ViewportSize = {"width": 1280, "height": 900}


def picture(page: Page, name: str) -> None:
    """Keep the page as it looks on a phone and on a desk, where `TURNSTONE_SCREENSHOTS` names a
    folder for it."""
    folder = os.environ.get("TURNSTONE_SCREENSHOTS")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def assert_fits(page: Page, *widths: int) -> None:
    """Nothing stands out to the side, at any of these widths."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": WIDTHS.get(width, 640)})
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} wide on {width}: {_widest(page, width)}"
        # A page may hide what stands out instead of growing: fields are measured one by one.
        cut = _cut_off(page, width)
        assert not cut, f"{page.url} cuts these off on {width}: {cut}"
    page.set_viewport_size({"width": 1280, "height": 900})


def _cut_off(page: Page, width: int) -> object:
    return page.evaluate(
        """width => [...document.querySelectorAll("main :is(input, select, textarea)")]
            .filter(e => e.checkVisibility() && !e.closest("table"))
            .filter(e => e.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map(e => e.name + " ends at " + e.getBoundingClientRect().right)""",
        width,
    )


def _widest(page: Page, width: int) -> object:
    return page.evaluate(
        """width => [...document.querySelectorAll("main *, header *, footer *")]
            .filter(e => e.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map(e => e.outerHTML.slice(0, 120))""",
        width,
    )


def look(page: Page, name: str) -> None:
    """A page of the journey: it stands in a language, has one heading, fits, and is kept."""
    expect(page.locator("h1")).to_have_count(1)
    assert_fits(page, 320, 390)
    picture(page, name)


def choose(page: Page, **answers: str) -> None:
    """Tick the radio button or box with this name and value."""
    for name, value in answers.items():
        page.locator(f"input[name='{name}'][value='{value}']").check()


def fill(page: Page, answers: Mapping[str, str]) -> None:
    """Answer the fields of a page by their names, whatever they are made of."""
    for name, value in answers.items():
        field = page.locator(f"main [name='{name}']").first
        kind = field.evaluate("e => e.type")
        if kind == "radio":
            choose(page, **{name: value})
        elif kind == "checkbox":
            box = page.locator(f"main input[name='{name}'][value='{value}']")
            (box if box.count() else field).check()
        elif value:
            field.fill(value)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def open_receipt(page: Page, receipt: str) -> None:
    """Type a receipt on the page that asks for it."""
    form = page.locator("main form[action$='/receipt/']")
    form.locator("[name=receipt]").fill(receipt)
    form.locator("button[type=submit]").click()


def expect_state(page: Page, wanted: str) -> None:
    """The page says, or will say once it is there, that the referral is in this state."""
    expect(page.locator("[data-state]").first).to_have_attribute("data-state", wanted)


def come_back_until(page: Page, wanted: str) -> None:
    """Ask for the receipt's page again until it says this state."""
    page.wait_for_url("**/receipt/")
    here = page.locator(f"[data-state='{wanted}']")
    wait_for(lambda: page.goto(page.url) and here.count(), f"the state {wanted}")


def sign_in(page: Page, demonstration: Demonstration, name: str) -> None:
    """Password, then a code, from the page that asked for them."""
    page.goto(f"{demonstration.staff}/portal/")
    page.get_by_label("User name or e-mail address").fill(name)
    page.get_by_label("Password", exact=True).fill(demonstration.password(name))
    press(page, "Sign in")
    page.locator("[name=code]").fill(demonstration.code(name))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/portal/**")
