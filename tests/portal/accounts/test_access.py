"""Who may do what where: the rule, and the groups of the CMS."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from directory.models import Organisation
from portal.accounts.access import require_member
from portal.accounts.decorators import StaffRequest, portal_view
from portal.accounts.models import Membership, User
from portal.accounts.queries import has_role, members_of, memberships_of, organisations_of
from portal.accounts.roles import Role
from portal.accounts.services import (
    close_account,
    create_user,
    end_membership,
    grant_membership,
    remove_second_factors,
)
from portal.audit.models import AuditEvent

AtKey = Callable[[str], Organisation]


def last_event() -> AuditEvent:
    event = AuditEvent.objects.order_by("seq").last()
    assert event is not None
    return event


def test_ines_is_a_member_where_she_works(ines: User, organisation: AtKey) -> None:
    [held] = require_member(ines, Role.INTAKE, organisation=organisation("iter"))
    assert held.role == Role.INTAKE
    assert list(organisations_of(ines, Role.INTAKE)) == [organisation("iter")]


def test_ines_is_an_outsider_elsewhere(ines: User, noor: User, organisation: AtKey) -> None:
    with pytest.raises(Http404):
        require_member(ines, Role.INTAKE, organisation=organisation("harbour-centre-example"))


def test_omar_is_an_outsider_everywhere(omar: User, organisation: AtKey) -> None:
    with pytest.raises(Http404):
        require_member(omar)
    assert not organisations_of(omar).exists()


def test_a_reader_may_look_and_is_told_that_they_may_do_no_more(
    karel: User, omar: User, organisation: AtKey
) -> None:
    at, reads = organisation("iter"), (Role.PRACTITIONER,)
    with pytest.raises(PermissionDenied):
        require_member(karel, Role.INTAKE, organisation=at, readers=reads)
    with pytest.raises(Http404):
        require_member(omar, Role.INTAKE, organisation=at, readers=reads)


def test_somebody_who_is_not_signed_in_is_nobody(db: None) -> None:
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(Http404):
        require_member(AnonymousUser())


@pytest.mark.parametrize(
    ("starts", "ends", "active", "counts"),
    [
        (0, None, True, True),
        (-10, 0, True, True),
        (-10, -1, True, False),
        (1, None, True, False),
        (-10, None, False, False),
    ],
)
def test_a_role_counts_from_its_first_to_its_last_day_while_it_is_active(
    omar: User, organisation: AtKey, starts: int, ends: int | None, active: bool, counts: bool
) -> None:
    today = timezone.localdate()
    Membership.objects.create(
        user=omar,
        organisation=organisation("iter"),
        role=Role.INTAKE,
        active=active,
        valid_from=today + dt.timedelta(days=starts),
        valid_until=None if ends is None else today + dt.timedelta(days=ends),
    )
    assert has_role(omar, Role.INTAKE) is counts


def test_a_closed_account_holds_no_role(ines: User, admin: User, organisation: AtKey) -> None:
    assert list(members_of(organisation("iter"), Role.INTAKE)) == [ines]
    assert list(members_of(organisation("iter").uuid, Role.INTAKE)) == [ines]
    close_account(acting_user=admin, user=ines)
    assert not members_of(organisation("iter"), Role.INTAKE)
    assert not memberships_of(ines)
    assert last_event().action == "account.closed"


@pytest.mark.parametrize(
    ("role", "at"), [(Role.INTAKE, None), (Role.EDITOR, "iter"), (Role.ADMINISTRATOR, "iter")]
)
def test_the_database_refuses_a_role_that_does_not_fit_its_place(
    omar: User, organisation: AtKey, role: Role, at: str | None
) -> None:
    place = organisation(at) if at else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=omar, role=role, organisation=place)
    with pytest.raises(ValidationError):
        grant_membership(acting_user=None, user=omar, role=role, organisation=place)


def test_the_database_knows_no_other_roles(omar: User, organisation: AtKey) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=omar, role="root", organisation=organisation("iter"))


def test_nobody_holds_the_same_role_twice(ines: User, edit: User, organisation: AtKey) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=ines, role=Role.INTAKE, organisation=organisation("iter"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=edit, role=Role.EDITOR)


@pytest.mark.parametrize("name", ["ines", "edit", "omar", "sofie"])
def test_only_an_administrator_keeps_people(
    person: Callable[[str], User], karel: User, organisation: AtKey, name: str
) -> None:
    acting = person(name)
    with pytest.raises(PermissionDenied):
        create_user(acting_user=acting, username="new", email="new@example.org")
    with pytest.raises(PermissionDenied):
        grant_membership(acting_user=acting, user=acting, role=Role.ADMINISTRATOR)
    with pytest.raises(PermissionDenied):
        end_membership(acting_user=acting, membership=karel.memberships.get())
    with pytest.raises(PermissionDenied):
        remove_second_factors(acting_user=acting, user=karel)
    with pytest.raises(PermissionDenied):
        close_account(acting_user=acting, user=karel)


def test_each_step_stands_in_the_log_without_a_name(
    admin: User, omar: User, organisation: AtKey
) -> None:
    membership = grant_membership(
        acting_user=admin, user=omar, role=Role.REFERRER, organisation=organisation("iter")
    )
    granted = last_event()
    assert granted.action == "membership.granted"
    assert granted.actor_id == str(admin.public_id)
    assert str(omar.public_id) in granted.details
    end_membership(acting_user=admin, membership=membership)
    assert last_event().action == "membership.ended"
    remove_second_factors(acting_user=admin, user=omar)
    assert last_event().action == "account.second-factor-removed"
    for event in AuditEvent.objects.all():
        assert "omar" not in event.details
        assert "example.org" not in event.details


def test_a_role_that_ends_today_s_first_day_counts_no_more(
    admin: User, omar: User, organisation: AtKey
) -> None:
    membership = grant_membership(
        acting_user=admin, user=omar, role=Role.REFERRER, organisation=organisation("iter")
    )
    assert has_role(omar, Role.REFERRER)
    end_membership(acting_user=admin, membership=membership)
    assert not has_role(omar, Role.REFERRER)


@pytest.mark.parametrize(
    ("username", "email", "field"),
    [
        ("INES", "new@example.org", "username"),
        ("new", "Ines@Example.org", "email"),
        ("new", "no address", "email"),
        ("", "new@example.org", "username"),
    ],
)
def test_a_name_or_address_that_cannot_be_used_is_refused_by_its_field(
    ines: User, username: str, email: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        create_user(acting_user=None, username=username, email=email)
    assert field in refusal.value.message_dict


def test_two_people_may_not_differ_by_case_alone(ines: User) -> None:
    for changed in ({"username": "INES", "email": "x@example.org"}, {"email": "INES@example.org"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(**{"username": "somebody", **changed})


def test_no_log_learns_a_name_from_str(ines: User) -> None:
    for shown in (str(ines), str(ines.memberships.get())):
        assert "ines" not in shown
        assert "@" not in shown


def test_a_view_of_the_portal_opens_to_its_roles_alone(
    ines: User, petra: User, signed_in: Callable[[str], Client]
) -> None:
    @portal_view(Role.INTAKE)
    def view(request: StaffRequest) -> HttpResponse:
        return HttpResponse(request.user.username)

    def ask(user: User, *, with_session_of: Client) -> HttpResponse:
        request = RequestFactory().get("/portal/somewhere/")
        request.user, request.session = user, with_session_of.session
        return view(request)

    assert ask(ines, with_session_of=signed_in("ines")).content == b"ines"
    with pytest.raises(Http404):
        ask(petra, with_session_of=signed_in("petra"))
    with pytest.raises(PermissionDenied):
        ask(ines, with_session_of=Client())


def test_edit_may_edit_the_directory_and_no_more(
    edit: User, signed_in: Callable[[str], Client]
) -> None:
    assert edit.has_perms(
        ["wagtailadmin.access_admin", "directory.change_organisation", "directory.add_term"]
    )
    for refused in (
        "accounts.change_user",
        "auth.change_group",
        "wagtailcore.change_site",
        "accounts.change_membership",
    ):
        assert not edit.has_perm(refused)
    browser = signed_in("edit")
    assert browser.get("/admin/").status_code == 200
    assert browser.get("/admin/pages/").status_code in (200, 302)


@pytest.mark.parametrize("name", ["ines", "petra", "omar", "vera", "sofie"])
def test_the_cms_refuses_everybody_else_without_sending_them_in_circles(
    signed_in: Callable[[str], Client], name: str
) -> None:
    browser = signed_in(name)
    for address in ("/admin/", "/admin/pages/", "/admin/snippets/"):
        assert browser.get(address).status_code == 403


def test_who_is_no_longer_an_editor_loses_the_cms_at_once(
    edit: User, admin: User, signed_in: Callable[[str], Client]
) -> None:
    browser = signed_in("edit")
    end_membership(acting_user=admin, membership=edit.memberships.get())
    assert browser.get("/admin/").status_code == 403
    assert not edit.groups.exists()
