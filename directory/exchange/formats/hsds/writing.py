"""Rows as one document of HSDS 3.0: an object on each line, in the parts of its tables.

Each object is valid by the schema of its part. The same rows give the same bytes.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings

from directory.exchange.columns import ENTRIES, KINDS, MEMBERSHIP
from directory.exchange.formats.base import FileHeadings
from directory.exchange.formats.hsds.fields import (
    KEEPER_SLUG,
    KEEPER_TITLE,
    MEMBERSHIPS,
    SECTIONS,
    field_uuid,
)
from directory.exchange.formats.hsds.objects import Keys, ObjectWriter
from directory.exchange.formats.hsds.sections import COLUMNS
from directory.exchange.rows import Row
from directory.hsds.ids import derived
from directory.hsds.vocabularies import Entry, vocabularies_with

VERSION = "3.0"
_PIECE = 64 * 1024


def write_document(rows: Iterable[Row], headings: FileHeadings) -> Iterator[bytes]:
    """The document, piece by piece. Rows come as an export gives them, kind after kind."""
    pieces: list[bytes] = []
    size = 0
    for line in _lines(rows, headings):
        pieces.append(line)
        size += len(line)
        if size > _PIECE:
            yield b"".join(pieces)
            pieces, size = [], 0
    yield b"".join(pieces)


def _lines(rows: Iterable[Row], headings: FileHeadings) -> Iterator[bytes]:
    columns = {name: list(of) for name, of in headings.items()}
    yield b'{"version":%s,\n"%s":%s' % (_json(VERSION), COLUMNS.encode(), _json(columns))
    parts = _parts(rows)
    for section in SECTIONS:
        yield b',\n"%s":[' % section.encode()
        sign = b"\n"
        for thing in next(parts):
            yield sign + _json(thing)
            sign = b",\n"
        yield b"\n]" if sign != b"\n" else b"]"
    yield b"}\n"


def _json(thing: Any) -> bytes:
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:  # half a sign, which UTF-8 has no bytes for and JSON an escape
        return json.dumps(thing, separators=(",", ":")).encode()


def _parts(rows: Iterable[Row]) -> Iterator[Iterable[dict[str, Any]]]:
    """What stands in each of the parts, one after another."""
    entries = _Entries(rows)
    terms = list(entries.of("term"))
    keys, writer = Keys(), ObjectWriter(vocabularies_with(map(_term, terms)))
    for term in terms:
        keys.terms[term.values["vocabulary"], term.values["code"]] = term.values["uuid"]
    writer.keys = keys
    yield writer.taxonomies()
    yield (*writer.field_terms(), *map(writer.term, terms))
    yield (writer.organization(row) for row in entries.of("organisation"))
    # A table of attributes stands for what comes after its organisation.
    later = [_membership(row, keys) for row in entries.of("membership")]
    yield (writer.location(row) for row in entries.of("place"))
    later += [each for row in entries.of("keeper") for each in _keeper(row, keys)]
    yield (*(each for term in terms for each in writer.term_attributes(term)), *later)
    yield (writer.service(row) for row in entries.of("programme"))


def _term(row: Row) -> Entry:
    said = row.values
    labels = {code: said.get(f"labels.{code}", "") for code in settings.CONTENT_LANGUAGES}
    return Entry(said["vocabulary"], said["code"], said["uuid"], labels)


def _membership(row: Row, keys: Keys) -> dict[str, Any]:
    body, network = row.values["organisation"], row.values["network"]
    owner, other = keys.organisation(body), keys.organisation(network)
    return _about(owner, MEMBERSHIPS, other, other)


def _keeper(row: Row, keys: Keys) -> Iterator[dict[str, Any]]:
    owner = keys.organisation(row.values["organisation"])
    yield _about(owner, KEEPER_SLUG, row.values.get("slug", ""))
    if row.values.get("title"):
        yield _about(owner, KEEPER_TITLE, row.values["title"])


def _about(owner: str, name: str, value: str, key: str = "") -> dict[str, Any]:
    return {
        "id": derived(owner, "attribute", name, key),
        "link_id": owner,
        "link_entity": "organization",
        "link_type": name,
        "taxonomy_term_id": field_uuid("organization", name),
        "value": value,
    }


class _Entries:
    """Rows gathered to entries, kind of entry after kind of entry."""

    _ORDER = tuple(kind.name for kind in ENTRIES)

    def __init__(self, rows: Iterable[Row]) -> None:
        self._gathered = _gather(rows)
        self._next = next(self._gathered, None)

    def of(self, kind: str) -> Iterator[Row]:
        while self._next is not None and self._next.kind == kind:
            row = self._next
            yield row
            self._next = next(self._gathered, None)


def _gather(rows: Iterable[Row]) -> Iterator[Row]:
    """Entries with the rows below them, from rows that stand one after another."""
    entry: Row | None = None
    last: dict[str, Row] = {}
    for flat in rows:
        kind = KINDS[flat.kind]
        row = Row(flat.kind, flat.values)
        if not kind.owner or kind is MEMBERSHIP:
            if entry is not None:
                yield entry
            entry, last = row, {}
        else:
            owner = last[kind.owner_kind]
            accessor = next(a for a, k in KINDS[owner.kind].below.items() if k is kind)
            owner.below.setdefault(accessor, []).append(row)
        last[kind.name] = row
    if entry is not None:
        yield entry
