"""HPKE (RFC 9180) for whole referrals' keys: the portal's key pair and what it wraps.

The KEM is MLKEM768-X25519 (0x647a, draft-ietf-hpke-pq: X-Wing), the KDF HKDF-SHA256, the AEAD
AES-256-GCM. All context is bound through `info`, as RFC 9180 section 8.1 advises for single
messages.
"""

from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from portal.vault.sealing import derive

SUITE_NAME = "MLKEM768-X25519/HKDF-SHA256/AES-256-GCM"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True)
class RecipientPublicKey:
    """What seals for the portal and opens nothing."""

    mlkem: MLKEM768PublicKey
    x25519: X25519PublicKey

    @property
    def material(self) -> bytes:
        """The ML-KEM key (1184 bytes) followed by the X25519 key (32), as X-Wing encodes it."""
        return self.mlkem.public_bytes_raw() + self.x25519.public_bytes_raw()

    def to_pem(self) -> bytes:
        """Two PEM blocks, ML-KEM-768 first."""
        form = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return self.mlkem.public_bytes(*form) + self.x25519.public_bytes(*form)

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read `to_pem`'s form; raises ValueError for anything else."""
        first, second = (load_pem_public_key(block) for block in _two_blocks(pem))
        if not isinstance(first, MLKEM768PublicKey) or not isinstance(second, X25519PublicKey):
            raise ValueError("not an ML-KEM-768 key and an X25519 key")
        return cls(first, second)

    def encrypt(self, plaintext: bytes, *, info: bytes) -> bytes:
        """HPKE single-shot: the encapsulated key (1120 bytes), then the ciphertext and its tag."""
        return _SUITE.encrypt(plaintext, MLKEM768X25519PublicKey(self.mlkem, self.x25519), info)


@dataclass(frozen=True, slots=True)
class RecipientPrivateKey:
    """What opens; held by the staff zone alone."""

    mlkem: MLKEM768PrivateKey = field(repr=False)
    x25519: X25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())

    @property
    def public_key(self) -> RecipientPublicKey:
        return RecipientPublicKey(self.mlkem.public_key(), self.x25519.public_key())

    def to_pem(self) -> bytes:
        """Two PEM blocks (PKCS #8, not encrypted), ML-KEM-768 first."""
        form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self.mlkem.private_bytes(*form) + self.x25519.private_bytes(*form)

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read `to_pem`'s form; raises ValueError for anything else."""
        first, second = (load_pem_private_key(block, None) for block in _two_blocks(pem))
        if not isinstance(first, MLKEM768PrivateKey) or not isinstance(second, X25519PrivateKey):
            raise ValueError("not an ML-KEM-768 key and an X25519 key")
        return cls(first, second)

    def decrypt(self, ciphertext: bytes, *, info: bytes) -> bytes:
        """The plaintext; raises InvalidTag when the key, `info` or any byte differs."""
        return _SUITE.decrypt(ciphertext, MLKEM768X25519PrivateKey(self.mlkem, self.x25519), info)

    def compartment_key(self) -> bytes:
        """32 bytes that only a holder of this private key has.

        HPKE's base mode tells nobody who sealed. Content keys of the staff's own compartments are
        sealed under this key first, so that a public process taken over cannot slip in a key it
        knows and have the staff write under it.
        """
        secret = self.mlkem.private_bytes_raw() + self.x25519.private_bytes_raw()
        return derive(secret=secret, salt=b"", info=["compartment-key"])


def _two_blocks(pem: bytes) -> tuple[bytes, bytes]:
    blocks = pem.replace(b"\r\n", b"\n").split(b"-----BEGIN ")
    if len(blocks) != 3 or blocks[0].strip():
        raise ValueError("not two PEM blocks")
    return b"-----BEGIN " + blocks[1], b"-----BEGIN " + blocks[2]
