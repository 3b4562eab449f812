"""Signing in and accounts, in the audit log: opaque ids and codes, never a name or an address."""

from collections.abc import Mapping
from types import MappingProxyType

from portal.accounts.models import User
from portal.audit.entries import Actor, Detail
from portal.audit.services import record_event

#: allauth tells of each of these changes by the name of a mail; we log them under our own.
LOGGED_CHANGES: Mapping[str, str] = MappingProxyType(
    {
        "account/email/password_changed": "account.password-changed",
        "account/email/password_reset": "account.password-changed",
        "mfa/email/totp_activated": "account.second-factor-added",
        "mfa/email/webauthn_added": "account.second-factor-added",
        "mfa/email/totp_deactivated": "account.second-factor-removed",
        "mfa/email/webauthn_removed": "account.second-factor-removed",
        "mfa/email/recovery_codes_generated": "account.recovery-codes-made",
    }
)


def record_own_step(user: User, action: str, **details: Detail) -> None:
    """Log that a person did something with their own account."""
    record_event(actor=Actor.user(user.public_id, role=""), action=action, details=details)


def record_refused_sign_in() -> None:
    """Log that a name and a password did not fit. Which name was typed is not kept: it may be a
    password, typed in the wrong field.
    """
    record_event(actor=Actor.system("sign-in"), action="account.sign-in-failed")


def record_keeping(
    acting_user: User | None, action: str, *, account: User, **details: Detail
) -> None:
    """Log what an administrator (or None: the operator at the command line) did to an account."""
    actor = (
        Actor.user(acting_user.public_id, role="administrator") if acting_user else Actor.operator()
    )
    record_event(actor=actor, action=action, details={"account": account.public_id, **details})
