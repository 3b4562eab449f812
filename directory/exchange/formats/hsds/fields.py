"""Where the columns of each kind of row stand in an HSDS document.

What HSDS has a field for stands there; every other column is an attribute, found by what it is
about (``link_entity``) and its name (``link_type``), as in the API (`directory/hsds/mapping.py`).
A new column of the record needs nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from directory.exchange.columns import KINDS
from directory.exchange.kind import Column
from directory.hsds.ids import named
from directory.hsds.mapped import ENTITIES
from directory.hsds.vocabularies import CHOICES, FIELD, field_code

#: The parts of a document, in their order, called as HSDS calls its tables.
SECTIONS = ("taxonomies", "taxonomy_terms", "organizations", "locations", "attributes", "services")
#: Kind of row → its columns that stand in fields of HSDS's own, and come back from there.
NATIVE: Mapping[str, frozenset[str]] = {
    "term": frozenset({"uuid", "vocabulary", "code", "broader"}),
    "organisation": frozenset({"uuid", "name", "website", "email"}),
    "organisation-phone": frozenset({"kind", "number"}),
    "place": frozenset(
        {
            *("uuid", "organisation", "street", "postal_code", "town", "country"),
            *("latitude", "longitude"),
        }
    ),
    "place-phone": frozenset({"kind", "number"}),
    "programme": frozenset({"uuid", "status", "checked_on"}),
    "text": frozenset({"language"}),
    "strand": frozenset({"uuid"}),
    "contact": frozenset({"kind", "value"}),
    "at-place": frozenset({"place"}),
}
#: Kind of row → what an attribute about it says as ``link_entity``.
ENTITY: Mapping[str, str] = {
    name: ENTITIES.get(kind.model.__name__, "organization" if name == "keeper" else name)
    for name, kind in KINDS.items()
}
#: The rows that an entry lists as attributes: (kind of the owner, accessor) → the name there.
LISTED: Mapping[tuple[str, str], str] = {
    ("programme", "strands"): "strands",
    ("programme", "conditions"): "conditions",
    ("programme", "organisation_rows"): "organization_rows",
    ("programme", "ratings"): "ratings",
    ("strand", "told_rows"): "told_rows",
}
#: Where a contact point stands among the others: HSDS parts numbers from addresses.
ORDER = "order"
#: What attributes of an organisation say of its page in the tree.
KEEPER_SLUG, KEEPER_TITLE = "keeper_slug", "keeper_title"
MEMBERSHIPS = "memberships"
CHOICE_OF: Mapping[tuple[str, str], str] = {
    ("strand", "capacity"): "capacity",
    ("strand", "gender"): "gender",
    ("rating", "level"): "evidence",
    ("part", "role"): "part",
    ("condition", "kind"): "condition",
}


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A term of the taxonomy of fields: which column an attribute carries, in which language."""

    entity: str
    name: str
    language: str = ""

    @property
    def uuid(self) -> str:
        return named("term", FIELD, field_code(self.entity, self.name, self.language))


def attribute_columns(kind: str) -> tuple[Column, ...]:
    """The columns of a kind that attributes carry."""
    native = NATIVE.get(kind, frozenset())
    return tuple(column for column in KINDS[kind].columns if column.name not in native)


@cache
def field_terms() -> tuple[FieldTerm, ...]:
    """A term for every column and language that an attribute can carry."""
    found: dict[FieldTerm, None] = {}
    for kind in KINDS:
        for column in attribute_columns(kind):
            if column.by_language or kind == "text":
                for language in settings.CONTENT_LANGUAGES:
                    found[FieldTerm(ENTITY[kind], column.name, language)] = None
            else:
                found[FieldTerm(ENTITY[kind], column.name)] = None
    for (owner, _accessor), name in LISTED.items():
        found[FieldTerm(ENTITY[owner], name)] = None
    for entity, name in (
        ("organization", MEMBERSHIPS),
        ("organization", KEEPER_SLUG),
        ("organization", KEEPER_TITLE),
        ("contact_point", ORDER),
    ):
        found[FieldTerm(entity, name)] = None
    return tuple(found)


@cache
def field_uuid(entity: str, name: str, language: str = "") -> str:
    return FieldTerm(entity, name, language).uuid


@cache
def languages_by_uuid() -> Mapping[str, str]:
    """Of a text's attribute: the identifier of its term → the language that it says."""
    return {term.uuid: term.language for term in field_terms() if term.language}


@cache
def choices_by_uuid() -> Mapping[str, str]:
    """The identifier of a choice that is fixed in code → its code."""
    return {
        named("term", taxonomy, str(code)): str(code)
        for taxonomy, (choices, _model, _column) in CHOICES.items()
        for code, _label in choices.choices
    }
