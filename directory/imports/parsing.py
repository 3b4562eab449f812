"""Rows as a file holds them, made into values in their one right spelling, or into a reason."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory.exchange.cells import UNFIT
from directory.exchange.columns import ALL_KINDS, KINDS
from directory.exchange.formats.base import ReadRow
from directory.exchange.kind import ABOUT, ONLY_NEW, Kind
from directory.exchange.rows import Row
from directory.exchange.values import Unreadable, split_codes
from directory.models import ProgrammePage

#: UUIDs of programmes and strands that a file gives none are made from what they are.
_NAMESPACE = uuid.UUID("6f1c8f0e-8a4f-5d0b-9a53-2a6f3c1f7d10")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken: where it stands, its kind, the column, and a sentence."""

    line: int
    sheet: str
    column: str
    reason: str
    kind: str

    def as_json(self) -> dict[str, object]:
        return {
            "line": self.line,
            "sheet": self.sheet,
            "column": self.column,
            "reason": self.reason,
            "kind": self.kind,
        }


def problem_of(row: Row, column: str, reason: object) -> Problem:
    return Problem(row.line, row.sheet, column, str(reason), row.kind)


@dataclass(slots=True)
class Entry:
    """One entry of a file: its row with those below it, and what is wrong with any of them."""

    row: Row
    problems: list[Problem] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return ALL_KINDS[self.row.kind]

    def refuse(self, row: Row, column: str, reason: object) -> None:
        self.problems.append(problem_of(row, column, reason))


def parse(read: ReadRow) -> list[Problem]:
    """Bring a row's values to their right spelling, in place; what is wrong with them."""
    row = read.row
    problems = [problem_of(row, column, why) for column, why in read.problems]
    kind = KINDS.get(row.kind)
    if kind is None:
        return problems
    # A wrong text stays, to be handed back with its reason; the row goes no further.
    problems += [problem_of(row, name, why) for name, why in _spell(row, kind)]
    said = {problem.column for problem in problems}
    problems += [
        problem_of(row, name, _("This must not be empty."))
        for name in kind.needed
        if not row.values.get(name) and name not in said and not _can_be_made(row, name)
    ]
    _make_identity(kind, row)
    return problems


def _spell(row: Row, kind: Kind) -> Iterator[tuple[str, str]]:
    for name, text in row.values.items():
        unfit = UNFIT.search(text)
        if unfit:
            row.values[name] = ""
            message = _("It holds a character that cannot be shown (%(code)s): take it out.")
            yield name, message % {"code": f"U+{ord(unfit[0]):04X}"}
            continue
        column = kind.by_heading.get(name)
        if column is not None:
            try:
                row.values[name] = column.value.read(text)
            except Unreadable as why:
                yield name, str(why)
        elif name != ABOUT:
            row.values[name] = text.strip()


def _can_be_made(row: Row, name: str) -> bool:
    return f"{ONLY_NEW}{name}" in row.values


def _make_identity(kind: Kind, row: Row) -> None:
    """A programme without UUID is the one that has its address here, else a new one."""
    slug = row.values.get("slug")
    if kind.name == "programme" and not row.values.get("uuid") and slug:
        here = ProgrammePage.objects.filter(slug=slug).values_list("uuid", flat=True).first()
        row.values["uuid"] = str(here or made_uuid(slug))


def made_uuid(*names: object) -> str:
    """The UUID of what a file names and gives no UUID: always the same for the same names."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, names))))


def is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def key_of(row: Row) -> str:
    """What an entry's row is known by."""
    values = row.values
    if row.kind == "term":
        return f"{values.get('vocabulary', '')}/{values.get('code', '')}"
    name = KINDS[row.kind].key if row.kind in KINDS else ""
    return values.get(name, "")


def named_terms(row: Row) -> Iterator[tuple[Row, str, str, str]]:
    """(row, column, vocabulary, code) of every term that a row and those below it name."""
    for one in row.walk():
        for column in ALL_KINDS[one.kind].columns:
            text = one.values.get(column.name, "")
            if column.terms and text:
                codes = split_codes(text) if column.many else [text]
                for code in codes:
                    yield one, column.name, column.terms, code
