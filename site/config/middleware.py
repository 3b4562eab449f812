"""Middleware of our own: one host name, one origin for forms, no copies of private pages."""

import logging
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from csp.constants import HEADER, SELF
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase

from config import errors
from portal.selfreferral.switching import is_language_switch

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Asked by other people's programs and pages: a POST there is a question, and changes nothing.
OPEN_DATA = "/api/hsds/"


def _is_open_data(request: HttpRequest) -> bool:
    return request.path_info.startswith(OPEN_DATA)


class CanonicalHostMiddleware:
    """Send 127.0.0.1 and [::1] to localhost, where `__Host-` cookies and passkeys work."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.DEMONSTRATION:
            host = request.get_host()
            name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
            if (name or host) in ("127.0.0.1", "[::1]") and request.path not in (
                "/healthz",
                "/ready",
            ):
                place = "localhost" + (f":{port}" if port else "")
                return HttpResponseRedirect(
                    f"{request.scheme}://{place}{request.get_full_path()}", status=307
                )
        return self.get_response(request)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy; an editor's preview alone may stand in a frame, on the CMS's own pages."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self._policy = build_policy()
        self._without = tuple(settings.CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"])

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        # The library works the policy out anew for each answer: ours is the same for nearly all.
        if getattr(request, "is_preview", False) or any(
            name.startswith("_csp") for name in (*vars(request), *vars(response))
        ):
            return super().process_response(request, response)
        if not request.path_info.startswith(self._without):
            response.headers.setdefault(HEADER, self._policy)
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        # Wagtail asks for the preview as if it were the page itself, so no prefix can exempt it.
        if getattr(request, "is_preview", False):
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}
        return parts


class SameOriginMiddleware:
    """Refuse writes that another site's page sends.

    Public pages have no cookie and so no token to compare; the browser says where a form came
    from (Fetch Metadata, or `Origin` in older browsers). A client that says neither is no
    browser, and carries no cookie to abuse.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        changes = request.method not in SAFE_METHODS and not _is_open_data(request)
        if changes and not self._is_same_origin(request):
            return errors.permission_denied(request)
        return self.get_response(request)

    @staticmethod
    def _is_same_origin(request: HttpRequest) -> bool:
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = request.headers.get("Origin")
        if origin is not None:
            return urlsplit(origin).netloc == request.get_host()
        return True


class LanguageSwitchMiddleware:
    """Keep the language switch away from views that would take it for their own form.

    On a page that answers a form the switch sends that form again. A view that then shows what
    was typed says so (`portal.selfreferral.switching`); any other is only asked for its page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        arguments: Sequence[object],
        named: Mapping[str, object],
    ) -> HttpResponse | None:
        if _is_open_data(request):
            return None
        if is_language_switch(request) and not getattr(view, "shows_typed_again", False):
            return HttpResponseRedirect(request.path)
        return None


class MethodNotAllowedMiddleware:
    """A page of ours where Django answers with an empty one: a form's address opened by hand."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = errors.method_not_allowed(request)
            response.content = page.content
            response.headers["Content-Type"] = page.headers["Content-Type"]
        return response


class DatabaseTroubleMiddleware:
    """A page of ours where the database is busy or gone: it keeps what was typed and sends it anew.

    All that a form here sends may be sent twice, so "once more" is always a good answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        log.error("The database did not answer: %s", type(exception).__name__)
        if not connection.in_atomic_block:
            # A lost connection is not found out before its next use.
            connection.close()
        return errors.database_trouble(request)


class PrivatePagesMiddleware:
    """Staff pages are kept in no cache, the browser's own included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
