"""The roles, what each is called, and which of them go together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is at an organisation, or (editor, administrator) for the whole directory.

    What a role may do is asked where it is done; docs/accounts.md lists it.
    """

    INTAKE = "intake", _("Intake")
    PRACTITIONER = "practitioner", _("Practitioner")
    CASE_MANAGER = "case-manager", _("Case manager")
    SUPERVISOR = "supervisor", _("Supervisor")
    REFERRER = "referrer", _("Referrer")
    VICTIM_SUPPORT = "victim-support", _("Victim support")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


#: Roles held for the whole directory, without an organisation.
EVERYWHERE: tuple[Role, ...] = (Role.EDITOR, Role.ADMINISTRATOR)
#: Roles of the people who work at a programme: they read the referrals to it.
PROGRAMME_STAFF: tuple[Role, ...] = (
    Role.INTAKE,
    Role.PRACTITIONER,
    Role.CASE_MANAGER,
    Role.SUPERVISOR,
)
