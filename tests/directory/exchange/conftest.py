"""A directory to write and read: the sample, and some hundreds of invented programmes."""

from pathlib import Path

import pytest

from directory.exchange.columns import headings_of
from directory.exchange.entries import directory_rows
from directory.exchange.formats import FORMATS
from directory.exchange.rows import Row


@pytest.fixture(params=sorted(FORMATS))
def form(request: pytest.FixtureRequest) -> str:
    """Each format, by its name."""
    return str(request.param)


def exported(form: str, rows: "list[Row] | None" = None, *, public: bool = False) -> bytes:
    """The directory, or some rows, as a file."""
    wanted = directory_rows(public=public) if rows is None else rows
    return b"".join(FORMATS[form].stream(wanted, headings_of(public=public)))


def read_back(form: str, content: bytes, folder: Path) -> "list[tuple[Row, list[tuple[str, str]]]]":
    path = folder / f"file.{form}"
    path.write_bytes(content)
    return [(read.row, read.problems) for read in FORMATS[form].read(path)]
