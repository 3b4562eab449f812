"""The keys a process holds, read from files by its role.

`public/` is read by every role; `staff/` by the staff role only; `clock/` by nobody here: the
clock asks for it by name (`load_anchor_signing_key`) when it signs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from django.conf import settings

from portal.vault.errors import KeyNotHeld, KeyRingError
from portal.vault.keyfiles import (
    check_fingerprint,
    damaged,
    find_key_files,
    missing,
    read_key_file,
    read_symmetric_key,
)
from portal.vault.recipients import RecipientPrivateKey, RecipientPublicKey

__all__ = [
    "AnchorSigningKey",
    "KeyRing",
    "KeyRingError",
    "load_anchor_signing_key",
    "load_key_ring",
]

Role = Literal["public", "staff"]
_Signature = tuple[tuple[int, int], ...]
_rings: dict[tuple[Path, Role], tuple[_Signature, "KeyRing"]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRing:
    """Keys by id, oldest first. `recipient_private` and `totp` are empty in the public role."""

    role: Role
    recipients: Mapping[str, RecipientPublicKey]
    pepper: bytes = field(repr=False)
    anchor_public: Mapping[str, Ed25519PublicKey]
    recipient_private: Mapping[str, RecipientPrivateKey] = field(repr=False)
    totp: Mapping[str, bytes] = field(repr=False)

    @property
    def recipient_id(self) -> str:
        """Id of the key that new content is wrapped for."""
        return max(self.recipients)

    def private_recipient(self, identity: str) -> RecipientPrivateKey:
        """Raises KeyNotHeld in the public role, and for a key that was retired or is not ours."""
        try:
            return self.recipient_private[identity]
        except KeyError:
            raise KeyNotHeld(self._not_held("recipient", identity)) from None

    @property
    def totp_id(self) -> str:
        """Id of the key that new secrets are sealed under. Raises KeyNotHeld in the public role."""
        if not self.totp:
            raise KeyNotHeld(self._not_held("totp", "current"))
        return max(self.totp)

    def totp_key(self, identity: str) -> bytes:
        """Raises KeyNotHeld in the public role, and for a key that was retired or is not ours."""
        try:
            return self.totp[identity]
        except KeyError:
            raise KeyNotHeld(self._not_held("totp", identity)) from None

    def _not_held(self, kind: str, identity: str) -> str:
        return f"The {self.role} process does not hold the {kind} key {identity}."


@dataclass(frozen=True, slots=True)
class AnchorSigningKey:
    """The clock's key, with the id under which its public half verifies."""

    key_id: str
    private: Ed25519PrivateKey = field(repr=False)


def load_key_ring(*, folder: Path | None = None, role: Role | None = None) -> KeyRing:
    """The keys this process may hold, from `settings.KEYS` and `settings.ROLE` unless given.

    Kept in memory and read anew as soon as a file is added to or removed from a folder, so that
    a rotation reaches running processes without a restart. Never touches `staff/` in the public
    role. Raises KeyRingError naming the file and the remedy.
    """
    folder = folder or Path(settings.KEYS)
    role = role or settings.ROLE
    signature = _signature(folder, role)
    kept = _rings.get((folder, role))
    if kept and kept[0] == signature:
        return kept[1]
    ring = _read_ring(folder, role)
    _rings[folder, role] = (signature, ring)
    return ring


def load_anchor_signing_key(*, folder: Path | None = None) -> AnchorSigningKey:
    """The current key from `clock/`, for the clock alone; never kept.

    Raises KeyRingError naming the file and the remedy, also when its public half is not in
    `public/`, since nobody could verify what it signs.
    """
    folder = folder or Path(settings.KEYS)
    files = find_key_files(folder / "clock", kind="anchor", suffix="key")
    if not files:
        raise missing(folder / "clock", "anchor signing key (anchor-….key)")
    identity = max(files)
    private = _anchor_private(files[identity], identity)
    published = find_key_files(folder / "public", kind="anchor", suffix="pub")
    if identity not in published:
        raise missing(folder / "public", f"public half of the anchor key (anchor-{identity}.pub)")
    return AnchorSigningKey(identity, private)


def _signature(folder: Path, role: Role) -> _Signature:
    names = ("public", "staff") if role == "staff" else ("public",)
    found = []
    for name in names:
        try:
            status = (folder / name).stat()
        except OSError:
            found.append((0, 0))
        else:
            found.append((status.st_ctime_ns, status.st_ino))
    return tuple(found)


def _read_ring(folder: Path, role: Role) -> KeyRing:
    public = folder / "public"
    recipients = _recipients(public)
    if not recipients:
        raise missing(public, "recipient public key (recipient-….pub)")
    peppers = find_key_files(public, kind="pepper", suffix="key")
    if not peppers:
        raise missing(public, "receipt pepper (pepper-….key)")
    if len(peppers) > 1:
        raise KeyRingError(
            f"{public} holds {len(peppers)} peppers, and every receipt hangs on the right one. "
            "Keep the one that receipts were made with and move the others away."
        )
    pepper_id = max(peppers)
    private: dict[str, RecipientPrivateKey] = {}
    totp: dict[str, bytes] = {}
    if role == "staff":
        private = _private_recipients(folder / "staff", recipients)
        totp = {
            identity: read_symmetric_key(path, kind="totp", identity=identity)
            for identity, path in find_key_files(
                folder / "staff", kind="totp", suffix="key"
            ).items()
        }
        if not totp:
            raise missing(folder / "staff", "key for second-factor secrets (totp-….key)")
    return KeyRing(
        role=role,
        recipients=recipients,
        pepper=read_symmetric_key(peppers[pepper_id], kind="pepper", identity=pepper_id),
        anchor_public={
            identity: _anchor_public(path, identity)
            for identity, path in find_key_files(public, kind="anchor", suffix="pub").items()
        },
        recipient_private=private,
        totp=totp,
    )


def _recipients(folder: Path) -> dict[str, RecipientPublicKey]:
    keys = {}
    for identity, path in find_key_files(folder, kind="recipient", suffix="pub").items():
        try:
            key = RecipientPublicKey.from_pem(read_key_file(path))
        except (ValueError, UnsupportedAlgorithm) as trouble:
            raise damaged(path) from trouble
        check_fingerprint(path, kind="recipient", identity=identity, material=key.material)
        keys[identity] = key
    return keys


def _private_recipients(
    folder: Path, recipients: Mapping[str, RecipientPublicKey]
) -> dict[str, RecipientPrivateKey]:
    keys = {}
    for identity, path in find_key_files(folder, kind="recipient", suffix="key").items():
        try:
            key = RecipientPrivateKey.from_pem(read_key_file(path))
        except (ValueError, UnsupportedAlgorithm) as trouble:
            raise damaged(path) from trouble
        material = key.public_key.material
        check_fingerprint(path, kind="recipient", identity=identity, material=material)
        keys[identity] = key
    for identity in recipients:
        if identity not in keys:
            # Without it, what the public sends from now on could never be opened.
            raise missing(folder, f"recipient private key recipient-{identity}.key")
    return keys


def _anchor_private(path: Path, identity: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(read_key_file(path), None)
    except (ValueError, UnsupportedAlgorithm) as trouble:
        raise damaged(path) from trouble
    if not isinstance(key, Ed25519PrivateKey):
        raise damaged(path)
    material = key.public_key().public_bytes_raw()
    check_fingerprint(path, kind="anchor", identity=identity, material=material)
    return key


def _anchor_public(path: Path, identity: str) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(read_key_file(path))
    except (ValueError, UnsupportedAlgorithm) as trouble:
        raise damaged(path) from trouble
    if not isinstance(key, Ed25519PublicKey):
        raise damaged(path)
    check_fingerprint(path, kind="anchor", identity=identity, material=key.public_bytes_raw())
    return key
