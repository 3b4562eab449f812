"""What must hold before any process of the production set does anything."""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.environment import can_read

# The command that makes the keys has to run before there are any.
STARTS_WITHOUT_KEYS = {"make_keys", "collectstatic", "makemigrations"}


def refuse_unsafe_start() -> None:
    """Stop a production process whose keys are missing or readable by others.

    Runs for the server, worker, clock and every command but those that come before the keys.
    Raises ImproperlyConfigured with the setting and the remedy.
    """
    if settings.DEMONSTRATION:
        return
    if settings.DEBUG:
        raise ImproperlyConfigured("DEBUG is on. Production never shows its insides: turn it off.")
    if len(sys.argv) > 1 and sys.argv[1] in STARTS_WITHOUT_KEYS:
        return
    from portal.vault.keyring import KeyRingError, load_key_ring

    try:
        load_key_ring()
    except KeyRingError as refusal:
        raise ImproperlyConfigured(f"TURNSTONE_KEYS: {refusal}") from refusal


def refuse_anchor_key() -> None:
    """Stop a production web process that could sign the audit anchors: only the clock may.

    Raises ImproperlyConfigured with the setting and the remedy.
    """
    if not settings.DEMONSTRATION and can_read(settings.KEYS / "clock"):
        raise ImproperlyConfigured(
            f"TURNSTONE_KEYS: this web process can read {settings.KEYS / 'clock'}. Run the clock "
            "as a user of its own and let only that user read the folder (mode 0700)."
        )
