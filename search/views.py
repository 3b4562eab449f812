"""The finder's page."""

import datetime as dt
import time
from functools import lru_cache
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from directory.models import EmergencyNumber, LegalText
from directory.queries import current_legal_text, help_line_groups
from search import presentation
from search.card_views import CardViews, shows_nobody
from search.catalogue import Catalogue
from search.engines import IndexUnavailable, get_engine
from search.filters import filter_form
from search.finder import find_programmes
from search.labels import Labels
from search.query import ProgrammeQuery
from search.results import Results
from search.unanswered import count_unanswered

_REMEMBERED = 5.0  # seconds


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Find programmes by text and filters. Everything asked for stands in the address."""
    language = get_language() or "en"
    querystring = request.META.get("QUERY_STRING", "")
    try:
        catalogue = get_engine().catalogue()
        query = ProgrammeQuery.from_querystring(querystring, catalogue.codes)
        results = find_programmes(query, language=language)
    except IndexUnavailable:
        query = ProgrammeQuery.from_querystring(querystring)
        return _answer(request, "search/preparing.html", {"query": query})
    context = _context(query, results, catalogue, language)
    response = _answer(request, "search/find.html", context)
    if request.method == "GET":
        count_unanswered(response, query, results)
    return response


def _context(
    query: ProgrammeQuery, results: Results, catalogue: Catalogue, language: str
) -> dict[str, Any]:
    labels = _labels(catalogue, language)
    today = timezone.localdate()
    cards = list(map(CardViews(labels, language=language, today=today).view, results.hits))
    before, after = presentation.neighbours(query, results)
    nobody = shows_nobody(cards)
    nothing = results.programmes > 0 and results.total == 0
    return {
        "query": query,
        "asked": f"?{query.at_page(1).to_querystring()}".rstrip("?"),
        "results": results,
        "cards": cards,
        "filters": filter_form(catalogue, language).fill(results),
        "chips": presentation.chips(query, labels, found=results.total > 0),
        "sorts": presentation.sort_links(query),
        "pages": presentation.page_links(query, results),
        "before": before,
        "after": after,
        "advice": presentation.advice(results.suggestions, labels),
        "remarks": presentation.remarks(query, results),
        "meant": presentation.meant(query, results),
        "hidden_fields": list(presentation.hidden_fields(query)),
        "help_lines": _help_lines(language, _moment()) if nothing else (),
        "danger": _danger(language, today, _moment()) if nobody else None,
    }


def _moment() -> int:
    return int(time.monotonic() // _REMEMBERED)


@lru_cache(maxsize=16)
def _danger(language: str, today: dt.date, moment: int) -> Any:
    """The law's limit on silence, as dated text, asked of the database once in a while."""
    return current_legal_text(LegalText.Kind.DANGER, language, today)


@lru_cache(maxsize=16)
def _help_lines(language: str, moment: int) -> Any:
    """Whom somebody who found nothing can ring about what they do, or live with, at home."""
    needs = EmergencyNumber.Need
    try:
        return help_line_groups(language, needs.OWN_BEHAVIOUR, needs.VIOLENCE)
    except Error:  # the finder answers without a database, and leads to 112 on every page
        return []


@lru_cache(maxsize=16)
def _labels(catalogue: Catalogue, language: str) -> Labels:
    return Labels(catalogue, language)


def _answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    # What was searched for is nobody's business but the visitor's; and an edit shows at once.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
