"""CSV: one table in which the first column names the kind of each row.

Written as RFC 4180 says, with a byte-order mark, by which spreadsheets know UTF-8. Read with
commas, semicolons or tabs, in UTF-8 or UTF-16, since spreadsheets save all of these.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from directory.exchange.cells import to_cell
from directory.exchange.columns import KINDS, all_headings
from directory.exchange.formats.base import (
    LARGEST_FILE,
    LONGEST_ROW,
    FileHeadings,
    FileRefused,
    ReadRow,
    check_size,
    missing_column,
    take_cell,
    unknown_column,
)
from directory.exchange.kind import REASON, ROW
from directory.exchange.rows import Row

_PIECE = 64 * 1024
_DELIMITERS = ",;\t"


class CsvFormat:
    extension = "csv"
    content_type = "text/csv; charset=utf-8"
    streams = True
    largest = LARGEST_FILE

    def stream(self, rows: Iterable[Row], headings: FileHeadings) -> Iterator[bytes]:
        names = all_headings(dict(headings))
        buffer = io.StringIO()
        write = csv.writer(buffer, lineterminator="\r\n").writerow
        buffer.write("\ufeff")
        write(names)
        for row in rows:
            values = row.values
            cells = [to_cell(values.get(name, "")) for name in names[1:]]
            write([row.kind, *cells])
            if buffer.tell() > _PIECE:
                yield _take(buffer)
        yield _take(buffer)

    def look(self, path: Path) -> None:
        self.headings(path)

    def headings(self, path: Path) -> FileHeadings:
        with _Table(path) as table:
            return _kinds(table.names)

    def read(self, path: Path) -> Iterator[ReadRow | None]:
        with _Table(path) as table:
            kinds = _kinds(table.names)
            for line, cells in table.rows():
                if any(cells):
                    yield _row(table.names, kinds, line, cells)


def _take(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _row(names: Sequence[str], kinds: FileHeadings, line: int, cells: list[str]) -> ReadRow:
    values = dict(zip(names, cells, strict=False))
    kind = values.pop(ROW, "").strip()
    read = ReadRow(Row(kind, {}, line=line))
    if len(cells) != len(names):
        message = _("The row has %(count)s cells, and the table %(names)s columns.")
        read.problems.append((ROW, message % {"count": len(cells), "names": len(names)}))
    if kind not in KINDS:
        message = _("There is no kind of row called “%(kind)s”.")
        read.problems.append((ROW, message % {"kind": kind[:60]}))
        return read
    if kind not in kinds:
        lacking = [name for name in KINDS[kind].needed if name not in names]
        raise FileRefused(missing_column(lacking, kind))
    known = kinds[kind]
    for name, cell in values.items():
        if name in known:
            take_cell(read, name, cell)
        elif cell and name != REASON:
            message = _("A row of the kind “%(kind)s” has nothing in this column: empty the cell.")
            read.problems.append((name, message % {"kind": kind}))
    return read


def _kinds(names: Sequence[str]) -> FileHeadings:
    """Which kinds of row a table with these columns can hold. Raises :class:`FileRefused`."""
    if ROW not in names:
        raise FileRefused(
            _("This is not a file of this directory: its first line has no column “row”. Start "
              "from an export.")
        )  # fmt: skip
    listed = [name for name in names if name]
    doubled = sorted({name for name in listed if listed.count(name) > 1})
    if doubled:
        raise FileRefused(_("The column “%(name)s” stands there twice.") % {"name": doubled[0]})
    known = {name for kind in KINDS.values() for name in kind.headings} | {ROW, REASON}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise FileRefused(unknown_column(unknown))
    kinds = {
        name: tuple(heading for heading in kind.headings if heading in listed)
        for name, kind in KINDS.items()
        if all(heading in listed for heading in kind.needed)
    }
    if "programme" not in kinds:
        lacking = [name for name in KINDS["programme"].needed if name not in listed]
        raise FileRefused(missing_column(lacking, "programme"))
    return kinds


class _Table:
    """A CSV file opened with its own encoding and separator, its headings read."""

    def __init__(self, path: Path) -> None:
        check_size(path)
        self._file = path.open("rb")
        try:
            encoding = _encoding(self._file)
            self._text = io.TextIOWrapper(self._file, encoding=encoding, newline="")
            self._open()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "_Table":
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def _open(self) -> None:
        try:
            first = self._text.readline(LONGEST_ROW)
        except UnicodeDecodeError as error:
            raise FileRefused(_wrong_encoding(1)) from error
        delimiter = max(_DELIMITERS, key=first.count)
        self._lines = _Lines(self._text, first)
        self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)
        self.names: list[str] = []
        for _line, cells in self.rows():
            self.names = [cell.strip().lstrip("\ufeff") for cell in cells]
            while self.names and not self.names[-1]:
                self.names.pop()
            break
        self._padded = len(self.names)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number of the row's first line, its cells). Cells that are empty at the end may lack."""
        csv.field_size_limit(LONGEST_ROW)
        while True:
            line = self._reader.line_num + 1
            self._lines.begin_row()
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                raise FileRefused(_wrong_encoding(line)) from error
            except csv.Error as error:
                raise FileRefused(_broken(line, str(error))) from error
            width = getattr(self, "_padded", 0)
            while len(cells) > width > 0 and not cells[-1]:
                cells.pop()
            if 0 < len(cells) < width:
                if not self._lines.ended:
                    raise FileRefused(_broken(line, "unexpected end of data"))
                cells += [""] * (width - len(cells))
            yield line, cells


class _Lines:
    """The lines of a file, of which no row may have too much."""

    def __init__(self, text: io.TextIOWrapper, first: str) -> None:
        self._text, self._first = text, first
        self._left = LONGEST_ROW
        self.ended = True

    def begin_row(self) -> None:
        self._left = LONGEST_ROW

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line, self._first = self._first or self._text.readline(self._left + 1), ""
        if not line:
            raise StopIteration
        self._left -= len(line)
        self.ended = line.endswith(("\n", "\r"))
        if self._left < 0:
            raise csv.Error("too long")
        if "\0" in line:
            raise csv.Error("line contains NUL")
        return line


def _encoding(file: BinaryIO) -> str:
    head = file.read(4)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(b"PK\x03\x04"):
        raise FileRefused(_("This is a workbook, not CSV: choose XLSX, or save it as CSV."))
    # Two letters of UTF-16 without a mark: every second byte is zero.
    if head[1:4:2] == b"\0\0":
        return "utf-16-le"
    if head[0:3:2] == b"\0\0":
        return "utf-16-be"
    return "utf-8-sig"


def _wrong_encoding(line: int) -> str:
    return _(
        "Near line %(line)s the file is not UTF-8 or UTF-16 text. Save it again as “CSV UTF-8”."
    ) % {"line": line}


def _broken(line: int, error: str) -> str:
    if "unexpected end of data" in error:
        return _(
            "The file is cut off: the row that begins on line %(line)s does not end. Export or "
            "upload it again."
        ) % {"line": line}
    if "too long" in error or "field larger" in error:
        return _(
            "The row on line %(line)s is too long: it has more than four million characters, and "
            "no entry of this directory has so many. Perhaps a quotation mark is missing."
        ) % {"line": line}
    if "NUL" in error:
        return _(
            "Line %(line)s holds a character that cannot be shown (U+0000): this is no text file, "
            "or it was damaged."
        ) % {"line": line}
    return _("Line %(line)s cannot be read as CSV: a quotation mark stands in the wrong place.") % {
        "line": line
    }
