"""Whoever runs the place says what a programme takes; its people decide when the door opens."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from portal.audit.models import AuditEvent
from portal.referrals import services
from portal.selfreferral.models import Door

SLUG = "still-water-example"


@pytest.fixture(scope="module")
def desk():
    """Nobody is shared here: who is there is what the tests are about."""


@pytest.fixture
def still_water(programme):
    """The programme, before anybody said what it takes."""
    Door.objects.all().delete()
    return programme


def set_door(*options: str, slug: str = SLUG) -> list[str]:
    """What the command says, line by line."""
    out = StringIO()
    call_command("set_door", slug, *options, stdout=out)
    return out.getvalue().splitlines()


def stand_open() -> tuple[bool, bool]:
    door = Door.objects.get()
    return door.self_open, door.partner_open


def logged() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("seq").values_list("action", "actor_kind"))


def test_a_door_opens_at_once_where_two_of_the_intake_are_there(still_water, ines, ilse):
    said = set_door("--self", "open", "--partner", "closed", "--days", "5")

    assert said == ["self: open", "partner: closed", "answers within 5 working days"]
    assert stand_open() == (True, False)
    assert Door.objects.get().answer_within_days == 5
    assert logged()[-2:] == [("door.set", "operator"), ("door.opened", "operator")]


def test_a_door_waits_for_a_second_person_and_opens_when_they_come(still_water, ines, person):
    said = set_door("--self", "open", "--days", "5")

    assert said[0] == "self: waiting"
    assert "2 people of the intake of “iter” are needed; 1 is there." in said[-1]
    assert stand_open() == (False, False)
    person("ilse")
    assert services.refresh_doors() == 1
    assert stand_open() == (True, False)


def test_a_paused_programme_s_door_says_what_it_waits_for(still_water, ines, ilse):
    still_water.status = "paused"
    still_water.save()
    assert "it takes nobody now" in set_door("--self", "open", "--days", "5")[-1]


def test_what_is_not_named_stays_as_it_is(programme, ines, ilse):
    set_door("--self", "closed")

    door = Door.objects.get()
    assert (door.takes_self, door.takes_partner, door.answer_within_days) == (False, True, 3)
    assert stand_open() == (False, True)
    assert logged()[-2:] == [("door.set", "operator"), ("door.closed", "operator")]


def test_saying_it_twice_is_logged_once(programme, ines, ilse):
    set_door("--days", "7")
    before = len(logged())
    set_door("--days", "7")
    assert len(logged()) == before


def test_the_log_keeps_what_was_said(still_water, ines, ilse):
    set_door("--self", "open", "--days", "5")
    details = AuditEvent.objects.get(action="door.set").details
    assert f'"programme":"{still_water.uuid}"' in details
    assert '"self":true' in details
    assert '"partner":false' in details
    assert '"days":5' in details


@pytest.mark.parametrize(
    ("slug", "options", "says"),
    [
        ("no-such-programme", ["--self", "open", "--days", "5"], "SLUG: There is no programme"),
        (SLUG, ["--self", "open"], "--days: First say within how many working days"),
        (SLUG, ["--self", "open", "--days", "0"], "--days: .*1"),
        (SLUG, ["--self", "open", "--days", "31"], "--days: .*30"),
        (SLUG, [], "give --self, --partner or --days"),
    ],
)
def test_a_refusal_names_the_argument_and_leaves_nothing(still_water, slug, options, says):
    with pytest.raises(CommandError, match=says):
        set_door(*options, slug=slug)
    assert not Door.objects.exists()


def test_a_programme_that_is_not_published_gets_no_door(still_water):
    still_water.unpublish()
    with pytest.raises(CommandError, match=f"SLUG: The programme “{SLUG}” is not published"):
        set_door("--self", "open", "--days", "5")
    assert not Door.objects.exists()


@pytest.mark.parametrize("name", ["ines", "sofie", "edit"])
def test_only_an_administrator_or_the_operator_says_what_a_programme_takes(
    still_water, person, name
):
    with pytest.raises(PermissionDenied):
        services.set_door(acting_user=person(name), slug=SLUG, answer_within_days=5)
    assert not Door.objects.exists()


def test_an_administrator_is_logged_by_an_opaque_id(still_water, admin):
    services.set_door(acting_user=admin, slug=SLUG, answer_within_days=5)
    event = AuditEvent.objects.get(action="door.set")
    assert (event.actor_id, event.role) == (str(admin.public_id), "administrator")
