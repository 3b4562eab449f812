"""The roles, as data: what each is called and what it may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is at an organisation, or (editor, administrator) for the whole directory."""

    INTAKE = "intake", _("Intake")
    PRACTITIONER = "practitioner", _("Practitioner")
    CASE_MANAGER = "case-manager", _("Case manager")
    SUPERVISOR = "supervisor", _("Supervisor")
    REFERRER = "referrer", _("Referrer")
    VICTIM_SUPPORT = "victim-support", _("Victim support")
    EDITOR = "editor", _("Editor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Act(StrEnum):
    """Something that a role allows. Services that change a referral name the role itself."""

    READ_OWN_PROGRAMMES_REFERRALS = "read the referrals to programmes of their organisation"
    DECIDE_ON_INTAKE = "ask, accept or redirect a referral to a programme of their organisation"
    REFER = "refer a person for their organisation, and follow that referral"
    PROTECT_VICTIMS = "keep the victim-support link"
    EDIT_DIRECTORY = "edit the directory"
    KEEP_PEOPLE = "give and end roles"


@dataclass(frozen=True, slots=True)
class RoleRules:
    """What a role may do, and whether it is held everywhere instead of at one organisation."""

    may: frozenset[Act]
    in_words: str | Promise
    everywhere: bool = False


def _rules(acts: Iterable[Act], in_words: str | Promise, *, everywhere: bool = False) -> RoleRules:
    return RoleRules(may=frozenset(acts), in_words=in_words, everywhere=everywhere)


ROLES: Mapping[Role, RoleRules] = MappingProxyType(
    {
        Role.INTAKE: _rules(
            [Act.READ_OWN_PROGRAMMES_REFERRALS, Act.DECIDE_ON_INTAKE],
            _("opens the referrals to the programmes of their organisation, asks, and decides"),
        ),
        Role.PRACTITIONER: _rules(
            [Act.READ_OWN_PROGRAMMES_REFERRALS],
            _("works with the people who were accepted"),
        ),
        Role.CASE_MANAGER: _rules(
            [Act.READ_OWN_PROGRAMMES_REFERRALS],
            _("watches over a plan and its safety"),
        ),
        Role.SUPERVISOR: _rules(
            [Act.READ_OWN_PROGRAMMES_REFERRALS],
            _("checks what colleagues decided"),
        ),
        Role.REFERRER: _rules(
            [Act.REFER],
            _("refers people for their organisation and follows how it goes"),
        ),
        Role.VICTIM_SUPPORT: _rules(
            [Act.PROTECT_VICTIMS],
            _("stands beside the people who were harmed"),
        ),
        Role.EDITOR: _rules(
            [Act.EDIT_DIRECTORY],
            _("keeps the directory true and readable"),
            everywhere=True,
        ),
        Role.ADMINISTRATOR: _rules(
            [Act.EDIT_DIRECTORY, Act.KEEP_PEOPLE],
            _("gives and ends roles, and may edit the directory"),
            everywhere=True,
        ),
    }
)


def roles_that_may(act: Act) -> tuple[Role, ...]:
    """The roles that allow `act`, in the order of the table."""
    return tuple(role for role, rules in ROLES.items() if act in rules.may)


#: Roles held for the whole directory, without an organisation.
EVERYWHERE: tuple[Role, ...] = tuple(role for role, rules in ROLES.items() if rules.everywhere)
#: Roles of the people who work at a programme.
PROGRAMME_STAFF: tuple[Role, ...] = roles_that_may(Act.READ_OWN_PROGRAMMES_REFERRALS)
