"""A provider without an account: a mail, a link, a button; a reviewer accepts what it proposes.

And a reader, who suggests a correction without saying who they are.
"""

import email
import email.policy
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.steps import look, picture, press
from tests.demonstration import IN_BROWSERS, Demonstration, wait_for

pytestmark = IN_BROWSERS
SLUG = "couples-after-violence-example"
# The language it is kept in: corrections are of its texts.
ORIGINAL = "nl"
MAIL_BOX = "one-wing-example@example.org"
SUMMARY = "For couples who want to stay together safely: what is new stands here."


def links_in_mail(demonstration: Demonstration) -> dict[str, str]:
    """The English links of the reminder that the clock had sent: page → address."""

    def found() -> dict[str, str]:
        for path in (demonstration.data / "mail").glob("*.log"):
            raw = path.read_bytes().split(b"\n" + b"-" * 79, 1)[0]
            message = email.message_from_bytes(raw, policy=email.policy.default)
            if message["To"] == MAIL_BOX:
                body = message.get_content()
                assert "couples" not in body.lower()
                hits = re.findall(r"(https?://\S+/en/(keep/(?:places/)?)\?link=\S+)", body)
                return {page: address for address, page in hits}
        return {}

    return wait_for(found, "a reminder in the mail box", seconds=60)


def stored(demonstration: Demonstration) -> list[tuple[object, ...]]:
    return demonstration.rows(
        "SELECT p.last_published_at, p.latest_revision_id, d.checked_on, d.checked_by,"
        " (SELECT count(*) FROM directory_entryanswer), (SELECT count(*) FROM directory_correction)"
        " FROM directory_programmepage d JOIN wagtailcore_page p ON p.id = d.page_ptr_id"
        " WHERE p.slug = ?",
        SLUG,
    )


def shows(demonstration: Demonstration, words: str, language: str = "en") -> None:
    path = f"/{language}/programmes/{SLUG}/"
    wait_for(lambda: words in demonstration.visitor().get(path).text, f"“{words}”", seconds=30)


def test_a_provider_confirms_corrects_and_says_how_much_room_there_is(
    demonstration: Demonstration, visitor: Callable[..., Page], signed_in: Callable[[str], Page]
):
    links = links_in_mail(demonstration)
    page, before = visitor(java_script_enabled=False), stored(demonstration)
    page.goto(links["keep/"])
    look(page, "90-keep")
    page.locator("[data-entry] a.button").first.click()
    look(page, "91-keep-entry")
    assert stored(demonstration) == before

    press(page, "Everything is still correct")
    expect(page.locator("[data-said=confirmed]")).to_be_visible()
    picture(page, "92-keep-thanks")
    shows(demonstration, "(Huis Onder")

    page.goto(links["keep/places/"])
    look(page, "93-keep-places")
    room = page.locator("[data-room]").first
    room.locator("[name=weeks]").fill("7")
    room.locator("button[value=waiting]").click()
    expect(page.locator("[data-said=capacity]")).to_be_visible()
    shows(demonstration, "Waiting list: about 7 weeks")

    page.goto(links["keep/"])
    page.locator("[data-entry] a").first.click()
    page.get_by_role("link", name="Something has changed").click()
    page.locator("[name='texts/summary']").fill(SUMMARY)
    page.locator("[name='texts/title']").fill("")
    press(page, "Send the corrections")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name='texts/summary']")).to_have_value(SUMMARY)
    look(page, "94-keep-change")
    page.locator("[name='texts/title']").fill("Couples, another name")
    press(page, "Send the corrections")
    expect(page.locator("[data-said=changes]")).to_be_visible()
    assert SUMMARY not in demonstration.visitor().get(f"/{ORIGINAL}/programmes/{SLUG}/").text

    review(demonstration, signed_in("edit"))
    shows(demonstration, SUMMARY, ORIGINAL)
    page = visitor()
    page.goto(f"{demonstration.public}/{ORIGINAL}/programmes/{SLUG}/")
    expect(page.locator("h1")).not_to_contain_text("another name")


def review(demonstration: Demonstration, page: Page) -> None:
    """The reviewer accepts the summary and not the title."""

    def arrived() -> int:
        page.goto(f"{demonstration.staff}/admin/corrections/?from=provider")
        return page.locator(".exchange__row a").count()

    wait_for(arrived, "the provider's correction", seconds=30)
    picture(page, "95-corrections")
    page.locator(".exchange__row a").first.click()
    expect(page.locator("ins")).to_have_count(2)
    for legend, choice in (("Summary", "Accept"), ("Title", "Decline")):
        change = page.locator("fieldset", has=page.get_by_text(legend))
        change.get_by_label(choice).check()
    picture(page, "96-settle")
    page.locator("main button[type=submit]", has_text="Settle").click()
    expect(page.locator(".messages .success")).to_contain_text("1 change is published.")


def test_a_reader_suggests_a_correction_and_sees_how_accurate_the_directory_is(
    demonstration: Demonstration, visitor: Callable[..., Page], signed_in: Callable[[str], Page]
):
    page = visitor()
    page.goto(f"{demonstration.public}/en/programmes/{SLUG}/")
    page.get_by_role("link", name="Suggest a correction").first.click()
    look(page, "97-suggest")
    page.locator("[name=part]").select_option("contact")
    page.locator("[name=wrong]").fill("Nobody answers this number; it is 02 512 62 43 now.")
    press(page, "Send")
    expect(page.locator("#traces")).to_contain_text("a telephone number")
    look(page, "98-suggest-traces")
    press(page, "Send")
    expect(page.locator("[data-said=suggested]")).to_be_visible()
    page.get_by_role("link", name="How accurate this directory is").first.click()
    expect(page.locator("tr[data-kind=all]")).to_be_visible()
    look(page, "99-accuracy")

    staff = signed_in("edit")

    def arrived() -> int:
        staff.goto(f"{demonstration.staff}/admin/corrections/?from=public")
        return staff.locator(".exchange__row a").count()

    wait_for(arrived, "the reader's suggestion", seconds=30)
    staff.locator(".exchange__row a").first.click()
    expect(staff.locator("main")).to_contain_text("Nobody answers this number")
    staff.get_by_role("button", name="Decline").click()
    expect(staff.locator(".messages .success")).to_be_visible()
