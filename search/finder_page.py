"""What stands on the finder's pages, put together for their templates."""

import datetime as dt
import time
from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.db import Error
from django.utils import timezone

from directory.edition import seen_edition
from directory.models import EmergencyNumber, LegalText
from directory.queries import current_legal_text, help_line_groups
from search import presentation
from search.card_views import CardViews, shows_nobody
from search.catalogue import Catalogue
from search.filters import filter_form
from search.labels import Labels
from search.map_views import MapView, view_map
from search.query import ProgrammeQuery
from search.results import Results, Towns

#: Seconds for which texts are remembered where it is not known whether they have changed.
_REMEMBERED = 5.0


def list_page(
    query: ProgrammeQuery, results: Results, catalogue: Catalogue, language: str
) -> dict[str, Any]:
    """The page of what was found, or of how to find something."""
    labels = labels_of(catalogue, language)
    today = timezone.localdate()
    cards = list(map(CardViews(labels, language=language, today=today).view, results.hits))
    before, after = presentation.neighbours(query, results)
    nothing = results.programmes > 0 and results.total == 0
    return {
        "query": query,
        "asked": query.at_page(1).to_querystring(),
        # With nothing else asked for, what is left is the list.
        "nothing_asked": query.nothing().to_querystring(),
        "results": results,
        "labels": labels,
        "cards": cards,
        "filters": filter_form(catalogue, language).fill(results),
        "chips": presentation.chips(query, labels, language=language, found=results.total > 0),
        "sorts": presentation.sort_links(query),
        "pages": presentation.page_links(query, results),
        "before": before,
        "after": after,
        "advice": presentation.advice(results.suggestions, labels),
        "remarks": presentation.remarks(query, results),
        "meant": presentation.meant(query, results),
        "hidden_fields": list(presentation.hidden_fields(query)),
        "help_lines": _help_lines(language, _moment()) if nothing else (),
        "danger": law_limit(language, today) if shows_nobody(cards) else None,
    }


def map_page(
    query: ProgrammeQuery, results: Results, towns: Towns, language: str
) -> dict[str, MapView]:
    """What the map has beside the list's page."""
    return {"map": view_map(query, results, towns, language)}


def law_limit(language: str, today: dt.date) -> Any:
    """The law's limit on silence, as dated text: it stands wherever nobody is said to be told."""
    return _danger(language, today, _moment())


def _moment() -> Hashable:
    return seen_edition() or int(time.monotonic() // _REMEMBERED)


@lru_cache(maxsize=16)
def _danger(language: str, today: dt.date, moment: Hashable) -> Any:
    # Asked of the database once for each edition.
    return current_legal_text(LegalText.Kind.DANGER, language, today)


@lru_cache(maxsize=16)
def _help_lines(language: str, moment: Hashable) -> Any:
    """Whom somebody who found nothing can ring about what they do, or live with, at home."""
    needs = EmergencyNumber.Need
    try:
        return help_line_groups(language, needs.OWN_BEHAVIOUR, needs.VIOLENCE)
    except Error:  # the finder answers without a database, and leads to 112 on every page
        return []


@lru_cache(maxsize=16)
def labels_of(catalogue: Catalogue, language: str) -> Labels:
    return Labels(catalogue, language)
