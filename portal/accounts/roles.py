"""The roles, what each is called, and which of them go together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is at an organisation, or for the whole directory (:data:`EVERYWHERE`).

    What a role may do is asked where it is done; docs/accounts.md lists it.
    """

    INTAKE = "intake", _("Intake")
    PRACTITIONER = "practitioner", _("Practitioner")
    CASE_MANAGER = "case-manager", _("Case manager")
    SUPERVISOR = "supervisor", _("Supervisor")
    REFERRER = "referrer", _("Referrer")
    VICTIM_SUPPORT = "victim-support", _("Victim support")
    PROVIDER_EDITOR = "provider-editor", _("Provider editor")
    REVIEWER = "reviewer", _("Reviewer")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


#: Roles held for the whole directory, without an organisation.
EVERYWHERE: tuple[Role, ...] = (Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR)
#: Roles of the people who work at a programme: they read the referrals to it.
PROGRAMME_STAFF: tuple[Role, ...] = (
    Role.INTAKE,
    Role.PRACTITIONER,
    Role.CASE_MANAGER,
    Role.SUPERVISOR,
)
