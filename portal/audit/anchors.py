"""The anchors: a file outside the database that says how long the log was and how it ended.

One JSON line each: `count`, `head` (hash of row `count`), `on` (day), `previous` (SHA-256 of the
line before, zeros for the first), `key_id` and `signature` (Ed25519, base64). A day and no time:
a time would tell when self-referrers' rows were written.
"""

import base64
import binascii
import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from portal.audit.entries import FIRST_PREVIOUS
from portal.audit.errors import AuditError, AuditLogBroken
from portal.vault.encoding import encode
from portal.vault.keyfiles import sync_folder
from portal.vault.keyring import AnchorSigningKey

_LONGEST_LINE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One line: the log had `count` rows and ended in `head`."""

    count: int
    head: str
    on: str
    previous: str
    key_id: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        return encode(
            "turnstone/audit-anchor/v1", self.count, self.head, self.on, self.previous, self.key_id
        )

    def line(self) -> bytes:
        """The line as it stands in the file, with its newline."""
        columns = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return json.dumps(columns, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Raises ValueError for a line that `line` would not have written."""
        columns = json.loads(line)
        if not isinstance(columns, dict) or set(columns) != set(cls.__dataclass_fields__):
            raise ValueError("not an anchor's columns")
        anchor = cls(**columns)
        if anchor.line() != line or isinstance(anchor.count, bool):
            raise ValueError("not written as anchors are")
        if not isinstance(anchor.count, int) or not isinstance(anchor.signature, str):
            raise ValueError("not an anchor's types")
        return anchor


def anchors_path() -> Path:
    """Where the clock writes: `log/audit-anchors.jsonl` in TURNSTONE_DATA."""
    return Path(settings.DATA) / "log" / "audit-anchors.jsonl"


def read_anchors(path: Path, *, public_keys: Mapping[str, Ed25519PublicKey]) -> Iterator[Anchor]:
    """The anchors of `path` in order, each checked: form, signature, link to the line before.

    Reads line by line, up to where the file ended when it was opened. A last line without its
    newline is one that the clock never finished; it does not count. Yields nothing when there is
    no file. Raises AuditLogBroken with the row that a bad line is about.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        yield from _checked_lines(file, public_keys)


def _checked_lines(file: BinaryIO, public_keys: Mapping[str, Ed25519PublicKey]) -> Iterator[Anchor]:
    remaining = os.fstat(file.fileno()).st_size
    previous, count, number = FIRST_PREVIOUS, 0, 0
    while remaining > 0:
        line = file.readline(min(_LONGEST_LINE, remaining))
        number += 1
        remaining -= len(line)
        if not line.endswith(b"\n") and not remaining:
            return
        try:
            anchor = Anchor.from_line(line)
        except (ValueError, TypeError):
            raise _bad(count, number, "is not an anchor") from None
        if anchor.previous != previous:
            raise _bad(anchor.count, number, "does not follow the line before it")
        if anchor.count <= count:
            raise _bad(anchor.count, number, "counts no more rows than the line before it")
        _check_signature(anchor, number, public_keys)
        previous, count = hashlib.sha256(line).hexdigest(), anchor.count
        yield anchor


def _check_signature(
    anchor: Anchor, number: int, public_keys: Mapping[str, Ed25519PublicKey]
) -> None:
    key = public_keys.get(anchor.key_id)
    if key is None:
        raise _bad(anchor.count, number, "is signed by a key that is not in keys/public")
    try:
        key.verify(base64.b64decode(anchor.signature, validate=True), anchor.signed_bytes())
    except (InvalidSignature, binascii.Error):
        raise _bad(anchor.count, number, "has a signature that does not fit") from None


def _bad(row: int, number: int, what: str) -> AuditLogBroken:
    return AuditLogBroken(row, f"line {number} of the anchors {what}.")


class AnchorFile:
    """The file, held by one process for as long as it looks and writes."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle = handle
        self._end = os.fstat(handle).st_size
        self._last = self._read_last()

    @property
    def size(self) -> int:
        """Bytes up to the end of the last whole line."""
        return self._end

    def last(self) -> Anchor | None:
        """The last whole line, or None in an empty file. Raises AuditError when it is no anchor."""
        if not self._last:
            return None
        try:
            return Anchor.from_line(self._last)
        except (ValueError, TypeError):
            raise AuditError(
                f"The last line of {self.path} is no anchor; nothing is signed."
            ) from None

    def append(self, *, count: int, head: str, on: date, key: AnchorSigningKey) -> Anchor:
        """Sign and add a line; it has reached the disk when this returns."""
        previous = hashlib.sha256(self._last).hexdigest() if self._last else FIRST_PREVIOUS
        columns = {
            "count": count,
            "head": head,
            "on": on.isoformat(),
            "previous": previous,
            "key_id": key.key_id,
        }
        unsigned = Anchor(**columns)  # type: ignore[arg-type]
        signature = base64.b64encode(key.private.sign(unsigned.signed_bytes())).decode("ascii")
        anchor = Anchor(**columns, signature=signature)  # type: ignore[arg-type]
        line = anchor.line()
        # Cuts off a line that a crash left without its end.
        os.ftruncate(self._handle, self._end)
        os.pwrite(self._handle, line, self._end)
        os.fsync(self._handle)
        self._last, self._end = line, self._end + len(line)
        return anchor

    def _read_last(self) -> bytes:
        start = max(0, self._end - 2 * _LONGEST_LINE)
        tail = os.pread(self._handle, self._end - start, start)
        whole = tail[: tail.rfind(b"\n") + 1]
        self._end = start + len(whole)
        return whole[whole.rfind(b"\n", 0, -1) + 1 :]


@contextlib.contextmanager
def hold_anchor_file(path: Path) -> Iterator[AnchorFile]:
    """Open `path` (0600, made if missing) and keep other clocks out until done."""
    fresh = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if fresh:
            sync_folder(path.parent)
        yield AnchorFile(path, handle)
    finally:
        os.close(handle)
