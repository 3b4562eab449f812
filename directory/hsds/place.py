"""Places as HSDS locations. Of a confidential one the town is given, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from directory.hsds.attributes import Attributes, Writing, filled
from directory.hsds.ids import derived, own, shown_with
from directory.reading.records import in_order

#: The type of a number (RFC 6350), by the kinds of the record.
PHONE_TYPES = {"voice": "voice", "phone": "voice", "mobile": "cell", "fax": "fax"}


def location(data: Mapping[str, Any], writing: Writing, service: str = "") -> dict[str, Any]:
    """A place. ``service`` is the programme that it is shown with.

    A confidential place has another identifier with each programme, so that nobody learns from it
    which programmes share an address.
    """
    place = own(data["uuid"])
    attributes = Attributes(writing)
    if data["confidential"]:
        place = shown_with(service or place, place)
        attributes.value("location", place, "confidential", "true")
        return {
            "id": place,
            "location_type": "physical",
            "addresses": [_address(place, data, street="", postal_code="")],
            "attributes": attributes.rows,
        }
    attributes.columns("location", place, data, "Place")
    hours = writing.text(data["opening_hours"])
    return filled(
        {
            "id": place,
            "location_type": "physical",
            "organization_id": own(data["organisation"]) if data["organisation"] else "",
            "name": writing.text(data["names"]),
            "latitude": _number(data["latitude"]),
            "longitude": _number(data["longitude"]),
            "addresses": [_address(place, data, data["street"], data["postal_code"])],
            "phones": phones(data["phones"], "location_id", place, writing),
            "schedules": [schedule(place, "location_id", hours)] if hours else [],
            "attributes": attributes.rows,
        }
    )


def location_brief(data: Mapping[str, Any], writing: Writing, service: str = "") -> dict[str, Any]:
    """A place without what it has several of."""
    whole = location(data, writing, service)
    return {name: value for name, value in whole.items() if not isinstance(value, list)}


def phones(
    rows: Sequence[Mapping[str, Any]], link: str, owner: str, writing: Writing
) -> list[dict[str, Any]]:
    """The numbers of an organisation or a place."""
    found = []
    for row in in_order(list(rows or [])):
        phone = derived(owner, "phone", row["number"], row["kind"])
        attributes = Attributes(writing)
        attributes.columns("phone", phone, row, "OrganisationPhone")
        found.append(
            filled(
                {
                    "id": phone,
                    link: owner,
                    "number": row["number"],
                    "type": PHONE_TYPES[row["kind"]],
                    "description": writing.text(row["labels"]),
                    "attributes": attributes.rows,
                }
            )
        )
    return found


def schedule(owner: str, link: str, words: str) -> dict[str, Any]:
    """Opening hours in words, as the record has them."""
    return {"id": derived(owner, "schedule"), link: owner, "description": words}


def _address(place: str, data: Mapping[str, Any], street: str, postal_code: str) -> dict[str, Any]:
    # What HSDS requires and the record does not have is empty: a street that is not stated, and
    # provinces, which addresses in these countries do without.
    return {
        "id": derived(place, "address"),
        "location_id": place,
        "address_1": street,
        "city": data["town"],
        "state_province": "",
        "postal_code": postal_code,
        "country": data["country"],
        "address_type": "physical",
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
