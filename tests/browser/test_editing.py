"""An editor changes a text, previews it in each language, publishes; every server follows."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import picture
from tests.canaries import make_canary
from tests.demonstration import IN_BROWSERS, Demonstration, wait_for

pytestmark = IN_BROWSERS
SLUG = "evening-group-example"
NOT_THERE = "There is no page here"
# Requests on connections of their own: both worker processes of the server are among those who
# answer, but for one time in sixteen million.
ASKED = 24
# Seconds in which a change must show.
SOON = 15.0


@pytest.fixture
def edit(demonstration: Demonstration, signed_in: Callable[[str], Page]) -> Page:
    """Edit, at the programme's editing page."""
    [[identity]] = demonstration.rows(
        "SELECT page_ptr_id FROM directory_programmepage JOIN wagtailcore_page p"
        " ON p.id = page_ptr_id WHERE p.slug = ?",
        SLUG,
    )
    page = signed_in("edit")
    page.goto(f"{demonstration.staff}/admin/pages/{identity}/edit/")
    return page


def text_in(page: Page, language: str, name: str):
    """The field of the text in a language, wherever the form has put it."""
    chosen = page.locator("[name^='texts-'][name$='-language']").all()
    row = next(field for field in chosen if field.input_value() == language)
    prefix = (row.get_attribute("name") or "").removesuffix("language")
    return page.locator(f"[name='{prefix}{name}']")


def publish(page: Page) -> None:
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    # Back in the list of pages, that is: without errors.
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/$"))


def publish_summary(page: Page, address: str, summary: str) -> None:
    """Publish the English summary as it was, from a freshly opened editing page."""
    page.goto(address)
    text_in(page, "en", "summary").fill(summary)
    publish(page)


def everywhere(demonstration: Demonstration, path: str, holds: Callable[[str], bool]) -> None:
    """Every server process answers with a page for which `holds`, soon."""

    def all_hold() -> bool:
        return all(holds(demonstration.visitor().get(path).text) for _ in range(ASKED))

    wait_for(all_hold, f"{path} to follow in every process", seconds=SOON)


def test_a_link_to_what_is_missing_leads_to_its_field(edit: Page):
    address = edit.url
    for path, place in (("strands", "#id_strands-FORMS"), ("source", "#id_source")):
        # Anew, as from the report: another fragment alone would not load the page.
        edit.goto("about:blank")
        edit.goto(f"{address}#:w:contentpath={path}")
        expect(edit.locator(place)).to_be_in_viewport()
    expect(edit.locator("#id_source")).to_be_focused()


def test_a_changed_text_is_previewed_published_and_found(demonstration: Demonstration, edit: Page):
    address, before, word = edit.url, text_in(edit, "en", "summary").input_value(), make_canary()
    try:
        text_in(edit, "en", "summary").fill(f"A {word} on every window sill, in the evening.")
        text_in(edit, "nl", "summary").fill(f"Elke avond een {word} op de vensterbank.")
        picture(edit, "60-editing")
        edit.get_by_role("button", name="Toggle preview").click()
        preview = edit.frame_locator("iframe.w-preview__iframe").last
        for language, words in (
            ("en", f"A {word} on"),
            ("nl", f"Elke avond een {word}"),
            ("en", f"A {word} on"),
        ):
            edit.locator("#id_preview_mode").select_option(language)
            expect(preview.locator(".lead")).to_contain_text(words)
            expect(preview.locator("html")).to_have_attribute("lang", language)
        picture(edit, "61-preview")
        assert word not in demonstration.visitor().get(f"/en/programmes/{SLUG}/").text

        publish(edit)

        everywhere(demonstration, f"/en/programmes/{SLUG}/", lambda page: word in page)
        everywhere(
            demonstration,
            f"/nl/find/?q={word}",
            lambda page: f'data-programme="{SLUG}"' in page and 'data-total="1"' in page,
        )
        [[live]] = demonstration.rows("SELECT live FROM wagtailcore_page WHERE slug = ?", SLUG)
        assert live
    finally:
        publish_summary(edit, address, before)


def test_what_is_unpublished_is_gone_everywhere_and_comes_back(
    demonstration: Demonstration, edit: Page
):
    address = edit.url
    here = f'data-programme="{SLUG}"'
    try:
        edit.goto(address.replace("/edit/", "/unpublish/"))
        edit.locator("main form [type=submit]").click()
        expect(edit).to_have_url(re.compile(r"/admin/pages/\d+/$"))

        everywhere(demonstration, "/en/find/?q=evening%20group", lambda page: here not in page)
        everywhere(
            demonstration, f"/en/programmes/{SLUG}/", lambda page: "There is no page here" in page
        )
        assert demonstration.visitor().get(f"/en/programmes/{SLUG}/").status == 404
    finally:
        edit.goto(address)
        publish(edit)
    everywhere(demonstration, "/en/find/?q=evening%20group", lambda page: here in page)
    everywhere(demonstration, f"/en/programmes/{SLUG}/", lambda page: "<article" in page)


def test_a_draft_shows_nowhere(demonstration: Demonstration, edit: Page):
    address, before, word = edit.url, text_in(edit, "en", "summary").input_value(), make_canary()
    text_in(edit, "en", "summary").fill(f"A {word}, but only in a draft.")
    try:
        edit.get_by_role("button", name="Save draft").click()
        expect(edit.locator(".messages .success")).to_be_visible()

        shown = demonstration.visitor().get(f"/en/programmes/{SLUG}/").text
        found = demonstration.visitor().get(f"/en/find/?q={word}").text
    finally:
        publish_summary(edit, address, before)
    assert word not in shown
    assert 'data-total="0"' in found


def test_saving_is_at_hand_on_a_phone_however_long_the_entry_is(edit: Page):
    edit.set_viewport_size({"width": 390, "height": 844})
    save = edit.get_by_role("button", name="Save draft")
    expect(save).to_be_in_viewport()
    edit.mouse.wheel(0, 4000)
    expect(save).to_be_in_viewport()
    picture(edit, "cms-phone")


def test_a_new_programme_is_written_published_compared_and_read(
    demonstration: Demonstration, edit: Page
):
    [[keeper]] = demonstration.rows("SELECT min(page_ptr_id) FROM directory_keeperpage")
    slug, first = make_canary(), "For people who look out of the window."
    edit.goto(f"{demonstration.staff}/admin/pages/add/directory/programmepage/{keeper}/")
    edit.locator("[name=texts-0-language]").select_option("en")
    edit.locator("[name=texts-0-title]").fill(slug)
    edit.locator("[name=texts-0-summary]").fill(first)
    edit.locator("[name=strands-0-texts-0-language]").select_option("en")
    edit.locator("[name=strands-0-texts-0-label]").fill("Adults")
    edit.locator("#id_strands-0-populations").get_by_label("Adults", exact=True).check()
    edit.locator("#id_strands-0-modes").get_by_label("Group", exact=True).check()
    # A long list is searched, in whatever language the name comes to mind.
    areas = edit.locator("#id_areas")
    expect(areas.get_by_label("District of Ghent", exact=True)).to_be_visible()
    areas.get_by_role("searchbox").fill("arrondissement gent")
    areas.get_by_label("District of Ghent", exact=True).check()
    expect(areas.get_by_role("status")).to_contain_text("District of Ghent")
    picture(edit, "62-new")
    publish(edit)
    everywhere(demonstration, f"/en/programmes/{slug}/", lambda page: first in page)
    [[pk]] = demonstration.rows("SELECT id FROM wagtailcore_page WHERE slug = ?", slug)
    address = f"{demonstration.staff}/admin/pages/{pk}"
    try:
        publish_summary(edit, f"{address}/edit/", "For people who look out of the door.")
        versions = demonstration.rows(
            "SELECT id FROM wagtailcore_revision WHERE object_id = ? ORDER BY id", str(pk)
        )
        edit.goto(f"{address}/revisions/compare/{versions[0][0]}...{versions[-1][0]}/")
        for words in ("window", "door"):
            expect(edit.get_by_role("main").get_by_text(words).first).to_be_visible()
        picture(edit, "63-compared")
    finally:
        edit.goto(f"{address}/delete/")
        edit.locator("main form [type=submit]").click()
    everywhere(demonstration, f"/en/programmes/{slug}/", lambda page: NOT_THERE in page)
