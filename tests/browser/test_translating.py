"""An editor changes an original, finds its translation marked, translates, previews, publishes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import assert_fits, picture
from tests.canaries import make_canary
from tests.demonstration import IN_BROWSERS, Demonstration

pytestmark = IN_BROWSERS
SLUG = "rainbow-relations-example"


@pytest.fixture
def identity(demonstration: Demonstration) -> int:
    [[found]] = demonstration.rows("SELECT id FROM wagtailcore_page WHERE slug = ?", SLUG)
    return int(str(found))


@pytest.fixture
def edit(demonstration: Demonstration, signed_in: Callable[[str], Page], identity: int) -> Page:
    """Edit, at the programme's editing page. Its original is in English."""
    page = signed_in("edit")
    page.goto(f"{demonstration.staff}/admin/pages/{identity}/edit/")
    return page


def row_of(page: Page, name: str):
    """The row of the texts that is called by this language."""
    rows = page.locator("#id_texts-FORMS > [data-inline-panel-child]")
    return rows.filter(has=page.locator("[data-row-name]", has_text=name).first).first


def save_draft(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_a_changed_original_is_translated_beside_it_and_previewed_at_each_width(
    demonstration: Demonstration, edit: Page, identity: int
):
    english, dutch = f"A {make_canary()} at the door.", f"Een {make_canary()} aan de deur."
    editing = edit.url

    # The rows are called by their languages, a new one by what is typed into it.
    expect(row_of(edit, "Nederlands")).to_be_visible()
    summary = row_of(edit, "English").locator("[name$='-summary']")
    former = summary.input_value()
    edit.locator("#id_contact_points-ADD").click()
    added = edit.locator("#id_contact_points-FORMS > [data-inline-panel-child]").last
    expect(added.locator("[data-panel-heading-text]").first).to_contain_text("Contact point")
    added.locator("[name$='-value']").fill("intake@example.org")
    expect(added.locator("[data-panel-heading-text]").first).to_have_text("intake@example.org")
    added.locator("[id$='-DELETE-button']").click()

    summary.fill(english)
    save_draft(edit)
    edit.goto(editing)
    line = edit.locator(".translations li", has_text="Nederlands")
    expect(line).to_contain_text("1 text changed in the original since")
    picture(edit, "65-translations")

    # Side by side: what changed, and the field of the translation.
    line.get_by_role("link").click()
    item = edit.locator(".translate__item--changed")
    expect(item.locator(".translate__words").first).to_have_text(english)
    expect(item.locator(".translate__words").first).to_have_attribute("lang", "en")
    expect(item.locator("ins").first).to_be_visible()
    expect(item.locator("textarea")).to_have_attribute("lang", "nl")
    assert_fits(edit, 390, 1280)
    picture(edit, "66-side-by-side")
    item.locator("textarea").fill(dutch)
    save_draft(edit)
    expect(edit.locator(".translate__item--changed")).to_have_count(0)

    # The draft is previewed in each language, as wide as a phone and as a desk.
    edit.goto(editing)
    toggle, mode = (
        edit.get_by_role("button", name="Toggle preview"),
        edit.locator("#id_preview_mode"),
    )
    toggle.click()
    preview = edit.frame_locator("iframe.w-preview__iframe").last
    expect(preview.locator(".lead")).to_have_text(english)
    for _ in range(3):
        # Where it stood open before, Wagtail opens it by itself, and the click closes it.
        try:
            expect(mode).to_be_visible(timeout=5_000)
            break
        except AssertionError:
            toggle.click()
    mode.select_option("nl")
    expect(preview.locator(".lead")).to_have_text(dutch)
    expect(preview.locator("html")).to_have_attribute("lang", "nl")
    widths = []
    for size in ("mobile", "desktop"):
        edit.get_by_label(f"Preview in {size} size").check(force=True)
        widths.append(preview.locator("html").evaluate("() => window.innerWidth"))
    assert widths[0] < 500 < 900 < widths[1]
    picture(edit, "67-preview")

    assert dutch not in demonstration.visitor().get(f"/nl/programmes/{SLUG}/").text
    # As it was: the draft goes back to what the public reads.
    edit.goto(editing)
    row_of(edit, "English").locator("[name$='-summary']").fill(former)
    save_draft(edit)
    edit.goto(f"{demonstration.staff}/admin/translations/?language=nl")
    expect(edit.locator("main")).to_contain_text(re.compile("Nederlands"))
    assert_fits(edit, 390, 1280)
    picture(edit, "68-list-of-translations")
