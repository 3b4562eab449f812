"""An editor exports, hands in wrong files, maps a term, imports as drafts and undoes it."""

import json
from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.steps import assert_fits, picture, press
from tests.demonstration import IN_BROWSERS, Demonstration

pytestmark = IN_BROWSERS
SERVICE = {
    "id": "7d0b7c86-6f4d-4a8e-9d5f-3a3f3f1b2c11",
    "name": "Line for listening",
    "description": "Somebody listens, every evening.",
    "status": "active",
    "organization": {"id": "far", "name": "Far away vzw", "description": "Helps."},
}
SLUG = "line-for-listening-7d0b7c86"


def hand_in(page: Page, name: str, content: bytes) -> None:
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    page.locator("[name=file]").set_input_files(file)
    press(page, "Compare with the directory")


def test_a_file_is_refused_mapped_imported_and_undone(
    demonstration: Demonstration, signed_in: Callable[[str], Page]
) -> None:
    page = signed_in("edit")
    index = f"{demonstration.staff}/admin/exchange/"
    page.goto(index)
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON, for other directories (HSDS)").click()
    exported = json.loads(download.value.path().read_bytes())
    assert any(service["name"] for service in exported["services"])
    whole = json.dumps([SERVICE]).encode()
    hand_in(page, "services.json", whole[:-20])
    expect(page.get_by_text("The file is cut off: the entry that begins on line 1")).to_be_visible()
    picture(page, "import-refused")
    hand_in(page, "services.ods", whole)
    expect(page.get_by_text("is neither CSV nor XLSX nor JSON")).to_be_visible()
    hand_in(page, "services.json", whole)
    # The worker compares it, and the page follows by itself.
    heading = page.get_by_role("heading", name="Terms that are not known here")
    expect(heading).to_be_visible()
    assert_fits(page, 390)
    picture(page, "import-terms")
    page.locator("[name=term_0]").select_option("adults")
    press(page, "Use these, and compare again")
    expect(page.get_by_text("rows are applied when you accept")).to_be_visible()
    assert_fits(page, 390)
    picture(page, "import-ready")
    press(page, "Accept as drafts")
    expect(page.get_by_role("heading", name="What became of its rows")).to_be_visible()
    expect(page.get_by_role("link", name="Undo this import")).to_be_visible()
    picture(page, "import-applied")
    drafts = "SELECT live FROM wagtailcore_page WHERE slug = ?"
    assert demonstration.rows(drafts, SLUG) == [(0,)]
    page.get_by_role("link", name="Undo this import").click()
    press(page, "Undo it")
    expect(page.locator(".exchange__state--undone")).to_be_visible()
    assert demonstration.rows(drafts, SLUG) == []
    page.goto(index)
    assert_fits(page, 390)
    picture(page, "import-index")
