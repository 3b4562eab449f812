"""The lines of `docs/contract.md`, and the checks that hold them.

Every table row and every list item is a line. A check says which lines it holds by their section
and how they begin; `tests/site/test_contract.py` fails for a line without a check and for a check
without a line.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from tests.demonstration import ROOT, Demonstration

PAGE = ROOT / "docs" / "contract.md"


class Line(NamedTuple):
    """A row's cells, or a list item as its only cell, without the table's bars."""

    section: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return " | ".join(self.cells)

    def codes(self, cell: int = 0) -> list[str]:
        """What stands between back quotes in a cell."""
        return re.findall(r"`([^`]+)`", self.cells[cell])


Check = Callable[[Line, Demonstration], None]


@dataclass(frozen=True, slots=True)
class Held:
    """A check, and the beginning of the lines it holds."""

    section: str
    start: str
    check: Check

    def holds(self, line: Line) -> bool:
        return line.section == self.section and line.text.startswith(self.start)


CHECKS: list[Held] = []


def holds(section: str, *starts: str) -> Callable[[Check], Check]:
    """Register a check for each line of `section` that begins with one of `starts`."""

    def register(check: Check) -> Check:
        CHECKS.extend(Held(section, start, check) for start in starts)
        return check

    return register


def read_lines(page: str) -> list[Line]:
    """Every table row (its head and rule left out) and list item of a page in Markdown."""
    found: list[Line] = []
    section, head = "", True
    for raw in page.splitlines():
        text = raw.strip()
        if text.startswith("## "):
            section = text.removeprefix("## ")
        if not text.startswith("|"):
            head = True
        elif set(text) <= set("|-: "):
            head = False
        elif not head:
            cells = re.split(r"(?<!\\)\|", text.strip("|"))
            found.append(Line(section, tuple(cell.strip() for cell in cells)))
        if text.startswith("- "):
            found.append(Line(section, (text.removeprefix("- "),)))
        elif raw.startswith("  ") and found and len(found[-1].cells) == 1:
            found[-1] = Line(found[-1].section, (f"{found[-1].cells[0]} {text}",))
    return found
