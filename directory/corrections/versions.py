"""What a confirmation covers: everything published of an entry, told from another by a digest."""

import json
from typing import Any

from directory.corrections.links import digest_of
from directory.models import ProgrammePage
from directory.queries import read_by_slug

#: A day of the last check and a room are said anew by other buttons; the rest is not the entry's.
_NOT_COVERED = frozenset(
    {
        "checked_on", "checked_by", "changed_at", "periods", "path", "parent", "children", "pk",
        "capacity", "waiting_weeks", "capacity_on",
    }
)  # fmt: skip


def published_version(page: ProgrammePage) -> str:
    """Another one once anything was published of the entry, whether or not it can be proposed."""
    return digest_of(_canonical(read_by_slug(page.slug)))


def _canonical(value: Any) -> str:
    """The value as text; rows and terms come in no certain order."""
    if isinstance(value, dict):
        kept = sorted(
            (key, _canonical(one)) for key, one in value.items() if key not in _NOT_COVERED
        )
        return json.dumps(kept)
    if isinstance(value, list):
        return json.dumps(sorted(_canonical(one) for one in value))
    return json.dumps(value, default=str)
