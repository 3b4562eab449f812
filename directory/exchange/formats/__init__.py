"""The file formats, by name. Another one joins by a line here.

A format carries :class:`directory.exchange.rows.Row` and knows nothing of what they mean: it
writes rows in the order given, and reads rows with the headings of each kind. A format that is no
table (a tree of objects) reads and writes the same rows.
"""

from directory.exchange.formats.base import (
    ExchangeFormat,
    FileHeadings,
    FileRefused,
    TooLongForFormat,
)
from directory.exchange.formats.comma import CsvFormat
from directory.exchange.formats.workbook import XlsxFormat

FORMATS: dict[str, ExchangeFormat] = {"csv": CsvFormat(), "xlsx": XlsxFormat()}

__all__ = ["FORMATS", "ExchangeFormat", "FileHeadings", "FileRefused", "TooLongForFormat"]
