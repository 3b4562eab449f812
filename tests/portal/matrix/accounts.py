"""Signing in and what belongs to it."""

from tests.portal.matrix.rows import (
    HALF_WAY,
    NOBODY,
    SIGNED_IN,
    Outcome,
    Room,
    Row,
    behind_the_gate,
    to_all,
)

_EVERYBODY_INSIDE = behind_the_gate(*SIGNED_IN)
# Before the second factor: one page to see what there is, one for each kind of factor.
_SETTING_UP = {**_EVERYBODY_INSIDE, HALF_WAY: Outcome.OPEN}
# The second step of signing in, for who has not come that far and for who is past it.
_SECOND_STEP = {**to_all(Outcome.OPEN), NOBODY: Outcome.SIGN_IN}

ROOM = Room(
    rows=[
        *(
            Row(name=name, outcomes=to_all(Outcome.OPEN))
            for name in (
                "account_login",
                "account_inactive",
                "account_reset_password",
                "account_reset_password_done",
                "account_reset_password_from_key_done",
            )
        ),
        Row(
            name="account_logout",
            outcomes={**to_all(Outcome.OPEN), NOBODY: Outcome.SIGN_IN},
        ),
        Row(
            name="account_reset_password_from_key",
            kwargs={"uidb36": "1", "key": "abc-def"},
            outcomes=to_all(Outcome.OPEN),
        ),
        Row(name="mfa_authenticate", outcomes=_SECOND_STEP),
        *(
            Row(name=name, outcomes=_SETTING_UP)
            for name in (
                "mfa_index",
                "mfa_activate_totp",
                "mfa_add_webauthn",
                "account_reauthenticate",
            )
        ),
        *(
            Row(name=name, outcomes=_EVERYBODY_INSIDE)
            for name in (
                "account_change_password",
                "mfa_deactivate_totp",
                "mfa_generate_recovery_codes",
                "mfa_list_webauthn",
                "mfa_reauthenticate",
            )
        ),
        # Nobody in the cast has these; so there is nothing to see, whoever asks.
        Row(name="mfa_view_recovery_codes", outcomes=behind_the_gate()),
        Row(name="mfa_reauthenticate_webauthn", outcomes=_EVERYBODY_INSIDE),
        *(
            Row(name=name, kwargs={"pk": 1}, case="shows the password first", outcomes=inside)
            for name, inside in (
                ("mfa_remove_webauthn", _EVERYBODY_INSIDE),
                ("mfa_edit_webauthn", _EVERYBODY_INSIDE),
            )
        ),
    ],
)
