"""XLSX: a workbook with a sheet for each kind of row, the headings in its first line.

Written and read row by row. The same rows always give the same bytes: the archive's times and the
workbook's own are fixed. What is read is bounded before it is unpacked, and formulas are refused.
"""

import datetime as dt
import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

from directory.exchange.cells import to_cell
from directory.exchange.columns import KINDS
from directory.exchange.formats.base import (
    FileHeadings,
    FileRefused,
    ReadRow,
    TooLongForFormat,
    check_headings,
    check_size,
    take_cell,
)
from directory.exchange.formats.opened import Error, OpenedWorkbook, Sheet
from directory.exchange.kind import ABOUT, REASON
from directory.exchange.rows import Row

#: What spreadsheets hold in a cell, in UTF-16 units, and in a sheet, in rows.
LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
#: Bits of a workbook's shared texts that are read while somebody waits: a second's work.
MOST_BITS = 8
#: The earliest time a ZIP archive can tell.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_PIECE = 256 * 1024
_WIDE = 44
_WIDTHS = {"uuid": 38, "programme": 38, "strand": 38, "part_of": 38, ABOUT: 28}


def stream(rows: Iterable[Row], headings: FileHeadings) -> Iterator[bytes]:
    """The workbook, in pieces."""
    with tempfile.TemporaryFile() as file:
        _write(rows, headings, file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def look(path: Path) -> None:
    """See whether this is a workbook to read. Raises FileRefused."""
    with _opened(path) as workbook:
        bits = sum(1 for _bit in islice(_opening(workbook), MOST_BITS))
        # Of more shared texts than that the headings are looked at by whoever reads it.
        if bits < MOST_BITS:
            _kinds(workbook)


def headings_in(path: Path) -> FileHeadings:
    """The headings of each kind that has a sheet. Raises FileRefused."""
    with _opened(path) as workbook:
        for _bit in _opening(workbook):
            pass
        return _kinds(workbook)


def read(path: Path) -> Iterator[ReadRow | None]:
    """Each row, and None after each bit of work that gave none. Raises FileRefused."""
    with _opened(path) as workbook:
        yield from _opening(workbook)
        kinds = _kinds(workbook)
        for sheet in workbook.sheets:
            if sheet.name in kinds:
                yield from _rows(sheet)


def _write(rows: Iterable[Row], headings: FileHeadings, file: Any) -> None:
    book = Workbook(write_only=True)
    long_ago = dt.datetime(*_LONG_AGO)  # noqa: DTZ001  (a workbook's times have no zone)
    book.properties.creator = "Turnstone"
    book.properties.created = book.properties.modified = long_ago
    sheets = {}
    for kind, names in headings.items():
        sheet = sheets[kind] = book.create_sheet(kind)
        sheet.freeze_panes = "A2"
        for number, name in enumerate(names):
            width = _WIDTHS.get(name.partition(".")[0], _WIDE if "." in name else 18)
            sheet.column_dimensions[_letter(number)].width = width
        sheet.append([_bold(sheet, name) for name in names])
    counts = dict.fromkeys(sheets, 1)
    for row in rows:
        counts[row.kind] += 1
        if counts[row.kind] > MOST_ROWS:
            raise TooLongForFormat(
                _("A sheet of a workbook ends after a million rows: export as CSV instead.")
            )
        sheets[row.kind].append([_cell(row, name) for name in headings[row.kind]])
    with _FixedZip(file, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).write_data()


def _bold(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, name)
    cell.font = Font(bold=True)
    return cell


def _cell(row: Row, name: str) -> str | None:
    text = row.values.get(name, "")
    if not text:
        return None
    # A parser makes one of both line ends; the escape keeps them apart (ECMA-376 22.9.2.19).
    cell = to_cell(text).replace("\r", "_x000D_")
    if len(cell) > LONGEST_TEXT // 2 and len(cell.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise TooLongForFormat(
            _("“%(name)s” of %(row)s is longer than a cell of a workbook: export as CSV instead.")
            % {"name": name, "row": row.values.get(ABOUT) or row.values.get("slug") or row.kind}
        )
    return cell


def _letter(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _FixedZip(ZipFile):
    """An archive whose members carry no time and no machine."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_args: Any, **_kwargs: Any) -> None:
        super().writestr(_info(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_args: Any, **_kwargs: Any) -> None:
        with open(filename, "rb") as source, self.open(_info(str(arcname)), "w") as member:  # noqa: PTH123
            shutil.copyfileobj(source, member, _PIECE)


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _LONG_AGO)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o600 << 16
    return info


def _opened(path: Path) -> OpenedWorkbook:
    check_size(path)
    if not zipfile.is_zipfile(path):
        raise FileRefused(_no_workbook(path))
    with _damage(), warnings.catch_warnings():
        # openpyxl warns of what it leaves out: colours, rules, drawings.
        warnings.simplefilter("ignore")
        return OpenedWorkbook(path)


def _opening(workbook: OpenedWorkbook) -> Iterator[None]:
    with _damage():
        yield from workbook.opening()


@contextmanager
def _damage() -> Iterator[None]:
    """What openpyxl stumbles over is a damaged file."""
    try:
        yield
    except FileRefused:
        raise
    except (*Error, OSError, AttributeError) as error:
        raise FileRefused(_("The workbook is damaged or cut off: save it again.")) from error


def _no_workbook(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK"):
        return _("The workbook is damaged or cut off: save it again.")
    if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _(
            "This is an old or a protected workbook. Save it as “Excel workbook (.xlsx)”, without "
            "a password."
        )
    return _("This is no XLSX workbook. If it is a CSV file, let its name end in .csv.")


def _kinds(workbook: OpenedWorkbook) -> FileHeadings:
    names = [sheet.name for sheet in workbook.sheets]
    unknown = [name for name in names if name not in KINDS]
    if unknown:
        raise FileRefused(
            _("There is no kind of row called “%(name)s”: take that sheet out of the workbook.")
            % {"name": unknown[0][:60]}
        )
    if "programme" not in names:
        raise FileRefused(_("The workbook has no sheet called “programme”."))
    kinds = {}
    for sheet in workbook.sheets:
        check_headings(sheet.name, sheet.headings, place=sheet.name)
        kinds[sheet.name] = tuple(n for n in sheet.headings if n and n != REASON)
    return kinds


def _rows(sheet: Sheet) -> Iterator[ReadRow]:
    for line, cells in sheet.rows():
        read = ReadRow(Row(sheet.name, {}, line=line, sheet=sheet.name))
        for column, cell in cells:
            name = sheet.headings[column] if column < len(sheet.headings) else ""
            if not name:
                message = _("A cell stands outside the columns: it has no heading.")
                read.problems.append((_letter(column), message))
            elif name == REASON:
                continue
            elif cell.problem:
                read.problems.append((name, cell.problem))
            else:
                take_cell(read, name, cell.text)
        for name in sheet.headings:
            if name and name != REASON:
                read.row.values.setdefault(name, "")
        if cells:
            yield read
