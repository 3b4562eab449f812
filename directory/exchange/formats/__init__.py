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
from directory.exchange.formats.hsds import HsdsFormat
from directory.exchange.formats.xlsx import XlsxFormat

FORMATS: dict[str, ExchangeFormat] = {
    "csv": CsvFormat(),
    "xlsx": XlsxFormat(),
    "json": HsdsFormat(),
}
#: How a file's name may end, where that is not the name of its format.
ENDINGS = {"ndjson": "json", "jsonl": "json"}


def format_of(file_name: str) -> str:
    """The name of the format that a file's name tells; empty where it tells none."""
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    name = ENDINGS.get(ending, ending)
    return name if name in FORMATS else ""


__all__ = [
    "FORMATS",
    "ExchangeFormat",
    "FileHeadings",
    "FileRefused",
    "TooLongForFormat",
    "format_of",
]
