"""Making, adding and deleting key files: the operator's side of the key ring, without a database.

Private halves are written before public ones and deleted after them, so that a stop in between
never leaves a public key that nobody can open for.
"""

import base64
import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from portal.vault.errors import KeyRingError
from portal.vault.keyfiles import (
    damaged,
    delete_key_file,
    find_key_files,
    key_id,
    make_private_folder,
    missing,
    read_key_file,
    write_key_files,
)
from portal.vault.keyring import load_anchor_signing_key, load_key_ring
from portal.vault.recipients import RecipientPrivateKey
from portal.vault.sealing import new_key

ZONES = ("public", "staff", "clock")
# Where each kind's secret half lies; pairs have a public half in `public/` too.
_SECRET_ZONE = {"pepper": "public", "totp": "staff", "anchor": "clock", "recipient": "staff"}
_PAIRS = ("anchor", "recipient")
ROTATABLE = ("recipient", "totp", "anchor")


def make_missing_keys(*, folder: Path) -> list[Path]:
    """Make every key that a new installation needs; returns the files made, none the second time.

    Raises KeyRingError when the ring was complete once and has lost a key: making a new one would
    lock people out of what the old one opens.
    """
    make_private_folder(folder)
    with _alone(folder):
        for zone in ZONES:
            make_private_folder(folder / zone)
        complete_once = bool(find_key_files(folder / "public", kind="recipient", suffix="pub"))
        made: list[Path] = []
        # Recipients last: their public key says that all the others are there.
        for kind, zone in _SECRET_ZONE.items():
            secrets = find_key_files(folder / zone, kind=kind, suffix="key")
            if not secrets and (complete_once or _publics(folder, kind)):
                raise missing(folder / zone, f"{kind} key, though there was one")
            if not secrets:
                made += _WRITERS[kind](folder, 1)
            elif kind in _PAIRS:
                made += _publish(folder, kind, max(secrets))
    load_key_ring(folder=folder, role="staff")
    load_anchor_signing_key(folder=folder)
    return made


def add_key(*, folder: Path, kind: str) -> str:
    """Make the next key of `kind`, current from then on; returns its id. Old ones stay."""
    if kind not in ROTATABLE:
        raise KeyRingError(f"A {kind} key does not rotate; these do: {', '.join(ROTATABLE)}.")
    with _alone(folder):
        files = find_key_files(folder / _SECRET_ZONE[kind], kind=kind, suffix="key")
        ids = [*files, *_publics(folder, kind)]
        if not ids:
            raise missing(folder / _SECRET_ZONE[kind], f"{kind} key to rotate from")
        made = _WRITERS[kind](folder, int(max(ids).split("-")[0]) + 1)
    return made[0].stem.split("-", 1)[1]


def find_kind(*, folder: Path, identity: str) -> str:
    """The kind of the key called `identity`; raises KeyRingError when no file is called so."""
    for kind in ROTATABLE:
        files = find_key_files(folder / _SECRET_ZONE[kind], kind=kind, suffix="key")
        if identity in files:
            return kind
    raise KeyRingError(f"No key in {folder} is called {identity}. List them with: make_keys --list")


def successor(*, folder: Path, kind: str, identity: str) -> Path | None:
    """The file of the current key of `kind`, or None when `identity` is the current one."""
    files = find_key_files(folder / _SECRET_ZONE[kind], kind=kind, suffix="key")
    current = max(files)
    return None if current == identity else files[current]


def remove_key(*, folder: Path, kind: str, identity: str) -> None:
    """Delete a key's files. An anchor's public half stays: it verifies what was signed."""
    with _alone(folder):
        if kind == "recipient":
            delete_key_file(folder / "public" / f"recipient-{identity}.pub")
        delete_key_file(folder / _SECRET_ZONE[kind] / f"{kind}-{identity}.key")


def list_keys(*, folder: Path) -> list[tuple[str, Path]]:
    """Every key file with its kind, secret halves first, oldest first."""
    found = []
    for kind, zone in _SECRET_ZONE.items():
        files = [*find_key_files(folder / zone, kind=kind, suffix="key").values()]
        files += _publics(folder, kind).values()
        found += [(kind, path) for path in files]
    return found


def _publics(folder: Path, kind: str) -> dict[str, Path]:
    return find_key_files(folder / "public", kind=kind, suffix="pub") if kind in _PAIRS else {}


def _publish(folder: Path, kind: str, identity: str) -> list[Path]:
    """Write the public half of the current key again where a stop left it out."""
    path = folder / "public" / f"{kind}-{identity}.pub"
    if path.exists():
        return []
    secret_path = folder / _SECRET_ZONE[kind] / f"{kind}-{identity}.key"
    secret = read_key_file(secret_path)
    try:
        if kind == "recipient":
            content = RecipientPrivateKey.from_pem(secret).public_key.to_pem()
        else:
            private = load_pem_private_key(secret, None)
            assert isinstance(private, Ed25519PrivateKey)
            content = _anchor_public_pem(private)
    except (ValueError, AssertionError) as trouble:
        raise damaged(secret_path) from trouble
    write_key_files({path: content})
    return [path]


def _write_symmetric(kind: str) -> Callable[[Path, int], list[Path]]:
    def write(folder: Path, sequence: int) -> list[Path]:
        key = new_key()
        path = folder / _SECRET_ZONE[kind] / f"{kind}-{key_id(sequence, kind, key)}.key"
        write_key_files({path: base64.b64encode(key) + b"\n"})
        return [path]

    return write


def _write_recipient(folder: Path, sequence: int) -> list[Path]:
    private = RecipientPrivateKey.generate()
    identity = key_id(sequence, "recipient", private.public_key.material)
    files = {
        folder / "staff" / f"recipient-{identity}.key": private.to_pem(),
        folder / "public" / f"recipient-{identity}.pub": private.public_key.to_pem(),
    }
    write_key_files(files)
    return list(files)


def _write_anchor(folder: Path, sequence: int) -> list[Path]:
    private = Ed25519PrivateKey.generate()
    identity = key_id(sequence, "anchor", private.public_key().public_bytes_raw())
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    files = {
        folder / "clock" / f"anchor-{identity}.key": secret,
        folder / "public" / f"anchor-{identity}.pub": _anchor_public_pem(private),
    }
    write_key_files(files)
    return list(files)


def _anchor_public_pem(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


_WRITERS: dict[str, Callable[[Path, int], list[Path]]] = {
    "pepper": _write_symmetric("pepper"),
    "totp": _write_symmetric("totp"),
    "anchor": _write_anchor,
    "recipient": _write_recipient,
}


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two commands started at once make one set of keys, not two."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
