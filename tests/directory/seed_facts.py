"""Every fact of the two source documents, and the field of the record that holds it.

A row is: the fact in a few words, the entry (a programme's slug, or `@` and an organisation's
key), the field, and what the field must hold: a set is contained in it, a text stands in it,
anything else equals it.
"""

import re
from typing import Any, NamedTuple

from directory.models import Organisation, ProgrammePage

STEP = re.compile(r"(\w+)(?:\[(.+?)\])?")


class Fact(NamedTuple):
    words: str
    entry: str
    field: str
    holds: Any


def value_of(entry: str, field: str) -> Any:
    """What stands in a field: codes for terms, keys for organisations, else the value itself."""
    value: Any = (
        Organisation.objects.get(key=entry[1:])
        if entry.startswith("@")
        else ProgrammePage.objects.get(slug=entry)
    )
    for step in re.split(r"\.(?![^\[]*\])", field):
        match = STEP.fullmatch(step)
        assert match, step
        value = _step(value, match[1], match[2])
    return value


def _step(value: Any, name: str, key: str | None) -> Any:
    if isinstance(value, dict):
        return value.get(name, "")
    found = getattr(value, name)
    if not hasattr(found, "all"):
        return found
    rows = list(found.all())
    if name in PICKS:
        return PICKS[name](rows, key)
    return {getattr(row, "code", row) for row in rows}


def _one(rows: list[Any], of: str, key: str | None) -> Any:
    chosen = [row for row in rows if str(_label(row, of)) == key]
    assert len(chosen) == 1, (of, key, rows)
    return chosen[0]


def _label(row: Any, of: str) -> Any:
    if of == "label":
        return row.texts.get(language="en").label
    return getattr(row.context, "code", "") if of == "context" else getattr(row, of)


PICKS: dict[str, Any] = {
    "texts": lambda rows, key: _one(rows, "language", key),
    "strands": lambda rows, key: _one(rows, "label", key),
    "told_rows": lambda rows, key: _one(rows, "context", key),
    "conditions": lambda rows, key: [row.texts["en"] for row in rows if row.kind == key],
    "organisation_rows": lambda rows, key: {
        row.organisation.key for row in rows if row.role == key
    },
    "contact_points": lambda rows, key: {row.value for row in rows if row.kind == key},
    "place_rows": lambda rows, key: {getattr(row.place, key) for row in rows},
    "places": lambda rows, key: {getattr(row, key) for row in rows},
    "phones": lambda rows, key: {row.number for row in rows if row.kind == key},
    "ratings": lambda rows, key: rows[int(key)],
    "memberships": lambda rows, key: {row.network.key for row in rows},
    "member_rows": lambda rows, key: {row.member.key for row in rows},
}
