"""A programme's card in words: for whom, how, where, who is told, how long to wait, how fresh."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import ngettext
from markupsafe import Markup

from directory.record import NOBODY
from search.labels import Labels
from search.results import Card, StrandCard
from search.shortlist import programme_code
from search.translation import format_day, format_month, programme_address, translator

_BETWEEN = "\N{NO-BREAK SPACE}· "
_NO_LANG, _LANG = Markup(), Markup(' lang="{}"')
_NEARBY = 2  # kilometres


@dataclass(frozen=True, slots=True)
class StrandView:
    """One strand in words; what is not stated says so. ``lang`` is an attribute, or empty."""

    label: str
    lang: Markup
    for_whom: str
    how: str
    told: str
    nobody: bool
    room: str


@dataclass(frozen=True, slots=True)
class CardView:
    """What a card says of a programme, whatever was asked for.

    ``…_lang`` are attributes for what is not in the page's language, else empty.
    """

    code: str
    slug: str
    address: str
    title: str
    title_lang: Markup
    summary: str
    summary_lang: Markup
    parent_title: str
    status: str
    where: str
    freshness: str
    fresh: bool


class CardViews:
    """Puts programmes into words, in the active language, which is ``language``."""

    def __init__(self, labels: Labels, *, language: str, today: dt.date) -> None:
        self._labels = labels
        self._language = language
        self.today = today
        self._gettext = translator(language)

    def view(self, card: Card) -> CardView:
        freshness, fresh = self.freshness(card)
        return CardView(
            code=self.code(card),
            slug=card.slug,
            address=programme_address(card.slug, self._language),
            title=card.title,
            title_lang=self.lang(card.title_language),
            summary=card.summary,
            summary_lang=self.lang(card.summary_language),
            parent_title=card.parent_title,
            status=self.status(card.status),
            where=self.where(card),
            freshness=freshness,
            fresh=fresh,
        )

    def code(self, card: Card) -> str:
        """The programme's code on a list."""
        return programme_code(card.uuid)

    def lang(self, of: str) -> Markup:
        return _NO_LANG if of == self._language else _lang_attribute(of)

    def strand(self, strand: StrandCard, card: Card) -> StrandView:
        return StrandView(
            label=strand.label,
            lang=self.lang(strand.label_language),
            for_whom=self.for_whom(strand),
            how=self.listed(strand, "mode", "setting"),
            told=self.listed(strand, "told"),
            nobody=NOBODY in strand.codes.get("told", ()),
            room=self.room(strand) if card.status == "open" else "",
        )

    def listed(self, strand: StrandCard, *facets: str, also: str = "") -> str:
        """What a strand states of some facets, or that it does not."""
        codes, of = strand.codes, self._labels.of
        said = [of(facet, code) for facet in facets for code in codes.get(facet, ())]
        return _BETWEEN.join([*said, also] if also else said) or self._gettext("not stated")

    def for_whom(self, strand: StrandCard) -> str:
        return self.listed(strand, "population", also=self._ages(strand))

    def _ages(self, strand: StrandCard) -> str:
        _ = self._gettext
        low, high = strand.age_from, strand.age_to
        if low is not None and high is not None:
            return _("%(low)s to %(high)s years") % {"low": low, "high": high}
        if low is not None:
            return _("from %(low)s years") % {"low": low}
        return _("up to %(high)s years") % {"high": high} if high is not None else ""

    def room(self, strand: StrandCard) -> str:
        _ = self._gettext
        state, until = strand.availability, strand.availability_until
        if state and until and until < self.today:
            return _("not known lately")
        if state == "waiting" and strand.waiting_weeks:
            said = ngettext(
                "waiting list of about %(num)s week",
                "waiting list of about %(num)s weeks",
                strand.waiting_weeks,
            ) % {"num": strand.waiting_weeks}
        elif state == "open":
            said = _("there is room")
        elif state == "waiting":
            said = _("there is a waiting list")
        elif state == "full":
            said = _("full")
        else:
            return _("not stated")
        if strand.availability_on:
            day = format_day(strand.availability_on, self._language)
            return _("%(room)s (on %(day)s)") % {"room": said, "day": day}
        return said

    def where(self, card: Card) -> str:
        _ = self._gettext
        towns = ", ".join(card.towns)
        areas = ", ".join(self._labels.of("area", code) for code in card.areas)
        if towns and areas:
            return _("%(towns)s; serves %(areas)s") % {"towns": towns, "areas": areas}
        if areas:
            return _("serves %(areas)s") % {"areas": areas}
        return towns or _("not stated")

    def far(self, distance: float) -> str:
        """How far it is as the crow flies; the place asked for is known to a kilometre only."""
        _ = self._gettext
        if distance < _NEARBY:
            return _("less than %(num)s km away") % {"num": _NEARBY}
        return _("about %(num)s km away") % {"num": round(distance)}

    def status(self, status: str) -> str:
        _ = self._gettext
        if status == "paused":
            return _("Paused: takes nobody for now")
        return _("Closed: has ended") if status == "closed" else ""

    def freshness(self, card: Card) -> tuple[str, bool]:
        _ = self._gettext
        fresh = card.review_due is not None and card.review_due >= self.today
        if card.checked_on:
            day = format_day(card.checked_on, self._language)
            said = _("Checked on %(day)s") % {"day": day}
        elif card.correct_at:
            month = format_month(card.correct_at, self._language)
            said = _("Information of %(month)s") % {"month": month}
        else:
            said = _("Date of checking not known")
        return (said if fresh else _("%(said)s: may be out of date") % {"said": said}), fresh


@lru_cache(maxsize=64)
def _lang_attribute(language: str) -> Markup:
    return _LANG.format(language)
