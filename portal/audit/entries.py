"""What one row may hold, and the bytes its hash is taken over."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self
from uuid import UUID

from portal.audit.errors import EntryRefused
from portal.audit.models import ActorKind
from portal.vault.encoding import encode

Detail = str | int | bool | UUID | None
Details = Mapping[str, Detail | Sequence[Detail]]

FIRST_PREVIOUS = "0" * 64
LONGEST_TEXT = 64
LONGEST_LIST = 50
LONGEST_DETAILS = 4000
# A count, version or number of days; a telephone number does not fit.
LARGEST_NUMBER = 1_000_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# A code holds a letter; without one it is a day, a key's id or a UUID, never a telephone number.
_CODE = re.compile(
    r"(?=[^a-z]*[a-z])[a-z0-9][a-z0-9._:-]{0,63}"
    r"|\d{4}-\d{2}-\d{2}|\d{4}-\d{8}|\d{8}(-\d{4}){3}-\d{12}"
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted, without a name: `identity` is an opaque id, `role` a code."""

    kind: ActorKind
    identity: str = ""
    role: str = ""

    def __post_init__(self) -> None:
        for value in (self.identity, self.role):
            if value and not (_CODE.fullmatch(value) or value.isdecimal()):
                raise EntryRefused("An actor is an opaque id and a role's code, not a name.")
        if self.kind is ActorKind.USER and not self.identity:
            raise EntryRefused("A user is logged with their id.")

    @classmethod
    def user(cls, identity: UUID | int | str, *, role: str) -> Self:
        """Somebody with an account, acting in `role` (intake, referrer, administrator …)."""
        return cls(ActorKind.USER, str(identity), role)

    @classmethod
    def self_referrer(cls) -> Self:
        """A person with a receipt: no id, and no time finer than the day."""
        return cls(ActorKind.SELF)

    @classmethod
    def system(cls, role: str) -> Self:
        """This software by itself: "worker", "clock", "vault"."""
        return cls(ActorKind.SYSTEM, "", role)

    @classmethod
    def operator(cls) -> Self:
        """Whoever runs a command on the machine."""
        return cls(ActorKind.OPERATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row's columns, in the order of the table, without its hash."""

    seq: int
    on: date
    at: datetime | None
    actor_kind: str
    actor_id: str
    role: str
    action: str
    subject: UUID | None
    details: str
    prev_hash: str

    def digest(self) -> str:
        """SHA-256 in hex over all columns, length-prefixed, under the log's own label."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds") if self.at else ""
        canonical = encode(
            "turnstone/audit-event/v1",
            self.seq,
            self.on.isoformat(),
            at,
            self.actor_kind,
            self.actor_id,
            self.role,
            self.action,
            str(self.subject) if self.subject else "",
            self.details,
            self.prev_hash,
        )
        return hashlib.sha256(canonical).hexdigest()


def details_json(details: Details) -> str:
    """`details` as canonical JSON. Raises EntryRefused for anything but codes, ids and counts.

    A code is at most 64 of `a-z 0-9 . _ : -` with a letter among them; so no sentence, name with a
    capital, e-mail address or telephone number passes.
    """
    checked: dict[str, object] = {}
    for name, value in details.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise EntryRefused("A detail is named by a short code in lower case.")
        if isinstance(value, list | tuple):
            if len(value) > LONGEST_LIST:
                raise EntryRefused(f"The detail {name} lists more than {LONGEST_LIST} values.")
            checked[name] = [_checked(name, item) for item in value]
        else:
            checked[name] = _checked(name, value)
    text = json.dumps(checked, sort_keys=True, separators=(",", ":"))
    if len(text) > LONGEST_DETAILS:
        raise EntryRefused(f"The details are longer than {LONGEST_DETAILS} characters.")
    return text


def _checked(name: str, value: object) -> str | int | bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and abs(value) <= LARGEST_NUMBER:
        return value
    if isinstance(value, str) and _CODE.fullmatch(value):
        return str(value)
    # The value itself is not repeated: errors end up in logs.
    raise EntryRefused(
        f"The detail {name} is neither a code of at most {LONGEST_TEXT} characters, an id, a "
        "count nor yes or no. Nothing that somebody typed may enter the log."
    )
