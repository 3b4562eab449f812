"""Reading a workbook in flat memory: openpyxl's parts, with bounds on what is unpacked.

openpyxl keeps all texts that cells share in one list; here they lie in a file. And it would read
a row of any length; here a row ends the reading when it is too long.
"""

import datetime as dt
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from directory.exchange.formats.base import LONGEST_ROW, FileRefused

#: Bytes that all members of an archive may have together when they are unpacked.
LARGEST_UNPACKED = 768 * 1024 * 1024
#: Bytes of one that is neither a sheet nor the table of texts.
LARGEST_PART = 8 * 1024 * 1024
MOST_MEMBERS = 500
#: openpyxl's styles and names; real workbooks have a few kilobytes of each.
_T = f"{{{SHEET_MAIN_NS}}}t"
_SI = f"{{{SHEET_MAIN_NS}}}si"
_IS = f"{{{SHEET_MAIN_NS}}}is"
_PHONETIC = f"{{{SHEET_MAIN_NS}}}rPh"
_REMEMBERED = 4_000
#: Characters of shared texts after which the reading of them pauses.
_BIT = 2_000_000
#: No sheet has more lines, or columns (ECMA-376).
_LAST_LINE, _LAST_COLUMN = 1_048_576, 16_384
Error = (BadZipFile, ZlibError, EOFError, ValueError, SyntaxError, TypeError, KeyError)


class Cell:
    """What stands in a cell: its text, or why it has none."""

    __slots__ = ("problem", "text")

    def __init__(self, text: str = "", problem: str = "") -> None:
        self.text, self.problem = text, problem


class OpenedWorkbook:
    """A workbook that is open for reading, sheet by sheet."""

    def __init__(self, path: Path) -> None:
        check_members(path)
        self._strings = _Strings()
        self._reader = _Reader(path, self._strings)
        self.sheets: list[Sheet] = []
        try:
            self._reader.read()
        except BaseException:
            self.close()
            raise

    def opening(self) -> Iterator[None]:
        """Read the texts that cells share, bit by bit; then the sheets are there."""
        yield from self._reader.read_texts()
        self.sheets = [
            Sheet(self._reader.archive, one, self._strings, self._reader.wb)
            for one in self._reader.wb._sheets
        ]

    def __enter__(self) -> "OpenedWorkbook":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._strings.close()
        self._reader.archive.close()


def check_members(path: Path) -> None:
    """Refuse an archive that would unpack to more than a directory can be."""
    with ZipFile(path) as archive:
        members = archive.infolist()
    large = [m for m in members if m.file_size > LARGEST_PART and not _may_be_large(m.filename)]
    if len(members) > MOST_MEMBERS or large or sum(m.file_size for m in members) > LARGEST_UNPACKED:
        raise FileRefused(
            _("The workbook unpacks to far more than it weighs, which no directory does: refused.")
        )
    if any(m.flag_bits & 1 for m in members):
        raise FileRefused(_("The workbook is protected by a password: save it without one."))


def _may_be_large(name: str) -> bool:
    return name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml"


class _Reader(ExcelReader):
    """openpyxl's reader, with the shared texts in a file."""

    def __init__(self, path: Path, strings: "_Strings") -> None:
        super().__init__(str(path), read_only=True, keep_links=False)
        self._into = strings

    def read_strings(self) -> None:
        self.shared_strings = self._into

    def read_texts(self) -> Iterator[None]:
        found = self.package.find(SHARED_STRINGS)
        if found is not None:
            with self.archive.open(found.PartName[1:]) as source:
                yield from self._into.fill(_Bounded(source, b"</si>"))

    def read_worksheets(self) -> None:
        for sheet, relation in self.parser.find_sheets():
            if relation.target in self.valid_files and "chartsheet" not in relation.Type:
                self.wb._sheets.append(_Named(sheet.name, relation.target))
        # Names of areas that are printed or referred to are of no use here.
        self.parser.assign_names = lambda: None

    def read_custom(self) -> None:
        """Nothing in them is ours."""

    read_theme = read_custom


class _Named:
    """A sheet by its name and member, in the place of openpyxl's own."""

    def __init__(self, title: str, member: str) -> None:
        self.title, self.member = title, member
        self.sheet_state = "visible"
        self.defined_names: dict[str, Any] = {}


class _Strings:
    """The texts that cells share, kept in a file; the last ones used, in memory."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="turnstone-sheet-")
        self._link = sqlite3.connect(Path(self._folder.name) / "texts")
        self._link.execute("PRAGMA journal_mode=OFF")
        self._link.execute("CREATE TABLE text (number INTEGER PRIMARY KEY, words TEXT)")
        self._recent: dict[int, str] = {}

    def fill(self, source: Any) -> Iterator[None]:
        texts = self._texts(source)
        chunk: list[tuple[int, str]] = []
        size = 0
        for text in texts:
            chunk.append(text)
            size += len(text[1])
            if len(chunk) == _REMEMBERED or size > _BIT:
                self._put(chunk)
                chunk, size = [], 0
                yield
        self._put(chunk)

    def _put(self, chunk: list[tuple[int, str]]) -> None:
        self._link.executemany("INSERT INTO text VALUES (?, ?)", chunk)

    @staticmethod
    def _texts(source: Any) -> Iterator[tuple[int, str]]:
        number = 0
        root: Any = None
        for event, node in iterparse(source, events=("start", "end")):
            if event == "start":
                root = node if root is None else root
            elif node.tag == _SI:
                yield number, plain_text(node)
                number += 1
                root.clear()

    def __getitem__(self, number: int) -> str:
        words = self._recent.get(number)
        if words is None:
            row = self._link.execute("SELECT words FROM text WHERE number = ?", [number])
            found = row.fetchone()
            if found is None:
                raise KeyError(number)
            if len(self._recent) >= _REMEMBERED:
                self._recent.clear()
            words = self._recent[number] = found[0]
        return words

    def close(self) -> None:
        self._link.close()
        self._folder.cleanup()


def plain_text(node: Any) -> str:
    """The text of a shared or an inline string, without how it is to be pronounced."""
    if len(node) == 1 and node[0].tag == _T:
        return node[0].text or ""
    spoken = {t for phonetic in node.iter(_PHONETIC) for t in phonetic.iter(_T)}
    return "".join(t.text or "" for t in node.iter(_T) if t not in spoken)


class _Bounded:
    """A stream in which ``mark`` must come again before too many bytes have passed."""

    def __init__(self, source: Any, mark: bytes) -> None:
        self._source, self._mark = source, mark
        self._since = 0

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._source.read(size if 0 < size < 65536 else 65536)
        last = piece.rfind(self._mark)
        self._since = self._since + len(piece) if last < 0 else len(piece) - last
        if self._since > LONGEST_ROW:
            raise FileRefused(_too_long())
        return piece


def _too_long() -> str:
    return _(
        "A row of the workbook is too long: it has more than four million characters, and no "
        "entry of this directory has so many. Perhaps something was pasted there by mistake."
    )


class _Parser(WorkSheetParser):
    """openpyxl's parser of a sheet, quick with texts that stand in the cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        if element.get("t") == "inlineStr" and len(element) == 1 and element[0].tag == _IS:
            column = _column(element.get("r"))
            if column:
                return {"column": column, "value": plain_text(element[0]), "data_type": "s"}
        found: dict[str, Any] = super().parse_cell(element)
        return found


def _column(coordinate: str | None) -> int:
    number = 0
    for letter in coordinate or "":
        if not "A" <= letter <= "Z":
            break
        number = 26 * number + ord(letter) - 64
    return number


class Sheet:
    """One sheet: its name, the headings in its first line, and its rows below."""

    def __init__(self, archive: ZipFile, named: Any, strings: _Strings, book: Any) -> None:
        self._archive, self._named, self._strings, self._book = archive, named, strings, book
        self.name: str = named.title
        self.headings: list[str] = []
        for _line, cells in self._parsed():
            width = max((column for column, _cell in cells), default=-1) + 1
            texts = {column: cell.text.strip() for column, cell in cells}
            self.headings = [texts.get(column, "") for column in range(min(width, 500))]
            break

    def rows(self) -> Iterator[tuple[int, list[tuple[int, Cell]]]]:
        """(line, [(column from 0, cell)]) of each row that is not empty, without the headings."""
        rows = self._parsed()
        next(rows, None)
        yield from rows

    def _parsed(self) -> Iterator[tuple[int, list[tuple[int, Cell]]]]:
        try:
            with self._archive.open(self._named.member) as source:
                parser = _Parser(
                    _Bounded(source, b"</row>"),
                    self._strings,
                    epoch=self._book.epoch,
                    date_formats=self._book._date_formats,
                    timedelta_formats=self._book._timedelta_formats,
                )
                for line, cells in parser.parse():
                    if line > _LAST_LINE or any(c["column"] > _LAST_COLUMN for c in cells):
                        raise FileRefused(_beyond(self.name))
                    found = [(c["column"] - 1, _cell_of(c)) for c in cells if _says(c)]
                    if found:
                        yield line, found
        except Error as error:
            raise FileRefused(
                _("The sheet “%(name)s” is damaged or cut off: save the workbook again.")
                % {"name": self.name}
            ) from error


def _beyond(sheet: str) -> str:
    return _(
        "The sheet “%(name)s” has a line or a column beyond the last one that a sheet can have: "
        "save the workbook again."
    ) % {"name": sheet}


def _says(cell: dict[str, Any]) -> bool:
    return cell["value"] is not None and cell["value"] != ""


def _cell_of(cell: dict[str, Any]) -> Cell:
    kind, value = cell["data_type"], cell["value"]
    if kind == "f":
        return Cell(
            problem=_("The cell holds a formula. Formulas are not read: put its value there.")
        )
    if kind == "e":
        return Cell(problem=_("The cell holds an error of the spreadsheet (%(value)s).") % cell)
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, dt.datetime):
        return Cell(value.date().isoformat() if value.time() == dt.time() else value.isoformat())
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        return Cell(str(value))
    if isinstance(value, float):
        return Cell(str(int(value)) if value.is_integer() else repr(value))
    return Cell(str(value))
