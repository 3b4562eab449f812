"""Passkeys in a real browser: set up, used to sign in, and shown again, under the strict policy."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.steps import picture, sign_in
from tests.demonstration import IN_BROWSERS, Demonstration

pytestmark = IN_BROWSERS
ACCOUNTS = "/accounts/second-factor/"


def give_device(page: Page) -> None:
    """A device with a fingerprint reader, whose owner says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )


def give_password_again(page: Page, demonstration: Demonstration, name: str) -> None:
    page.get_by_label("Password", exact=True).fill(demonstration.password(name))
    page.get_by_role("button", name="Go on").click()


def test_otto_signs_in_with_a_passkey_instead_of_a_code(
    visitor: Callable[..., Page], demonstration: Demonstration
) -> None:
    page = visitor()
    give_device(page)
    sign_in(page, demonstration, "otto")

    page.goto(f"{demonstration.staff}{ACCOUNTS}")
    page.get_by_role("link", name="Add a passkey").click()
    give_password_again(page, demonstration, "otto")
    page.get_by_label("What to call it").fill("the key on my key ring")
    picture(page, "passkey-add")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator("main")).to_contain_text("recovery codes")  # made with the first passkey

    page.goto(f"{demonstration.staff}{ACCOUNTS}passkeys/")
    expect(page.locator("main")).to_contain_text("the key on my key ring")
    page.get_by_role("navigation", name="Main").get_by_role("button", name="Sign out").click()

    page.get_by_label("User name or e-mail address").fill("otto")
    page.get_by_label("Password", exact=True).fill(demonstration.password("otto"))
    page.get_by_role("button", name="Sign in").click()
    picture(page, "passkey-sign-in")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/portal/")


def test_a_device_that_says_no_is_told_so_and_asked_again(
    visitor: Callable[..., Page], demonstration: Demonstration
) -> None:
    page = visitor()
    sign_in(page, demonstration, "noor")
    page.goto(f"{demonstration.staff}{ACCOUNTS}passkeys/add/")
    give_password_again(page, demonstration, "noor")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("the device said no")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_enabled()


def test_without_javascript_the_passkey_page_says_so(
    visitor: Callable[..., Page], demonstration: Demonstration
) -> None:
    page = visitor(java_script_enabled=False)
    sign_in(page, demonstration, "sofie")
    page.goto(f"{demonstration.staff}{ACCOUNTS}passkeys/add/")
    give_password_again(page, demonstration, "sofie")
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_disabled()
