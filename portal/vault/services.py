"""Keys of a referral's content: make, unwrap, rewrap, destroy.

What is sealed under them goes through `portal.vault.sealing` (`seal`, `open_sealed`). The vault
knows no users: who may do this is for the caller. What it destroys or moves it announces, and the
audit log, which lies above it, records that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.vault.announcements import announce
from portal.vault.compartments import STAFF_ONLY, Compartment
from portal.vault.erasure import require_purge, require_secure_delete
from portal.vault.errors import ContentKeysExist, InvalidTag, KeyNotHeld, NoContentKey
from portal.vault.keyring import KeyRing, load_key_ring
from portal.vault.models import ContentKey, KeyWrap
from portal.vault.sealing import ContentSecret, new_key
from portal.vault.wraps import (
    RECEIPT_KEY_ID,
    WrapContext,
    unwrap_from_portal,
    unwrap_from_receipt,
    wrap_for_portal,
    wrap_for_receipt,
)

REWRAP_BATCH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RewrapReport:
    """How many wraps were moved to the current recipient key, and the ids of those that do not
    open: damaged, made by nobody of ours, or under a key that is no longer held."""

    rewrapped: int
    unopened: tuple[UUID, ...]


def create_content_keys(
    *, owner: UUID, compartments: Iterable[Compartment], receipt_key: bytes | None = None
) -> dict[Compartment, ContentSecret]:
    """Make a content key for each compartment, wrapped for the portal, in one transaction.

    `receipt_key` (32 bytes) also wraps the shared one. Only INSERTs, so the public role may, for
    the shared compartment. Returns the keys unwrapped, to seal with.

    Raises ContentKeysExist when `owner` has, or had, a key for one of them; KeyNotHeld when the
    public role asks for a staff compartment; ValueError for no compartment, or for a receipt key
    without the shared one.
    """
    wanted = list(dict.fromkeys(Compartment(part) for part in compartments))
    if not wanted:
        raise ValueError("Name at least one compartment.")
    if receipt_key is not None and Compartment.SHARED not in wanted:
        raise ValueError("A receipt opens the shared compartment only.")
    ring = load_key_ring()
    secrets: dict[Compartment, ContentSecret] = {}
    keys: list[ContentKey] = []
    wraps: list[KeyWrap] = []
    for compartment in wanted:
        secret = ContentSecret(owner, compartment, new_key())
        content_key = ContentKey(id=uuid4(), owner=owner, compartment=compartment.value)
        keys.append(content_key)
        wraps.append(_portal_wrap(ring, content_key, secret))
        if receipt_key is not None and compartment is Compartment.SHARED:
            wraps.append(_receipt_wrap(content_key, secret, receipt_key))
        secrets[compartment] = secret
    try:
        with transaction.atomic():
            ContentKey.objects.bulk_create(keys)
            KeyWrap.objects.bulk_create(wraps)
    except IntegrityError as trouble:
        raise ContentKeysExist("This owner already has a content key there.") from trouble
    return secrets


def unwrap_with_portal_key(*, owner: UUID, compartment: Compartment) -> ContentSecret:
    """An owner's content key, opened with the portal's private key.

    Raises NoContentKey (never made, or destroyed), KeyNotHeld (public role; retired key) or
    InvalidTag (the row was altered, or not made by the zone that may make it).
    """
    wrap = _find_wrap(owner, compartment, KeyWrap.Recipient.PORTAL)
    return _unwrap_portal(load_key_ring(), wrap)


def unwrap_with_receipt_key(
    *, owner: UUID, compartment: Compartment, receipt_key: bytes
) -> ContentSecret:
    """An owner's shared content key, opened with the receipt's 32 bytes.

    Raises NoContentKey (nothing under a receipt, or destroyed) or InvalidTag (another receipt's
    key, or an altered row).
    """
    wrap = _find_wrap(owner, compartment, KeyWrap.Recipient.RECEIPT)
    return unwrap_from_receipt(
        bytes(wrap.wrapped),
        context=_context(wrap.content_key, wrap.key_id),
        receipt_key=receipt_key,
    )


def keys_were_destroyed(*, owner: UUID) -> bool:
    """Whether `owner` had keys that were destroyed: none can be made for it again."""
    return ContentKey.objects.filter(owner=owner).exclude(destroyed_on=None).exists()


def rewrap_for_current_recipient(*, batch_size: int = REWRAP_BATCH) -> RewrapReport:
    """Move every portal wrap to the current recipient key, in short transactions.

    May be stopped and run again. A key destroyed meanwhile stays destroyed. Staff role only:
    raises KeyNotHeld in the public one.
    """
    ring = load_key_ring()
    ring.private_recipient(ring.recipient_id)
    rewrapped = 0
    unopened: list[UUID] = []
    while True:
        with transaction.atomic():
            batch = list(
                KeyWrap.objects.select_for_update(of=("self",))
                .select_related("content_key")
                .filter(recipient=KeyWrap.Recipient.PORTAL)
                .exclude(key_id=ring.recipient_id)
                .exclude(id__in=unopened)
                .order_by("id")[:batch_size]
            )
            moved = [wrap for wrap in batch if _moved_to_current(ring, wrap)]
            if moved:
                announce("keys.rewrapped", key=ring.recipient_id, wraps=len(moved))
        rewrapped += len(moved)
        unopened += [wrap.id for wrap in batch if wrap not in moved]
        if not batch:
            return RewrapReport(rewrapped=rewrapped, unopened=tuple(unopened))


def count_portal_wraps(*, key_id: str) -> int:
    """How many content keys only the recipient key `key_id` opens."""
    return KeyWrap.objects.filter(recipient=KeyWrap.Recipient.PORTAL, key_id=key_id).count()


def destroy_keys(*, owner: UUID) -> int:
    """Delete every wrap of `owner`'s content keys, so that nothing opens their content again.

    Returns how many wraps there were. The bytes are overwritten in SQLite's pages at once; the
    journal's are due to be purged, see `portal.vault.erasure.purge_if_due`.
    """
    require_secure_delete()
    with transaction.atomic():
        keys = list(ContentKey.objects.select_for_update().filter(owner=owner))
        count, _ = KeyWrap.objects.filter(content_key__in=keys).delete()
        ContentKey.objects.filter(owner=owner, destroyed_on=None).update(
            destroyed_on=timezone.localdate()
        )
        if keys:
            require_purge()
            announce("keys.destroyed", owner=owner, wraps=count)
    return count


def _find_wrap(owner: UUID, compartment: Compartment, recipient: KeyWrap.Recipient) -> KeyWrap:
    wrap = (
        KeyWrap.objects.select_related("content_key")
        .filter(
            content_key__owner=owner,
            content_key__compartment=compartment,
            content_key__destroyed_on=None,
            recipient=recipient,
        )
        .first()
    )
    if wrap is None:
        raise NoContentKey(f"There is no key for this owner's {compartment} content.")
    return wrap


def _context(content_key: ContentKey, key_id: str) -> WrapContext:
    return WrapContext(
        content_key_id=content_key.id,
        owner=content_key.owner,
        compartment=Compartment(content_key.compartment),
        key_id=key_id,
    )


def _portal_wrap(ring: KeyRing, content_key: ContentKey, secret: ContentSecret) -> KeyWrap:
    key_id = ring.recipient_id
    private = ring.private_recipient(key_id) if secret.compartment in STAFF_ONLY else None
    wrapped = wrap_for_portal(
        secret,
        context=_context(content_key, key_id),
        public_key=ring.recipients[key_id],
        private_key=private,
    )
    return KeyWrap(
        content_key=content_key,
        recipient=KeyWrap.Recipient.PORTAL,
        key_id=key_id,
        wrapped=wrapped,
    )


def _moved_to_current(ring: KeyRing, wrap: KeyWrap) -> bool:
    try:
        secret = _unwrap_portal(ring, wrap)
    except (InvalidTag, KeyNotHeld):
        return False
    fresh = _portal_wrap(ring, wrap.content_key, secret)
    KeyWrap.objects.filter(id=wrap.id).delete()
    fresh.save(force_insert=True)
    return True


def _unwrap_portal(ring: KeyRing, wrap: KeyWrap) -> ContentSecret:
    return unwrap_from_portal(
        bytes(wrap.wrapped),
        context=_context(wrap.content_key, wrap.key_id),
        private_key=ring.private_recipient(wrap.key_id),
    )


def _receipt_wrap(content_key: ContentKey, secret: ContentSecret, receipt_key: bytes) -> KeyWrap:
    wrapped = wrap_for_receipt(
        secret, context=_context(content_key, RECEIPT_KEY_ID), receipt_key=receipt_key
    )
    return KeyWrap(
        content_key=content_key,
        recipient=KeyWrap.Recipient.RECEIPT,
        key_id=RECEIPT_KEY_ID,
        wrapped=wrapped,
    )
