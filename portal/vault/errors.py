"""What the vault refuses, and why. Every message is a sentence for whoever runs the site."""

from cryptography.exceptions import InvalidTag

__all__ = [
    "ContentKeysExist",
    "InvalidTag",
    "KeyNotHeld",
    "KeyRingError",
    "NoContentKey",
    "VaultError",
]


class VaultError(Exception):
    """Anything the vault refuses; a ciphertext that does not fit raises `InvalidTag` instead."""


class KeyRingError(VaultError):
    """A key file is missing, unreadable, open to others or damaged: names file and remedy."""


class KeyNotHeld(VaultError):
    """This process does not hold the key that is asked for, by its role or since it was retired."""


class ContentKeysExist(VaultError):
    """This owner already has a content key for one of the compartments asked for."""


class NoContentKey(VaultError):
    """This owner has no content key in that compartment: never made, or destroyed by erasure."""
