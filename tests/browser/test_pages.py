"""What holds on every page: no barrier that axe-core knows of, nothing asked of anybody else,
no cookie, a strict policy, nothing that stands out to the side; and the finder is light.
"""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.steps import assert_fits, choose, fill, open_receipt, press
from tests.demonstration import IN_BROWSERS, Demonstration
from tests.referring import SELF_ANSWERS, PartnerReferrer, SelfReferrer
from tests.referring import sign_in as sign_in_without_browser

pytestmark = IN_BROWSERS
KEPT = "keep=IF-Au2DGVzyIxi6Y8MJtKg&keep=C0qe4pphWVSskCnA5faxwg"
PUBLIC = ("", "find/", f"find/?q=groep&mode=group&near=9000&{KEPT}", "find/?q=xylophonists",
          "find/map/", "choose/", f"list/?{KEPT}", f"compare/?{KEPT}", "programmes/iter/",
          "programmes/co3/", "programmes/cosa/", "ratings/", "emergency/", "guidance/", "privacy/",
          "someone-close/", "start/", "receipt/", "nothing-here/")  # fmt: skip
PORTAL = ("/portal/", "/portal/refer/", "/accounts/second-factor/", "/accounts/password/change/")
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEAVIEST = 60_000
MUST_BE_ANSWERED = ("age", "limits", "contact")


def assert_open_to_all(page: Page) -> None:
    """axe-core finds nothing, however small."""
    # axe scrolls and measures colours; what moves is let stand still.
    page.emulate_media(reduced_motion="reduce")
    found = Axe().run(page)
    barriers = [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
    assert barriers == [], page.url


def assert_strict(headers: dict[str, str]) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy == STRICT
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page(demonstration: Demonstration, visitor, path: str):
    page = visitor()
    for language in ("en", "nl", "fr"):
        answer = page.goto(f"{demonstration.public}/{language}/{path}")
        assert answer is not None
        assert answer.status == (404 if path == "nothing-here/" else 200)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("h1")).to_have_count(1)
        assert page.title()
        assert_strict(answer.all_headers())
        assert "set-cookie" not in answer.all_headers()
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert_fits(page, 320, 390)
    assert_open_to_all(page)


def test_the_pages_of_a_self_referral(demonstration: Demonstration, visitor):
    page = visitor()
    page.goto(f"{demonstration.public}/en/programmes/iter/")
    press(page, "Refer yourself")
    for step, fields in SELF_ANSWERS.items():
        assert_open_to_all(page)
        if step in MUST_BE_ANSWERED:
            press(page, "Continue")
            expect(page.locator(".error-summary")).to_be_focused()
            assert_open_to_all(page)
            assert_fits(page, 320, 390)
        fill(page, fields)
        press(page, "Continue")
    for path in ("start/check/", "receipt/"):
        page.goto(f"{demonstration.public}/en/{path}")
        assert_open_to_all(page)
    cookies = page.context.cookies()
    assert [cookie["name"] for cookie in cookies] == ["__Host-receipt"]
    assert [(c["httpOnly"], c["secure"], c["sameSite"], c["expires"]) for c in cookies] == [
        (True, True, "Strict", -1)
    ]


def test_the_pages_under_a_receipt(demonstration: Demonstration, visitor):
    receipt = SelfReferrer.at(demonstration).refer()
    page = visitor()
    page.goto(f"{demonstration.public}/en/receipt/")
    open_receipt(page, receipt)
    for path in ("receipt/", "receipt/withdraw/", "receipt/erase/", "start/sent/"):
        answer = page.goto(f"{demonstration.public}/en/{path}")
        assert answer is not None
        assert_strict(answer.all_headers())
        assert "no-store" in answer.all_headers()["cache-control"]
        assert_open_to_all(page)
        assert_fits(page, 320, 390)


@pytest.mark.parametrize("path", PORTAL)
def test_a_page_of_the_portal(demonstration: Demonstration, signed_in, path: str):
    for name in ("petra", "ines"):
        if (path, name) == ("/portal/refer/", "ines"):
            continue
        page = signed_in(name)
        answer = page.goto(demonstration.staff + path)
        assert answer is not None
        assert answer.status == 200
        assert_strict(answer.all_headers())
        assert answer.all_headers()["cache-control"] in (
            "no-store",
            "max-age=0, no-cache, no-store, must-revalidate, private",
        )
        assert_fits(page, 320, 390)
        assert_open_to_all(page)


def test_the_pages_of_a_partners_referral(demonstration: Demonstration, signed_in):
    partner = PartnerReferrer.begin(sign_in_without_browser(demonstration, "petra"))
    page = signed_in("petra")
    for step in ("", "person/", "reason/", "reporting/", "basis/", "agreement/", "risk/",
                 "discard/", "programme/"):  # fmt: skip
        page.goto(f"{demonstration.staff}/portal/refer/{partner.draft}/{step}")
        assert_open_to_all(page)
        assert_fits(page, 320, 390)
    partner.answer_all()
    page.goto(f"{demonstration.staff}/portal/refer/{partner.draft}/check/")
    assert_open_to_all(page)
    partner.send()
    for name in ("petra", "ines"):
        page = signed_in(name)
        page.goto(f"{demonstration.staff}/portal/referrals/{partner.draft}/")
        assert_open_to_all(page)
        assert_fits(page, 320, 390)
    choose(page, knows_person="no")
    press(page, "Start triage")
    for step in ("", "question/", "accept/", "redirect/"):
        page.goto(f"{demonstration.staff}/portal/referrals/{partner.draft}/{step}")
        assert_open_to_all(page)
        assert_fits(page, 320, 390)


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/password/reset/", "/portal/nothing/"]
)
def test_a_page_before_the_door(demonstration: Demonstration, visitor, path: str):
    page = visitor()
    answer = page.goto(demonstration.staff + path)
    assert answer is not None
    assert_strict(answer.all_headers())
    assert_fits(page, 320, 390)
    assert_open_to_all(page)


@pytest.mark.parametrize(
    "path",
    ["/en/find/", "/nl/find/?q=minderjarigen&population=minors&near=9000", "/fr/find/map/", "/fr/"],
)
def test_the_first_visit_stays_under_sixty_kilobytes(demonstration: Demonstration, visitor, path):
    """Everything that comes over the wire: headers and bodies, as they were compressed."""
    page = visitor()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))

    page.goto(demonstration.public + path)
    page.wait_for_load_state("networkidle")

    assert len(received) >= 3
    assert sum(received) < HEAVIEST


def test_no_address_is_asked_but_our_own(demonstration: Demonstration, visitor, watch):
    page = visitor()
    for path in ("/en/", "/en/find/", "/en/programmes/iter/", "/en/emergency/"):
        page.goto(demonstration.public + path)

    assert {urlsplit(address).hostname for address in watch.requests} == {"localhost"}


def test_paper_shows_no_buttons_to_press(demonstration: Demonstration, visitor):
    page = visitor()
    page.goto(f"{demonstration.public}/en/programmes/iter/")
    page.emulate_media(media="print")

    expect(page.get_by_role("link", name="Leave this page")).to_be_hidden()
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
