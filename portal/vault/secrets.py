"""Short texts sealed under a key that only the staff zone holds: second-factor secrets.

A sealed text is `v1.KEY-ID.BASE64URL`. Rooms that store such texts register themselves, so that
the key can be rotated and no key is retired while a text needs it.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass

from portal.vault.errors import InvalidTag
from portal.vault.keyring import load_key_ring
from portal.vault.sealing import open_bytes, seal_bytes

_PREFIX = "v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretHolder:
    """A room that stores sealed texts.

    `count_uses(key_id)` says how many lie under a key; `reseal()` puts each text through
    `reseal_text` and saves it, and returns how many changed.
    """

    name: str
    count_uses: Callable[[str], int]
    reseal: Callable[[], int]


_holders: dict[str, SecretHolder] = {}


def register_holder(holder: SecretHolder) -> None:
    """Call from AppConfig.ready of the app that stores the texts."""
    _holders[holder.name] = holder


def holders() -> tuple[SecretHolder, ...]:
    """Every room that registered, in that order."""
    return tuple(_holders.values())


def seal_text(text: str, *, purpose: str) -> str:
    """Seal `text` under the current key. `purpose` is bound, not stored: "totp 17" for user 17's.

    Raises KeyNotHeld in the public role.
    """
    ring = load_key_ring()
    key_id = ring.totp_id
    sealed = seal_bytes(
        ring.totp_key(key_id),
        purpose="secret-text",
        context=[key_id, purpose],
        plaintext=text.encode(),
    )
    return f"{_PREFIX}.{key_id}.{base64.urlsafe_b64encode(sealed).decode('ascii')}"


def open_text(sealed: str, *, purpose: str) -> str:
    """The text that `seal_text` was given.

    Raises InvalidTag for another purpose, an altered text or one that was never sealed, and
    KeyNotHeld in the public role or when its key was retired.
    """
    key_id = key_id_of(sealed)
    try:
        body = base64.urlsafe_b64decode(sealed.split(".")[2].encode("ascii"))
    except (UnicodeEncodeError, binascii.Error) as trouble:
        raise InvalidTag from trouble
    key = load_key_ring().totp_key(key_id)
    opened = open_bytes(key, purpose="secret-text", context=[key_id, purpose], sealed=body)
    return opened.decode()


def reseal_text(sealed: str, *, purpose: str) -> str:
    """`sealed` under the current key; the same text when it already is. Raises as `open_text`."""
    if key_id_of(sealed) == load_key_ring().totp_id:
        return sealed
    return seal_text(open_text(sealed, purpose=purpose), purpose=purpose)


def key_id_of(sealed: str) -> str:
    """Id of the key a text lies under; raises InvalidTag when it is no sealed text."""
    parts = sealed.split(".")
    if len(parts) != 3 or parts[0] != _PREFIX:
        raise InvalidTag
    return parts[1]


def sealed_prefix(key_id: str) -> str:
    """What every text under `key_id` starts with, to find them in a table."""
    return f"{_PREFIX}.{key_id}."
