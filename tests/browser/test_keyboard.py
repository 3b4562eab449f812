"""Referring oneself with the keyboard alone, seeing at each moment where one is."""

from playwright.sync_api import Page, expect

from tests.browser.steps import expect_state
from tests.demonstration import IN_BROWSERS, Demonstration

pytestmark = IN_BROWSERS
# More presses of Tab than any page of the way needs.
MOST_PRESSES = 60


def test_refer_oneself_with_the_keyboard_alone(demonstration: Demonstration, visitor):
    page = visitor()
    page.goto(f"{demonstration.public}/en/programmes/iter/")
    page.keyboard.press("Tab")
    assert _focused(page)["text"] == "Skip to the content"
    page.keyboard.press("Enter")
    _press(page, "Refer yourself")

    _reach(page, lambda at: at["name"] == "age")
    page.keyboard.press("ArrowUp")  # the last answer: 26 or older
    expect(page.locator("input[name=age][value='26-plus']")).to_be_checked()
    _press(page, "Continue")

    _reach(page, lambda at: at["name"] == "agreed")
    page.keyboard.press("Space")
    _press(page, "Continue")

    _reach(page, lambda at: at["name"] == "condition_1")
    page.keyboard.press("Space")
    _press(page, "Continue")

    _reach(page, lambda at: at["name"] == "words")
    page.keyboard.type("Typed without a mouse.")
    _press(page, "Continue")

    # A page left empty: the summary of what is wrong has the focus and leads to the field.
    _press(page, "Continue")
    assert _focused(page)["role"] == "alert"
    _reach(page, lambda at: at["href"].startswith("#"))
    page.keyboard.press("Enter")
    _reach(page, lambda at: at["name"] == "channel")
    page.keyboard.press("Space")
    expect(page.locator("input[name=channel]").first).to_be_checked()
    _press(page, "Continue")

    expect(page.get_by_text("Typed without a mouse.")).to_be_visible()
    _press(page, "Send")
    expect_state(page, "submitted")


def _press(page: Page, button: str) -> None:
    """Go to a button and press it."""
    _reach(page, lambda at: at["text"] == button)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _reach(page: Page, wanted) -> None:
    """Press Tab until the focus is there; each place on the way must be seen to have it."""
    passed = []
    for _ in range(MOST_PRESSES):
        at = _focused(page)
        if at["tag"] != "BODY" and wanted(at):
            return
        page.keyboard.press("Tab")
        at = _focused(page)
        passed.append(at["text"] or at["name"])
        assert at["seen"], f"The focus cannot be seen on {at}."
    raise AssertionError(f"It cannot be reached with Tab; passed: {passed}")


def _focused(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        """() => {
            const e = document.activeElement;
            const style = getComputedStyle(e);
            // A radio button's own mark is drawn on its label.
            const label = e.labels && e.labels[0] ? getComputedStyle(e.labels[0]) : style;
            const drawn = s => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)
                || s.boxShadow !== "none";
            const box = e.getBoundingClientRect();
            return {
                tag: e.tagName, name: e.name || "", text: (e.innerText || "").trim(),
                role: e.getAttribute("role") || "", href: e.getAttribute("href") || "",
                seen: (drawn(style) || drawn(label)) && box.width > 0
                    && box.top < innerHeight && box.bottom > 0,
            };
        }"""
    )
    return found
