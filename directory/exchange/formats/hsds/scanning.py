"""JSON read value by value, in flat memory, with the line on which each begins."""

import io
import json
from collections.abc import Iterator
from json import JSONDecodeError
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from directory.exchange.formats.base import LARGEST_JSON, LONGEST_ROW, FileRefused, check_size

_PIECE = 256 * 1024
_SPACE = " \t\r\n"
#: Characters before the end of what was read in which a mistake may be the end itself.
_NEAR = 16


class Number(str):
    """A number as the file writes it."""

    __slots__ = ()


def _no_constant(name: str) -> Any:
    raise ValueError(name)


_DECODER = json.JSONDecoder(
    parse_float=Number, parse_int=Number, parse_constant=_no_constant, strict=False
)


class Scanner:
    """The text of a JSON file and a place in it. Raises :class:`FileRefused` for what is none."""

    def __init__(self, path: Path) -> None:
        check_size(path, LARGEST_JSON)
        self._file = path.open("rb")
        self._text = io.TextIOWrapper(self._file, encoding="utf-8-sig", newline="")
        self._buffer, self._at = "", 0
        #: The line of ``_counted``, a place in the buffer.
        self._line, self._counted = 1, 0
        self._ended = False

    def __enter__(self) -> "Scanner":
        return self

    def __exit__(self, *_error: object) -> None:
        self._text.close()

    @property
    def line(self) -> int:
        """The number of the line at this place."""
        self._line += self._buffer.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def peek(self) -> str:
        """The next sign that is no space; empty at the end."""
        while True:
            buffer, at = self._buffer, self._at
            while at < len(buffer) and buffer[at] in _SPACE:
                at += 1
            self._at = at
            if at < len(buffer):
                return buffer[at]
            if not self._more():
                return ""

    def skip(self, sign: str) -> bool:
        """Go past this sign, if it is next."""
        if self.peek() != sign:
            return False
        self._at += 1
        return True

    def need(self, sign: str) -> None:
        """Go past this sign, which must be next."""
        if not self.skip(sign):
            self._refuse(self._at)

    def end(self) -> None:
        """Nothing may follow."""
        if self.peek():
            self._refuse(self._at)

    def value(self) -> Any:
        """The value that begins here, whole. Numbers come as :class:`Number`."""
        self.peek()
        began = self.line
        while True:
            try:
                thing, end = _DECODER.raw_decode(self._buffer, self._at)
            except RecursionError:
                raise FileRefused(
                    _("The entry on line %(line)s is nested too deep to be one of the record.")
                    % {"line": began}
                ) from None
            except JSONDecodeError as error:
                self._go_on(error, began)
            except ValueError:
                self._refuse(self._at)
            else:
                # A number at the end of what was read may go on.
                if end == len(self._buffer) and self._more():
                    continue
                self._at = end
                return thing

    def items(self) -> Iterator[tuple[int, Any]]:
        """(line, value) of each item of the list that begins here."""
        self.need("[")
        if self.skip("]"):
            return
        while True:
            self.peek()
            line = self.line
            yield line, self.value()
            if self.skip("]"):
                return
            self.need(",")

    def _go_on(self, error: JSONDecodeError, began: int) -> None:
        """Read more where the value only goes on there; else refuse."""
        unfinished = error.pos >= len(self._buffer) - _NEAR or error.msg.startswith("Unterminated")
        if not unfinished:
            self._refuse(error.pos)
        if len(self._buffer) - self._at > LONGEST_ROW:
            raise FileRefused(
                _("The entry on line %(line)s is too long to be one of the record.")
                % {"line": began}
            )
        if not self._more():
            if not _may_go_on(self._buffer[error.pos :], error.msg):
                self._refuse(error.pos)
            raise FileRefused(_cut_off(began))

    def _more(self) -> bool:
        """Read on; what is behind is forgotten."""
        if self._ended:
            return False
        _line = self.line
        rest = self._buffer[self._at :]
        try:
            piece = self._text.read(max(_PIECE, len(rest)))
        except UnicodeDecodeError as error:
            raise FileRefused(
                _("After line %(line)s the file is not UTF-8 text, which JSON always is: save it "
                  "again as UTF-8.") % {"line": self._line}
            ) from error  # fmt: skip
        if not piece:
            self._ended = True
            return False
        self._buffer, self._at, self._counted = rest + piece, 0, 0
        return True

    def _refuse(self, at: int) -> NoReturn:
        line = self._line + self._buffer.count("\n", self._counted, at)
        if at >= len(self._buffer):
            raise FileRefused(_cut_off(line))
        column = at - self._buffer.rfind("\n", 0, at)
        raise FileRefused(
            _("Line %(line)s cannot be read as JSON, from its sign %(column)s on (“%(sign)s”).")
            % {"line": line, "column": column, "sign": self._buffer[at : at + 20].strip()}
        )


def _may_go_on(rest: str, message: str) -> bool:
    """Whether what stands at the end of the file is the beginning of something."""
    if message.startswith("Unterminated") or not rest.strip():
        return True
    return rest in ("-", "\\u") or any(word.startswith(rest) for word in ("true", "false", "null"))


def _cut_off(line: int) -> str:
    return _(
        "The file is cut off: the entry that begins on line %(line)s does not end. Export or "
        "upload it again."
    ) % {"line": line}
