"""A list of programmes that lives in its address alone, and up to four of them side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup, escape

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
from search.shortlist import MAX_COMPARED, programme_code, programme_uuid
from search.translation import page_address
from search.ways import Ways, programme_ways

#: What is ticked on a list for a comparison, and the field that says there was something to tick.
ONLY, CHOOSING = "only", "choosing"


@dataclass(frozen=True, slots=True)
class Kept:
    """The programmes of a list that are published, in its order, and how many are not any more."""

    codes: tuple[str, ...]
    records: list[ProgrammeRecord]
    gone: int


@require_safe
def shortlist(request: HttpRequest) -> HttpResponse:
    """The list: to look through, print, compare and send as a link."""
    return _show_list(request, _kept(request))


def _show_list(request: HttpRequest, kept: Kept, *, none_chosen: bool = False) -> HttpResponse:
    language = get_language() or "en"
    today = timezone.localdate()
    views = CardViews(Labels(_catalogue(), language), language=language, today=today)
    ways = programme_ways([record.uuid for record in kept.records], language)
    hits = [_hit(read_card(stored_card(record), language)) for record in kept.records]
    codes = [views.code(hit.card) for hit in hits]
    without = [_without("shortlist", kept.codes, code) for code in codes]
    doors = self_doors([hit.card.uuid for hit in hits])
    cards = Cards(views, surroundings(), open_doors=doors)
    shown = [
        cards.html(hit, take_off=link, ways=_reached(ways, hit.card.uuid))
        for hit, link in zip(hits, without, strict=True)
    ]
    path = _address("shortlist", kept.codes)
    page = {
        "kept": kept,
        "cards": [views.view(hit.card) for hit in hits],
        "shown": as_markup("".join(shown)),
        "most_compared": MAX_COMPARED,
        "none_chosen": none_chosen,
        "whole_address": settings.PUBLIC_URL + path,
        "mail": _mail(settings.PUBLIC_URL + path),
        "danger": law_limit(language, today) if cards.nobody else None,
    }
    return _answer(request, "search/shortlist.html", page)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four programmes side by side, row by row what a card says of each and more."""
    kept, language = _kept(request), get_language() or "en"
    ticked = request.GET.getlist(ONLY)
    if CHOOSING in request.GET and not ticked:
        return _show_list(request, kept, none_chosen=True)
    today = timezone.localdate()
    chosen = [r for r in kept.records if not ticked or programme_code(r.uuid) in ticked]
    records = chosen[:MAX_COMPARED]
    labels = Labels(_catalogue(), language)
    ways = programme_ways([record.uuid for record in records], language)
    comparison = compare_records(records, labels, language=language, today=today)
    shown = [column.code for column in comparison.columns]
    path = _address("compare", kept.codes, shown if ticked else ())
    page = {
        "kept": kept,
        "left_out": chosen[MAX_COMPARED:],
        "ticked": bool(ticked),
        "whole_address": settings.PUBLIC_URL + path,
        "comparison": comparison,
        "ways": [_reached(ways, record.uuid) for record in records],
        "the_list": _address("shortlist", kept.codes),
        "danger": law_limit(language, today) if comparison.nobody else None,
        # Left out of the comparison; it stays on the list.
        "without": {
            code: _address("compare", kept.codes, [other for other in shown if other != code])
            for code in shown
        },
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


def _address(name: str, codes: tuple[str, ...], only: Iterable[str] = ()) -> str:
    query = urlencode([*(("keep", code) for code in codes), *((ONLY, code) for code in only)])
    return page_address(name) + (f"?{query}" if query else "")


def _without(name: str, codes: tuple[str, ...], code: str) -> str:
    return _address(name, tuple(other for other in codes if other != code))


def _reached(ways: Mapping[str, Ways], uuid: str) -> Markup:
    page = {"ways": ways.get(uuid, Ways())}
    return as_markup(render_to_string("search/ways.html", page).strip())


def _mail(address: str) -> str:
    """A mail to nobody yet: its subject says as little as the sender of any link would."""
    subject = _("A page you may want to look at")
    return f"mailto:?subject={quote(subject)}&body={quote(address)}"


def _answer(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    kept: Kept = page["kept"]
    page |= {
        "search_on": _address("find", kept.codes),
        "the_list": urlencode([("keep", code) for code in kept.codes]),
        "today": timezone.localdate(),
    }
    response = render(request, template, page)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
