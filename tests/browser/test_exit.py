"""Leaving in a blink: by the link and by Shift three times; nothing leads back, nothing is left."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, ViewportSize, expect

from tests.browser.steps import choose, press
from tests.demonstration import IN_BROWSERS, Demonstration

pytestmark = IN_BROWSERS
ELSEWHERE = re.compile("^https://")


@pytest.fixture
def inside(demonstration: Demonstration, visitor: Callable[..., Page], watch):
    """A page in the middle of a self-referral, and the requests that left the site."""
    page = visitor()
    asked: list[Request] = []

    def answer(route: Route) -> None:
        asked.append(route.request)
        route.fulfill(content_type="text/html", body="<title>elsewhere</title><h1>elsewhere</h1>")

    page.context.route(ELSEWHERE, answer)
    page.goto(f"{demonstration.public}/en/")
    page.goto(f"{demonstration.public}/en/programmes/iter/")
    press(page, "Refer yourself")
    choose(page, age="26-plus")
    press(page, "Continue")
    page.evaluate("() => { sessionStorage.setItem('a', '1'); localStorage.setItem('b', '2') }")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["__Host-receipt"]
    yield page, asked
    # The neutral place is the one address outside that a page may lead to.
    watch.problems[:] = [one for one in watch.problems if "https://www.wikipedia.org/" not in one]


def by_link(page: Page) -> None:
    page.get_by_role("link", name="Leave this page").click()


def by_keys(page: Page) -> None:
    # Three within two seconds count; a busy machine may need longer for them, so once more.
    for _ in range(2):
        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_timeout(500)


@pytest.mark.parametrize("leave", [by_link, by_keys])
def test_leaving_replaces_the_page_and_clears_what_it_kept(
    demonstration: Demonstration, inside, leave
):
    page, asked = inside
    there = page.url

    leave(page)

    expect(page.get_by_role("heading", name="elsewhere")).to_be_visible()
    assert [request.url for request in asked] == ["https://www.wikipedia.org/"]
    assert "referer" not in asked[0].headers
    assert page.context.cookies() == []
    # Back does not lead to the page that was left, but to the one before it.
    page.go_back()
    expect(page).not_to_have_url(there)
    assert page.url.startswith(demonstration.public)
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]


def test_two_presses_or_a_letter_between_them_leave_nothing(inside):
    page, asked = inside
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.keyboard.press("a")
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)

    assert asked == []
    assert page.context.cookies() != []


def test_capital_letters_do_not_leave(inside):
    page, asked = inside
    page.goto(page.url.replace("/limits/", "/words/"))
    page.locator("textarea[name=words]").click()
    page.keyboard.type("ABC DEF")
    page.wait_for_timeout(300)

    assert asked == []


def test_the_cms_has_the_exit(demonstration: Demonstration, signed_in):
    page = signed_in("edit")
    page.goto(f"{demonstration.staff}/admin/")
    link = page.get_by_role("link", name="Leave this page")
    expect(link).to_have_attribute("href", re.compile(r"/exit/$"))
    # What the script listens to; following it would sign Edit out for the other tests.
    expect(page.locator("a[data-exit], [data-exit] a")).to_have_count(1)


def test_every_page_has_the_exit(demonstration: Demonstration, visitor, signed_in):
    pages = [
        (visitor(), demonstration.public, path) for path in ("/en/", "/en/find/", "/en/nothing/")
    ]
    pages += [
        (signed_in("petra"), demonstration.staff, path) for path in ("/portal/", "/portal/refer/")
    ]
    for page, site, path in pages:
        page.goto(site + path)
        link = page.get_by_role("link", name="Leave this page")
        expect(link).to_be_in_viewport()
        page.mouse.wheel(0, 3000)
        expect(link).to_be_in_viewport()
        page.emulate_media(media="print")
        expect(link).to_be_hidden()
        page.emulate_media(media="screen")


PHONE: ViewportSize = {"width": 390, "height": 620}
CHOICES = "main a:visible, main button:visible, main input:visible, footer a:visible"


@pytest.mark.parametrize(
    "page_path", ["/en/", "/en/find/?q=angst", "/nl/emergency/", "/fr/nothing/"]
)
def test_on_a_phone_the_exit_is_a_bar_below_the_page(
    demonstration: Demonstration, visitor, page_path
):
    page = visitor(viewport=PHONE)
    page.goto(demonstration.public + page_path)
    bar = page.locator(".exit-bar").bounding_box()
    assert bar is not None
    assert (bar["x"], bar["width"]) == (0, PHONE["width"])
    assert bar["y"] + bar["height"] == pytest.approx(PHONE["height"], abs=1)

    page.evaluate("window.scrollTo(0, document.scrollingElement.scrollHeight)")
    footer = page.locator(".site-footer").bounding_box()
    assert footer is not None
    assert footer["y"] + footer["height"] <= bar["y"] + 1


def test_on_a_phone_the_exit_covers_no_choice_that_has_the_focus(
    demonstration: Demonstration, inside
):
    page, _ = inside
    page.set_viewport_size({"width": 390, "height": 480})
    for path in ("/en/receipt/throw-away/", "/en/start/limits/", "/en/start/contact/"):
        page.goto(demonstration.public + path)
        top = page.locator(".exit-bar").evaluate("bar => bar.getBoundingClientRect().top")
        for choice in page.locator(CHOICES).all():
            choice.focus()
            box = choice.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= top + 1, choice
