"""Which doors stand open: where two people of the intake are there, and an answer is promised."""

from django.db import transaction

from directory.models import ProgrammePage
from portal.accounts.queries import members_of
from portal.accounts.roles import Role
from portal.audit.entries import Actor as Author
from portal.audit.services import record_event
from portal.referrals.programmes import receiving_organisation
from portal.selfreferral.models import Door

NEEDED = 2


def refresh_doors() -> int:
    """Open and shut each programme's doors as its people and its page allow.

    Returns how many doors changed; run again, nothing does.
    """
    changed = 0
    for door_id in list(Door.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            door = Door.objects.select_for_update().filter(pk=door_id).first()
            if door is not None:
                changed += _refresh(door)
    return changed


def may_open(door: Door) -> bool:
    """Whether a door may stand open: the programme takes people, two of its organisation's intake
    members are there today, and it promises when it answers."""
    page = ProgrammePage.objects.live().public().filter(uuid=door.programme).first()
    if page is None or page.status != ProgrammePage.Status.OPEN or door.answer_within_days < 1:
        return False
    organisation = receiving_organisation(door.programme)
    return organisation is not None and members_of(organisation, Role.INTAKE).count() >= NEEDED


def _refresh(door: Door) -> int:
    may = may_open(door)
    changed = 0
    for name, wanted in (("self", door.takes_self), ("partner", door.takes_partner)):
        stands_open = may and wanted
        if getattr(door, f"{name}_open") == stands_open:
            continue
        setattr(door, f"{name}_open", stands_open)
        door.save(update_fields=[f"{name}_open"])
        record_event(
            actor=Author.system("worker"),
            action="door.opened" if stands_open else "door.closed",
            details={"door": name, "programme": door.programme},
        )
        changed += 1
    return changed
