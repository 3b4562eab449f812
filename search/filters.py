"""The filters beside the results: one form per language, rendered once, with holes for numbers.

A form has some hundred and twenty options, of which only the numbers and ticks differ from page
to page. So the template is rendered once for each catalogue and language, and its holes are
filled for each answer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from markupsafe import Markup

from search.catalogue import Catalogue
from search.facets import FACETS
from search.labels import Labels
from search.results import Results

_SHOWN_AT_ONCE = 8
# Private-use letters: `search.words.clean` lets none through, and no label holds them.
_HOLE = re.compile("\ue000([^\ue001]*)\ue001")

Hole = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class OptionView:
    """One tickable option."""

    code: str
    label: str
    depth: int


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet: the options always shown, and the rest behind "more"."""

    name: str
    label: str
    question: str
    first: bool
    options: list[OptionView]
    more: list[OptionView]


class Holes:
    """What the template writes where a number, a tick or a state belongs."""

    def total(self, facet: str, code: str) -> Markup:
        return _hole("total", facet, code)

    def checked(self, facet: str, code: str) -> Markup:
        return _hole("checked", facet, code)

    def open(self, facet: str) -> Markup:
        return _hole("open", facet, "")

    def more_open(self, facet: str) -> Markup:
        return _hole("more_open", facet, "")

    def badge(self, facet: str = "") -> Markup:
        return _hole("badge", facet, "")


class FilterForm:
    """The form of one catalogue in one language."""

    def __init__(self, facets: list[FacetView], html: str) -> None:
        self._hidden = {facet.name: {o.code for o in facet.more} for facet in facets}
        # Text and hole in turn.
        pieces = _HOLE.split(html)
        self._texts: list[str] = pieces[0::2]
        self._holes: list[Hole] = [_read_hole(piece) for piece in pieces[1::2]]

    def fill(self, results: Results) -> Markup:
        """Return the form with the numbers and ticks of an answer."""
        values = self._values(results)
        written = [self._texts[0]]
        for hole, text in zip(self._holes, self._texts[1:], strict=True):
            written += (values.get(hole, ""), text)
        return _as_markup("".join(written))

    def _values(self, results: Results) -> dict[Hole, str]:
        values: dict[Hole, str] = {}
        chosen_in_all = 0
        for facet, options in results.facets.items():
            hidden = self._hidden.get(facet, ())
            chosen = 0
            for code, total, selected in options:
                values["total", facet, code] = str(total)
                if selected:
                    chosen += 1
                    values["checked", facet, code] = " checked"
                    values["open", facet, ""] = " open"
                    if code in hidden:
                        values["more_open", facet, ""] = " open"
            if chosen:
                values["badge", facet, ""] = _badge(chosen)
                chosen_in_all += chosen
        if chosen_in_all:
            values["badge", "", ""] = _badge(chosen_in_all)
        return values


@lru_cache(maxsize=16)
def filter_form(catalogue: Catalogue, language: str) -> FilterForm:
    """Render the form of a catalogue in the active language, which is ``language``."""
    facets = list(_facet_views(catalogue, Labels(catalogue, language)))
    html = render_to_string("search/filters.html", {"facets": facets, "hole": Holes()})
    return FilterForm(facets, html)


def _facet_views(catalogue: Catalogue, labels: Labels) -> Iterator[FacetView]:
    for facet in FACETS:
        options = [
            OptionView(option.code, labels.of(facet.name, option.code), option.depth)
            for option in catalogue.options[facet.name]
        ]
        # Two or three options are not worth hiding.
        split = _SHOWN_AT_ONCE if len(options) > _SHOWN_AT_ONCE + 3 else len(options)
        if options:
            yield FacetView(
                name=facet.name,
                label=str(facet.label),
                question=str(facet.question),
                first=facet.first,
                options=options[:split],
                more=options[split:],
            )


def _badge(number: int) -> str:
    return f' <span class="badge">{number}</span>'


def _hole(*parts: str) -> Markup:
    return _as_markup(f"\ue000{' '.join(parts)}\ue001")


def _read_hole(written: str) -> Hole:
    kind, facet, code = written.split(" ")
    return kind, facet, code


def _as_markup(html: str) -> Markup:
    # Text out of our own template, and numbers.
    return Markup(html)  # noqa: S704
