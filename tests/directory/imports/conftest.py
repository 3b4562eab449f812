"""Files handed in by somebody, compared and applied here and now instead of by the worker."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from directory.exchange.columns import all_headings, headings_of
from directory.exchange.entries import directory_rows
from directory.exchange.formats import FORMATS
from directory.imports import services, working
from directory.models import ImportRow, ProgrammeImport
from tests.directory.builders import make_keeper, make_programme, make_term


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "PAUSE", 0)


@pytest.fixture
def harbour(db: None) -> Any:
    """A published programme, with the terms that the tests name."""
    make_term("mode", "group")
    return make_programme("harbour")


class Table:
    """An exported CSV file as a table that a person changes."""

    def __init__(self, content: bytes | None = None) -> None:
        content = content or whole_export()
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        self.names, self.lines = lines[0], lines[1:]

    def line(self, kind: str, /, **said: str) -> list[str]:
        """The first row of a kind in which these columns say this."""
        for cells in self.lines:
            if cells[0] == kind and all(cells[self.at(n)] == v for n, v in said.items()):
                return cells
        raise AssertionError(f"no row {kind} {said}")

    def at(self, name: str) -> int:
        return self.names.index(name.replace("__", "."))

    def put(self, kind: str, where: dict[str, str] | None = None, /, **cells: str) -> "Table":
        line = self.line(kind, **(where or {}))
        for name, text in cells.items():
            line[self.at(name)] = text
        return self

    def add(self, kind: str, /, **cells: str) -> "Table":
        line = [""] * len(self.names)
        line[0] = kind
        for name, text in cells.items():
            line[self.at(name)] = text
        self.lines.append(line)
        return self

    def drop(self, kind: str, /, **where: str) -> "Table":
        self.lines.remove(self.line(kind, **where))
        return self

    def add_programme(self, slug: str = "quay", /, **cells: str) -> "Table":
        """A programme of the keeper's, with a text and a strand, known by its address."""
        cells = {"keeper": "keeper", "original_language": "en"} | cells
        self.add("programme", slug=slug, **cells)
        self.add("text", programme=slug, language="en", title=slug.capitalize(), summary="New.")
        return self.add(
            "strand", programme=slug, populations="adults", modes="individual", label__en="All"
        )

    def without(self, name: str) -> "Table":
        """Take a column away."""
        at = self.at(name)
        for cells in (self.names, *self.lines):
            del cells[at]
        return self

    def number(self, kind: str, /, **where: str) -> int:
        """On which line of the file a row stands, where every row is one line."""
        return self.lines.index(self.line(kind, **where)) + 2

    def content(self) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out).writerows([self.names, *self.lines])
        return out.getvalue().encode()


def empty_table() -> Table:
    names = all_headings(headings_of(public=False))
    return Table((",".join(names) + "\r\n").encode())


def whole_export(form: str = "csv") -> bytes:
    return b"".join(FORMATS[form].stream(directory_rows(), headings_of(public=False)))


def compare(content: bytes | Table, form: str = "csv", **how: Any) -> ProgrammeImport:
    """Hand in a file and have it compared; published at once unless told otherwise."""
    pieces = [content.content() if isinstance(content, Table) else content]
    how = {"acting_user": None, "publish": True, "change_shared": False} | how
    batch = services.start_import(file_name=f"file.{form}", pieces=pieces, **how)
    return work(batch)


def work(batch: ProgrammeImport) -> ProgrammeImport:
    for _step in working.steps(batch):
        pass
    return ProgrammeImport.objects.get(pk=batch.pk)


def apply(batch: ProgrammeImport, acting_user: Any = None) -> ProgrammeImport:
    services.accept_import(acting_user=acting_user, batch=batch)
    return work(ProgrammeImport.objects.get(pk=batch.pk))


def undo(batch: ProgrammeImport, acting_user: Any = None) -> ProgrammeImport:
    services.undo_import(acting_user=acting_user, batch=batch)
    return work(ProgrammeImport.objects.get(pk=batch.pk))


def plans(batch: ProgrammeImport) -> dict[str, int]:
    """Plan → how many rows have it, but for those unchanged."""
    found: dict[str, int] = {}
    for plan in batch.rows.exclude(plan="unchanged").values_list("plan", flat=True):
        found[plan] = found.get(plan, 0) + 1
    return found


def problems(batch: ProgrammeImport) -> list[tuple[int, str, str]]:
    """(line, column, reason) of everything that is wrong."""
    return [
        (problem["line"], problem["column"], problem["reason"])
        for row in batch.rows.filter(plan=ImportRow.Plan.WRONG)
        for problem in row.problems
    ]


Comparing = Callable[..., ProgrammeImport]
__all__ = ["Table", "make_keeper"]
