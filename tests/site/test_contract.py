"""`docs/contract.md`: every line has a check, every check a line, and each line holds."""

import pytest

import tests.contract.addresses
import tests.contract.commands
import tests.contract.environment
import tests.contract.finder
import tests.contract.pages  # noqa: F401  (importing them registers their checks)
from tests.contract.lines import CHECKS, PAGE, Line, read_lines
from tests.demonstration import DEMONSTRATION, Demonstration

LINES = read_lines(PAGE.read_text(encoding="utf-8"))


def test_every_line_has_exactly_one_check():
    number = {line: sum(held.holds(line) for held in CHECKS) for line in LINES}

    assert [line for line in LINES if number[line] != 1] == []


def test_every_check_has_exactly_one_line():
    number = {held: sum(held.holds(line) for line in LINES) for held in CHECKS}

    assert [(held.section, held.start) for held in CHECKS if number[held] != 1] == []


def test_rows_and_items_are_read_from_a_page():
    page = (
        "# Names\n\nWords.\n\n## Rows\n\n| name | meaning |\n|---|---|\n| `a` | one |\n| b | 2 |\n"
        "\n## Items\n\n- first,\n  and more\n- second\n\nNo item.\n"
    )

    assert read_lines(page) == [
        Line("Rows", ("`a`", "one")),
        Line("Rows", ("b", "2")),
        Line("Items", ("first, and more",)),
        Line("Items", ("second",)),
    ]


class TestLines:
    """One test a line, against the running demonstration."""

    pytestmark = DEMONSTRATION

    @pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.section}: {line.text[:40]}")
    def test_holds(self, line: Line, demonstration: Demonstration):
        [held] = [held for held in CHECKS if held.holds(line)]

        held.check(line, demonstration)
