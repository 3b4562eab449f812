"""Content keys wrapped for the portal (HPKE) and for a receipt (AES-256-GCM); nothing stored.

Bound into every wrap: owner, compartment, the content key's id, the recipient and its key id.
"""

from dataclasses import dataclass
from uuid import UUID

from portal.vault.compartments import STAFF_ONLY, Compartment
from portal.vault.encoding import Part, encode
from portal.vault.errors import InvalidTag
from portal.vault.recipients import SUITE_NAME, RecipientPrivateKey, RecipientPublicKey
from portal.vault.sealing import KEY_BYTES, ContentSecret, open_bytes, seal_bytes

_FORMAT = b"\x01"
RECEIPT_KEY_ID = "receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapContext:
    """What a wrap is bound to; `key_id` is the recipient key's."""

    content_key_id: UUID
    owner: UUID
    compartment: Compartment
    key_id: str

    def parts(self) -> list[Part]:
        return [self.owner, self.compartment.value, self.content_key_id, self.key_id]

    def info(self) -> bytes:
        return encode("turnstone/wrap/v1", SUITE_NAME, *self.parts())


def wrap_for_portal(
    secret: ContentSecret,
    *,
    context: WrapContext,
    public_key: RecipientPublicKey,
    private_key: RecipientPrivateKey | None,
) -> bytes:
    """`0x01 | HPKE ciphertext` of the content key.

    A staff compartment's key is first sealed under the compartment key, which takes the private
    key; a shared one needs the public key only.
    """
    inner = secret.key
    if context.compartment in STAFF_ONLY:
        assert private_key is not None
        inner = seal_bytes(
            private_key.compartment_key(),
            purpose="staff-wrap",
            context=context.parts(),
            plaintext=inner,
        )
    return _FORMAT + public_key.encrypt(inner, info=context.info())


def unwrap_from_portal(
    wrapped: bytes, *, context: WrapContext, private_key: RecipientPrivateKey
) -> ContentSecret:
    """The content key; raises InvalidTag when the key, the context or any byte differs."""
    inner = private_key.decrypt(_body(wrapped), info=context.info())
    if context.compartment in STAFF_ONLY:
        inner = open_bytes(
            private_key.compartment_key(),
            purpose="staff-wrap",
            context=context.parts(),
            sealed=inner,
        )
    return _secret(inner, context)


def wrap_for_receipt(secret: ContentSecret, *, context: WrapContext, receipt_key: bytes) -> bytes:
    """`0x01 | sealed value` of the content key under the receipt's 32 bytes."""
    return _FORMAT + seal_bytes(
        receipt_key, purpose="receipt-wrap", context=context.parts(), plaintext=secret.key
    )


def unwrap_from_receipt(
    wrapped: bytes, *, context: WrapContext, receipt_key: bytes
) -> ContentSecret:
    """The content key; raises InvalidTag when the key, the context or any byte differs."""
    key = open_bytes(
        receipt_key, purpose="receipt-wrap", context=context.parts(), sealed=_body(wrapped)
    )
    return _secret(key, context)


def _body(wrapped: bytes) -> bytes:
    if wrapped[:1] != _FORMAT:
        raise InvalidTag
    return wrapped[1:]


def _secret(key: bytes, context: WrapContext) -> ContentSecret:
    if len(key) != KEY_BYTES:
        raise InvalidTag
    return ContentSecret(context.owner, context.compartment, key)
