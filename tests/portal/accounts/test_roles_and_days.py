"""A role begins and ends with its days while nobody does anything, in the CMS too."""

import datetime as dt
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from config.clock import JOBS
from portal.accounts import services
from portal.accounts.cms import GROUPS
from portal.accounts.models import Membership, User
from portal.accounts.queries import has_role
from portal.accounts.roles import Role
from portal.audit.models import AuditEvent
from tests.cast import sign_in

TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


def days_pass(user: User, *, first: dt.date = YESTERDAY, last: dt.date | None = None) -> None:
    """The days of a person's roles, as the calendar has moved on: no service is called."""
    Membership.objects.filter(user=user).update(valid_from=first, valid_until=last)


def groups(user: User) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def run_job() -> None:
    [job] = [job for job in JOBS if job.name == "keep the CMS's groups in step"]
    job.run()


def end_role(*arguments: str) -> str:
    out = StringIO()
    call_command("end_role", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def soon_an_editor(omar: User) -> User:
    """Omar, whose role of editor begins tomorrow."""
    services.grant_membership(acting_user=None, user=omar, role=Role.EDITOR, valid_from=TOMORROW)
    return omar


def test_when_the_last_day_of_an_editor_has_passed_the_cms_refuses_them(
    edit: User, signed_in: Callable[[str], Client]
) -> None:
    browser = signed_in("edit")
    days_pass(edit, last=TODAY)
    assert browser.get("/admin/").status_code == 200
    days_pass(edit, last=YESTERDAY)
    assert browser.get("/admin/").status_code == 403
    assert groups(edit) == set()


def test_when_the_first_day_of_an_editor_has_come_the_cms_opens(soon_an_editor: User) -> None:
    browser = sign_in(Client(), soon_an_editor)
    assert browser.get("/admin/").status_code == 403
    days_pass(soon_an_editor, first=TODAY)
    assert browser.get("/admin/").status_code == 200


def test_an_editor_who_was_administrator_until_yesterday_is_an_editor(
    edit: User, signed_in: Callable[[str], Client]
) -> None:
    until = services.grant_membership(acting_user=None, user=edit, role=Role.ADMINISTRATOR)
    browser = signed_in("edit")
    assert browser.get("/admin/redirects/").status_code == 200
    Membership.objects.filter(pk=until.pk).update(valid_from=YESTERDAY, valid_until=YESTERDAY)
    assert browser.get("/admin/redirects/").status_code == 302
    assert groups(edit) == {GROUPS[Role.EDITOR]}


def test_the_clock_takes_the_rights_of_whoever_does_not_come_any_more(
    edit: User, admin: User
) -> None:
    days_pass(edit, last=YESTERDAY)
    run_job()
    assert groups(edit) == set()
    assert groups(admin) == {GROUPS[Role.ADMINISTRATOR]}


def test_the_clock_gives_the_rights_of_a_role_that_begins(soon_an_editor: User) -> None:
    run_job()
    assert groups(soon_an_editor) == set()
    days_pass(soon_an_editor, first=TODAY)
    run_job()
    assert groups(soon_an_editor) == {GROUPS[Role.EDITOR]}


def test_a_role_is_ended_at_the_command_line_and_logged(ines: User) -> None:
    said = end_role("INES", "intake", "--organisation", "iter")

    assert "The role intake of ines has ended" in said
    assert not has_role(ines)
    event = AuditEvent.objects.order_by("seq").last()
    assert event is not None
    assert (event.action, event.actor_kind) == ("membership.ended", "operator")


def test_a_role_that_ends_later_counts_until_then(edit: User) -> None:
    said = end_role("edit", "editor", "--last-day", TOMORROW.isoformat())

    assert f"ends with {TOMORROW}" in said
    assert has_role(edit, Role.EDITOR)
    assert Membership.objects.get(user=edit).valid_until == TOMORROW


def test_a_role_that_ends_earlier_by_itself_is_not_prolonged(edit: User) -> None:
    days_pass(edit, last=TOMORROW)
    said = end_role("edit", "editor", "--last-day", (TOMORROW + dt.timedelta(days=30)).isoformat())

    assert f"ends with {TOMORROW}" in said
    assert Membership.objects.get(user=edit).valid_until == TOMORROW


def test_a_role_that_has_not_begun_is_taken_back(soon_an_editor: User) -> None:
    end_role("omar", "editor")
    run_job()
    days_pass(soon_an_editor, first=TODAY)
    assert not has_role(soon_an_editor, Role.EDITOR)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nobody", "editor"], "Nobody here is called nobody"),
        (["ines", "editor"], "ines does not hold the role editor without an organisation"),
        (["ines", "intake", "--organisation", "nowhere"], "--organisation: .*nowhere"),
        (["ines", "supervisor", "--organisation", "iter"], "not hold the role supervisor at iter"),
        (["ines", "intake", "--organisation", "iter", "--last-day", "soon"], "--last-day"),
        (["ines", "chief"], "role"),
    ],
)
def test_a_role_that_nobody_holds_is_not_ended(ines: User, arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        end_role(*arguments)
    assert has_role(ines, Role.INTAKE)


def test_an_account_is_closed_at_the_command_line(
    edit: User, signed_in: Callable[[str], Client]
) -> None:
    browser = signed_in("edit")
    out = StringIO()
    call_command("close_account", "edit", stdout=out)

    assert "The account of edit is closed" in out.getvalue()
    assert browser.get("/portal/").headers["Location"].startswith("/accounts/login/")
    assert groups(edit) == set()
    event = AuditEvent.objects.filter(action="account.closed").get()
    assert event.actor_kind == "operator"
    with pytest.raises(CommandError, match="closed already"):
        call_command("close_account", "edit")
    with pytest.raises(CommandError, match="Nobody here is called nobody"):
        call_command("close_account", "nobody")
