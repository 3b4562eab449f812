"""What may stand in a cell: text that no spreadsheet runs, and that comes back as it was.

A cell that a spreadsheet could take for a formula gets an apostrophe in front (OWASP, "CSV
Injection"), and one that looks as if it had one gets another. Control characters are written as
Office Open XML writes them (ECMA-376 part 1, 22.9.2.19, ``_x000B_``), in every format.
"""

import re

from directory.plain_text import CONTROL

#: A spreadsheet may run what begins with one of these; the wide ones are folded by some.
RISKY = "=+-@\t\r\n＝＋－＠"
GUARD = "'"
_GUARDED = frozenset(RISKY + GUARD)
#: No database keeps these, however they are written.
UNFIT = re.compile("[\x00\ud800-\udfff]")
_ESCAPED = re.compile("_x([0-9A-F]{4})_")
#: Where words look like an escape; two may share the sign between them.
_ALIKE = re.compile("_(?=x([0-9A-F]{4})_)")
_UNDERSCORE = "_x005F_"


class RawControl(ValueError):
    """A cell holds a control character as it is, or one that no database keeps; the argument
    names it (``U+0007``).
    """


def to_cell(text: str) -> str:
    """``text`` as it is written into a file."""
    if not text:
        return text
    guard = GUARD if _needs_guard(text) else ""
    if "_x" in text:
        text = _ALIKE.sub(_keep_literal, text)
    return guard + CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_cell(cell: str) -> str:
    """The text that a cell holds. Raises :class:`RawControl`."""
    raw = CONTROL.search(cell)
    if raw:
        raise RawControl(f"U+{ord(raw[0]):04X}")
    if "_x" in cell:
        cell = _ESCAPED.sub(_unescape, cell)
        unfit = UNFIT.search(cell)
        if unfit:
            raise RawControl(f"U+{ord(unfit[0]):04X}")
    return cell[1:] if cell[:1] == GUARD and _needs_guard(cell) else cell


def _needs_guard(text: str) -> bool:
    return text[0] in RISKY or (text[0] == GUARD and text[1:2] in _GUARDED and len(text) > 1)


def _is_ours(code: int) -> bool:
    return bool(CONTROL.match(chr(code))) or code in (0x5F, 0x0D)


def _keep_literal(found: "re.Match[str]") -> str:
    # Words that look like an escape of ours are no escape.
    return _UNDERSCORE if _is_ours(int(found[1], 16)) else found[0]


def _unescape(found: "re.Match[str]") -> str:
    code = int(found[1], 16)
    return chr(code) if _is_ours(code) else found[0]
