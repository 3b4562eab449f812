"""A hit's card in words: for whom, how, where, who is told, how long to wait, how fresh."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.presentation import Labels
from search.results import Card, Hit, Passage, StrandCard

_STRANDS_IN_FULL = 2
_BETWEEN = " · "
NOBODY = "nobody-by-agreement"


@dataclass(frozen=True, slots=True)
class StrandView:
    """One strand in words; what is not stated says so."""

    label: str
    language: str
    for_whom: str
    how: str
    told: str
    nobody: bool
    room: str


@dataclass(frozen=True, slots=True)
class CardView:
    """One hit. ``others`` names the strands that are not shown, or that do not fit the filters."""

    slug: str
    address: str
    title: Passage
    summary: Passage | None
    snippet: Passage | None
    parent_title: str
    status: str
    where: str
    freshness: str
    fresh: bool
    strands: list[StrandView]
    others: list[str]
    language: str


def card_view(hit: Hit, labels: Labels, *, language: str, today: dt.date) -> CardView:
    card = hit.card
    fitting = [s for s, fits in zip(card.strands, hit.matched, strict=False) if fits]
    rest = [s for s, fits in zip(card.strands, hit.matched, strict=False) if not fits]
    freshness, fresh = _freshness(card, today)
    return CardView(
        slug=card.slug,
        address=reverse("programme", kwargs={"slug": card.slug}),
        title=hit.title,
        summary=hit.summary,
        snippet=hit.snippet,
        parent_title=card.parent_title,
        status=_status(card.status),
        where=_where(card, labels),
        freshness=freshness,
        fresh=fresh,
        strands=[_strand(s, card, labels) for s in fitting[:_STRANDS_IN_FULL]],
        others=[s.label for s in (*fitting[_STRANDS_IN_FULL:], *rest) if s.label],
        language=language,
    )


def _strand(strand: StrandCard, card: Card, labels: Labels) -> StrandView:
    codes = strand.codes
    not_stated = _("not stated")
    told = codes.get("told", ())

    def listed(*facets: str, also: str = "") -> str:
        said = [labels.of(facet, code) for facet in facets for code in codes.get(facet, ())]
        return _BETWEEN.join([*said, also] if also else said) or not_stated

    return StrandView(
        label=strand.label,
        language=strand.label_language,
        for_whom=listed("population", also=_ages(strand)),
        how=listed("mode", "setting"),
        told=listed("told"),
        nobody=NOBODY in told,
        room=_room(strand) if card.status == "open" else "",
    )


def _ages(strand: StrandCard) -> str:
    low, high = strand.age_from, strand.age_to
    if low is not None and high is not None:
        return _("%(low)s to %(high)s years") % {"low": low, "high": high}
    if low is not None:
        return _("from %(low)s years") % {"low": low}
    if high is not None:
        return _("up to %(high)s years") % {"high": high}
    return ""


def _room(strand: StrandCard) -> str:
    if strand.availability == "waiting" and strand.waiting_weeks:
        said = ngettext(
            "waiting list of about %(num)s week",
            "waiting list of about %(num)s weeks",
            strand.waiting_weeks,
        ) % {"num": strand.waiting_weeks}
    else:
        said = {
            "open": _("there is room"),
            "waiting": _("there is a waiting list"),
            "full": _("full"),
        }.get(strand.availability or "", _("not stated"))
    if strand.availability and strand.availability_on:
        return _("%(room)s (on %(day)s)") % {"room": said, "day": _day(strand.availability_on)}
    return said


def _where(card: Card, labels: Labels) -> str:
    towns = ", ".join(card.towns)
    areas = ", ".join(labels.of("area", code) for code in card.areas)
    if towns and areas:
        return _("%(towns)s; serves %(areas)s") % {"towns": towns, "areas": areas}
    if areas:
        return _("serves %(areas)s") % {"areas": areas}
    return towns or _("not stated")


def _status(status: str) -> str:
    return {
        "paused": _("Paused: takes nobody for now"),
        "closed": _("Closed: has ended"),
    }.get(status, "")


def _freshness(card: Card, today: dt.date) -> tuple[str, bool]:
    fresh = card.review_due is not None and card.review_due >= today
    if card.checked_on:
        said = _("Checked on %(day)s") % {"day": _day(card.checked_on)}
    elif card.correct_at:
        month = formats.date_format(card.correct_at, "F Y")
        said = _("Information of %(month)s") % {"month": month}
    else:
        said = _("Never checked")
    return (said if fresh else _("%(said)s: may be out of date") % {"said": said}), fresh


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")


def shows_nobody(cards: Sequence[CardView]) -> bool:
    """Whether a card says that nobody is told: the law's limit must then stand beside it."""
    return any(strand.nobody for card in cards for strand in card.strands)
