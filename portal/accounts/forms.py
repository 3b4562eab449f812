"""The forms of signing in: allauth's, in our words, with each error at its field."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.fields import PasswordField
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from portal.accounts.events import record_own_step
from portal.accounts.totp import claim_code


def _text(label: Any, *, autocomplete: str, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(
        attrs={
            "autocomplete": autocomplete,
            "autocapitalize": "none",
            "spellcheck": "false",
            **attrs,
        }
    )
    return forms.CharField(label=label, widget=widget, help_text=help_text)


def _password(label: Any, *, autocomplete: str, help_text: Any = "") -> PasswordField:
    field = PasswordField(label=label, autocomplete=autocomplete, help_text=help_text)
    field.widget.attrs.pop("placeholder", None)
    return field


def _new_password() -> account_forms.SetPasswordField:
    field = account_forms.SetPasswordField(
        label=_("New password"),
        help_text=lazystr(_WhatAPasswordNeeds()),
    )
    field.widget.attrs.pop("placeholder", None)
    return field


class _WhatAPasswordNeeds:
    def __str__(self) -> str:
        return " ".join(password_validators_help_texts())


def _code(label: Any, help_text: Any) -> forms.CharField:
    return _text(label, autocomplete="one-time-code", help_text=help_text, inputmode="numeric")


class SignInForm(account_forms.LoginForm):
    """User name or e-mail address, and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _text(_("User name or e-mail address"), autocomplete="username")
        self.fields["password"] = _password(_("Password"), autocomplete="current-password")
        self.order_fields(["login", "password"])

    def clean(self) -> dict[str, Any] | None:
        try:
            cleaned: dict[str, Any] | None = super().clean()
        except forms.ValidationError as refusal:
            self.add_error("login", refusal)
            return self.cleaned_data
        return cleaned


class _CodeOnce:
    """A code of an authenticator app is taken once; codes on paper are used up by themselves.

    What is tried and what is used up stands in the audit log.
    """

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            record_own_step(self.user, "account.recovery-code-used")
        elif not claim_code(user=self.user, code=code):
            raise forms.ValidationError(
                _("This code was already used. Wait for the next one, half a minute at most."),
                code="used_code",
            )
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        record_own_step(self.user, "account.sign-in-failed", factor=authenticator.type)
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]


_CODE_LABEL = _("Code")
_CODE_HELP = _(
    "The six digits that your authenticator app shows now, or one of the recovery codes that you "
    "keep on paper."
)


class AuthenticateForm(_CodeOnce, mfa_forms.AuthenticateForm):
    """The second step of signing in."""

    code = _code(_CODE_LABEL, _CODE_HELP)


class ConfirmForm(_CodeOnce, mfa_forms.ReauthenticateForm):
    """Showing the second factor again, while signed in."""

    code = _code(_CODE_LABEL, _CODE_HELP)

    def save(self) -> None:
        super().save()
        record_own_step(self.user, "account.reauthenticated", factor=self.authenticator.type)


class ConfirmPasswordForm(account_forms.ReauthenticateForm):
    """Showing the password again, while signed in."""

    password = _password(_("Password"), autocomplete="current-password")


class ActivateTotpForm(totp_forms.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    code = _code(
        _("The six digits that the app shows now"),
        _("They change every half minute. This shows us that the app works."),
    )

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if not claim_code(user=self.user, code=code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """A passkey, and what its owner calls it."""

    name = forms.CharField(
        label=_("What to call it"),
        required=False,
        max_length=60,
        help_text=_("So that you recognise it later: “my phone”, “the key on my key ring”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RenamePasskeyForm(webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(
        label=_("What to call it"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ForgottenPasswordForm(account_forms.ResetPasswordForm):
    """Where to send the link for a new password."""

    email = account_forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ChoosePasswordForm(account_forms.ResetPasswordKeyForm):
    """A new password, after the link in the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _replace_new_passwords(self, self.user)


class ChangePasswordForm(account_forms.ChangePasswordForm):
    """A new password, while signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = _password(
            _("Your present password"), autocomplete="current-password"
        )
        _replace_new_passwords(self, self.user)


def _replace_new_passwords(form: forms.Form, user: Any) -> None:
    chosen = _new_password()
    chosen.user = user
    form.fields["password1"] = chosen
    form.fields["password2"] = _password(
        _("The new password once more"), autocomplete="new-password"
    )
