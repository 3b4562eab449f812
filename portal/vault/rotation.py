"""Rotating and retiring keys, so that no backup of the database brings back what was erased."""

import time
from pathlib import Path

from django.conf import settings

from portal.vault.announcements import announce
from portal.vault.errors import VaultError
from portal.vault.keymaking import add_key, find_kind, remove_key, successor
from portal.vault.secrets import holders
from portal.vault.services import RewrapReport, count_portal_wraps, rewrap_for_current_recipient

# Until every process has surely seen the new key, content may still come in under the old one.
SETTLING_SECONDS = 600


def rotate_key(*, kind: str) -> str:
    """Make the next key of `kind` (recipient, totp or anchor) the current one; returns its id.

    The old one stays until it is retired. Raises KeyRingError naming the file and the remedy.
    """
    identity = add_key(folder=_folder(), kind=kind)
    announce("keys.rotated", kind=kind, key=identity)
    return identity


def rewrap_everything() -> tuple[RewrapReport, int]:
    """Move content keys and sealed texts to the current keys.

    Returns the report on content keys and how many sealed texts changed.
    """
    report = rewrap_for_current_recipient()
    return report, sum(holder.reseal() for holder in holders())


def retire_key(*, identity: str) -> str:
    """Destroy an old key for good; returns its kind.

    Raises VaultError, and destroys nothing, while it is the current one, while anything lies
    under it, and for ten minutes after its successor was made.
    """
    folder = _folder()
    kind = find_kind(folder=folder, identity=identity)
    newer = successor(folder=folder, kind=kind, identity=identity)
    if newer is None:
        raise VaultError(
            f"{identity} is the current {kind} key. Rotate first: make_keys --rotate {kind}"
        )
    age = time.time() - newer.stat().st_mtime
    if age < SETTLING_SECONDS:
        wait = int(SETTLING_SECONDS - age) + 1
        raise VaultError(
            f"The key after {identity} is too new: a process may still be using the old one. "
            f"Try again in {wait} seconds."
        )
    uses = _count_uses(kind, identity)
    if uses:
        raise VaultError(
            f"{identity} still opens {uses} sealed keys or texts. "
            "Move them to the current key first: make_keys --rewrap"
        )
    remove_key(folder=folder, kind=kind, identity=identity)
    announce("keys.retired", kind=kind, key=identity)
    return kind


def _count_uses(kind: str, identity: str) -> int:
    if kind == "recipient":
        return count_portal_wraps(key_id=identity)
    if kind == "totp":
        if not holders():
            raise VaultError("Nobody says which secrets lie under that key; it is not retired.")
        return sum(holder.count_uses(identity) for holder in holders())
    return 0


def _folder() -> Path:
    return Path(settings.KEYS)
