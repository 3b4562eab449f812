"""Django app of the audit log."""

from collections.abc import Mapping
from uuid import UUID

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "portal.audit"
    label = "audit"
    verbose_name = "Audit log"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.vault.announcements import listen

        listen(record_vault_act)


def record_vault_act(action: str, owner: UUID | None, details: Mapping[str, int | str]) -> None:
    """Record what the vault destroyed or moved: it lies below this log and cannot call it."""
    from portal.audit.services import Actor, record_event

    record_event(actor=Actor.system("vault"), action=action, subject=owner, details=dict(details))
