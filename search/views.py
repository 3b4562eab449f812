"""The finder's pages: a list, or a map, of what somebody looks for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from directory.corrections.switching import shows_typed_again
from search.asking import is_private, may_name_somebody, read_query
from search.engines import IndexUnavailable, get_engine
from search.finder import find_programmes, find_towns
from search.finder_page import FoundPage, help_at_once_html
from search.query import ProgrammeQuery
from search.unanswered import count_unanswered

#: Seconds after which somebody who met an index being built may try again.
LATER = 30
_ASKED = require_http_methods(["GET", "HEAD", "POST"])


@_ASKED
@shows_typed_again
def find(request: HttpRequest) -> HttpResponse:
    """Find programmes by text, place and filters. Everything asked for stands in the address.

    Sent as a form it is the same search in private: it changes nothing, and stands in no address.
    """
    return _find(request, "find")


@_ASKED
@shows_typed_again
def find_map(request: HttpRequest) -> HttpResponse:
    """The same search on a map: how many of what was found is in each town."""
    return _find(request, "find_map")


def _find(request: HttpRequest, here: str) -> HttpResponse:
    try:
        query = read_query(request, get_engine().catalogue().codes)
    except IndexUnavailable:
        query = read_query(request)
    return show_found(request, here, query)


def show_found(request: HttpRequest, here: str, query: ProgrammeQuery) -> HttpResponse:
    """Answer a search on the page ``here``; in private where the request is a sent form."""
    language = get_language() or "en"
    try:
        engine = get_engine()
        results = find_programmes(query, language=language)
        towns = find_towns(query, language=language) if here == "find_map" else None
        page = FoundPage(request, here, query, results, engine.catalogue(), language, towns)
    except IndexUnavailable:
        asked = {
            "here": here,
            "private": is_private(request),
            "query": query,
            "help_at_once": help_at_once_html(request, query, language),
        }
        preparing = render(request, "search/preparing.html", asked, status=503)
        preparing.headers["Retry-After"] = str(LATER)
        return _kept_by_nobody(request, preparing)
    response = _kept_by_nobody(request, HttpResponse(page.html()))
    if request.method == "GET":
        count_unanswered(response, query, results)
    if may_name_somebody(request, query, results):
        # Whether somebody asked before is not to be told from how soon the answer comes.
        response.is_for_one_visitor = True  # type: ignore[attr-defined]
    return response


def _kept_by_nobody(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    # What was searched for is nobody's business but the visitor's; and an edit shows at once.
    kept = "no-store" if is_private(request) else "no-cache"
    response.headers["Cache-Control"] = f"private, {kept}"
    return response
