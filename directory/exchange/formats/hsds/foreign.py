"""Reading services of other directories: what HSDS says of them, as rows of this record.

What they do not say is not stated. What stands under ``?`` and a column's name is for a new
programme only: once it is here, editors keep that. Terms that nobody knows here are mapped by a
person (`directory/imports/planning.py`).
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.exchange.formats.base import FileHeadings, ReadRow
from directory.exchange.formats.hsds.reading import Taker, Thing, kind_of_phone, rows_in
from directory.exchange.formats.hsds.sections import Found, is_own
from directory.exchange.kind import FOREIGN_TERMS, ONLY_NEW
from directory.hsds.ids import derived

#: Stands for the target population, which HSDS has no field for: a person says which of ours.
NOT_STATED = "not-stated"
_STATUS = {
    "active": "open",
    "inactive": "paused",
    "temporarily closed": "paused",
    "defunct": "closed",
}
_LANGUAGES = settings.CONTENT_LANGUAGES


def _texts(name: str) -> tuple[str, ...]:
    return tuple(f"{name}.{language}" for language in _LANGUAGES)


#: What is compared with what is here when a file is handed in again; the rest is ours.
FOREIGN_HEADINGS: FileHeadings = {
    "organisation": ("uuid", "key", "name", "former_names", "website", "email"),
    "organisation-phone": ("organisation", "kind", "number"),
    "place": (
        *("uuid", "key", "organisation", "street", "postal_code", "town", "country"),
        *("latitude", "longitude"),
    ),
    "place-phone": ("place", "kind", "number"),
    "programme": ("uuid", "slug", "keeper", "status", "checked_on"),
    "text": (*("programme", "language", "title", "summary", "target_population", "recognition"),),
    "strand": ("programme", "uuid"),
    "part": ("programme", "organisation", "role"),
    "contact": ("programme", "kind", "value"),
    "at-place": ("programme", "place"),
}


class ForeignReader:
    """Makes rows of the objects of a file, one after another."""

    def __init__(self) -> None:
        language = (get_language() or "")[:2]
        #: HSDS does not say in which language its texts are: in that of whoever hands them in.
        self.language = language if language in _LANGUAGES else _LANGUAGES[0]
        self._keys: dict[str, str] = {}
        self._towns: set[str] = set()
        self._terms: dict[str, str] = {}
        self._taxonomies: dict[str, str] = {}

    def rows(self, found: Found) -> Iterator[ReadRow]:
        """The rows of one object."""
        take = Taker(found.line)
        if found.section == "taxonomies":
            self._taxonomies[_id(take, found.thing)] = take.text(found.thing, "name")
        elif found.section == "taxonomy_terms":
            self._meet_term(take, found.thing)
        elif found.section == "organizations":
            yield from self._organisation(take, found.thing)
        elif found.section == "locations":
            yield from self._place(take, found.thing)
        elif found.section == "services":
            yield from self._service(take, found.thing)

    def end(self) -> Iterator[ReadRow]:
        """Nothing is left when the file has ended."""
        return iter(())

    def _meet_term(self, take: Taker, thing: Thing) -> str:
        taxonomy = take.text(thing, "taxonomy_id")
        for detail in rows_in(thing, "taxonomy_detail"):
            self._taxonomies[_id(take, detail)] = take.text(detail, "name")
        of = take.text(thing, "taxonomy") or self._taxonomies.get(_as_uuid(taxonomy), "")
        name = take.text(thing, "name") or take.text(thing, "code")
        words = f"{of}: {name}" if of else name
        self._terms[_id(take, thing)] = words
        return words

    # Organisations and places

    def _organisation(self, take: Taker, thing: Thing) -> Iterator[ReadRow]:
        own = _id(take, thing)
        if own in self._keys:
            return
        name = take.text(thing, "name")
        if not own:
            yield _without_id(take, "organisation", "key", name)
            return
        key = self._keys[own] = _key(name, own)
        row = take.row("organisation", FOREIGN_HEADINGS)
        row.values |= {
            "uuid": own,
            "key": key,
            "name": name,
            "former_names": take.text(thing, "alternate_name"),
            "website": take.text(thing, "website") or take.text(thing, "url"),
            "email": take.text(thing, "email"),
        }
        if take.text(thing, "description"):
            row.values[f"descriptions.{self.language}"] = take.text(thing, "description")
        yield take.read(row)
        yield from self._phones(take, thing, "organisation", key)
        for place in rows_in(thing, "locations"):
            yield from self._place(take, {"organization_id": own, **place})

    def _place(self, take: Taker, thing: Thing) -> Iterator[ReadRow]:
        own = _id(take, thing)
        address = next(iter(rows_in(thing, "addresses")), {})
        town = take.text(address, "city")
        if own in self._towns or not town:
            return  # a place on the internet, or one that nobody could find
        if not own:
            yield _without_id(take, "place", "key", town)
            return
        self._towns.add(own)
        key = self._keys[own] = _key(town, own)
        body = _as_uuid(take.text(thing, "organization_id"))
        street = (take.text(address, "address_1"), take.text(address, "address_2"))
        row = take.row("place", FOREIGN_HEADINGS)
        row.values |= {
            "uuid": own,
            "key": key,
            "organisation": self._keys.get(body, ""),
            "street": ", ".join(filter(None, street)),
            "postal_code": take.text(address, "postal_code"),
            "town": town,
            "country": take.text(address, "country").upper(),
            "latitude": take.text(thing, "latitude"),
            "longitude": take.text(thing, "longitude"),
        }
        if not (row.values["latitude"] and row.values["longitude"]):
            row.values["latitude"] = row.values["longitude"] = ""
        yield take.read(row)
        yield from self._phones(take, thing, "place", key)

    def _phones(self, take: Taker, thing: Thing, owner: str, key: str) -> Iterator[ReadRow]:
        for phone in rows_in(thing, "phones"):
            row = take.row(f"{owner}-phone", FOREIGN_HEADINGS)
            row.values[owner] = key
            row.values["kind"] = kind_of_phone(phone, "voice")
            row.values["number"] = take.text(phone, "number")
            yield take.read(row)

    # Services

    def _service(self, take: Taker, thing: Thing) -> Iterator[ReadRow]:
        own = _id(take, thing)
        if not own:
            yield _without_id(take, "programme", "slug", take.text(thing, "name"))
            return
        for body in rows_in(thing, "organization"):
            yield from self._organisation(take, body)
        at = [_as_uuid(take.text(one, "location_id")) for one in rows_in(thing, _AT)]
        for number, one in enumerate(rows_in(thing, _AT)):
            for place in rows_in(one, "location"):
                at[number] = _id(take, place)
                yield from self._place(take, place)
        yield self._programme(take, thing, own)
        yield self._text(take, thing, own)
        yield self._strand(take, thing, own)
        keeper = self._provider(take, thing)
        if keeper:
            row = take.row("part", FOREIGN_HEADINGS)
            row.values |= {"programme": own, "organisation": keeper, "role": "delivers"}
            yield take.read(row)
        yield from self._contacts(take, thing, own)
        for place_id in dict.fromkeys(one for one in at if one in self._towns):
            row = take.row("at-place", FOREIGN_HEADINGS)
            row.values |= {"programme": own, "place": self._keys[place_id]}
            yield take.read(row)

    def _programme(self, take: Taker, thing: Thing, own: str) -> ReadRow:
        row = take.row("programme", FOREIGN_HEADINGS)
        name = take.text(thing, "name")
        status = take.text(thing, "status")
        del row.values["slug"], row.values["keeper"]
        row.values |= {
            "uuid": own,
            "status": _STATUS.get(status, status),
            "checked_on": take.text(thing, "assured_date")[:10],
            f"{ONLY_NEW}slug": f"{slugify(name)[:60] or 'service'}-{own[:8]}",
            f"{ONLY_NEW}keeper": self._provider(take, thing),
            f"{ONLY_NEW}original_language": self.language,
            f"{ONLY_NEW}areas": ", ".join(
                take.text(area, "name").replace(",", " ")
                for area in rows_in(thing, "service_areas")
            ),
            FOREIGN_TERMS: json.dumps(self._named(take, thing), ensure_ascii=False),
        }
        read = take.read(row)
        if is_own(thing):
            message = _("Another directory like this one wrote this entry: hand it in by itself.")
            read.problems.append(("attributes", message))
        return read

    def _provider(self, take: Taker, thing: Thing) -> str:
        body = _as_uuid(take.text(thing, "organization_id"))
        for one in rows_in(thing, "organization"):
            body = _id(take, one)
        return self._keys.get(body, body)

    def _named(self, take: Taker, thing: Thing) -> list[str]:
        """The terms that a service carries, as people read them, each once."""
        found = []
        for one in rows_in(thing, "attributes"):
            nested = [self._meet_term(take, term) for term in rows_in(one, "taxonomy_term")]
            known = self._terms.get(_as_uuid(take.text(one, "taxonomy_term_id")), "")
            found += nested or ([known] if known else [])
        return list(dict.fromkeys(found))

    def _text(self, take: Taker, thing: Thing, own: str) -> ReadRow:
        row = take.row("text", FOREIGN_HEADINGS)
        row.values |= {
            "programme": own,
            "language": self.language,
            "title": take.text(thing, "name"),
            "summary": take.text(thing, "description"),
            "target_population": take.text(thing, "eligibility_description"),
            "recognition": take.text(thing, "accreditations"),
        }
        return take.read(row)

    def _strand(self, take: Taker, thing: Thing, own: str) -> ReadRow:
        """The one strand of a new programme. HSDS says of it in which languages, ages and cost."""
        row = take.row("strand", FOREIGN_HEADINGS)
        spoken = [take.text(one, "code") or slugify(take.text(one, "name")) for one in
                  rows_in(thing, "languages")]  # fmt: skip
        costs = [
            take.text(thing, "fees_description"),
            *(take.text(one, "amount_description") for one in rows_in(thing, "cost_options")),
        ]
        row.values |= {
            "programme": own,
            "uuid": derived(own, "strand"),
            ONLY_NEW: "yes",
            "populations": NOT_STATED,
            "modes_not_stated": "yes",
            "age_from": _years(take.text(thing, "minimum_age")),
            "age_to": _years(take.text(thing, "maximum_age")),
            "languages": ", ".join(filter(None, spoken)),
            f"cost_note.{self.language}": "; ".join(dict.fromkeys(filter(None, costs))),
        }
        return take.read(row)

    def _contacts(self, take: Taker, thing: Thing, own: str) -> Iterator[ReadRow]:
        """Its own ways to be reached. ``contacts`` name persons, and are left out."""
        ways = [(kind_of_phone(p, "phone"), take.text(p, "number")) for p in
                rows_in(thing, "phones")]  # fmt: skip
        ways += [("email", take.text(thing, "email")), ("website", take.text(thing, "url"))]
        for kind, value in dict.fromkeys(way for way in ways if way[1]):
            row = take.row("contact", FOREIGN_HEADINGS)
            row.values |= {"programme": own, "kind": kind, "value": value}
            yield take.read(row)


_AT = "service_at_locations"
#: Identifiers of others that are no UUIDs become some, always the same.
_NAMESPACE = uuid.UUID("0d3b8a1c-6a40-5d0e-8f3e-55d1f1a0c7b2")


def _id(take: Taker, thing: Mapping[str, Any]) -> str:
    return _as_uuid(take.text(thing, "id"))


def _without_id(take: Taker, kind: str, column: str, name: str) -> ReadRow:
    """What no later file could be compared with: a row with what is wrong with it."""
    row = take.row(kind, {kind: (column,)})
    row.values[column] = slugify(name)[:60]
    read = take.read(row)
    read.problems.append(("id", _("It has no “id”, by which HSDS tells one from another.")))
    return read


def _as_uuid(text: str) -> str:
    if not text:
        return ""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid5(_NAMESPACE, text))


def _key(name: str, own: str) -> str:
    return f"{slugify(name)[:48].strip('-') or 'hsds'}-{own[:8]}"


def _years(text: str) -> str:
    return text.removesuffix(".0")
