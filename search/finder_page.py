"""What stands on the finder's pages, put together of frames that are rendered once.

See :mod:`search.frames`: here is what each request fills them with.
"""

import copy
import datetime as dt
import time
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db import Error
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import ngettext
from markupsafe import Markup

from directory.edition import seen_edition
from directory.languages import Text
from directory.models import EmergencyNumber, LegalText
from directory.queries import current_legal_text, help_line_groups
from search import presentation
from search.asking import is_private
from search.card_frames import Cards
from search.card_views import CardViews
from search.catalogue import Catalogue
from search.doors import self_doors
from search.engines.base import PAGE_SIZE
from search.filters import filter_form
from search.frames import Frame, Name, as_markup, fill, filled_at_once, hole, surroundings
from search.help_at_once import help_at_once
from search.labels import Labels
from search.map_views import view_map
from search.query import ProgrammeQuery
from search.results import Results, Towns
from search.translation import gettext as _

#: Seconds for which texts are remembered where it is not known whether they have changed.
_REMEMBERED = 5.0


@dataclass(frozen=True)
class FoundPage:
    """An answer to be shown on the page ``here``; on the map where there are ``towns``."""

    request: HttpRequest
    here: str
    query: ProgrammeQuery
    results: Results
    catalogue: Catalogue
    language: str
    towns: Towns | None = None

    @cached_property
    def _private(self) -> bool:
        return is_private(self.request)

    @cached_property
    def _surroundings(self) -> Hashable:
        return surroundings()

    def html(self) -> str:
        """The whole page."""
        query, results = self.query, self.results
        values: dict[Name, str] = {
            ("title",): self._paged(_("Find a programme")),
            # In private no link puts a list into an address.
            ("list",): "" if self._private else query.nothing().to_querystring(),
            ("text",): query.texts[0] if query.texts else "",
            ("near",): query.near,
            ("carried",): self._hidden(presentation.hidden_fields(query)),
            ("filters",): filter_form(self.catalogue, self.language).fill(results),
            ("total",): str(results.total),
            ("asked",): query.to_querystring(),
            ("results",): help_at_once_html(self.request, query, self.language) + self._results(),
            ("whole",): self._hidden(query.to_pairs()),
            ("address",): self.request.META.get("QUERY_STRING", ""),
        }
        if self._private:
            # What was typed stands all over it: in the language switch, for one.
            page = {"here": self.here, "private": True, "hole": filled_at_once(values)}
            return render_to_string("search/find.html", page, self.request)
        return self._page_frame().fill(values)

    def _page_frame(self) -> Frame:
        asks = bool(self.request.META.get("QUERY_STRING"))
        key = self.here, asks, self._surroundings
        frame = _page_frames.get(key)
        if frame is None:
            request = copy.copy(self.request)
            if asks:
                # The language switch repeats the address as it was asked for.
                request.META = {**request.META, "QUERY_STRING": str(hole("address"))}
            page = {"here": self.here, "private": False, "hole": hole}
            frame = _page_frames[key] = Frame(render_to_string("search/find.html", page, request))
        return frame

    def _hidden(self, pairs: Iterable[tuple[str, str]]) -> Markup:
        return _joined(
            self._fill("search/hidden.html", {("name",): name, ("value",): value})
            for name, value in pairs
        )

    def _fill(self, template: str, values: dict[Name, str], **fixed: Any) -> Markup:
        around = ("here", self.here), ("private", self._private)
        return fill(template, values, (*around, *fixed.items()), self._surroundings)

    def _results(self) -> Markup:
        query, results = self.query, self.results
        if results.programmes == 0:
            return self._fill("search/none_yet.html", {})
        labels = _labels(self.catalogue, self.language)
        meant = presentation.meant(query, results)
        chips = presentation.chips(query, labels, language=self.language, found=results.total > 0)
        return self._fill(
            "search/results.html",
            {
                ("count",): self._paged(_count(results.total)),
                ("asked",): query.asked_for(sort=query.sort),
                # With nothing else asked for, what is left is the list.
                ("nothing-asked",): query.nothing().to_querystring() if query.kept else "",
                ("remarks",): _joined(
                    self._fill("search/remark.html", {("remark",): remark})
                    for remark in presentation.remarks(query, results)
                ),
                ("meant",): meant.label if meant else "",
                ("meant-asked",): meant.asked if meant else "",
                ("chips",): _joined(
                    self._fill("search/chip.html", {("label",): chip.label, ("asked",): chip.asked})
                    for chip in chips
                ),
                ("body",): self._body(labels),
            },
            found=results.total > 0,
            meant=meant is not None,
            kept=len(query.kept),
            chips=bool(chips),
        )

    def _paged(self, what: str) -> str:
        """What stands above an answer, and on which of its pages one is where that is not plain."""
        page, pages = self.results.page, self.results.pages
        if page == 1:
            return what
        return _("%(what)s, page %(page)s of %(pages)s") % {
            "what": what,
            "page": page,
            "pages": pages,
        }

    def _body(self, labels: Labels) -> Markup:
        if self.results.total == 0:
            return self._nothing_found(labels)
        return self._map(labels) if self.towns else self._list(labels)

    def _list(self, labels: Labels) -> Markup:
        query, results = self.query, self.results
        today = timezone.localdate()
        cards = Cards(
            CardViews(labels, language=self.language, today=today),
            self._surroundings,
            open_doors=self_doors([hit.card.uuid for hit in results.hits]),
            kept=query.kept,
        )
        sorts = presentation.sorts(query)
        return self._fill(
            "search/found.html",
            {
                ("start",): str((results.page - 1) * PAGE_SIZE + 1),
                ("cards",): _joined(map(cards.html, results.hits)),
                ("law-limit",): _law_limit_html(self.language, today) if cards.nobody else "",
                ("pages",): self._pages() if results.pages > 1 else "",
                ("asked",): query.asked_for(sort=query.sort),
                **{("sort", sort): query.asked_for(sort=sort) for sort, _label in sorts},
            },
            several=results.total > 1,
            sorts=sorts,
            sort=query.sort,
        )

    def _pages(self) -> Markup:
        query, page, pages = self.query, self.results.page, self.results.pages
        shown = presentation.pages_shown(page, pages)
        wanted = {number for number in (*shown, page - 1, page + 1) if number}
        values: dict[Name, str] = {
            ("page", str(number)): query.asked_for(sort=query.sort, page=number)
            for number in wanted
        }
        return self._fill("search/pages.html", values, shown=shown, page=page, pages=pages)

    def _map(self, labels: Labels) -> Markup:
        towns = self.towns or Towns({}, 0)
        view = view_map(self.query, self.results, towns, self.language)
        return self._at_once("search/map.html", map=view, labels=labels)

    def _nothing_found(self, labels: Labels) -> Markup:
        return self._at_once(
            "search/nothing_found.html",
            help_lines=_help(self.language),
            advice=presentation.advice(self.results.suggestions, labels),
            nothing_asked=self.query.nothing().to_querystring(),
            results=self.results,
        )

    def _at_once(self, template: str, **page: Any) -> Markup:
        page |= {"here": self.here, "private": self._private}
        return as_markup(render_to_string(template, page, self.request))


#: The whole page but for what differs: by page, whether its address asks, and surroundings.
_page_frames: dict[Hashable, Frame] = {}


def _joined(pieces: Iterable[str]) -> Markup:
    return as_markup("".join(pieces))


def _count(total: int) -> str:
    if not total:
        return _("No programme found")
    return ngettext("%(num)s programme", "%(num)s programmes", total) % {"num": total}


def law_limit(language: str, today: dt.date) -> Any:
    """The law's limit on silence, as dated text: it stands wherever nobody is said to be told."""
    return _as_last_read(_danger, language, today)


#: What was last read, by what reads it and language: the finder answers without a database.
_last_read: dict[Hashable, Any] = {}


def _as_last_read(read: Callable[..., Any], language: str, *asked: Hashable) -> Any:
    """What is read of the database now, or was before it went away; None where nothing was."""
    with suppress(Error):
        found = _last_read[read, language] = read(language, *asked, _moment())
        return found
    return _last_read.get((read, language))


def _moment() -> Hashable:
    return seen_edition() or int(time.monotonic() // _REMEMBERED)


@lru_cache(maxsize=16)
def _danger(language: str, today: dt.date, moment: Hashable) -> Any:
    # Asked of the database once for each edition.
    return current_legal_text(LegalText.Kind.DANGER, language, today)


def _help(language: str) -> Any:
    """Whom somebody who found nothing can ring about what they do, or live with, at home."""
    # Where none was ever read, 112 still stands on every page.
    return _as_last_read(_help_lines, language) or []


@lru_cache(maxsize=16)
def _help_lines(language: str, moment: Hashable) -> Any:
    needs = EmergencyNumber.Need
    return help_line_groups(language, needs.OWN_BEHAVIOUR, needs.VIOLENCE)


def help_at_once_html(request: HttpRequest, query: ProgrammeQuery, language: str) -> Markup:
    """The help lines that a search calls for, before anything else; empty where there are none."""
    help_lines = help_at_once(query, language, _moment())
    if help_lines is None:
        return as_markup("")
    page = {"help": help_lines}
    return as_markup(render_to_string("search/help_at_once.html", page, request))


class _Dated(NamedTuple):
    valid_from: dt.date


def _law_limit_html(language: str, today: dt.date) -> Markup | str:
    danger = law_limit(language, today)
    return _said_by_law(language, danger[0].valid_from, danger[1]) if danger else ""


@lru_cache(maxsize=16)
def _said_by_law(language: str, since: dt.date, said: Text) -> Markup:
    page = {"danger": (_Dated(since), said), "LANGUAGE_CODE": language}
    return as_markup(render_to_string("search/law_limit.html", page))


@lru_cache(maxsize=16)
def _labels(catalogue: Catalogue, language: str) -> Labels:
    return Labels(catalogue, language)
