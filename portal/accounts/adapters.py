"""How allauth behaves here: nobody signs up, nothing leaves the site, secrets are sealed."""

import time
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.events import LOGGED_CHANGES, record_own_step, record_refused_sign_in
from portal.accounts.models import User
from portal.accounts.second_factor import SecondFactor, second_factor_of
from portal.accounts.secret_holder import PURPOSE
from portal.accounts.tasks import mail_password_link, mail_sign_in_changed
from portal.vault.secrets import open_text, seal_text

_WRONG_LOGIN = _("The name and the password do not belong together. Check both, and try again.")
_TOO_MANY = _("Too many tries. Wait five minutes, then try again.")
_WRONG_CODE = _("This code is not right. Codes change every half minute: take the newest one.")

#: What is said after a step, by allauth's own name of the message; what is not here is not said.
_SAID = {
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_changed.txt": _("Your password was changed."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app was removed."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is set up."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up closed; redirects stay on this site; mail says nothing."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _WRONG_LOGIN,
        "username_password_mismatch": _WRONG_LOGIN,
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
        "incorrect_code": _WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only paths of this site: allauth would also follow other trusted hosts."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not right after signing in, for who has no second factor yet and is here to set one up.

        Everybody else shows a password or a factor again before a factor changes.
        """
        if self._just_gave_password():
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def _just_gave_password(self) -> bool:
        if second_factor_of(self.request) is not SecondFactor.MISSING:
            return False
        records = get_authentication_records(self.request, self.request.user)
        return bool(records) and time.time() - records[-1]["at"] < REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        mail_password_link.enqueue(str(user.public_id), get_language() or "en")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Log the change, and send one neutral message for whatever it was."""
        if template_prefix in LOGGED_CHANGES:
            record_own_step(user, LOGGED_CHANGES[template_prefix])
        mail_sign_in_changed.enqueue(str(user.public_id), get_language() or "en")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        records = get_authentication_records(request, user)
        record_own_step(user, "account.signed-in", factor=str(records[-1].get("type", "none")))
        answer: HttpResponse | None = super().post_login(request, user, **kwargs)
        return answer

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            record_own_step(request.user, "account.signed-out")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_refused_sign_in()

    def reauthenticate(self, user: User, password: str) -> bool:
        shown = bool(super().reauthenticate(user, password))
        if shown:
            record_own_step(user, "account.reauthenticated", factor="password")
        return shown

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        said = message or _SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)


class MfaAdapter(DefaultMFAAdapter):
    """Secrets lie sealed under a key that only the staff zone holds."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": _(
            "This is your only second factor. Set up another one first, then take this one away."
        ),
        "cannot_generate_recovery_codes": _(
            "Set up an authenticator app or a passkey first; recovery codes stand in for it."
        ),
        "unverified_email": _("Your e-mail address is not confirmed. Ask your administrator."),
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text, purpose=PURPOSE)

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an element to stand in the page: no address to fetch, no style."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return (
            Authenticator.objects.filter(user_id=authenticator.user_id)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
            .exists()
        )

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Turnstone"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        identity: UUID = user.public_id
        return {
            "id": identity.bytes,
            "name": user.get_username(),
            "display_name": user.get_username(),
        }
