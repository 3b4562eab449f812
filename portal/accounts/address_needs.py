"""Which addresses of the staff zone open to whom, as data. What is not named here is for people
who signed in with both factors.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType


class Need(Enum):
    """What a visitor must have shown before an address answers."""

    NOTHING = "nothing"
    PASSWORD = "a password, while no second factor is set up"  # noqa: S105
    CONFIRMING = "a password, and a second factor to show now"
    SECOND_FACTOR = "a password and a second factor"
    CLOSED = "closed to everybody"


_NEEDS: Mapping[Need, tuple[str, ...]] = {
    Need.NOTHING: (
        "healthz",
        "ready",
        "exit",
        "set_language",
        "back_door",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
    ),
    Need.PASSWORD: (
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
    ),
    Need.CONFIRMING: ("mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
}
NEEDS: Mapping[str, Need] = MappingProxyType(
    {name: need for need, names in _NEEDS.items() for name in names}
)

#: The CMS's own ways to sign in, to choose a password and to make users: people and roles are
#: kept in one place, and there is one door.
CLOSED_NAMESPACES: tuple[str, ...] = ("wagtailusers_users", "wagtailusers_groups")
CLOSED_NAMES: tuple[str, ...] = (
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtaildocs_authenticate_with_password",
)


def need_of(view_name: str) -> Need:
    """What the address with this (namespaced) URL name needs; an unnamed one needs everything."""
    namespace, _, _name = view_name.rpartition(":")
    if view_name in CLOSED_NAMES or namespace in CLOSED_NAMESPACES:
        return Need.CLOSED
    return NEEDS.get(view_name, Need.SECOND_FACTOR)
