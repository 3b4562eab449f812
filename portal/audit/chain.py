"""The chain itself: adding a row under a lock, and reading rows back while checking them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from portal.audit.actions import ACTIONS
from portal.audit.entries import FIRST_PREVIOUS, Actor, Entry
from portal.audit.errors import AuditLogBroken, EntryRefused
from portal.audit.models import ActorKind, AuditEvent

# "turnaudi" in ASCII, as the number of PostgreSQL's advisory lock.
_LOCK = 0x7475726E61756469
_CHUNK = 1000
_COLUMNS = (
    "seq",
    "on",
    "at",
    "actor_kind",
    "actor_id",
    "role",
    "action",
    "subject",
    "details",
    "prev_hash",
    "hash",
)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """What verification needs to remember of a row that is whole."""

    seq: int
    hash: str
    action: str
    on: date
    at: datetime | None


def lock_log() -> None:
    """Make every other writer wait until this transaction ends.

    On SQLite the IMMEDIATE transaction has done so already.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The log is written in a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def head() -> tuple[int, str]:
    """Number and hash of the last row; (0, sixty-four zeros) of an empty log."""
    last = AuditEvent.objects.order_by("-seq").values_list("seq", "hash").first()
    return last or (0, FIRST_PREVIOUS)


def append_row(*, actor: Actor, action: str, subject: UUID | None, details: str) -> AuditEvent:
    """Add one row; the caller holds the lock. `subject` is a pseudonym, `details` canonical JSON.

    Raises EntryRefused for an action that is not in the table.
    """
    known = ACTIONS.get(action)
    if known is None:
        raise EntryRefused("An action that is not in the log's table cannot be recorded.")
    now = timezone.now().replace(microsecond=0)
    count, previous = head()
    entry = Entry(
        seq=count + 1,
        on=timezone.localdate(now),
        at=None if known.by_day or actor.kind is ActorKind.SELF else now,
        actor_kind=actor.kind.value,
        actor_id=actor.identity,
        role=actor.role,
        action=action,
        subject=subject,
        details=details,
        prev_hash=previous,
    )
    event = AuditEvent(
        **{name: getattr(entry, name) for name in _COLUMNS[:-1]}, hash=entry.digest()
    )
    event.save(force_insert=True)
    return event


def checked_rows(*, after: int = 0, previous: str = FIRST_PREVIOUS) -> Iterator[CheckedRow]:
    """Every row behind number `after`, whose hash is `previous`, in order and found whole.

    Reads a thousand at a time, whatever the log's length. Raises AuditLogBroken with the number
    of the first row that is missing, altered or not linked to the one before.
    """
    expected = after + 1
    for values in _stored_rows(after):
        row = _check(values, expected, previous)
        yield row
        expected, previous = row.seq + 1, row.hash


def _check(values: tuple[object, ...], expected: int, previous: str) -> CheckedRow:
    *columns, stored = values
    try:
        entry = _entry(columns)
    except TypeError:
        raise AuditLogBroken(expected, "a column holds something of another kind.") from None
    if entry.seq > expected:
        raise AuditLogBroken(expected, f"it is missing; the next one there is row {entry.seq}.")
    if entry.seq != expected:
        raise AuditLogBroken(expected, f"a row numbered {entry.seq} stands in its place.")
    digest = entry.digest()
    if digest != stored:
        raise AuditLogBroken(expected, "its hash does not fit its content: it was altered.")
    if entry.prev_hash != previous:
        raise AuditLogBroken(expected, "it does not carry the hash of the row before it.")
    return CheckedRow(entry.seq, digest, entry.action, entry.on, entry.at)


def _entry(columns: list[object]) -> Entry:
    """Raises TypeError for a column of another type, which SQLite would store without a word."""
    kinds: tuple[type | tuple[type, ...], ...] = (
        int,
        date,
        (datetime, type(None)),
        str,
        str,
        str,
        str,
        (UUID, type(None)),
        str,
        str,
    )
    for value, kind in zip(columns, kinds, strict=True):
        if not isinstance(value, kind):
            raise TypeError
    return Entry(**dict(zip(_COLUMNS[:-1], columns, strict=True)))  # type: ignore[arg-type]


def _stored_rows(after: int) -> Iterator[tuple[object, ...]]:
    rows = AuditEvent.objects.order_by("seq").values_list(*_COLUMNS)
    # Row 1 has nothing before it, not even a row numbered 0 that somebody slipped in.
    chunk_query = rows.filter(seq__gt=after) if after else rows
    while True:
        try:
            chunk = list(chunk_query[:_CHUNK])
        except ValueError:
            # A date or id that cannot be read: find it one by one.
            chunk = []
            for number in range(after + 1, after + _CHUNK + 1):
                chunk += _single(rows.filter(seq=number), number)
            if not chunk:
                raise AuditLogBroken(
                    after + 1, "a column cannot be read: it was altered."
                ) from None
        if not chunk:
            return
        yield from chunk
        after = chunk[-1][0]
        chunk_query = rows.filter(seq__gt=after)


def _single(query: Any, number: int) -> list[tuple[Any, ...]]:
    try:
        return list(query)
    except ValueError:
        raise AuditLogBroken(number, "a column cannot be read: it was altered.") from None
