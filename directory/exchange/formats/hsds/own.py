"""Reading what a directory like this one wrote: an export, or the full services of its API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from directory.exchange import values
from directory.exchange.columns import KINDS, headings_of
from directory.exchange.formats.base import FileHeadings, ReadRow, check_headings
from directory.exchange.formats.hsds.fields import (
    ENTITY,
    KEEPER_SLUG,
    KEEPER_TITLE,
    LISTED,
    MEMBERSHIPS,
    NATIVE,
    ORDER,
    choices_by_uuid,
    languages_by_uuid,
)
from directory.exchange.formats.hsds.reading import Taker, Thing, kind_of_phone, rows_in
from directory.exchange.formats.hsds.sections import Found
from directory.exchange.kind import Column, Kind
from directory.exchange.rows import Row
from directory.exchange.values import JOINED
from directory.hsds.service import STATUSES
from directory.hsds.vocabularies import CHOICES, taxonomy_id
from directory.models import Vocabulary

#: An answer of the API has no keys, no keepers, and nothing for editors.
_NOT_IN_ANSWERS: Mapping[str, frozenset[str]] = {
    "programme": frozenset({"keeper", "part_of"}),
    "organisation": frozenset({"key"}),
    "place": frozenset({"key"}),
}
_ANSWERED = (
    *("programme", "text", "strand", "told", "condition", "part", "contact", "at-place", "rating"),
    *("organisation", "organisation-phone", "place", "place-phone"),
)
#: Digits of a place among contact points, at most.
_DIGITS = 9
_STATUS = {word: code for code, word in STATUSES.items()}
_LANGUAGES = settings.CONTENT_LANGUAGES


def headings_of_document(columns: Mapping[str, Any]) -> FileHeadings:
    """The headings that a document says it has; of an answer of the API, those that it gives."""
    if not columns:
        public = headings_of(public=True)
        return {
            kind: tuple(
                name for name in public[kind] if name not in _NOT_IN_ANSWERS.get(kind, frozenset())
            )
            for kind in _ANSWERED
        }
    found: dict[str, tuple[str, ...]] = {}
    for kind, names in columns.items():
        if kind in KINDS and isinstance(names, list):
            found[kind] = tuple(name for name in names if isinstance(name, str))
            check_headings(kind, found[kind])
    return found


@dataclass(slots=True)
class Said:
    """What attributes say about one thing: by name, each value with its language."""

    by_name: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    entity: str = ""

    def first(self, name: str) -> str:
        found = self.by_name.get(name)
        return found[0][1] if found else ""

    def all(self, name: str) -> list[str]:
        return [value for _language, value in self.by_name.get(name, ())]

    def texts(self, name: str) -> dict[str, str]:
        return dict(self.by_name.get(name, ()))


class OwnReader:
    """Makes rows of the objects of a file, one after another."""

    def __init__(self, headings: FileHeadings) -> None:
        self.headings = headings
        self.from_api = "key" not in headings.get("organisation", ())
        self._vocabularies = {taxonomy_id(code): code for code in Vocabulary.values}
        self._fixed = {taxonomy_id(code) for code in CHOICES}
        #: Identifier → (vocabulary, code) of the terms met so far; → key of the others.
        self._terms: dict[str, tuple[str, str]] = {}
        self._keys: dict[str, str] = {}
        self._seen: set[str] = set()
        self._late: dict[str, Said] = {}
        self._waiting: list[tuple[int, Thing]] = []

    def rows(self, found: Found) -> Iterator[ReadRow]:
        """The rows of one object. Terms wait for the attributes that say their labels."""
        take = Taker(found.line)
        if found.section == "taxonomy_terms":
            self._meet_term(found.thing)
            self._waiting.append((found.line, dict(found.thing)))
        elif found.section == "organizations":
            yield from self._organisation(take, found.thing)
        elif found.section == "locations":
            yield from self._place(take, found.thing)
        elif found.section == "attributes":
            yield from self._attribute(take, found.thing)
        elif found.section == "services":
            yield from self._rest()
            yield from self._service(take, found.thing)

    def end(self) -> Iterator[ReadRow]:
        """What is left when the file has ended."""
        yield from self._rest()

    # Terms, memberships and keepers: their attributes stand in a part of their own

    def _meet_term(self, thing: Mapping[str, Any]) -> None:
        vocabulary = self._vocabularies.get(str(thing.get("taxonomy_id")))
        if vocabulary and isinstance(thing.get("code"), str):
            self._terms[str(thing.get("id"))] = (vocabulary, thing["code"])

    def _attribute(self, take: Taker, thing: Thing) -> Iterator[ReadRow]:
        entity, name = thing.get("link_entity"), thing.get("link_type")
        body = self._keys.get(str(thing.get("link_id")), "")
        value = take.text(thing, "value")
        if entity == "taxonomy_term":
            said = self._late.setdefault(str(thing.get("link_id")), Said())
            self._hear(said, thing, take)
        elif name == MEMBERSHIPS and "membership" in self.headings:
            row = take.row("membership", self.headings)
            row.values |= {"organisation": body, "network": self._keys.get(value, value)}
            yield take.read(row)
        elif name == KEEPER_SLUG and "keeper" in self.headings:
            self._late[f"keeper {body}"] = Said({KEEPER_SLUG: [("", value)]})
        elif name == KEEPER_TITLE:
            said = self._late.setdefault(f"keeper {body}", Said())
            said.by_name[KEEPER_TITLE] = [("", value)]

    def _rest(self) -> Iterator[ReadRow]:
        for line, thing in self._waiting:
            if str(thing.get("taxonomy_id")) in self._vocabularies:
                yield self._term(Taker(line), thing)
        self._waiting = []
        for name in [name for name in self._late if name.startswith("keeper ")]:
            said, take = self._late.pop(name), Taker(0)
            row = take.row("keeper", self.headings)
            row.values["organisation"] = name.partition(" ")[2]
            row.values["slug"] = said.first(KEEPER_SLUG)
            if "title" in row.values:
                row.values["title"] = said.first(KEEPER_TITLE)
            yield take.read(row)

    def _term(self, take: Taker, thing: Thing) -> ReadRow:
        row = take.row("term", self.headings)
        said = self._late.pop(str(thing.get("id")), Said())
        self._fill(row, said)
        broader = self._terms.get(take.text(thing, "parent_id"), ("", ""))[1]
        take.put(row, "uuid", take.text(thing, "id"))
        take.put(row, "vocabulary", self._vocabularies[str(thing.get("taxonomy_id"))])
        take.put(row, "code", take.text(thing, "code"))
        take.put(row, "broader", broader)
        return take.read(row)

    # Organisations and places

    def _organisation(self, take: Taker, thing: Thing) -> Iterator[ReadRow]:
        key = take.text(thing, "id")
        said = self._about(thing, key, take)
        self._keys[key] = said.first("key") or self._keys.get(key, key)
        row = take.row("organisation", self.headings)
        self._fill(row, said)
        take.put(row, "uuid", key)
        self._give_key(row, key)
        for name in ("name", "website", "email"):
            take.put(row, name, take.text(thing, name))
        yield take.read(row)
        yield from self._phones(take, thing, "organisation", self._keys[key])
        for place in rows_in(thing, "locations"):
            yield from self._once(take, "place", place)

    def _place(self, take: Taker, thing: Thing) -> Iterator[ReadRow]:
        key = take.text(thing, "id")
        said = self._about(thing, key, take)
        self._keys[key] = said.first("key") or self._keys.get(key, key)
        row = take.row("place", self.headings)
        self._fill(row, said)
        take.put(row, "uuid", key)
        self._give_key(row, key)
        body = take.text(thing, "organization_id")
        take.put(row, "organisation", self._keys.get(body, body))
        address = next(iter(rows_in(thing, "addresses")), {})
        for name, field_name in (
            ("street", "address_1"),
            ("postal_code", "postal_code"),
            ("town", "city"),
            ("country", "country"),
        ):
            take.put(row, name, take.text(address, field_name))
        for name in ("latitude", "longitude"):
            take.put(row, name, take.text(thing, name))
        yield take.read(row)
        yield from self._phones(take, thing, "place", self._keys[key])

    def _give_key(self, row: Row, key: str) -> None:
        if self.from_api:
            row.values["key"] = self._keys[key]

    def _phones(self, take: Taker, thing: Thing, owner: str, key: str) -> Iterator[ReadRow]:
        kind = f"{owner}-phone"
        for phone in rows_in(thing, "phones"):
            row = take.row(kind, self.headings)
            self._fill(row, self._about(phone, take.text(phone, "id"), take))
            row.values[owner] = key
            take.put(row, "kind", kind_of_phone(phone, "voice"))
            take.put(row, "number", take.text(phone, "number"))
            yield take.read(row)

    def _once(self, take: Taker, kind: str, thing: Thing) -> Iterator[ReadRow]:
        """What stands inside others, the first time that it does."""
        name = f"{kind} {thing.get('id')}"
        if name not in self._seen:
            self._seen.add(name)
            make = self._place if kind == "place" else self._organisation
            yield from make(take, thing)

    # Programmes

    def _service(self, take: Taker, thing: Thing) -> Iterator[ReadRow]:
        key = take.text(thing, "id")
        if self.from_api:
            for one in rows_in(thing, "organization"):
                yield from self._once(take, "organisation", one)
            for one in rows_in(thing, "service_at_locations"):
                for place in rows_in(one, "location"):
                    yield from self._once(take, "place", place)
        about = self._all_about(thing, key, take)
        said = about.get(key, Said())
        row = take.row("programme", self.headings)
        self._fill(row, said)
        take.put(row, "uuid", key)
        take.put(row, "status", _STATUS.get(take.text(thing, "status"), ""))
        take.put(row, "checked_on", take.text(thing, "assured_date"))
        if self.from_api:
            body = take.text(thing, "organization_id")
            row.values["?keeper"] = self._keys.get(body, body)
            row.values["part_of"] = take.text(thing, "program_id")
        yield take.read(row)
        yield from self._texts(take, key, said)
        for accessor, kind in KINDS["programme"].below.items():
            if ("programme", accessor) in LISTED:
                yield from self._listed(take, "programme", accessor, kind, key, about)
        yield from self._contacts(take, thing, key, about)
        for one in rows_in(thing, "service_at_locations"):
            where = take.text(one, "location_id")
            row = take.row("at-place", self.headings)
            row.values |= {"programme": key, "place": self._keys.get(where, where)}
            yield take.read(row)

    def _texts(self, take: Taker, key: str, said: Said) -> Iterator[ReadRow]:
        columns = [c.name for c in KINDS["text"].columns if c.name != "language"]
        texts = {name: said.texts(name) for name in columns}
        for language in _LANGUAGES:
            if any(language in of for of in texts.values()):
                row = take.row("text", self.headings)
                row.values |= {"programme": key, "language": language}
                for name in columns:
                    take.put(row, name, texts[name].get(language, ""))
                yield take.read(row)

    def _listed(
        self,
        take: Taker,
        owner: str,
        accessor: str,
        kind: Kind,
        owner_key: str,
        about: Mapping[str, Said],
    ) -> Iterator[ReadRow]:
        if kind.name not in self.headings:
            return
        listed = about.get(owner_key, Said()).all(LISTED[owner, accessor])
        if owner == "programme" and not listed:
            # A document has them in their order, and no list besides.
            listed = [key for key, said in about.items() if said.entity == ENTITY[kind.name]]
        for key in listed:
            row = take.row(kind.name, self.headings)
            self._fill(row, about.get(key, Said()))
            row.values[kind.owner] = owner_key
            take.put(row, "uuid", key)
            yield take.read(row)
            for below, child in kind.below.items():
                yield from self._listed(take, kind.name, below, child, key, about)

    def _contacts(
        self, take: Taker, thing: Thing, key: str, about: Mapping[str, Said]
    ) -> Iterator[ReadRow]:
        ways: list[tuple[Said, str, str]] = []
        for one in rows_in(thing, "phones"):
            said = about.get(take.text(one, "id"), Said())
            ways.append((said, kind_of_phone(one, "phone"), take.text(one, "number")))
        for one in rows_in(thing, "contacts"):
            said = about.get(take.text(one, "id"), Said())
            email = take.text(one, "email")
            kind, value = ("email", email) if email else ("website", said.first("website"))
            ways.append((said, kind, value))
        for said, kind, value in sorted(ways, key=_order):
            row = take.row("contact", self.headings)
            self._fill(row, said)
            row.values["programme"] = key
            take.put(row, "kind", kind)
            take.put(row, "value", value)
            yield take.read(row)

    # Attributes

    def _about(self, thing: Thing, key: str, take: Taker) -> Said:
        return self._all_about(thing, key, take).get(key, Said())

    def _all_about(self, thing: Thing, key: str, take: Taker) -> dict[str, Said]:
        """What the attributes of an object, and of its ways to be reached, say; by what about."""
        found: dict[str, Said] = {}
        holders = [thing, *rows_in(thing, "phones"), *rows_in(thing, "contacts")]
        for holder in holders:
            for one in rows_in(holder, "attributes"):
                about = take.text(one, "link_id") or take.text(holder, "id") or key
                said = found.setdefault(about, Said(entity=take.text(one, "link_entity")))
                self._hear(said, one, take)
        return found

    def _hear(self, said: Said, one: Thing, take: Taker) -> None:
        for nested in rows_in(one, "taxonomy_term"):
            self._meet_term(nested)
        term = take.text(one, "taxonomy_term_id")
        value = take.text(one, "value")
        if term in self._terms:
            value = self._terms[term][1]
        elif term in choices_by_uuid():
            value = choices_by_uuid()[term]
        elif not value and term:
            # A term that the file does not explain: to be mapped by a person.
            value = term
        language = languages_by_uuid().get(term, "")
        said.by_name.setdefault(take.text(one, "link_type"), []).append((language, value))

    def _fill(self, row: Row, said: Said) -> None:
        """Put what attributes say into the columns that they carry."""
        native = NATIVE.get(row.kind, frozenset())
        for column in KINDS[row.kind].columns:
            if column.name in native or row.kind == "text":
                continue
            if column.by_language:
                texts = said.texts(column.name)
                for name in column.names:
                    if name in row.values:
                        row.values[name] = texts.get(name.rpartition(".")[2], "")
            elif column.name in row.values:
                row.values[column.name] = self._value(column, said)

    def _value(self, column: Column, said: Said) -> str:
        if column.many:
            return JOINED.join(said.all(column.name))
        value = said.first(column.name)
        if column.refers == "organisation":
            return self._keys.get(value, value)
        if column.value is values.FLAG:
            return values.YES if value == "true" else values.NO
        return value


def _order(way: tuple[Said, str, str]) -> int:
    """Where a contact point stood; those of which that is not said stay as they come."""
    order = way[0].first(ORDER)
    return int(order) if order.isdecimal() and len(order) < _DIGITS else 0
