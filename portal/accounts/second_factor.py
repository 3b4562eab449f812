"""Whether this session was opened with a second factor that its owner still has."""

from enum import Enum

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from portal.accounts.models import User

_REMEMBERED = "_accounts_second_factor"


class SecondFactor(Enum):
    """What is known of the second factor of the person behind a request."""

    PRESENT = "used in this session"
    UNCONFIRMED = "set up, not used in this session"
    MISSING = "not set up"


def second_factor_of(request: HttpRequest) -> SecondFactor:
    """The state of the signed-in person's second factor; MISSING for anybody else.

    A session counts only while the very factor that it was opened with exists: taking away a lost
    phone ends every session that was opened with it. Asks the database once per request.
    """
    known = getattr(request, _REMEMBERED, None)
    if isinstance(known, SecondFactor):
        return known
    state = _look_up(request)
    setattr(request, _REMEMBERED, state)
    return state


def forget_second_factor(request: HttpRequest) -> None:
    """Ask anew at the next call: a factor was just added, used or removed."""
    if hasattr(request, _REMEMBERED):
        delattr(request, _REMEMBERED)


def _look_up(request: HttpRequest) -> SecondFactor:
    user = request.user
    if not isinstance(user, User):
        return SecondFactor.MISSING
    kinds = dict(Authenticator.objects.filter(user=user).values_list("pk", "type"))
    if not set(kinds.values()) - {Authenticator.Type.RECOVERY_CODES.value}:
        return SecondFactor.MISSING
    used = {
        record.get("id")
        for record in get_authentication_records(request, user)
        if record.get("method") == "mfa"
    }
    return SecondFactor.PRESENT if used & kinds.keys() else SecondFactor.UNCONFIRMED
