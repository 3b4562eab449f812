"""The HTML of a hit's card, of which all but what was asked for is made once a day.

What is made is kept with the card itself, so it goes when the card does.
"""

from collections.abc import Collection, Hashable, Iterable

from markupsafe import Markup

from directory.languages import unbroken
from directory.record import NOBODY
from search.card_views import CardView, CardViews, StrandView
from search.frames import Frame, Name, as_markup, fill, frame_of
from search.results import Card, Hit, Passage

#: Strands shown in full. The others that fit, and those that do not, are named.
STRANDS_IN_FULL = 2


class Fragments:
    """What was made of one card: its frames, by what stands in them, and its strands' HTML."""

    __slots__ = ("frames", "nobody", "strands")

    def __init__(self, card: Card) -> None:
        self.frames: dict[Hashable, Frame] = {}
        self.strands: list[str] = [""] * len(card.strands)
        #: Whether a strand says that nobody is told.
        self.nobody = [NOBODY in strand.codes.get("told", ()) for strand in card.strands]


class Cards:
    """Shows hits as cards in one language, on one day.

    ``open_doors`` are UUIDs of programmes that somebody can write to here, ``kept`` the codes of
    those on a list.
    """

    def __init__(
        self,
        views: CardViews,
        surroundings: Hashable,
        *,
        open_doors: Collection[str],
        kept: Collection[str] = (),
    ) -> None:
        self._views = views
        self._open_doors = open_doors
        self._kept = kept
        self._surroundings = surroundings
        self._made_for = surroundings, views.today
        #: Whether a card shown so far says that nobody is told: the law's limit belongs beside it.
        self.nobody = False

    def html(self, hit: Hit, *, take_off: str = "", ways: str = "") -> Markup:
        """Return a card.

        On the page of a list ``take_off`` is the address of the list without it, and ``ways`` the
        HTML of how it is reached.
        """
        card = hit.card
        made = card.fragments.get(self._made_for)
        if made is None:
            card.fragments.clear()  # another day, or none yet
            made = card.fragments[self._made_for] = Fragments(card)
        fitting = [place for place, fits in enumerate(hit.matched) if fits]
        rest = [place for place, fits in enumerate(hit.matched) if not fits]
        others = (*fitting[STRANDS_IN_FULL:], *rest)
        return self._frame(card, made, bool(take_off)).fill(
            {
                ("title",): as_markup(unbroken(str(hit.title.html))),
                ("summary",): hit.summary.html if hit.summary else "",
                ("snippet",): self._snippet(hit.snippet) if hit.snippet else "",
                ("strands",): self._strands(card, made, fitting[:STRANDS_IN_FULL]),
                ("others",): self._others(card, others) if others else "",
                ("far",): self._far(hit.distance) if hit.distance is not None else "",
                ("take-off",): take_off,
                ("ways",): ways,
            }
        )

    def _frame(self, card: Card, made: Fragments, listed: bool) -> Frame:
        door = card.uuid in self._open_doors
        kept = bool(self._kept) and self._views.code(card) in self._kept
        frame = made.frames.get((door, kept, listed))
        if frame is None:
            frame = self._fill_card(self._views.view(card), door, kept, listed)
            made.frames[door, kept, listed] = frame
        return frame

    def _fill_card(self, card: CardView, door: bool, kept: bool, listed: bool) -> Frame:
        """A card's frame: filled with what the card says, whatever is asked for."""
        fixed = (
            ("parent", bool(card.parent_title)),
            ("status", bool(card.status)),
            ("summary", bool(card.summary)),
            ("fresh", card.fresh),
            ("title_lang", card.title_lang),
            ("summary_lang", card.summary_lang),
            ("door", door and not card.status),
            ("kept", kept),
            ("listed", listed),
        )
        return frame_of("search/card/card.html", fixed, self._surroundings).fill_partly(
            {
                ("slug",): card.slug,
                ("parent",): card.parent_title,
                ("address",): card.address,
                ("status",): card.status,
                ("where",): card.where,
                ("freshness",): card.freshness,
                ("code",): card.code,
            }
        )

    def _fill_strand(self, strand: StrandView) -> Markup:
        values: dict[Name, str] = {
            ("label",): strand.label,
            ("for-whom",): strand.for_whom,
            ("how",): strand.how,
            ("told",): strand.told,
            ("room",): strand.room,
        }
        return self._fill(
            "strand",
            values,
            ("label", bool(strand.label)),
            ("lang", strand.lang),
            ("nobody", strand.nobody),
            ("room", bool(strand.room)),
        )

    def _strands(self, card: Card, made: Fragments, places: Iterable[int]) -> Markup:
        shown = []
        for place in places:
            html = made.strands[place]
            if not html:
                view = self._views.strand(card.strands[place], card)
                html = made.strands[place] = str(self._fill_strand(view))
            shown.append(html)
            self.nobody = self.nobody or made.nobody[place]
        return as_markup("".join(shown))

    def _snippet(self, snippet: Passage) -> Markup:
        return self._fill(
            "snippet", {("snippet",): snippet.html}, ("lang", self._views.lang(snippet.language))
        )

    def _others(self, card: Card, places: Iterable[int]) -> Markup | str:
        labels = ", ".join(label for place in places if (label := card.strands[place].label))
        return self._fill("others", {("others",): labels}) if labels else ""

    def _far(self, distance: float) -> Markup:
        return self._fill("far", {("far",): self._views.far(distance)})

    def _fill(self, name: str, values: dict[Name, str], *fixed: tuple[str, Hashable]) -> Markup:
        return fill(f"search/card/{name}.html", values, fixed, self._surroundings)
