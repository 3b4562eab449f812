"""Public pages kept in the memory of each process, for visitors who carry nothing.

A page is served only while nothing that public pages are made of has changed since before it was
made (`directory.edition`), and on the day it was made. See docs/page-cache.md.
"""

import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import parse_etags
from wagtail.models import Site

from directory.edition import Edition, one_edition, seen_edition
from search.following import is_behind

GetResponse = Callable[[HttpRequest], HttpResponseBase]
#: What a kept page is of: it is served while both are what they were.
Stamp = tuple[Edition, dt.date]

#: The pages that may be kept, by the name of their address, and whether they ask the index.
#: What is not named here is made anew each time: forms, receipts, files, open data, errors.
KEPT = {
    "home": False,
    "programme": False,
    "ratings": False,
    "rated": False,
    "emergency": False,
    "content": False,
    "find": True,
    "find_map": True,
    "shortlist": True,
    "compare": True,
}
#: Longer addresses, and larger pages, are not kept: few ask for the same again.
LONGEST_ADDRESS = 1_000
LARGEST_PAGE = 256 * 1024
#: What an entry takes in memory besides its page and its address, by and large.
_OVERHEAD = 2_000
#: What a 304 repeats of the page's headers (RFC 9110, section 15.4.5).
_OF_NOT_MODIFIED = ("ETag", "Cache-Control", "Vary")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was sent."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    tag: str
    short_headers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, response: HttpResponse) -> "Page":
        headers = tuple(response.headers.items())
        short = tuple((n, response.headers[n]) for n in _OF_NOT_MODIFIED if n in response.headers)
        return cls(response.content, headers, response.headers["ETag"], short)

    def answer(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if asked and is_same(asked, self.tag):
            return _with_headers(HttpResponse(status=304), self.short_headers)
        return _with_headers(HttpResponse(self.body), self.headers)


def _with_headers(response: HttpResponse, headers: tuple[tuple[str, str], ...]) -> HttpResponse:
    del response.headers["Content-Type"]
    for name, value in headers:
        response.headers[name] = value
    return response


def is_same(asked: str, tag: str) -> bool:
    """Whether `If-None-Match` names this tag, also as a weak one: a proxy that packs says so."""
    if asked == tag:
        return True
    return any(one in ("*", tag, f"W/{tag}") for one in parse_etags(asked))


class PageStore:
    """Pages of one stamp; the longest unasked go first when there are more than ``room`` bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.bytes = 0
        self._stamp: Stamp | None = None
        self._pages: OrderedDict[Hashable, tuple[int, Page]] = OrderedDict()
        self._lock = Lock()

    def get(self, stamp: Stamp, key: Hashable) -> Page | None:
        with self._lock:
            if stamp != self._stamp:
                self._empty(stamp)
            found = self._pages.get(key)
            if found is None:
                return None
            self._pages.move_to_end(key)
            return found[1]

    def put(self, stamp: Stamp, key: Hashable, page: Page, size: int) -> None:
        """Keep a page made under ``stamp``, of ``size`` bytes with its address."""
        with self._lock:
            if stamp != self._stamp or size > self.room:
                return
            if key in self._pages:
                self.bytes -= self._pages.pop(key)[0]
            self._pages[key] = size, page
            self.bytes += size
            while self.bytes > self.room:
                _key, (gone, _page) = self._pages.popitem(last=False)
                self.bytes -= gone

    def _empty(self, stamp: Stamp | None) -> None:
        self._pages.clear()
        self.bytes, self._stamp = 0, stamp
        # Wagtail keeps the addresses of sites for an hour; they may be what has changed.
        Site.clear_site_root_paths_cache()


class PageCacheMiddleware:
    """The first of all: what is kept passes no other middleware, and is as they left it."""

    def __init__(self, get_response: GetResponse) -> None:
        room = settings.PAGE_CACHE_MIB * 1024 * 1024
        if not room:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.store = PageStore(room)
        #: Pages that may be kept are in a language. All else, such as a stylesheet or the question
        #: whether the process is alive, gets its answer whatever the database does.
        self.prefixes = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with one_edition():
            meta = request.META
            if request.method not in ("GET", "HEAD") or _carries_something(request):
                return self.get_response(request)
            if not str(meta.get("PATH_INFO")).startswith(self.prefixes):
                return self.get_response(request)
            edition = seen_edition()
            if edition is None:
                return self.get_response(request)
            stamp = edition, timezone.localdate()
            key = (
                request.scheme,
                meta.get("HTTP_HOST"),
                meta.get("PATH_INFO"),
                meta.get("QUERY_STRING"),
            )
            page = self.store.get(stamp, key)
            if page is not None:
                return page.answer(request)
            response = self.get_response(request)
            return self._keep(request, response, stamp, key)

    def _keep(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        stamp: Stamp,
        key: tuple[str | None, ...],
    ) -> HttpResponseBase:
        address = sum(len(part or "") for part in key)
        if not isinstance(response, HttpResponse) or not _may_be_kept(request, response):
            return response
        digest = hashlib.blake2b(response.content, digest_size=16).hexdigest()
        response.headers["ETag"] = f'"{digest}"'
        page = Page.of(response)
        size = len(page.body) + address + _OVERHEAD
        if (
            request.method == "GET"
            and address <= LONGEST_ADDRESS
            and size <= LARGEST_PAGE
            and not _is_of_an_old_index(request)
        ):
            self.store.put(stamp, key, page, size)
        # Without its body a page costs the visitor less, wherever it came from.
        answer = page.answer(request)
        return answer if answer.status_code == 304 else response


def _carries_something(request: HttpRequest) -> bool:
    """Whether a visitor may be somebody: then nothing is kept of, or shared with, the request."""
    meta = request.META
    return bool(meta.get("HTTP_COOKIE") or meta.get("HTTP_AUTHORIZATION"))


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return (
        match is not None
        and match.view_name in KEPT
        and response.status_code == 200
        and not response.cookies
        and "Vary" not in response.headers
        and "no-store" not in response.headers.get("Cache-Control", "")
        # Something is still to be done when it has been sent, such as counting a search.
        and not response._resource_closers  # type: ignore[attr-defined]
        and not getattr(response, "is_for_one_visitor", False)
        # What a page could not ask, it may have left out.
        and not connection.errors_occurred
    )


def _is_of_an_old_index(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or not KEPT[match.view_name]:
        return False
    try:
        return is_behind()
    except Error:
        return True
