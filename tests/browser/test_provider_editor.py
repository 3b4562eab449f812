"""A provider editor changes an entry of their own and hands it in; a reviewer sees what would
change, sends it back once, and approves it. The main steps with the keyboard."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.steps import assert_fits, picture
from tests.browser.test_editing import text_in
from tests.canaries import make_canary
from tests.demonstration import IN_BROWSERS, Demonstration, wait_for

pytestmark = IN_BROWSERS
ENTRY = "COSA"


def test_an_entry_goes_from_its_provider_to_a_reviewer_and_to_the_public(
    demonstration: Demonstration, signed_in: Callable[[str], Page]
):
    provider, reviewer = signed_in("pieter"), signed_in("rosa")
    words = [make_canary(), make_canary()]
    entries = f"{demonstration.staff}/admin/entries/"

    provider.goto(f"{demonstration.staff}/admin/")
    expect(provider).to_have_url(entries)
    assert_fits(provider, 320, 390)
    picture(provider, "70-own-entries")
    hand_in(provider, f"For adults, {words[0]}.")
    expect(row(provider)).to_contain_text("in review")

    reviewer.goto(f"{demonstration.staff}/admin/approvals/")
    picture(reviewer, "71-to-review")
    reviewer.get_by_role("link", name=ENTRY).focus()
    reviewer.keyboard.press("Enter")
    added, gone = reviewer.locator("span.addition"), reviewer.locator("span.deletion")
    expect(added.filter(has_text=words[0])).to_be_visible()
    expect(gone.first).to_be_visible()
    assert_fits(reviewer, 320, 390)
    picture(reviewer, "72-what-would-change")
    reviewer.get_by_role("button", name="Send back").focus()
    reviewer.keyboard.press("Enter")
    expect(reviewer.get_by_text("Say what to change before you send it back.")).to_be_visible()
    picture(reviewer, "73-no-reason")
    reviewer.get_by_label("Note to whoever wrote it").fill("Say for which ages.")
    reviewer.get_by_role("button", name="Send back").press("Enter")
    expect(reviewer.get_by_text("Nothing waits for a review.")).to_be_visible()

    provider.goto(entries)
    expect(row(provider)).to_contain_text("Say for which ages.")
    picture(provider, "74-sent-back")
    hand_in(provider, f"For adults from eighteen, {words[1]}.")

    path = "/en/programmes/cosa/"
    assert words[1] not in demonstration.visitor().get(path).text
    reviewer.goto(f"{demonstration.staff}/admin/approvals/")
    reviewer.get_by_role("link", name=ENTRY).press("Enter")
    reviewer.get_by_role("button", name="Approve and publish").press("Enter")
    expect(reviewer.get_by_text("Approved: it is published.")).to_be_visible()
    wait_for(
        lambda: words[1] in demonstration.visitor().get(path).text, "the public page to follow"
    )


def row(page: Page):
    return page.locator("main").get_by_role("listitem").filter(has_text=ENTRY).last


def hand_in(page: Page, summary: str) -> None:
    """From the list, with the keyboard: open the entry, change its summary, hand it in."""
    page.get_by_role("link", name=ENTRY).first.press("Enter")
    page.wait_for_url("**/edit/")
    text_in(page, "en", "summary").fill(summary)
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.press(
        "Enter"
    )
    picture(page, "75-steps")
    page.get_by_role("button", name="Hand in for review").press("Enter")
    expect(page.locator(".messages .success")).to_be_visible()
