"""A list of programmes that lives in its address alone, and up to four of them side by side."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import escape

from directory.queries import live_programme_records
from directory.record import ProgrammeRecord
from search.asking import read_query
from search.card_frames import Cards
from search.card_views import CardViews
from search.cards import read_card
from search.catalogue import Catalogue
from search.comparison import compare_records
from search.documents import stored_card
from search.doors import self_doors
from search.engines import IndexUnavailable, get_engine
from search.finder_page import law_limit
from search.frames import as_markup, surroundings
from search.labels import Labels
from search.results import Card, Hit, Passage
from search.services import read_catalogue
from search.shortlist import MAX_COMPARED, programme_uuid
from search.translation import page_address


@dataclass(frozen=True, slots=True)
class Kept:
    """The programmes of a list that are published, in its order, and how many are not any more."""

    codes: tuple[str, ...]
    records: list[ProgrammeRecord]
    gone: int


@require_safe
def shortlist(request: HttpRequest) -> HttpResponse:
    """The list: to look through, print, compare and send as a link."""
    kept, language = _kept(request), get_language() or "en"
    today = timezone.localdate()
    views = CardViews(Labels(_catalogue(), language), language=language, today=today)
    hits = [_hit(read_card(stored_card(record), language)) for record in kept.records]
    codes = [views.code(hit.card) for hit in hits]
    without = [_without("shortlist", kept.codes, code) for code in codes]
    doors = self_doors([hit.card.uuid for hit in hits])
    cards = Cards(views, surroundings(), open_doors=doors)
    shown = [cards.html(hit, take_off=link) for hit, link in zip(hits, without, strict=True)]
    path = _address("shortlist", kept.codes)
    page = {
        "kept": kept,
        "cards": [views.view(hit.card) for hit in hits],
        "shown": as_markup("".join(shown)),
        "most_compared": MAX_COMPARED,
        "search_on": _address("find", kept.codes),
        "whole_address": settings.PUBLIC_URL + path,
        "mail": _mail(settings.PUBLIC_URL + path),
        "danger": law_limit(language, today) if cards.nobody else None,
    }
    return _answer(request, "search/shortlist.html", page)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four programmes side by side, row by row what a card says of each and more."""
    kept, language = _kept(request), get_language() or "en"
    today = timezone.localdate()
    records = kept.records[:MAX_COMPARED]
    labels = Labels(_catalogue(), language)
    comparison = compare_records(records, labels, language=language, today=today)
    page = {
        "kept": kept,
        "left_out": kept.records[MAX_COMPARED:],
        "comparison": comparison,
        "the_list": _address("shortlist", kept.codes),
        "search_on": _address("find", kept.codes),
        "danger": law_limit(language, today) if comparison.nobody else None,
        "without": {c.code: _without("compare", kept.codes, c.code) for c in comparison.columns},
    }
    return _answer(request, "search/compare.html", page)


def _kept(request: HttpRequest) -> Kept:
    codes = read_query(request).kept
    uuids = [uuid for code in codes if (uuid := programme_uuid(code))]
    found = {record.uuid: record for record in live_programme_records(uuids)} if uuids else {}
    records = [found[uuid] for uuid in uuids if uuid in found]
    return Kept(codes, records, len(uuids) - len(records))


def _catalogue() -> Catalogue:
    try:
        return get_engine().catalogue()
    except IndexUnavailable:  # a list needs no index
        return read_catalogue()


def _hit(card: Card) -> Hit:
    """A card as a search without words would show it."""
    summary = Passage(escape(card.summary), card.summary_language) if card.summary else None
    title = Passage(escape(card.title), card.title_language)
    return Hit(card, (True,) * len(card.strands), title, summary, None)


def _address(name: str, codes: tuple[str, ...]) -> str:
    query = urlencode([("keep", code) for code in codes])
    return page_address(name) + (f"?{query}" if query else "")


def _without(name: str, codes: tuple[str, ...], code: str) -> str:
    return _address(name, tuple(other for other in codes if other != code))


def _mail(address: str) -> str:
    """A mail to nobody yet: its subject says as little as the sender of any link would."""
    subject = _("A page you may want to look at")
    return f"mailto:?subject={quote(subject)}&body={quote(address)}"


def _answer(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    response = render(request, template, page)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
