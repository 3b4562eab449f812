"""What must hold before any process of the production set does anything."""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from config.environment import can_read
from config.grants import what_is_too_much

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


def refuse_powerful_account() -> None:
    """Stop a public web process in production whose database account may do more than it should.

    Raises ImproperlyConfigured with the setting and the remedy.
    """
    if settings.DEMONSTRATION or settings.ROLE != "public":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            role = cursor.fetchone()[0]
            too_much = what_is_too_much(cursor, role)
    except DatabaseError as trouble:
        raise ImproperlyConfigured(
            "DATABASE_URL: the database does not answer, so what the public role may do there is "
            f"not known ({type(trouble).__name__}). Start it first, then this process."
        ) from trouble
    if too_much:
        shown = "; ".join(too_much[:3]) + ("; and more" if len(too_much) > 3 else "")
        raise ImproperlyConfigured(
            f"DATABASE_URL: the public role's account {role!r} may do too much: {shown}. Connect "
            "with an account of its own, and give it its rights with `manage grant_public_role`."
        )


def refuse_anchor_key() -> None:
    """Stop a production web process that could sign the audit anchors: only the clock may.

    Raises ImproperlyConfigured with the setting and the remedy.
    """
    if not settings.DEMONSTRATION and can_read(settings.KEYS / "clock"):
        raise ImproperlyConfigured(
            f"TURNSTONE_KEYS: this web process can read {settings.KEYS / 'clock'}. Run the clock "
            "as a user of its own and let only that user read the folder (mode 0700)."
        )
