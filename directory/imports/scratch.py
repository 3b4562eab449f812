"""A file's rows in a file of their own, where those of one entry are found together.

Rows may stand anywhere in what a person hands in: a sheet sorted anew, the strands of all
programmes on one sheet. Memory holds one entry at a time, whatever the size.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from directory.exchange.columns import ENTRIES, KINDS, MEMBERSHIP, MEMBERSHIPS
from directory.exchange.formats.base import FileHeadings, ReadRow
from directory.exchange.kind import Kind
from directory.exchange.rows import Row
from directory.imports.parsing import Entry, Problem, key_of, parse

_TABLES = """
CREATE TABLE row (
    id INTEGER PRIMARY KEY, kind TEXT, line INTEGER, sheet TEXT, key TEXT, owner TEXT,
    above TEXT, texts TEXT, problems TEXT, taken INTEGER DEFAULT 0
);
CREATE TABLE heading (kind TEXT, name TEXT);
CREATE TABLE entry (position INTEGER PRIMARY KEY, row INTEGER, kind TEXT, key TEXT);
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT);
"""
_INDEXES = """
CREATE INDEX row_key ON row (kind, key);
CREATE INDEX row_owner ON row (kind, owner);
CREATE INDEX row_slug ON row (json_extract(texts, '$.slug')) WHERE kind = 'programme';
"""
_BATCH = 500


class Scratch:
    """The rows of one import, on disk. Made by :meth:`fill`, whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._link = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._link.execute("PRAGMA journal_mode=OFF")
        self._link.execute("PRAGMA synchronous=OFF")

    def close(self) -> None:
        self._link.close()

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # Filling

    def fill(self, rows: Iterable[ReadRow | None], headings: FileHeadings) -> int:
        """Take in the rows of a file and put its entries in order; returns how many rows."""
        return max(self.filling(rows, headings))

    def filling(self, rows: Iterable[ReadRow | None], headings: FileHeadings) -> Iterator[int]:
        """The same bit by bit: how many rows are taken in so far, again and again."""
        self._link.executescript(_TABLES)
        names = [(kind, name) for kind, of in headings.items() for name in of]
        self._link.executemany("INSERT INTO heading VALUES (?, ?)", names)
        count = 0
        batch: list[tuple[Any, ...]] = []
        for read in rows:
            if read is None:
                yield count
                continue
            batch.append(_stored(read, parse(read)))
            count += 1
            if len(batch) == _BATCH:
                self._put(batch)
                yield count
        self._put(batch)
        yield count
        self._link.executescript(_INDEXES)
        self._name_owners()
        yield count
        self._order()
        self._link.execute("INSERT INTO state VALUES ('filled', 'yes')")
        yield count

    @property
    def is_filled(self) -> bool:
        try:
            return bool(self._link.execute("SELECT 1 FROM state WHERE name = 'filled'").fetchone())
        except sqlite3.DatabaseError:
            return False

    def _put(self, batch: list[tuple[Any, ...]]) -> None:
        self._link.execute("BEGIN")
        self._link.executemany(
            "INSERT INTO row (kind, line, sheet, key, owner, above, texts, problems)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            batch,
        )
        self._link.execute("COMMIT")
        batch.clear()

    def _name_owners(self) -> None:
        """A row may name its programme by its address as well as by its UUID."""
        slugs = dict(
            self._link.execute(
                "SELECT json_extract(texts, '$.slug'), key FROM row WHERE kind = 'programme'"
            )
        )
        kinds = [k.name for k in KINDS.values() if k.owner == "programme"]
        for kind in kinds:
            owners = self._link.execute("SELECT DISTINCT owner FROM row WHERE kind = ?", [kind])
            for (owner,) in owners.fetchall():
                if owner in slugs:
                    self._link.execute(
                        "UPDATE row SET owner = ? WHERE kind = ? AND owner = ?",
                        [slugs[owner], kind, owner],
                    )
        parts = self._link.execute(
            "SELECT id, above FROM row WHERE kind = 'programme' AND above <> ''"
        ).fetchall()
        for number, above in parts:
            if above in slugs:
                key = slugs[above]
                self._link.execute(
                    "UPDATE row SET above = ?, texts = json_set(texts, '$.part_of', ?)"
                    " WHERE id = ?",
                    [key, key, number],
                )

    def _order(self) -> None:
        """Number the entries so that each comes after those it refers to."""
        position = 0
        self._link.execute("BEGIN")
        for kind in ENTRIES:
            for key, row in self._ordered(kind):
                position += 1
                self._link.execute(
                    "INSERT INTO entry VALUES (?, ?, ?, ?)", [position, row, kind.name, key]
                )
        for row, kind_name in self._astray():
            position += 1
            self._link.execute(
                "INSERT INTO entry VALUES (?, ?, ?, ?)", [position, row, f"?{kind_name}", ""]
            )
        self._link.execute("COMMIT")

    def _ordered(self, kind: Kind) -> Iterator[tuple[str, int | None]]:
        if kind is MEMBERSHIP:
            yield from self._members()
            return
        rows = self._link.execute(
            "SELECT id, key, above FROM row WHERE kind = ? ORDER BY id", [kind.name]
        ).fetchall()
        above = {key: over for _id, key, over in rows}
        depth: dict[str, int] = {}
        for _id, key, _over in rows:
            depth[key] = _depth(key, above)
        for number, key, _over in sorted(rows, key=lambda row: (depth[row[1]], row[0])):
            yield key, number

    def _members(self) -> Iterator[tuple[str, None]]:
        """All memberships of an organisation are one entry, also where they are none any more."""
        if not self.headings(MEMBERSHIP.name):
            return
        sql = (
            "SELECT DISTINCT owner FROM row WHERE kind = 'membership' UNION "
            "SELECT key FROM row WHERE kind = 'organisation' ORDER BY 1"
        )
        for (key,) in self._link.execute(sql).fetchall():
            if key:
                yield key, None

    def _astray(self) -> Iterator[tuple[int, str]]:
        """Rows that belong to no entry: of an unknown kind, or with an owner that is not there."""
        yield from self._link.execute(
            f"SELECT id, kind FROM row WHERE kind NOT IN ({_marks(KINDS)}) ORDER BY id",  # noqa: S608
            list(KINDS),
        ).fetchall()
        for kind in KINDS.values():
            if kind.owner and kind is not MEMBERSHIP:
                yield from self._link.execute(
                    "SELECT id, kind FROM row WHERE kind = ? AND owner NOT IN"
                    " (SELECT key FROM row WHERE kind = ?) ORDER BY id",
                    [kind.name, kind.owner_kind],
                ).fetchall()

    # Reading back

    def headings(self, kind: str) -> frozenset[str]:
        """The headings that the file has for a kind of row; none where it has no such rows."""
        found = self._link.execute("SELECT name FROM heading WHERE kind = ?", [kind])
        return frozenset(name for (name,) in found)

    def count(self) -> int:
        """How many entries there are."""
        return int(self._link.execute("SELECT count(*) FROM entry").fetchone()[0])

    def keys(self, kind: str) -> set[str]:
        """What the rows of a kind are known by."""
        found = self._link.execute("SELECT key FROM row WHERE kind = ?", [kind])
        return {key for (key,) in found}

    def lines(self, kind: str, key: str) -> list[int]:
        """The lines on which a row of this kind and key stands: more than one is a mistake."""
        found = self._link.execute(
            "SELECT line FROM row WHERE kind = ? AND key = ? ORDER BY id", [kind, key]
        )
        return [line for (line,) in found]

    def uuid_of(self, kind: str, key: str) -> str:
        """The UUID that the file gives what it calls ``key``; empty where it gives none."""
        found = self._link.execute(
            "SELECT json_extract(texts, '$.uuid') FROM row WHERE kind = ? AND key = ? LIMIT 1",
            [kind, key],
        ).fetchone()
        return str(found[0] or "") if found else ""

    def slug_lines(self, slug: str) -> list[int]:
        found = self._link.execute(
            "SELECT line FROM row WHERE kind = 'programme'"
            " AND json_extract(texts, '$.slug') = ? ORDER BY id",
            [slug],
        )
        return [line for (line,) in found]

    def entries(self, after: int) -> Iterator[tuple[int, Entry]]:
        """(position, entry) of all after a position, in order."""
        while True:
            found = self._link.execute(
                "SELECT position, row, kind, key FROM entry WHERE position > ?"
                " ORDER BY position LIMIT 100",
                [after],
            ).fetchall()
            if not found:
                return
            for position, row, kind, key in found:
                yield position, self._entry(row, kind, key)
                after = position

    def _entry(self, number: int | None, kind: str, key: str) -> Entry:
        if kind == MEMBERSHIP.name:
            return self._memberships(key)
        [(row, problems)] = self._rows("id = ?", [number])
        entry = Entry(row, problems)
        if kind.startswith("?"):
            if row.kind in KINDS:
                owner = KINDS[row.kind].owner
                entry.refuse(
                    row,
                    owner,
                    _("There is no row of the kind “%(kind)s” with this one in the file.")
                    % {"kind": KINDS[row.kind].owner_kind},
                )
            return entry
        self._gather(entry, row, KINDS[kind])
        return entry

    def _memberships(self, key: str) -> Entry:
        found = self._rows("kind = 'membership' AND owner = ?", [key])
        rows = [row for row, _problems in found]
        entry = Entry(Row(MEMBERSHIPS.name, {"organisation": key}, {"memberships": rows}))
        if rows:
            entry.row.line, entry.row.sheet = rows[0].line, rows[0].sheet
        entry.problems = [problem for _row, problems in found for problem in problems]
        return entry

    def _gather(self, entry: Entry, row: Row, kind: Kind) -> None:
        """Put the rows below ``row`` where they belong; kinds that the file lacks stay away."""
        key = key_of(row)
        for accessor, below in kind.below.items():
            if not self.headings(below.name):
                continue
            row.below[accessor] = []
            found = self._rows("kind = ? AND owner = ?", [below.name, key])
            for child, problems in found:
                child.values[below.owner] = key
                row.below[accessor].append(child)
                entry.problems += problems
                self._gather(entry, child, below)

    def _rows(self, where: str, values: list[Any]) -> list[tuple[Row, list[Problem]]]:
        found = self._link.execute(
            f"SELECT kind, line, sheet, texts, problems FROM row WHERE {where} ORDER BY id",  # noqa: S608
            values,
        )
        return [
            (
                Row(kind, json.loads(texts), line=line, sheet=sheet),
                [Problem(**problem) for problem in json.loads(problems)],
            )
            for kind, line, sheet, texts, problems in found
        ]


def _stored(read: ReadRow, problems: list[Problem]) -> tuple[Any, ...]:
    row = read.row
    kind = KINDS.get(row.kind)
    above = ""
    if row.kind == "programme":
        above = row.values.get("part_of", "")
    elif row.kind == "term" and row.values.get("broader"):
        above = f"{row.values.get('vocabulary', '')}/{row.values['broader']}"
    return (
        row.kind,
        row.line,
        row.sheet,
        key_of(row),
        row.values.get(kind.owner, "") if kind and kind.owner else "",
        above,
        json.dumps(row.values),
        json.dumps([problem.as_json() for problem in problems]),
    )


def _depth(key: str, above: dict[str, str]) -> int:
    depth, seen = 0, {key}
    while (key := above.get(key, "")) in above and key not in seen:
        seen.add(key)
        depth += 1
    return depth


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)
