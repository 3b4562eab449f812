"""What readers of HSDS objects share: taking texts out of them, and rows of texts."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from directory.exchange.cells import UNFIT
from directory.exchange.formats.base import LONGEST_CELL, FileHeadings, ReadRow
from directory.exchange.formats.hsds.scanning import Number
from directory.exchange.rows import Row

Thing = Mapping[str, Any]
_KINDS = {"cell": "mobile", "fax": "fax"}


class Taker:
    """Takes texts out of one object of a file, and notes what is wrong with them."""

    def __init__(self, line: int) -> None:
        self.line = line
        self._problems: list[tuple[str, str]] = []

    def text(self, thing: Thing, name: str) -> str:
        """A field's text; empty where there is none. What is no text is noted as wrong."""
        value = thing.get(name)
        if value is None:
            return ""
        if isinstance(value, (str, Number)):
            words = str(value)
        elif isinstance(value, bool):
            words = str(value).lower()
        else:
            self._problems.append((name, _("A text was expected here.")))
            return ""
        if len(words) > LONGEST_CELL:
            self._problems.append((name, _("This text is longer than a million characters.")))
            return ""
        unfit = UNFIT.search(words)
        if unfit:
            message = _("It holds a character that cannot be shown (%(code)s): take it out.")
            self._problems.append((name, message % {"code": f"U+{ord(unfit[0]):04X}"}))
            return ""
        return words

    def row(self, kind: str, headings: FileHeadings) -> Row:
        """An empty row with the headings that the file has for its kind."""
        return Row(kind, dict.fromkeys(headings.get(kind, ()), ""), line=self.line)

    @staticmethod
    def put(row: Row, name: str, text: str) -> None:
        """Put a text into a column, if the file has that column."""
        if name in row.values:
            row.values[name] = text

    def read(self, row: Row) -> ReadRow:
        """The row, with what was wrong since the last one."""
        problems, self._problems = self._problems, []
        return ReadRow(row, problems)


def rows_in(thing: Thing, name: str) -> Iterator[Thing]:
    """The objects below a name, one or several; what is no object is passed over."""
    value = thing.get(name)
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one


def kind_of_phone(phone: Thing, voice: str) -> str:
    """Our kind of a number by the type that HSDS gives it (RFC 6350)."""
    return _KINDS.get(str(phone.get("type", "")).lower(), voice)
