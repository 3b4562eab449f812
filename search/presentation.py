"""What the finder's page shows, worked out for its templates: chips, pages, remarks, ways out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import ngettext

from search.facets import FACETS_BY_NAME
from search.finder import meant_query
from search.help_at_once import speaks_of
from search.labels import Labels
from search.query import NEAR_SORT, SORTS, Ignored, Notice, ProgrammeQuery
from search.results import QUOTATION_MARKS, Remark, RemarkKind, Results, Suggestion
from search.translation import gettext as _
from search.words import acronyms, fold_in_place

_PAGES_AROUND = 2
_BEFORE_APOSTROPHE, _AFTER_APOSTROPHE = re.compile(r"\w+['’]\Z"), re.compile(r"\A['’]\w+")


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of the search that can be taken away: what it is, and the search without it."""

    label: str
    asked: str


@dataclass(frozen=True, slots=True)
class Link:
    """Another search, by its query string: an address, or in private a form, leads to it."""

    label: str
    asked: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A way out of an empty answer."""

    label: str
    asked: str


def chips(
    query: ProgrammeQuery, labels: Labels, *, language: str, found: bool = True
) -> list[Chip]:
    """What was asked for. Where nothing was ``found``, the search box alone repeats its words."""
    repeated = query.texts if found else query.texts[1:]

    def without(name: str, value: str) -> str:
        return query.asked_for(sort=query.sort, leaving_out=(name, value))

    chips = [Chip(f"“{text}”", without("q", text)) for text in repeated]
    place = query.found_place
    if place:
        near = _("near %(place)s") % {"place": place.name_in(language)}
        chips.append(Chip(near, query.without_near().to_querystring()))
    return chips + [
        Chip(labels.of(facet, code), without(facet, code)) for facet, code in query.filters
    ]


def sorts(query: ProgrammeQuery) -> tuple[tuple[str, str], ...]:
    """The orders to choose from, each with its label."""
    fit = _("Best fit") if query.texts else _("Running programmes first")
    labels = {
        "fit": fit,
        "distance": _("Nearest"),
        "freshness": _("Newest information"),
        "name": _("Name"),
    }
    known = [sort for sort in SORTS if sort != NEAR_SORT or query.found_place]
    return tuple((sort, labels[sort]) for sort in known)


def pages_shown(page: int, pages: int) -> tuple[int | None, ...]:
    """The first page, the last and those around this one; None stands for a gap."""
    near = range(page - _PAGES_AROUND, page + _PAGES_AROUND + 1)
    numbers = sorted({1, pages, *(n for n in near if 1 <= n <= pages)})
    shown: list[int | None] = []
    for place, number in enumerate(numbers):
        if place and number - numbers[place - 1] > 1:
            shown.append(None)
        shown.append(number)
    return tuple(shown)


def advice(suggestions: Iterable[Suggestion], labels: Labels) -> list[Advice]:
    """Say for each suggestion what it drops and what that gives."""
    advices = []
    for suggestion in suggestions:
        options = [
            _("the quotation marks") if facet == QUOTATION_MARKS else f"“{labels.of(facet, code)}”"
            for facet, code in suggestion.dropped
            if facet != "q"
        ]
        dropped = _listed(options or [_("your words")])
        label = ngettext(
            "Without %(dropped)s: %(num)s programme",
            "Without %(dropped)s: %(num)s programmes",
            suggestion.total,
        ) % {"dropped": dropped, "num": suggestion.total}
        advices.append(Advice(label, suggestion.query.to_querystring()))
    return advices


def meant(query: ProgrammeQuery, results: Results) -> Link | None:
    """The search that may have been meant."""
    if not results.meant or speaks_of(query.texts):
        return None
    return Link(results.meant, meant_query(query, results.meant).to_querystring())


def remarks(query: ProgrammeQuery, results: Results) -> list[str]:
    """What was left out of the address, and what the engine says of its answer."""
    said = list(dict.fromkeys(_left_out(notice) for notice in query.notices))
    # Who writes of dying or killing is shown help lines, and not told how it was spelt.
    of_words = results.total > 0 and not speaks_of(query.texts)
    if results.left_out and of_words:
        words = _quoted(results.left_out, query)
        said.append(
            _("No programme holds all of your words. This is what we found without %(words)s.")
            % {"words": words}
        )
    return said + [
        _said(remark, query)
        for remark in results.remarks
        # Words that resemble what was typed, and gave nothing either, help nobody.
        if of_words or remark.kind is not RemarkKind.SIMILAR_WORDS
    ]


def _quoted(words: Iterable[str], query: ProgrammeQuery) -> str:
    typed = dict.fromkeys(_as_typed(word, query) for word in words)
    return _listed(f"“{word}”" for word in typed)


def _as_typed(word: str, query: ProgrammeQuery) -> str:
    """A folded word as it stands in the text: with its accents, and what an apostrophe joins."""
    for text in query.texts:
        folded, places = fold_in_place(text)
        for start, end, letters in acronyms(text):
            if letters == word:
                return text[start:end]
        if found := re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", folded):
            start, end = places[found.start()], places[found.end()]
            joined = *_BEFORE_APOSTROPHE.findall(text[:start]), text[start:end]
            return "".join((*joined, *_AFTER_APOSTROPHE.findall(text[end:])))
    return word


def _left_out(notice: Notice) -> str:
    facet = FACETS_BY_NAME.get(notice.parameter)
    sentences = {
        Ignored.UNKNOWN_OPTION: _(
            "The address asked for an option of “%(facet)s” that does not exist here. It was left "
            "out."
        ),
        Ignored.UNKNOWN_SORT: _("The address asked for an order that does not exist here."),
        Ignored.MALFORMED_PAGE: _("There is no such page. This is the first one."),
        Ignored.TEXT_CUT: _("Your text was very long. We searched for its beginning."),
        Ignored.UNKNOWN_PLACE: _(
            "We do not know this place, so nothing is sorted by distance. A Belgian postal code, "
            "such as 9000, or the name of a town will do. The rest of your search was kept."
        ),
        Ignored.SORT_NEEDS_PLACE: _("To sort by distance, first say near which place."),
        Ignored.LIST_FULL: _(
            "Your list holds twelve programmes, which is all it can hold. Take one away to add "
            "another."
        ),
        Ignored.TOO_MANY: _("The address asked for too much at once. Part of it was left out."),
    }
    return sentences[notice.reason] % {"facet": facet.label if facet else notice.parameter}


def _said(remark: Remark, query: ProgrammeQuery) -> str:
    words = _quoted(remark.words or ("",), query)
    if remark.kind is RemarkKind.SIMILAR_WORDS:
        return _("We found %(words)s nowhere, so we looked for words that resemble it.") % {
            "words": words
        }
    if remark.kind is RemarkKind.NO_WORDS:
        return _("%(words)s holds no word to search for. It was left out.") % {"words": words}
    if remark.kind is RemarkKind.LISTING_ENDS:
        return _("Only the first %(num)s are listed. Add a filter to see the others.") % {
            "num": remark.number
        }
    return _("There is no such page. This is the last one, page %(num)s.") % {"num": remark.number}


def _listed(parts: Iterable[str]) -> str:
    *first, last = parts
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}


def hidden_fields(query: ProgrammeQuery) -> Iterator[tuple[str, str]]:
    """What the form carries along without showing it: further texts, and the order."""
    for text in query.texts[1:]:
        yield "q", text
    # An order that was asked for is carried along; the usual one follows from the place.
    if query.sort != query.default_sort:
        yield "sort", query.sort
    for code in query.kept:
        yield "keep", code
