"""One entry as an object of HSDS: its own fields, and attributes for every other column."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings

from directory.exchange import values
from directory.exchange.columns import KINDS
from directory.exchange.formats.hsds.fields import (
    CHOICE_OF,
    ENTITY,
    LISTED,
    ORDER,
    attribute_columns,
    field_terms,
    field_uuid,
)
from directory.exchange.kind import Column, Kind
from directory.exchange.rows import Row
from directory.exchange.values import YES, split_codes
from directory.hsds.attributes import filled
from directory.hsds.ids import at_location, derived, named
from directory.hsds.place import PHONE_TYPES
from directory.hsds.service import ServiceWriter
from directory.hsds.vocabularies import FIELD, Vocabularies, taxonomy_id
from directory.languages import pick_text

Thing = dict[str, Any]
_LANGUAGES = settings.CONTENT_LANGUAGES
#: By this field a file is known to be of a directory like this one.
_TELLING = frozenset({"slug"})
#: What attributes are about that is no object of HSDS.
_ROWS = frozenset(ENTITY[KINDS[owner].below[accessor].name] for owner, accessor in LISTED)


class Keys:
    """The identifiers of what rows name by key: terms, organisations, places."""

    def __init__(self) -> None:
        self.terms: dict[tuple[str, str], str] = {}
        self.organisations: dict[str, str] = {}
        self.places: dict[str, str] = {}

    def organisation(self, key: str) -> str:
        return self.organisations.get(key) or named("organization", key)

    def place(self, key: str) -> str:
        return self.places.get(key) or named("location", key)

    def term(self, vocabulary: str, code: str) -> str:
        return self.terms.get((vocabulary, code)) or named("term", vocabulary, code)


class ObjectWriter:
    """Writes entries; what is written first is what later ones name."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self.vocabularies = vocabularies
        self.keys = Keys()
        self._service = ServiceWriter(vocabularies, language="", site="")

    # Terms

    def taxonomies(self) -> list[Thing]:
        return self.vocabularies.taxonomies("en")

    def field_terms(self) -> Iterator[Thing]:
        """The terms that say which column an attribute carries, and those fixed in code."""
        for term in field_terms():
            code = ".".join(filter(None, (term.entity, term.name, term.language)))
            yield filled(
                {
                    "id": term.uuid,
                    "code": code,
                    "name": term.name.replace("_", " ").capitalize(),
                    "taxonomy_id": taxonomy_id(FIELD),
                    "language": term.language,
                }
            ) | {"description": ""}
        for taxonomy in sorted(set(CHOICE_OF.values())):
            for code in self.vocabularies.terms[taxonomy]:
                yield dict(self.vocabularies.term(taxonomy, code, "en") or {})

    def term(self, row: Row) -> Thing:
        said = row.values
        broader = said.get("broader", "")
        return filled(
            {
                "id": said["uuid"],
                "code": said["code"],
                "parent_id": self.keys.term(said["vocabulary"], broader) if broader else "",
                "taxonomy_id": taxonomy_id(said["vocabulary"]),
            }
        ) | {
            "name": _pick(said, "labels") or said["code"],
            "description": _pick(said, "scope_notes"),
        }

    def term_attributes(self, row: Row) -> Iterator[Thing]:
        yield from self._attributes(row, row.values["uuid"], KINDS["term"])

    # Organisations and places

    def organization(self, row: Row) -> Thing:
        said = row.values
        key = self.keys.organisations[said["key"]] = said.get("uuid") or named(said["key"])
        return filled(
            {
                "id": key,
                "name": said["name"],
                "alternate_name": "; ".join(said.get("former_names", "").split("\n")),
                "email": said.get("email", ""),
                "website": said.get("website", ""),
                "phones": self._phones(row, key, "organization_id"),
                "attributes": self._within(row, key, KINDS["organisation"]),
            }
        ) | {"description": _pick(said, "descriptions")}

    def location(self, row: Row) -> Thing:
        said = row.values
        key = self.keys.places[said["key"]] = said.get("uuid") or named(said["key"])
        body, hours = said.get("organisation", ""), _pick(said, "opening_hours")
        address = {
            "id": derived(key, "address"),
            "address_1": said.get("street", ""),
            "city": said.get("town", ""),
            "state_province": "",
            "postal_code": said.get("postal_code", ""),
            "country": said.get("country", ""),
            "address_type": "physical",
        }
        return filled(
            {
                "id": key,
                "location_type": "physical",
                "organization_id": self.keys.organisation(body) if body else "",
                "name": _pick(said, "names"),
                "latitude": _number(said.get("latitude", "")),
                "longitude": _number(said.get("longitude", "")),
                "addresses": [address],
                "phones": self._phones(row, key, "location_id"),
                "schedules": [{"id": derived(key, "schedule"), "description": hours}]
                if hours
                else [],
                "attributes": self._within(row, key, KINDS["place"]),
            }
        )

    def _phones(self, owner: Row, key: str, link: str) -> list[Thing]:
        found = []
        for number, row in enumerate(owner.below.get("phones", ())):
            own = derived(key, "phone", number)
            found.append(
                filled(
                    {
                        "id": own,
                        link: key,
                        "number": row.values["number"],
                        "type": PHONE_TYPES.get(row.values.get("kind", ""), ""),
                        "description": _pick(row.values, "labels"),
                        "attributes": self._within(row, own, KINDS[row.kind]),
                    }
                )
            )
        return found

    # Programmes

    def service(self, row: Row) -> Thing:
        said, key = row.values, row.values["uuid"]
        phones, contacts = self._ways(row, key)
        above = said.get("part_of", "")
        return {
            **_without_owner(self._service.fields(self._data(row))),
            **filled(
                {
                    "program_id": above,
                    "phones": phones,
                    "contacts": contacts,
                    "service_at_locations": [
                        {"id": at_location(key, place), "location_id": place}
                        for place in (
                            self.keys.place(one.values["place"])
                            for one in row.below.get("place_rows", ())
                        )
                    ],
                    "attributes": [*self._of_service(row, key)],
                }
            ),
        }

    def _data(self, row: Row) -> Thing:
        """The programme as the directory's reader gives it to the API's writer."""
        data = _plain(KINDS["programme"], row)
        for part in data["organisation_rows"]:
            part["organisation"] = {"uuid": self.keys.organisation(part["organisation"])}
        return data | {"parent": None, "changed_at": None}

    def _ways(self, row: Row, key: str) -> tuple[list[Thing], list[Thing]]:
        """Numbers, and addresses; the attribute ``order`` says how they stand together."""
        phones, contacts = [], []
        points = row.below.get("contact_points", ())
        kinds = {one.values["kind"] in PHONE_TYPES for one in points}
        for number, one in enumerate(points):
            own, said = derived(key, "contact", number), one.values
            attributes = self._within(one, own, KINDS["contact"])
            if len(kinds) > 1:
                attributes.append(_of_field(own, "contact_point", ORDER, str(number)))
            way: Thing = {"id": own, **filled({"attributes": attributes})}
            if said["kind"] in PHONE_TYPES:
                phones.append(
                    {
                        **way,
                        "number": said["value"],
                        "type": PHONE_TYPES[said["kind"]],
                        **filled({"description": _pick(said, "labels")}),
                    }
                )
                continue
            if said["kind"] == "email":
                way["email"] = said["value"]
            else:
                attributes.append(_of_field(own, "contact_point", said["kind"], said["value"]))
                way["attributes"] = attributes
            contacts.append(way | filled({"name": _pick(said, "labels")}))
        return phones, contacts

    def _of_service(self, row: Row, key: str) -> Iterator[Thing]:
        programme = KINDS["programme"]
        yield from self._attributes(row, key, programme)
        for accessor, kind in programme.below.items():
            for number, one in enumerate(row.below.get(accessor, ())):
                if kind.name == "text":
                    yield from self._text(one, key)
                elif ("programme", accessor) in LISTED:
                    yield from self._listed(row, key, accessor, number, one)

    def _listed(
        self, owner: Row, owner_key: str, accessor: str, number: int, row: Row
    ) -> Iterator[Thing]:
        """A row that HSDS has no object for, and those below it."""
        kind = KINDS[row.kind]
        key = row.values.get("uuid") or derived(owner_key, ENTITY[row.kind], number)
        if owner.kind != "programme":
            name = LISTED[owner.kind, accessor]
            yield _of_field(owner_key, ENTITY[owner.kind], name, key, key)
        yield from self._attributes(row, key, kind)
        for below in kind.below:
            for place, child in enumerate(row.below.get(below, ())):
                yield from self._listed(row, key, below, place, child)

    def _text(self, row: Row, key: str) -> Iterator[Thing]:
        language = row.values["language"]
        for column in attribute_columns("text"):
            words = row.values.get(column.name, "")
            if words:
                yield _of_field(key, "service", column.name, words, language, language)

    # Attributes

    def _within(self, row: Row, key: str, kind: Kind) -> list[Thing]:
        """Attributes that stand in the object they are about."""
        return list(self._attributes(row, key, kind))

    def _attributes(self, row: Row, key: str, kind: Kind) -> Iterator[Thing]:
        for column in attribute_columns(kind.name):
            yield from self._column(row, key, ENTITY[kind.name], column)

    def _column(self, row: Row, key: str, entity: str, column: Column) -> Iterator[Thing]:
        if column.by_language:
            texts = ((name.rpartition(".")[2], row.values.get(name, "")) for name in column.names)
            for language, words in texts:
                if words:
                    yield _of_field(key, entity, column.name, words, language, language)
            return
        value = row.values.get(column.name, "")
        if not value or (column.value is values.FLAG and value != YES):
            return
        choice = CHOICE_OF.get((row.kind, column.name))
        if column.terms:
            for code in split_codes(value) if column.many else [value]:
                term = self.keys.term(column.terms, code)
                yield _attribute(key, entity, column.name, code, taxonomy_term_id=term)
        elif choice:
            term = named("term", choice, value)
            yield _attribute(key, entity, column.name, "", taxonomy_term_id=term)
        elif column.refers == "organisation":
            yield _of_field(key, entity, column.name, self.keys.organisation(value))
        else:
            words = "true" if column.value is values.FLAG else value
            yield _of_field(key, entity, column.name, words)


def _of_field(
    link: str, entity: str, name: str, value: str, key: str = "", language: str = ""
) -> Thing:
    # Which field it is, `link_type` says; in which language, only a term can.
    if language or name in _TELLING:
        term = field_uuid(entity, name, language)
        return _attribute(link, entity, name, key, taxonomy_term_id=term, value=value)
    return _attribute(link, entity, name, key, value=value)


def _attribute(link: str, entity: str, name: str, key: str, **said: str) -> Thing:
    own = derived(link, "attribute", name, key)
    # What it is about goes without saying, but for rows that HSDS has no object for.
    if entity in _ROWS or entity == "taxonomy_term":
        return {"id": own, "link_id": link, "link_entity": entity, "link_type": name, **said}
    return {"id": own, "link_type": name, **said}


def _without_owner(service: Thing) -> Thing:
    """Lists in which each object says no more which service it stands in."""
    for things in service.values():
        for thing in things if isinstance(things, list) else ():
            thing.pop("service_id", None)
    return service


def _pick(said: Mapping[str, str], name: str) -> str:
    """The text in the first language that has one: for whoever reads HSDS without attributes."""
    texts = dict(zip(_LANGUAGES, (said.get(f"{name}.{c}", "") for c in _LANGUAGES), strict=True))
    return pick_text(texts, "").words


def _number(text: str) -> float | None:
    return float(text) if text else None


def _plain(kind: Kind, row: Row) -> Thing:
    """A row's values as they are read from the directory, and the rows below it."""
    data: Thing = {}
    for column in kind.columns:
        if column.by_language:
            words = [row.values.get(name, "") for name in column.names]
            data[column.name] = {c: w for c, w in zip(_LANGUAGES, words, strict=True) if w}
        else:
            data[column.name] = _typed(column, row.values.get(column.name, ""))
    for accessor, below in kind.below.items():
        data[accessor] = [
            {**_plain(below, one), "sort_order": number, "pk": number}
            for number, one in enumerate(row.below.get(accessor, ()))
        ]
    if kind.folded:
        data[kind.folded] = _unfolded(data)
    return data


def _unfolded(data: Thing) -> Sequence[Thing]:
    names = ("label", "frequency", "cost_note")
    return [
        {"language": code, **{name: data[name].get(code, "") for name in names}}
        for code in _LANGUAGES
        if any(code in data[name] for name in names)
    ]


def _typed(column: Column, text: str) -> Any:
    if column.many:
        return split_codes(text)
    if column.value is values.FLAG:
        return text == YES
    if column.value is values.NUMBER:
        return int(text) if text else None
    return text
