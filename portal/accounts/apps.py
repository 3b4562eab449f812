from allauth.account.apps import AccountConfig
from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.apps import WagtailAdminAppConfig

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


class CmsConfig(WagtailAdminAppConfig):
    """Wagtail's admin without its mails on reviews: they name the entry and who wrote. Ours do not.

    `accounts.models.EntryReview` sends them.
    """

    default = False

    def ready(self) -> None:
        super().ready()
        from wagtail import signals
        from wagtail.models import TaskState, WorkflowState

        for signal, sender, name in (
            (signals.task_submitted, TaskState, "group_approval_task_submitted"),
            (signals.workflow_submitted, WorkflowState, "workflow_state_submitted"),
            (signals.workflow_rejected, WorkflowState, "workflow_state_rejected"),
            (signals.workflow_approved, WorkflowState, "workflow_state_approved"),
        ):
            found = signal.disconnect(sender=sender, dispatch_uid=f"{name}_email_notification")
            assert found, f"Wagtail names its mail on {name} otherwise now"
