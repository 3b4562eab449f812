"""The card of a hit: read from what was indexed with the programme, in the visitor's language."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from directory.record import Point
from search.results import Card, StrandCard

# Codes, languages and towns that cards have in common: once in memory.
_KEPT = 2_048


class CardStrand(msgspec.Struct, gc=False):
    """What a card says of a strand in every language. ``ages``: from and to, in years."""

    labels: dict[str, str]
    codes: dict[str, tuple[str, ...]]
    ages: tuple[int | None, int | None]
    availability: str | None
    weeks: int | None
    on: date | None
    until: date | None

    def __post_init__(self) -> None:
        self.codes = dict(zip(self.codes, map(_shared, self.codes.values()), strict=True))


class CardRecord(msgspec.Struct, gc=False):
    """What a card says in every language (:func:`search.documents.stored_card` writes it).

    Its cards in each language share all that is the same. ``organisations`` are none in what an
    older version sent a server.
    """

    uuid: str
    slug: str
    language: str
    titles: dict[str, str]
    summaries: dict[str, str]
    parent: dict[str, str]
    status: str
    strands: tuple[CardStrand, ...]
    areas: tuple[str, ...]
    towns: dict[str, dict[str, str]]
    points: tuple[Point, ...]
    correct_at: date | None
    checked_on: date | None
    review_due: date | None
    organisations: tuple[str, ...] = ()

    def in_language(self, language: str) -> Card:
        """The card to show to who reads ``language``."""
        languages = _shared(tuple(dict.fromkeys((language, self.language, *self.titles))))
        title, title_language = choose(self.titles, languages)
        summary, summary_language = choose(self.summaries, languages)
        return Card(
            uuid=self.uuid,
            slug=self.slug,
            title=title,
            title_language=title_language,
            summary=summary,
            summary_language=summary_language,
            languages=languages,
            parent_title=choose(self.parent, languages)[0],
            status=self.status,
            strands=tuple(
                [
                    StrandCard(
                        *choose(strand.labels, (*languages, *strand.labels)),
                        strand.codes,
                        *strand.ages,
                        strand.availability,
                        strand.weeks,
                        strand.on,
                        strand.until,
                    )
                    for strand in self.strands
                ]
            ),
            areas=_shared(self.areas),
            towns=_shared(tuple([names.get(language, town) for town, names in self.towns.items()])),
            points=self.points,
            correct_at=self.correct_at,
            checked_on=self.checked_on,
            review_due=self.review_due,
        )


#: Reads a card that was written as JSON. Raises :class:`msgspec.DecodeError` when it is damaged.
read_record = msgspec.json.Decoder(CardRecord).decode


def card_record(stored: Mapping[str, Any]) -> CardRecord:
    """Read what was stored; errors as :data:`read_record`."""
    return msgspec.convert(stored, CardRecord)


def read_card(stored: Mapping[str, Any], language: str) -> Card:
    """Turn what was stored into a card to show; errors as :data:`read_record`."""
    return card_record(stored).in_language(language)


def choose(texts: Mapping[str, str], languages: Sequence[str]) -> tuple[str, str]:
    """Return the text in the first of ``languages`` that has one, and which that is."""
    for language in languages:
        if text := texts.get(language):
            return text, language
    return "", languages[0]


@lru_cache(maxsize=_KEPT)
def _shared(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The same codes once in memory, however many strands have them."""
    return codes
