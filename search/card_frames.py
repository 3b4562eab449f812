"""The HTML of a hit's card, of which all but the highlights is made once a day and strands shown.

What is made is kept with the card itself, so it goes when the card does.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.template.loader import render_to_string
from markupsafe import Markup

from directory.languages import unbroken
from search.card_views import CardViews
from search.frames import Frame, as_markup, hole, surroundings
from search.results import Hit

# Ways to show one card: with other strands, with a snippet, on a list or not.
_KEPT_OF_A_CARD = 3


@dataclass(frozen=True, slots=True)
class CardFrame:
    """A card but for its highlights; whether it says that nobody is told."""

    frame: Frame
    nobody: bool


class Cards:
    """Shows hits as cards in one language, on one day.

    ``open_doors`` are UUIDs of programmes that somebody can write to here, ``kept`` the codes of
    those on a list. On the page of a list each card is taken off by a link: see ``take_off``.
    """

    def __init__(
        self, views: CardViews, *, open_doors: Collection[str], kept: Collection[str] = ()
    ) -> None:
        self._views = views
        self._open_doors = open_doors
        self._kept = kept
        self._around = surroundings()
        #: Whether a card shown so far says that nobody is told: the law's limit belongs beside it.
        self.nobody = False

    def html(self, hit: Hit, *, take_off: str = "") -> Markup:
        """Return a card; ``take_off`` is the address of the list without it."""
        card, snippet = hit.card, hit.snippet
        far = self._views.far(hit.distance)
        shown = (
            self._views.today,
            self._around,
            hit.matched,
            snippet.language if snippet else "",
            bool(far),
            card.uuid in self._open_doors,
            bool(take_off),
            bool(self._kept) and self._views.code(card) in self._kept,
        )
        found = card.fragments.get(shown)
        if found is None:
            found = self._render(hit, *shown[-4:])
            if len(card.fragments) >= _KEPT_OF_A_CARD:
                card.fragments.clear()
            card.fragments[shown] = found
        self.nobody = self.nobody or found.nobody
        return found.frame.fill(
            {
                ("title",): as_markup(unbroken(str(hit.title.html))),
                ("summary",): hit.summary.html if hit.summary else "",
                ("snippet",): snippet.html if snippet else "",
                ("far",): far,
                ("take-off",): take_off,
            }
        )

    def _render(self, hit: Hit, far: bool, door: bool, listed: bool, kept: bool) -> CardFrame:
        card = self._views.view(hit)
        context = {
            "card": card, "far": far, "door": door, "listed": listed, "kept": kept, "hole": hole
        }  # fmt: skip
        html = render_to_string("search/card.html", context)
        return CardFrame(Frame(html), any(strand.nobody for strand in card.strands))
