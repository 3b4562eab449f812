"""Rows of text as entries: a programme with all that stands below it, a term, an organisation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from directory.exchange.columns import ALL_KINDS
from directory.exchange.kind import ABOUT, Kind
from directory.exchange.values import language_texts


@dataclass(slots=True)
class Row:
    """One row: its kind, its texts by heading, the rows below it by accessor, where it stood.

    ``place`` is what people find it by in a file: the line, and the sheet where there are several.
    """

    kind: str
    values: dict[str, str]
    below: dict[str, list["Row"]] = field(default_factory=dict)
    line: int = 0
    sheet: str = ""

    def walk(self) -> Iterator["Row"]:
        """This row and all below it, in the order in which a file holds them."""
        yield self
        for rows in self.below.values():
            for row in rows:
                yield from row.walk()

    def as_json(self) -> dict[str, Any]:
        """Plain data that :meth:`from_json` makes this row of again."""
        below = {name: [row.as_json() for row in rows] for name, rows in self.below.items()}
        return {"row": self.kind, "values": self.values, "below": below, "line": self.line}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Row":
        below = {name: [Row.from_json(row) for row in rows] for name, rows in data["below"].items()}
        return Row(data["row"], dict(data["values"]), below, data["line"])

    def content(self) -> Any:
        """What the row says, wherever it stood: equal for rows that say the same."""
        said = {k: _unix(v) for k, v in self.values.items() if v and k != ABOUT}
        below = {k: [row.content() for row in rows] for k, rows in self.below.items() if rows}
        return [said, below]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n") if "\r" in text else text


def row_of(kind: Kind, data: Mapping[str, Any], *, owner: str = "", about: str = "") -> Row:
    """The row, with those below it, of what the directory's reader gives in ``kind.shape``."""
    row = Row(kind.name, {})
    if kind.owner:
        row.values[kind.owner] = owner
    if ABOUT in kind.headings:
        row.values[ABOUT] = about
    folded = _fold(data.get(kind.folded) or ()) if kind.folded else {}
    for column in kind.columns:
        if column.computed and not kind.folded:
            continue
        if column.by_language:
            texts = folded.get(column.name, {}) if column.computed else data[column.name]
            words = language_texts(texts, settings.CONTENT_LANGUAGES)
            row.values.update(zip(column.names, words, strict=True))
        else:
            row.values[column.name] = column.value.write(data[column.name])
    name = row.values.get(kind.key, "")
    about = row.values.get("slug", about)
    for accessor, below in kind.below.items():
        row.below[accessor] = [
            row_of(below, child, owner=name, about=about)
            for child in in_order(below, data.get(accessor) or ())
        ]
    return row


def in_order(kind: Kind, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Rows as they stand on their owner; texts in the order of the languages."""
    if kind.ordered:
        # In memory new rows have no key yet, and stand in their order.
        return sorted(rows, key=lambda row: (row["sort_order"] or 0, row["pk"] or 0))
    order = {code: number for number, code in enumerate(settings.CONTENT_LANGUAGES)}
    return sorted(rows, key=lambda row: order.get(row["language"], len(order)))


def _fold(texts: Iterable[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    folded: dict[str, dict[str, str]] = {}
    for text in texts:
        for name, words in text.items():
            if name != "language":
                folded.setdefault(name, {})[text["language"]] = words
    return folded


def kind_of(row: Row) -> Kind:
    return ALL_KINDS[row.kind]
