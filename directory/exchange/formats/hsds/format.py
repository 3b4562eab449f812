"""The format: which parts a document has, and how it is told whose it is."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from directory.exchange.formats.base import LARGEST_JSON, FileHeadings, ReadRow
from directory.exchange.formats.hsds.foreign import FOREIGN_HEADINGS, ForeignReader
from directory.exchange.formats.hsds.own import OwnReader, headings_of_document
from directory.exchange.formats.hsds.sections import Opening, look_at, sections_of
from directory.exchange.formats.hsds.writing import write_document
from directory.exchange.rows import Row


class HsdsFormat:
    extension = "json"
    content_type = "application/json; charset=utf-8"
    streams = True
    largest = LARGEST_JSON

    def stream(self, rows: Iterable[Row], headings: FileHeadings) -> Iterator[bytes]:
        return write_document(rows, headings)

    def look(self, path: Path) -> None:
        self.headings(path)

    def headings(self, path: Path) -> FileHeadings:
        return _headings(look_at(path))

    def read(self, path: Path) -> Iterator[ReadRow | None]:
        opening = look_at(path)
        reader = OwnReader(_headings(opening)) if opening.is_own else ForeignReader()
        for found in sections_of(path):
            yield from reader.rows(found)
        yield from reader.end()


def _headings(opening: Opening) -> FileHeadings:
    if not opening.is_own:
        return FOREIGN_HEADINGS
    return headings_of_document(opening.columns)
