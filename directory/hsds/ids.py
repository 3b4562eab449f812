"""Identifiers that stay: the record's own, and uuid5 of them for what has none."""

import uuid

NAMESPACE = uuid.UUID("6f1f3c5e-8a55-5d0c-9f4e-3b8d2a7c4e10")


def own(value: object) -> str:
    """A UUID of the record as text, whether it comes from SQLite (32 digits) or elsewhere."""
    return str(uuid.UUID(str(value)))


def derived(owner: str, *names: object) -> str:
    """The identifier of something that belongs to ``owner`` and is called ``names`` there."""
    return str(uuid.uuid5(uuid.UUID(owner), "/".join(map(str, names))))


def named(*names: str) -> str:
    """The identifier of something that belongs to no row: a taxonomy, a term fixed in code."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))


def shown_with(service: str, place: str) -> str:
    """The identifier of a confidential place as one service shows it."""
    return derived(service, "confidential place", place)


def at_location(service: str, place: str) -> str:
    """The identifier of a service at a place."""
    return derived(service, "place", place)
