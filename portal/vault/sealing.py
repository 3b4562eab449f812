"""AES-256-GCM over padded content, and HKDF: the vault's symmetric half, with nothing stored.

A sealed value is `0x01 | nonce (12 bytes) | AES-256-GCM ciphertext and tag`; the nonce is random.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.vault.compartments import Compartment
from portal.vault.encoding import Part, encode, pad, unpad
from portal.vault.errors import InvalidTag

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"\x01"
_LABEL = "turnstone/sealed/v1"


@dataclass(frozen=True, slots=True)
class ContentSecret:
    """An unwrapped content key with what it is bound to; lives in memory only, never printed."""

    owner: UUID
    compartment: Compartment
    key: bytes = field(repr=False)


def seal_bytes(key: bytes, *, purpose: str, context: Sequence[Part], plaintext: bytes) -> bytes:
    """Seal `plaintext` under a 32-byte `key`, padded to its size bucket.

    `purpose` and `context` are authenticated, not stored: opening needs the very same ones.
    Raises ValueError for a key of another length or content above 64 MiB.
    """
    nonce = os.urandom(_NONCE_BYTES)
    associated = encode(_LABEL, purpose, *context)
    return _FORMAT + nonce + _cipher(key).encrypt(nonce, pad(plaintext), associated)


def open_bytes(key: bytes, *, purpose: str, context: Sequence[Part], sealed: bytes) -> bytes:
    """The plaintext of `sealed`; raises InvalidTag when key, purpose, context or bytes differ."""
    sealed = bytes(sealed)
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _FORMAT or len(nonce) != _NONCE_BYTES:
        raise InvalidTag
    padded = _cipher(key).decrypt(nonce, body, encode(_LABEL, purpose, *context))
    return unpad(padded)


def seal(secret: ContentSecret, *, field: str, version: int, plaintext: bytes) -> bytes:
    """Seal one field of a referral; owner, compartment, `field` and `version` are bound to it.

    `field` is a stable code ("message", "answers"); `version` counts the writes of that field,
    from 1, so that an older text cannot be put back. Seal empty answers too: a field left out
    says something to whoever sees the table.
    """
    return seal_bytes(
        secret.key, purpose="content", context=_binding(secret, field, version), plaintext=plaintext
    )


def open_sealed(secret: ContentSecret, *, field: str, version: int, sealed: bytes) -> bytes:
    """The plaintext of one field; raises InvalidTag when any binding or byte differs."""
    return open_bytes(
        secret.key, purpose="content", context=_binding(secret, field, version), sealed=sealed
    )


def derive(*, secret: bytes, salt: bytes, info: Sequence[Part], length: int = KEY_BYTES) -> bytes:
    """`length` bytes from `secret` by HKDF-SHA256 (RFC 5869).

    `secret` must be high in entropy (a receipt's 120 random bits, never a password); `info` says
    what the bytes are for, so that bytes for one use tell nothing of those for another.
    """
    return HKDF(SHA256(), length, salt, encode("turnstone/derive/v1", *info)).derive(secret)


def new_key() -> bytes:
    """32 random bytes from the operating system."""
    return os.urandom(KEY_BYTES)


def _binding(secret: ContentSecret, field: str, version: int) -> list[Part]:
    if not field or version < 1:
        raise ValueError("Content is sealed under a field's name and a version from 1.")
    return [secret.owner, secret.compartment.value, field, version]


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError(f"A key of {len(key)} bytes; AES-256-GCM takes {KEY_BYTES}.")
    return AESGCM(key)
