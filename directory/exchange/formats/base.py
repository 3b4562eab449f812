"""What every format offers, and how a file is refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from django.utils.translation import gettext as _

from directory.exchange.cells import RawControl, from_cell
from directory.exchange.columns import KINDS
from directory.exchange.kind import REASON
from directory.exchange.rows import Row

#: A file of more bytes is refused; 10,000 programmes take about half of it.
LARGEST_FILE = 128 * 1024 * 1024
#: HSDS gives each fact an identifier of its own: 10,000 programmes take about all of it.
LARGEST_JSON = 190 * 1024 * 1024
#: A text longer than this is no text of the record (in characters).
LONGEST_CELL = 1_000_000
#: A row longer than this is refused before it is read whole (in characters or bytes).
LONGEST_ROW = 4_000_000

#: Kind of row → the headings it has in a file. A kind that is not there is left as it is.
FileHeadings = Mapping[str, tuple[str, ...]]


class FileRefused(Exception):
    """A file cannot be read; the message says why, in a sentence, and what to do."""


class TooLongForFormat(Exception):
    """A text is longer than a cell of the format may be; the message names its place."""


@dataclass(slots=True)
class ReadRow:
    """A row as it was read: which kind, the texts of its cells, and what is wrong with them."""

    row: Row
    problems: list[tuple[str, str]] = field(default_factory=list)


class ExchangeFormat(Protocol):
    """One file format. ``extension`` has no dot."""

    extension: str
    content_type: str
    #: Whether :meth:`stream` begins to give bytes before the last row was read.
    streams: bool
    #: Bytes that a file may have.
    largest: int

    def stream(self, rows: Iterable[Row], headings: FileHeadings) -> Iterator[bytes]:
        """The file, piece by piece. Raises :class:`TooLongForFormat`."""
        ...

    def look(self, path: Path) -> None:
        """Refuse what a short look can tell, while somebody waits. Raises :class:`FileRefused`."""
        ...

    def headings(self, path: Path) -> FileHeadings:
        """Look at a file's headings. Raises :class:`FileRefused`."""
        ...

    def read(self, path: Path) -> Iterator[ReadRow | None]:
        """The rows of a file, in its order; None where it works on without a row.

        Raises :class:`FileRefused`, also half-way.
        """
        ...


def write_file(
    form: ExchangeFormat, rows: Iterable[Row], headings: FileHeadings, out: BinaryIO
) -> None:
    for piece in form.stream(rows, headings):
        out.write(piece)


def take_cell(read: ReadRow, heading: str, cell: str) -> None:
    """Put the text of a cell into its row, or say what is wrong with it."""
    if len(cell) > LONGEST_CELL:
        read.problems.append((heading, _("This text is longer than a million characters.")))
        cell = ""
    try:
        read.row.values[heading] = from_cell(cell)
    except RawControl as raw:
        message = _("It holds a character that cannot be shown (%(code)s): take it out.")
        read.problems.append((heading, message % {"code": raw}))
        read.row.values[heading] = ""


def check_headings(kind: str, found: Iterable[str], *, place: str = "") -> None:
    """Refuse headings that no column has, and a kind without those it needs."""
    names = [name for name in found if name and name != REASON]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise FileRefused(_("The column “%(name)s” stands there twice.") % {"name": doubled[0]})
    unknown = [name for name in names if name not in KINDS[kind].headings]
    if unknown:
        raise FileRefused(unknown_column(unknown, place))
    missing = [name for name in KINDS[kind].needed if name not in names]
    if missing:
        raise FileRefused(missing_column(missing, place or kind))


def unknown_column(names: list[str], place: str = "") -> str:
    listed = ", ".join(f"“{name[:60]}”" for name in names[:5])
    if place:
        return _("There is no column called %(names)s for “%(place)s”. Take it out.") % {
            "names": listed,
            "place": place,
        }
    return _("There is no column called %(names)s. Take it out.") % {"names": listed}


def missing_column(names: list[str], place: str) -> str:
    listed = ", ".join(f"“{name}”" for name in names)
    return _("The column %(names)s is missing: rows of the kind “%(place)s” need it.") % {
        "names": listed,
        "place": place,
    }


def check_size(path: Path, most: int = LARGEST_FILE) -> None:
    size = path.stat().st_size
    if size > most:
        raise FileRefused(too_large(size, most))
    if size == 0:
        raise FileRefused(_("The file is empty."))


def too_large(size: int, most: int) -> str:
    return _("The file has %(size)s MiB; at most %(most)s MiB can be read. Part it in two.") % {
        "size": -(-size // 1024**2),
        "most": most // 1024**2,
    }
