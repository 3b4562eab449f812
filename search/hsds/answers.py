"""Answers: the page envelope, NDJSON, entity tags and conditions, open to every origin."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from search.hsds.listing import Listing

_TYPE = "application/json; charset=utf-8"
_LINES = "application/x-ndjson; charset=utf-8"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
#: ISO 639 for several languages: each entry is in its own.
SEVERAL = "mul"
Write = Callable[[Sequence[Any]], Iterable[dict[str, Any]]]


def encode(thing: Any) -> bytes:
    # Half a character that somebody sent as the name of a parameter cannot be sent back.
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def answer(request: HttpRequest, thing: Any, *, status: int = 200) -> HttpResponse:
    """JSON with a tag of its content; 304 without content where the reader has it already.

    An answer may be kept and must be asked for again before it is used: what is unpublished is
    gone at once. The answer to a POST is kept by nobody.
    """
    body = encode(thing)
    response = HttpResponse(body, content_type=_TYPE, status=status)
    if request.method == "POST" or status != 200:
        response.headers["Cache-Control"] = "no-store"
        return response
    tag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _kept(request)
    found = get_conditional_response(request, etag=tag, response=response)
    assert isinstance(found, HttpResponse)
    return found


def _kept(request: HttpRequest) -> str:
    # What was searched for is nobody's business but the reader's.
    return "private, no-cache" if "search" in request.GET else "no-cache"


def refusal(parameter: str, says: str, status: int) -> HttpResponse:
    """An error as JSON: which parameter it is about, and what is wrong with it."""
    thing = {"error": says, "parameter": parameter} if parameter else {"error": says}
    response = HttpResponse(encode(thing), content_type=_TYPE, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def listed(
    request: HttpRequest, asked: dict[str, Any], listing: Listing, write: Write
) -> HttpResponseBase:
    """A page of a list in HSDS's envelope, or all of it as lines."""
    if asked["format"] == "ndjson":
        return _in_language(asked, _lines(request, listing, write))
    number, size = asked["page"], asked["per_page"]
    total = listing.count()
    pages = -(-total // size)
    contents = list(write(listing.page((number - 1) * size, size)))
    envelope = {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }
    return _in_language(asked, answer(request, envelope))


def one(request: HttpRequest, asked: dict[str, Any], thing: Any) -> HttpResponseBase:
    """One object."""
    return _in_language(asked, answer(request, thing))


def _in_language(asked: dict[str, Any], response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Content-Language"] = asked["language"] or SEVERAL
    return response


def _lines(request: HttpRequest, listing: Listing, write: Write) -> StreamingHttpResponse:
    response = StreamingHttpResponse(
        () if request.method == "HEAD" else _each_line(listing, write), content_type=_LINES
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _each_line(listing: Listing, write: Write) -> Iterator[bytes]:
    for keys in listing.chunks():
        yield b"".join(encode(thing) + b"\n" for thing in write(keys))


def _other_methods(request: HttpRequest, allowed: str) -> HttpResponse:
    if request.method == "OPTIONS":
        headers = {**_PREFLIGHT, "Access-Control-Allow-Methods": allowed}
        response = HttpResponse(status=204, headers=headers)
    else:
        response = refusal("", f"This address answers {allowed}.", 405)
    response.headers["Allow"] = allowed
    return response


def for_everyone(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that pages of every origin may ask, also before they do (Fetch's preflight)."""

    @wraps(view)
    def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # What is not found here is not to be looked for below a language.
        request.urlconf = "search.hsds.urls"  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            response = _other_methods(request, f"{response.headers['Allow']}, OPTIONS")
        for name, value in _CORS.items():
            response.headers[name] = value
        return response

    return open_view
