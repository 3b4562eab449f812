"""What every view of the portal starts with."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from portal.accounts.access import require_member
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.second_factor import SecondFactor, second_factor_of

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request whose person is signed in with both factors."""

    user: User


def portal_view(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[StaffRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Open a view to people who hold one of `roles` somewhere (none given: any role).

    Others get 404. The view still asks `require_member` for the organisation it is about. Behind
    the gate nobody arrives without a second factor; a view reached past it refuses all the same.
    """

    def decorate(
        view: Callable[Concatenate[StaffRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        @never_cache
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if second_factor_of(request) is not SecondFactor.PRESENT:
                raise PermissionDenied
            require_member(request.user, *roles)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        return guarded

    return decorate
