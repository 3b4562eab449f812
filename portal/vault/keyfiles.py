"""Key files: their names, how they are read only when nobody else can, and how they are written.

A name is `KIND-SEQUENCE-FINGERPRINT.pub|key`, as `recipient-0001-1f2e3d4c.pub`. The sequence says
which key is current (the highest); the fingerprint, 8 hex digits of a SHA-256 over the key, shows
a damaged or exchanged file. Asymmetric keys are PEM, symmetric ones a line of base64.
"""

import base64
import binascii
import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from portal.vault.encoding import encode
from portal.vault.errors import KeyRingError
from portal.vault.sealing import KEY_BYTES

MAKE_KEYS = "`./dev manage make_keys`"
_NAME = re.compile(r"(?P<kind>[a-z]+)-(?P<id>\d{4}-[0-9a-f]{8})\.(?P<suffix>pub|key)")


def fingerprint(kind: str, material: bytes) -> str:
    """8 hex digits that tell this key from another, and from a damaged copy of itself."""
    return hashlib.sha256(encode("turnstone/key-id/v1", kind, material)).hexdigest()[:8]


def key_id(sequence: int, kind: str, material: bytes) -> str:
    """The id of the `sequence`th key of its kind, from 1."""
    return f"{sequence:04d}-{fingerprint(kind, material)}"


def find_key_files(folder: Path, *, kind: str, suffix: str) -> dict[str, Path]:
    """The files of one kind in `folder` by key id, oldest first; empty when the folder is missing.

    Names that are not a key's are left alone. Raises KeyRingError when the folder is open to
    others, cannot be read, or holds two different keys of one sequence number.
    """
    try:
        _refuse_open(folder, folder.stat(), private=0o700)
        names = sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        return {}
    except OSError as trouble:
        raise _unreadable(folder, trouble) from trouble
    found: dict[str, Path] = {}
    for name in names:
        match = _NAME.fullmatch(name)
        if match and match["kind"] == kind and match["suffix"] == suffix:
            found[match["id"]] = folder / name
    sequences = [identity.split("-")[0] for identity in found]
    for sequence in sequences:
        if sequences.count(sequence) > 1:
            raise KeyRingError(
                f"{folder} holds two different {kind} keys of sequence {sequence}. "
                "Keep the one that the other machines hold too and move the other away."
            )
    return found


def read_key_file(path: Path) -> bytes:
    """The bytes of a key file that nobody but its owner can read or write.

    Raises KeyRingError naming the file and the remedy.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            _refuse_open(path, os.fstat(file.fileno()), private=0o600)
            return file.read(64 * 1024)
    except OSError as trouble:
        raise _unreadable(path, trouble) from trouble


def read_symmetric_key(path: Path, *, kind: str, identity: str) -> bytes:
    """32 bytes from a file of one base64 line; raises KeyRingError when they are not the id's."""
    try:
        key = base64.b64decode(read_key_file(path).strip(), validate=True)
    except binascii.Error as trouble:
        raise damaged(path) from trouble
    if len(key) != KEY_BYTES:
        raise damaged(path)
    check_fingerprint(path, kind=kind, identity=identity, material=key)
    return key


def check_fingerprint(path: Path, *, kind: str, identity: str, material: bytes) -> None:
    """Raise KeyRingError when `material` is not the key that the file's name promises."""
    if identity.split("-")[1] != fingerprint(kind, material):
        raise damaged(path)


def damaged(path: Path) -> KeyRingError:
    """The refusal for a file that is not the key its name says."""
    return KeyRingError(
        f"The key file {path} is damaged or was exchanged: it is not the key its name says. "
        "Put back the copy you keep apart from the database's backups; do not rename it."
    )


def missing(folder: Path, what: str) -> KeyRingError:
    """The refusal for a kind of key that a folder should hold."""
    return KeyRingError(
        f"There is no {what} in {folder}. Make the keys with {MAKE_KEYS}, or copy them from where "
        "they were made, with files at mode 600 and folders at 700."
    )


def make_private_folder(folder: Path) -> None:
    """Make `folder` (0700) unless it is there. Raises KeyRingError when it cannot be used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise _unreadable(folder, trouble) from trouble


def write_key_files(files: Mapping[Path, bytes]) -> None:
    """Write each file whole or not at all (0600), in the order given; none may exist yet."""
    for path, content in files.items():
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # A link, unlike a rename, refuses to replace a key that is already there.
            os.link(part, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
        sync_folder(path.parent)


def delete_key_file(path: Path) -> None:
    """Delete one file and make that last; what the disk itself keeps is the disk's business."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names made or deleted in `folder` survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_open(path: Path, status: os.stat_result, *, private: int) -> None:
    mode = stat.S_IMODE(status.st_mode)
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        raise KeyRingError(f"{path} is neither a file nor a folder: put the real key there.")
    if mode & 0o077:
        raise KeyRingError(
            f"{path} is open to others (mode {mode:03o}). Close it with: chmod {private:o} '{path}'"
        )


def _unreadable(path: Path, trouble: OSError) -> KeyRingError:
    reason = (trouble.strerror or "unreadable").lower()
    return KeyRingError(
        f"Cannot use {path}: {reason}. Make sure that it is there and belongs to the user this "
        f"process runs as, or make the keys with {MAKE_KEYS}."
    )
