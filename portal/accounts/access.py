"""The rule of access, in one sentence."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from directory.models import Organisation
from portal.accounts.models import Membership, User
from portal.accounts.queries import memberships_of
from portal.accounts.roles import Role


def require_member(
    user: User | AnonymousUser,
    *roles: Role,
    organisation: Organisation | None = None,
    readers: tuple[Role, ...] = (),
) -> list[Membership]:
    """The user's memberships in `roles` (none given: any role), at least one.

    Raises Http404 for outsiders, who may not even learn that there is something here; and
    PermissionDenied for those whose only role is one of `readers`: they may look, not do this.
    """
    asked = (*roles, *readers) if roles else ()
    held = list(
        memberships_of(user, *asked, organisation=organisation).select_related("organisation")
    )
    if not held:
        raise Http404
    allowed = [one for one in held if not roles or one.role in roles]
    if not allowed:
        raise PermissionDenied
    return allowed
