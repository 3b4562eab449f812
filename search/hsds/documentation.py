"""What the OpenAPI document says of each address, in words for people who build on it."""

from collections.abc import Sequence
from typing import Any

from search.hsds.parameters import PARAMETERS, UUID_SCHEMA, described

TITLE = "Turnstone open data (Open Referral HSDS 3.0)"
INTRODUCTION = """\
A directory of programmes for people who have harmed, or fear they may harm, someone sexually or at
home. What is published there can be read here, by anybody, without an account: read only, without
cookies, from any origin.

**Services** are programmes. Each has *strands* (a youth team, an adult team), and what holds for
one of them need not hold for another: read them together. HSDS has no strands, nor a field for who
is told what, for evidence or for capacity; these are *attributes*. Each says by link_entity and
link_id what it is about (the service itself, one of its strands, a row below a strand), by
link_type which field of this directory it is, and has a value, a taxonomy_term or both. The address
/profile lists every field with its place.

**Nothing stated** means absent, never "no". A text that HSDS requires and a source does not give is
empty.

**Languages.** Names and descriptions are in the original language of each entry, or in `language`.
Texts stand in the attributes in every language there is; their taxonomy_term says which.

**A sensitive search** need not stand in an address, which servers and browsers keep: send the same
parameters by POST, as a form or as JSON.

**Copies.** Ask again with If-None-Match before you use a copy: an entry that is no longer published
is gone at once. `format=ndjson` gives a whole list, a line each.

**Who is told** is never only "nobody": read the attribute `danger` with it, which says when staff
may or must speak whatever was agreed.

The schemas are those of Open Referral HSDS 3.0 (CC BY-SA 4.0), to which the descriptions link.
"""
_SCHEMA = "https://docs.openreferral.org/en/3.0/hsds/schema_reference.html"

_NAMES = {
    "services": ("service", "services", "Programmes."),
    "organizations": (
        "organization",
        "organizations",
        (
            "Organisations that a published programme names: with a part in it, as a member or "
            "network of one that has, or because a place is theirs."
        ),
    ),
    "service_at_locations": (
        "service_at_location",
        "services at locations",
        (
            "Programmes at each place where they can be visited. Of a confidential place the town "
            "is given and nothing else."
        ),
    ),
    "taxonomies": (
        "taxonomy",
        "taxonomies",
        (
            "The vocabularies of this directory, choices that are fixed in the program, and the "
            "fields that attributes carry."
        ),
    ),
    "taxonomy_terms": ("taxonomy_term", "taxonomy terms", "The terms of all taxonomies."),
}
_REQUIRED = {
    "services": ("id", "name", "status"),
    "organizations": ("id", "name", "description"),
    "service_at_locations": ("id", "service_id", "location_id"),
    "taxonomies": ("id", "name", "description"),
    "taxonomy_terms": ("id", "code", "name", "description", "taxonomy_id"),
}
_INTEGERS = {
    "total_items": "How many there are in all.",
    "total_pages": "How many pages that makes.",
    "page_number": "Which page this is.",
    "size": "How many are on it.",
}
_BOOLEANS = {
    "first_page": "Whether this is the first page.",
    "last_page": "Whether no page follows.",
    "empty": "Whether nothing is on it.",
}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "string", "description": "What is wrong, in a sentence."},
        "parameter": {"type": "string", "description": "The parameter that it is about."},
    },
}


def _object(kind: str) -> dict[str, Any]:
    name = _NAMES[kind][0]
    return {
        "type": "object",
        "description": f"An object `{name}` of HSDS 3.0: {_SCHEMA}#{name.replace('_', '-')}",
        "required": list(_REQUIRED[kind]),
        "properties": {
            key: {"type": "string", **({"format": "uuid"} if key.endswith("id") else {})}
            for key in _REQUIRED[kind]
        },
    }


def _page(kind: str) -> dict[str, Any]:
    properties: dict[str, Any] = {
        **{n: {"type": "integer", "description": d} for n, d in _INTEGERS.items()},
        **{n: {"type": "boolean", "description": d} for n, d in _BOOLEANS.items()},
        "contents": {"type": "array", "items": _object(kind)},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _json(description: str, schema: Any) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_TAG = {"ETag": {"schema": {"type": "string"}, "description": "Send it back as If-None-Match."}}
_CONDITION = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of a copy: 304 without content where it still holds.",
}
_NOT_CHANGED = {"description": "The copy still holds."}


def of_list(kind: str, names: Sequence[str], method: str) -> dict[str, Any]:
    """Summary, description and the rest for an address of a list."""
    _one, many, about = _NAMES[kind]
    answer = _json(f"A page of {many}; with format=ndjson, a line each.", _page(kind))
    answer["content"]["application/x-ndjson"] = {"schema": {"type": "string"}}
    responses: dict[Any, Any] = {200: answer, 400: _json("A parameter cannot be read.", _ERROR)}
    if method == "POST":
        responses |= {
            413: _json("The body is too long.", _ERROR),
            415: _json("The body is neither a form nor JSON.", _ERROR),
        }
        extra: dict[str, Any] = {"requestBody": _request_body(kind, names)}
    else:
        responses |= {304: _NOT_CHANGED}
        answer["headers"] = _TAG
        extra = {"parameters": [*_in_query(kind, names), _CONDITION]}
    if "search" in names and kind in ("services", "service_at_locations"):
        responses[503] = _json("The search is being prepared.", _ERROR)
    told = " The parameters stand in the body." if method == "POST" else ""
    return {
        "summary": f"{many[0].upper()}{many[1:]}{', asked by POST' if told else ''}",
        "description": about + told,
        "tags": [kind],
        "openapi_extra": {**extra, "responses": responses},
    }


def of_one(kind: str) -> dict[str, Any]:
    one, _many, about = _NAMES[kind]
    answer = _json(f"The {one.replace('_', ' ')}, nested.", _object(kind))
    answer["headers"] = _TAG
    language = _in_query(kind, ("language",))
    return {
        "summary": f"One {one.replace('_', ' ')} with all that is known of it",
        "description": about,
        "tags": [kind],
        "openapi_extra": {
            "parameters": [_identifier(), *language, _CONDITION],
            "responses": {
                200: answer,
                304: _NOT_CHANGED,
                400: _json("A parameter cannot be read.", _ERROR),
                404: _json("Nothing is published with this identifier.", _ERROR),
            },
        },
    }


_ROOTS = {
    "about": (
        "About this API",
        "The version of HSDS, and where its profile and this document are.",
        {
            "type": "object",
            "required": ["version", "profile", "openapi_url"],
            "properties": {
                "version": {"type": "string"},
                "profile": {"type": "string", "format": "uri"},
                "openapi_url": {"type": "string", "format": "uri"},
            },
        },
    ),
    "profile": (
        "Where each field of this directory stands in HSDS",
        (
            "Every column of the record with its place, what is given beside them, and what is "
            "left out, with the reason."
        ),
        {"type": "object", "required": ["version", "columns", "derived", "left_out"]},
    ),
    "openapi": ("This document", "OpenAPI 3.1.", {"type": "object", "required": ["openapi"]}),
}


def of_root(name: str) -> dict[str, Any]:
    summary, description, schema = _ROOTS[name]
    answer = {**_json(description, schema), "headers": _TAG}
    return {
        "summary": summary,
        "description": description,
        "tags": ["about"],
        "openapi_extra": {
            "parameters": [_CONDITION],
            "responses": {
                200: answer,
                304: _NOT_CHANGED,
                400: _json("There are no parameters here.", _ERROR),
            },
        },
    }


def _identifier() -> dict[str, Any]:
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": dict(UUID_SCHEMA),
        "description": "The identifier of the object.",
    }


def _in_query(kind: str, names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": described(name, kind),
            "schema": dict(PARAMETERS[name].schema),
        }
        for name in names
    ]


def _request_body(kind: str, names: Sequence[str]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {**PARAMETERS[name].schema, "description": described(name, kind)}
            for name in names
        },
    }
    types = ("application/json", "application/x-www-form-urlencoded")
    return {"required": False, "content": {kind: {"schema": schema} for kind in types}}
