"""Which doors stand open: where two people of the intake are there, and an answer is promised."""

from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import ProgrammePage
from portal.accounts.models import User
from portal.accounts.queries import has_role, members_of
from portal.accounts.roles import Role
from portal.audit.entries import Actor as Author
from portal.audit.services import record_event
from portal.referrals.programmes import receiving_organisation
from portal.selfreferral.models import Door

NEEDED = 2


class Turned(NamedTuple):
    """A door that was opened or shut: `self` or `partner`."""

    name: str
    stands_open: bool


@transaction.atomic
def set_door(
    *,
    acting_user: User | None,
    slug: str,
    takes_self: bool | None = None,
    takes_partner: bool | None = None,
    answer_within_days: int | None = None,
) -> Door:
    """Say which referrals a published programme takes here, and within how many working days it
    answers; None leaves it as it is. Its doors turn at once, as its people and its page allow.
    `acting_user` is an administrator, or None for the operator at the command line.

    Raises PermissionDenied, and ValidationError naming `slug` or `answer_within_days`.
    """
    if acting_user is not None and not has_role(acting_user, Role.ADMINISTRATOR):
        raise PermissionDenied
    programme = _published_programme(slug)
    door = Door.objects.select_for_update().filter(programme=programme.uuid).first()
    if door is None and answer_within_days is None:
        raise ValidationError(
            {"answer_within_days": _("First say within how many working days it answers.")}
        )
    door = door or Door(programme=programme.uuid)
    wanted = {
        "takes_self": takes_self,
        "takes_partner": takes_partner,
        "answer_within_days": answer_within_days,
    }
    changes = {
        name: value
        for name, value in wanted.items()
        if value is not None and (door.pk is None or getattr(door, name) != value)
    }
    for name, value in changes.items():
        setattr(door, name, value)
    door.full_clean(validate_unique=False, validate_constraints=False)
    turned = _turn(door)
    door.save()
    author = (
        Author.user(acting_user.public_id, role=Role.ADMINISTRATOR.value)
        if acting_user
        else Author.operator()
    )
    if changes:
        record_event(
            actor=author,
            action="door.set",
            details={
                "programme": door.programme,
                "self": door.takes_self,
                "partner": door.takes_partner,
                "days": door.answer_within_days,
            },
        )
    _record(turned, door, author)
    return door


def refresh_doors() -> int:
    """Open and shut each programme's doors as its people and its page allow.

    Returns how many doors changed; run again, nothing does. A door that stands as it should is read
    only: writers do not wait for it.
    """
    changed = 0
    for seen in list(Door.objects.all()):
        if not _turn(seen):
            continue
        with transaction.atomic():
            door = Door.objects.select_for_update().filter(pk=seen.pk).first()
            if door is not None:
                changed += _refresh(door)
    return changed


def what_is_missing(door: Door) -> list[str]:
    """Why a door may not stand open, a sentence each; none when it may.

    The programme takes people, and two of its organisation's intake members are there today. That
    it promises when it answers, every door does.
    """
    missing = []
    page = ProgrammePage.objects.live().filter(uuid=door.programme).first()
    if page is None:
        missing.append(_("The programme's page is not published."))
    elif page.status != ProgrammePage.Status.OPEN:
        missing.append(_("The programme's page says that it takes nobody now."))
    organisation = receiving_organisation(door.programme)
    there = members_of(organisation, Role.INTAKE).count() if organisation else 0
    if organisation and there < NEEDED:
        missing.append(
            ngettext(
                "%(needed)s people of the intake of “%(organisation)s” are needed; %(number)s is "
                "there.",
                "%(needed)s people of the intake of “%(organisation)s” are needed; %(number)s are "
                "there.",
                there,
            )
            % {"needed": NEEDED, "organisation": organisation.key, "number": there}
        )
    return missing


def _published_programme(slug: str) -> ProgrammePage:
    page = ProgrammePage.objects.filter(slug=slug).first()
    if page is None:
        raise ValidationError(
            {"slug": _("There is no programme with the address “%(slug)s”.") % {"slug": slug}}
        )
    if not page.live:
        raise ValidationError(
            {"slug": _("The programme “%(slug)s” is not published.") % {"slug": slug}}
        )
    return page


def _refresh(door: Door) -> int:
    turned = _turn(door)
    if turned:
        door.save(update_fields=["self_open", "partner_open"])
    _record(turned, door, Author.system("worker"))
    return len(turned)


def _turn(door: Door) -> list[Turned]:
    """Open and shut a door without saving it. Returns what changed."""
    may = not what_is_missing(door)
    turned = []
    for name, wanted in (("self", door.takes_self), ("partner", door.takes_partner)):
        stands_open = may and wanted
        if getattr(door, f"{name}_open") != stands_open:
            setattr(door, f"{name}_open", stands_open)
            turned.append(Turned(name, stands_open))
    return turned


def _record(turned: Iterable[Turned], door: Door, author: Author) -> None:
    for name, stands_open in turned:
        record_event(
            actor=author,
            action="door.opened" if stands_open else "door.closed",
            details={"door": name, "programme": door.programme},
        )
