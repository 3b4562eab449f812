from allauth.account.apps import AccountConfig
from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.vault.secrets import register_holder


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("People and roles")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.accounts.secret_holder import HOLDER

        register_holder(HOLDER)


class SignInConfig(AccountConfig):
    """allauth's own app, where the public role has its tables but none of its middleware."""

    name = "allauth.account"
    label = "account"
    default = False

    def ready(self) -> None:
        if settings.ROLE == "staff":
            super().ready()
