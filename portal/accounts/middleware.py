"""The gate of the staff zone."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_callable, reverse
from django.utils.translation import gettext as _

from portal.accounts.address_needs import Need, need_of
from portal.accounts.cms import sync_cms_groups
from portal.accounts.entries.gate import narrow_to_own_entries
from portal.accounts.entries.own import sees_every_entry, sees_own_entries_only
from portal.accounts.models import User
from portal.accounts.second_factor import SecondFactor, second_factor_of

#: Seconds after which a person signs in again, however busy they were. Half an hour without a
#: request ends a session too: that is SESSION_COOKIE_AGE.
LONGEST_SESSION = 12 * 60 * 60
#: A busy session is written at most once in so many seconds.
WRITTEN_EVERY = 60
_SEEN = "accounts.seen"
#: Where the CMS's documents and images are given out, whoever's they are.
_FILES = ("/documents/", "/media/")

View = Callable[..., HttpResponse]


class SecondFactorMiddleware:
    """Let each address answer only to who has shown what `address_needs` says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        assert request.resolver_match is not None
        need = need_of(request.resolver_match.view_name)
        if need is Need.NOTHING:
            return None
        if need is Need.CLOSED:
            raise Http404
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if _is_too_old(request):
            logout(request)
            return _to_sign_in(request)
        _keep_alive(request)
        return _second_factor_first(request, need) or _narrow_cms(request)


def _second_factor_first(request: HttpRequest, need: Need) -> HttpResponse | None:
    state = second_factor_of(request)
    if state is SecondFactor.PRESENT:
        return None
    if state is SecondFactor.UNCONFIRMED:
        if need is Need.CONFIRMING:
            return None
        return _lead(request, "mfa_reauthenticate")
    if need is Need.PASSWORD:
        return None
    return _lead(request, "mfa_index")


def _narrow_cms(request: HttpRequest) -> HttpResponse | None:
    # Wagtail would send people without access to sign in, and that page sends them back: for ever.
    # Its permissions hang on groups; a role begins and ends by itself, with its days.
    user = request.user
    if not request.path.startswith(reverse("wagtailadmin_home")):
        if request.path.startswith(_FILES) and sees_own_entries_only(user):
            raise PermissionDenied
        return None
    if not isinstance(user, User) or not sync_cms_groups(user=user):
        raise PermissionDenied
    return None if sees_every_entry(user) else narrow_to_own_entries(request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return HttpResponse(_("Please sign in again."), status=401, content_type="text/plain")
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.method == "GET":
        messages.info(
            request,
            _(
                "You were signed out: after half an hour without a click, or after twelve hours. "
                "Please sign in again."
            ),
        )
    return _lead(request, "account_login")


def _lead(request: HttpRequest, name: str) -> HttpResponse:
    if request.method == "POST":
        # What somebody typed for half an hour comes back to them, to copy and send again.
        show_form_again = get_callable(settings.CSRF_FAILURE_VIEW)
        answer: HttpResponse = show_form_again(request, reason="signed out")
        return answer
    back = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()}, safe="/")
    return HttpResponseRedirect(f"{reverse(name)}?{back}")


def _is_too_old(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - float(records[0]["at"]) > LONGEST_SESSION


def _keep_alive(request: HttpRequest) -> None:
    now = time.time()
    if now - request.session.get(_SEEN, 0) > WRITTEN_EVERY:
        request.session[_SEEN] = now
