"""Organisations as HSDS has them."""

from collections.abc import Iterable, Mapping
from typing import Any

from directory.hsds.attributes import Attributes, Writing, filled
from directory.hsds.ids import own
from directory.hsds.place import location, phones
from directory.reading.records import in_order


def organization_brief(data: Mapping[str, Any], writing: Writing) -> dict[str, Any]:
    """An organisation without what it has several of. A description not stated is empty."""
    known = {
        "id": own(data["uuid"]),
        "name": data["name"],
        "alternate_name": "; ".join(_lines(data["former_names"])),
        "email": data["email"],
        "website": data["website"],
    }
    # HSDS requires a description.
    return {**filled(known), "description": writing.text(data["descriptions"])}


def organization(data: Mapping[str, Any], writing: Writing) -> dict[str, Any]:
    """An organisation with all that is known of it, but for its confidential places."""
    brief = organization_brief(data, writing)
    key = brief["id"]
    attributes = Attributes(writing)
    attributes.columns("organization", key, data, "Organisation")
    _linked(attributes, key, "memberships", in_order(data["memberships"]))
    _linked(attributes, key, "members", sorted(data["member_rows"] or [], key=_uuid))
    places = sorted((row for row in data["places"] or [] if not row["confidential"]), key=_uuid)
    return {
        **brief,
        **filled(
            {
                "phones": phones(data["phones"], "organization_id", key, writing),
                "locations": [location(row, writing) for row in places],
                "attributes": attributes.rows,
            }
        ),
    }


def _linked(attributes: Attributes, key: str, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        other = own(row["uuid"])
        attributes.value("organization", key, name, other, key=other)


def _uuid(row: Mapping[str, Any]) -> str:
    return own(row["uuid"])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
