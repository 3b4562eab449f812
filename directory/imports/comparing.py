"""What an import would change, field by field."""

import hashlib
import json
from collections.abc import Iterator, Mapping

from directory.exchange.kind import ABOUT, Kind
from directory.exchange.rows import Row, kind_of

#: Of a long text so much is kept to be shown.
LONGEST_SHOWN = 1_500


def digest(row: Row | None) -> str:
    """A fingerprint of what a row and those below it say; empty of nothing."""
    if row is None:
        return ""
    words = json.dumps(row.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def complete(new: Row, old: Row | None) -> Row:
    """``new`` with what the file has no columns for taken from what is there."""
    if old is None:
        return new
    values = {**{k: v for k, v in old.values.items() if k not in new.values}, **new.values}
    below = {}
    for accessor, kind in kind_of(new).below.items():
        there = old.below.get(accessor, [])
        if accessor not in new.below:
            below[accessor] = there
            continue
        below[accessor] = [
            complete(child, _match(kind, child, number, there))
            for number, child in enumerate(new.below[accessor])
        ]
    return Row(new.kind, values, below, new.line, new.sheet)


def differences(old: Row | None, new: Row) -> list[dict[str, str]]:
    """``{where, column, old, new}`` for every field that differs, in the order of the table."""
    return list(_differences(old, new, ""))


def _differences(old: Row | None, new: Row, where: str) -> Iterator[dict[str, str]]:
    kind = kind_of(new)
    before: Mapping[str, str] = old.values if old else {}
    for name in kind.headings:
        if name in (ABOUT, kind.owner):
            continue
        was, now = before.get(name, ""), new.values.get(name, "")
        if _unix(was) != _unix(now):
            yield _said(where, name, was, now)
    for accessor, below in (kind.below or {}).items():
        yield from _rows_below(
            below, (old.below.get(accessor, []) if old else []), new.below.get(accessor, [])
        )


def _rows_below(kind: Kind, old: list[Row], new: list[Row]) -> Iterator[dict[str, str]]:
    met: set[int] = set()
    for number, row in enumerate(new):
        before = _match(kind, row, number, old)
        if before is not None:
            met.add(id(before))
        yield from _differences(before, row, _named(row, number))
    for number, row in enumerate(old):
        if id(row) not in met:
            yield _said(_named(row, number), "", _summary(row), "")
    if kind.key and [r.values[kind.key] for r in new] != [r.values[kind.key] for r in old]:
        kept = {r.values[kind.key] for r in new} & {r.values[kind.key] for r in old}
        orders = [[r.values[kind.key] for r in rows if r.values[kind.key] in kept]
                  for rows in (old, new)]  # fmt: skip
        if orders[0] != orders[1]:
            yield _said(kind.name, "order", ", ".join(orders[0]), ", ".join(orders[1]))


def _match(kind: Kind, row: Row, number: int, there: list[Row]) -> Row | None:
    if kind.key:
        wanted = row.values.get(kind.key)
        return next((one for one in there if one.values.get(kind.key) == wanted), None)
    return there[number] if number < len(there) else None


def _named(row: Row, number: int) -> str:
    """A row below an entry, as people find it."""
    if row.kind == "text":
        return f"text {row.values.get('language', '')}"
    if row.kind == "strand":
        labels = [v for k, v in row.values.items() if k.startswith("label.") and v]
        return f"strand {labels[0] if labels else number + 1}"
    return f"{row.kind} {number + 1}"


def _summary(row: Row) -> str:
    kind = kind_of(row)
    own = [row.values.get(name, "") for name in kind.headings if name not in (ABOUT, kind.owner)]
    return " · ".join(text for text in own if text)


def _said(where: str, column: str, old: str, new: str) -> dict[str, str]:
    return {
        "where": where,
        "column": column,
        "old": old[:LONGEST_SHOWN],
        "new": new[:LONGEST_SHOWN],
    }


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
