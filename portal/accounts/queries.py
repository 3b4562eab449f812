"""Who is what, where: reads over memberships."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from directory.models import Organisation
from portal.accounts.models import Membership, User
from portal.accounts.models.membership import MembershipQuerySet
from portal.accounts.roles import Role


def memberships_of(
    user: User | AnonymousUser, *roles: Role, organisation: Organisation | None = None
) -> MembershipQuerySet:
    """The user's memberships that count today, in any of `roles` (none given: in any role)."""
    if not isinstance(user, User):
        return Membership.objects.none()
    found = Membership.objects.current().filter(user=user)
    if roles:
        found = found.filter(role__in=roles)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    return found


def organisations_of(user: User | AnonymousUser, *roles: Role) -> QuerySet[Organisation]:
    """The organisations where the user holds one of `roles` today (none given: any role)."""
    return Organisation.objects.filter(pk__in=memberships_of(user, *roles).values("organisation"))


def has_role(
    user: User | AnonymousUser, *roles: Role, organisation: Organisation | None = None
) -> bool:
    """Whether the user holds one of `roles` today, at that organisation or (None) anywhere."""
    return memberships_of(user, *roles, organisation=organisation).exists()


def holders_of(*roles: Role) -> QuerySet[User]:
    """The active people who hold one of `roles` today, wherever."""
    found = Membership.objects.current().filter(role__in=roles)
    return User.objects.filter(pk__in=found.values("user")).order_by("pk")


def members_of(organisation: Organisation | UUID, *roles: Role) -> QuerySet[User]:
    """The active people who hold one of `roles` at an organisation (or its uuid) today."""
    found = Membership.objects.current()
    if roles:
        found = found.filter(role__in=roles)
    if isinstance(organisation, UUID):
        found = found.filter(organisation__uuid=organisation)
    else:
        found = found.filter(organisation=organisation)
    return User.objects.filter(pk__in=found.values("user")).order_by("pk")
