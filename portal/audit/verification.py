"""Proving that the log is whole: every row, every anchor, and that no row is missing at the end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone

from portal.audit.actions import STARTED
from portal.audit.anchors import Anchor, anchors_path, read_anchors
from portal.audit.chain import CheckedRow, checked_rows
from portal.audit.entries import FIRST_PREVIOUS
from portal.audit.errors import AuditLogBroken
from portal.audit.models import SubjectPseudonym
from portal.vault.keyring import load_key_ring

# The clock anchors every two seconds; after a minute without any anchor something is wrong.
PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A log found whole: rows, how many anchors there are and how many rows they cover."""

    rows: int
    head: str
    anchors: int
    anchored_rows: int
    restarts: tuple[int, ...]

    @property
    def unanchored_rows(self) -> int:
        return self.rows - self.anchored_rows


def verify_log(*, path: Path | None = None, now: datetime | None = None) -> Verification:
    """Read the whole log against its anchors, in constant memory.

    `path` names another copy of the anchor file, kept where nobody of this machine can change it.
    Raises AuditLogBroken with the number of the first row that fails, KeyRingError without keys.
    """
    keys = load_key_ring(role="public").anchor_public
    check = _Check(path or anchors_path(), keys, now or timezone.now())
    for row in checked_rows():
        check.row(row)
    return check.end()


class _Check:
    """Rows and anchors, read side by side; the anchors first, so that every row they name is in
    the database by the time the rows are read."""

    def __init__(self, path: Path, keys: Mapping[str, Ed25519PublicKey], now: datetime) -> None:
        self._path = path
        self._now = now
        self._anchors: Iterator[Anchor] = read_anchors(path, public_keys=keys)
        self._next = next(self._anchors, None)
        self._first_count = self._next.count if self._next else None
        self._seen = 0
        self._anchored = 0
        self._rows = 0
        self._head = FIRST_PREVIOUS
        self._started: list[int] = []
        self._oldest: CheckedRow | None = None

    def row(self, row: CheckedRow) -> None:
        self._rows, self._head = row.seq, row.hash
        self._oldest = self._oldest or row
        if row.action == STARTED:
            self._started.append(row.seq)
        if self._next and self._next.count == row.seq:
            if self._next.head != row.hash:
                raise AuditLogBroken(row.seq, "it is not the row that was anchored.")
            self._seen, self._anchored = self._seen + 1, row.seq
            self._next = next(self._anchors, None)

    def end(self) -> Verification:
        if self._next:
            raise AuditLogBroken(
                self._rows + 1,
                f"it is missing; {self._next.count} rows were anchored and {self._rows} are left.",
            )
        self._refuse_missing_anchors()
        return Verification(
            rows=self._rows,
            head=self._head,
            anchors=self._seen,
            anchored_rows=self._anchored,
            restarts=tuple(self._started[1:]),
        )

    def _refuse_missing_anchors(self) -> None:
        if not self._rows and SubjectPseudonym.objects.exists():
            raise AuditLogBroken(1, "the log is empty, and pseudonyms of what it told are left.")
        if self._first_count is None:
            if self._started:
                raise AuditLogBroken(
                    self._started[-1],
                    f"it says that the log is anchored, but {self._path} is empty or gone.",
                )
            if self._oldest and self._is_old(self._oldest):
                raise AuditLogBroken(
                    self._oldest.seq,
                    f"it is older than a minute and {self._path} holds no anchor. "
                    "Is the clock running?",
                )
            return
        if not self._started or self._first_count != self._started[-1]:
            raise AuditLogBroken(
                self._started[-1] if self._started else self._first_count,
                f"the anchors in {self._path} do not begin where the log says they do.",
            )

    def _is_old(self, row: CheckedRow) -> bool:
        if row.at is None:
            return row.on < timezone.localdate(self._now)
        return self._now - row.at > PATIENCE
