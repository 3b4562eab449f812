"""Codes of authenticator apps (TOTP, RFC 6238): each is taken once, and can be worked out here."""

import time
from dataclasses import dataclass

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.cache import cache

from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Code:
    """Six digits that sign-in accepts now, and the seconds for which it goes on accepting them."""

    digits: str
    seconds_left: int


def claim_code(*, user: User, code: str) -> bool:
    """Take a code that was found right; False when it was taken before (RFC 6238, section 5.2).

    allauth remembers a used code for one period, but with a tolerance a code lives for three.
    """
    return bool(cache.add(_used_key(user, code), "used", timeout=_lifetime()))


def code_for(user: User) -> Code:
    """A code of the user's authenticator app that sign-in accepts and that nobody used yet.

    The one that an app shows now, or its neighbours within the tolerance; when all are used, the
    first one again. Raises Authenticator.DoesNotExist without an app.
    """
    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    secret = decrypt(app.data["secret"])
    now, period, tolerance = time.time(), app_settings.TOTP_PERIOD, app_settings.TOTP_TOLERANCE
    step = int(now // period)
    # After the present one those to come: the ones before it may end while they are typed.
    near = range(step - tolerance, step + tolerance + 1)
    steps = sorted(near, key=lambda one: (one < step, abs(one - step)))
    codes = [
        Code(
            format_hotp_value(hotp_value(secret, one)),
            int((one + 1 + tolerance) * period - now),
        )
        for one in steps
    ]
    unused = (code for code in codes if cache.get(_used_key(user, code.digits)) is None)
    return next(unused, codes[0])


def _lifetime() -> int:
    return int(app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1))


def _used_key(user: User, code: str) -> str:
    return f"accounts:totp-used:{user.pk}:{normalize_user_code(code)}"
