"""The filters beside the results: one form per language, rendered once, with holes for numbers.

A form has some hundred and twenty options, of which only the numbers and ticks differ from page
to page (see :mod:`search.frames`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from markupsafe import Markup

from search.catalogue import Catalogue
from search.facets import FACETS
from search.frames import Frame, Name, as_markup, hole, without_marks
from search.labels import Labels
from search.results import Results

_SHOWN_AT_ONCE = 8


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


class FilterForm:
    """The form of one catalogue in one language."""

    def __init__(self, facets: list[FacetView], html: str) -> None:
        self._hidden = {facet.name: {o.code for o in facet.more} for facet in facets}
        frame = Frame(html)
        self._blank = frame.pieces
        self._places: dict[Name, list[int]] = {}
        for place, name in frame.holes:
            self._places.setdefault(name, []).append(place)
        # Where the number of each option belongs.
        self._totals = {
            facet.name: {
                option.code: self._places["total", facet.name, option.code]
                for option in (*facet.options, *facet.more)
            }
            for facet in facets
        }

    def fill(self, results: Results) -> Markup:
        """Return the form with the numbers and ticks of an answer."""
        written = self._blank.copy()
        chosen = 0
        for facet, options in results.facets.items():
            places = self._totals.get(facet, {})
            codes = []
            for option in options:
                for place in places.get(option.code, ()):
                    written[place] = str(option.total)
                if option.selected:
                    codes.append(option.code)
            if codes:
                self._tick(written, facet, codes)
                chosen += len(codes)
        if chosen:
            self._write(written, _badge(chosen), "badge")
        return as_markup("".join(written))

    def _tick(self, written: list[str], facet: str, codes: Sequence[str]) -> None:
        """Write what is chosen in a facet."""
        for code in codes:
            self._write(written, " checked", "checked", facet, code)
            self._write(written, " open", "open", facet)
            if code in self._hidden.get(facet, ()):
                self._write(written, " open", "more-open", facet)
        self._write(written, _badge(len(codes)), "badge", facet)

    def _write(self, written: list[str], text: str, *name: str) -> None:
        for place in self._places.get(name, ()):
            written[place] = text


@lru_cache(maxsize=16)
def filter_form(catalogue: Catalogue, language: str) -> FilterForm:
    """Render the form of a catalogue in the active language, which is ``language``."""
    facets = list(_facet_views(catalogue, Labels(catalogue, language)))
    html = render_to_string("search/filters.html", {"facets": facets, "hole": hole})
    return FilterForm(facets, html)


def _facet_views(catalogue: Catalogue, labels: Labels) -> Iterator[FacetView]:
    for facet in FACETS:
        options = [
            OptionView(option.code, without_marks(labels.of(facet.name, option.code)), option.depth)
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
