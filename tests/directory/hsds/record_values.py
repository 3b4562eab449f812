"""What the attributes of a service must say, worked out from the rows in the database.

Written without the serialisers: from models and the table alone.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Model

from directory.hsds.ids import derived
from directory.hsds.mapped import Kind, Row
from directory.models import Organisation, Place, ProgrammePage


class Said(NamedTuple):
    """One attribute: about which object, which term or language, which value."""

    about: str
    which: str
    value: str


def in_order(rows: Any) -> list[Any]:
    return sorted(rows.all(), key=lambda row: (row.sort_order or 0, row.pk))


def rows_of_programme(page: ProgrammePage) -> Iterator[tuple[str, Model]]:
    """Every row of a programme, with the identifier that attributes about it name."""
    service = str(page.uuid)
    yield service, page
    for text in page.texts.all():
        yield service, text
    for strand in in_order(page.strands):
        yield str(strand.uuid), strand
        for text in strand.texts.all():
            yield str(strand.uuid), text
        for place, told in enumerate(in_order(strand.told_rows)):
            yield derived(str(strand.uuid), "told", place), told
    for name, rows in (("condition", page.conditions), ("rating", page.ratings)):
        for place, row in enumerate(in_order(rows)):
            yield derived(service, name, place), row
    for row in in_order(page.organisation_rows):
        yield derived(service, "organization", row.organisation.uuid, row.role), row
    for row in in_order(page.contact_points):
        yield derived(service, "contact", row.kind, row.value), row


def rows_of_organisation(body: Organisation) -> Iterator[tuple[str, Model]]:
    key = str(body.uuid)
    yield key, body
    yield from _phones(key, body.phones)
    for row in (*body.memberships.all(), *body.member_rows.all()):
        yield key, row


def rows_of_place(place: Place) -> Iterator[tuple[str, Model]]:
    yield str(place.uuid), place
    yield from _phones(str(place.uuid), place.phones)


def _phones(owner: str, rows: Any) -> Iterator[tuple[str, Model]]:
    for row in in_order(rows):
        yield derived(owner, "phone", row.number, row.kind), row


def wanted(row: Row, rows: Iterable[tuple[str, Model]]) -> set[Said]:
    """What must be said of a column, by all these rows."""
    found: set[Said] = set()
    for about, instance in rows:
        if type(instance).__name__ == row.model:
            found |= {Said(about, *said) for said in _sayings(row, instance)}
    return found


def _sayings(row: Row, instance: Any) -> Iterator[tuple[str, str]]:
    value = getattr(instance, row.field)
    if row.kind is Kind.TERMS:
        yield from ((str(term.uuid), "") for term in value.all())
    elif row.kind is Kind.TEXTS:
        yield from value.items()
    elif value in (None, "", False):
        return
    elif row.kind is Kind.TEXT:
        yield instance.language, value
    elif row.kind is Kind.TERM:
        yield str(value.uuid), ""
    elif row.kind is Kind.CHOICE:
        yield value, ""
    elif row.kind is Kind.FLAG:
        yield "", "true"
    elif row.kind is Kind.LINK:
        yield "", str(value.uuid)
    else:
        yield "", value.isoformat() if isinstance(value, dt.date) else str(value)


def said(row: Row, name: str, attributes: Iterable[dict[str, Any]]) -> set[Said]:
    """What attributes do say of a column."""
    found = set()
    for attribute in attributes:
        if (attribute["link_entity"], attribute["link_type"]) != (row.entity, name):
            continue
        term = attribute.get("taxonomy_term", {})
        which = ""
        if row.kind in (Kind.TEXT, Kind.TEXTS):
            which = term["language"]
        elif row.kind in (Kind.TERM, Kind.TERMS):
            which = attribute["taxonomy_term_id"]
        elif row.kind is Kind.CHOICE:
            which = term["code"]
        found.add(Said(attribute["link_id"], which, attribute.get("value", "")))
    return found


def all_attributes(thing: Any) -> Iterator[dict[str, Any]]:
    """The attributes of an object and of everything in it, but for terms."""
    if isinstance(thing, list):
        for part in thing:
            yield from all_attributes(part)
    elif isinstance(thing, dict):
        for name, part in thing.items():
            if name == "attributes":
                yield from part
            elif name != "taxonomy_term":
                yield from all_attributes(part)
