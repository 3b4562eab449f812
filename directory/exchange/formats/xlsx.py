"""XLSX as one of the formats. The library for workbooks is loaded where one is met.

It is as much to load as Django's models, and most processes never see a workbook.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from directory.exchange.formats.base import LARGEST_FILE, FileHeadings, ReadRow
from directory.exchange.rows import Row


class XlsxFormat:
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    streams = False
    largest = LARGEST_FILE

    def stream(self, rows: Iterable[Row], headings: FileHeadings) -> Iterator[bytes]:
        from directory.exchange.formats import workbook

        return workbook.stream(rows, headings)

    def look(self, path: Path) -> None:
        from directory.exchange.formats import workbook

        workbook.look(path)

    def headings(self, path: Path) -> FileHeadings:
        from directory.exchange.formats import workbook

        return workbook.headings_in(path)

    def read(self, path: Path) -> Iterator[ReadRow | None]:
        from directory.exchange.formats import workbook

        return workbook.read(path)
