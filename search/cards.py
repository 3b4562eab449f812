"""The card of a hit: read from what was indexed with the programme, in the visitor's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Any

from directory.record import Point
from search.results import Card, StrandCard

# Codes, languages and days that cards have in common: once in memory.
_KEPT = 2_048


@dataclass(frozen=True, slots=True)
class CardRecord:
    """What a card says in every language; its cards in each share all that is the same.

    ``strands`` are their labels by language, and what :class:`StrandCard` says beside.
    """

    uuid: str
    slug: str
    language: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    parent: Mapping[str, str]
    status: str
    strands: tuple[tuple[Mapping[str, str], tuple[Any, ...]], ...]
    areas: tuple[str, ...]
    towns: Mapping[str, Mapping[str, str]]
    points: tuple[Point, ...]
    correct_at: date | None
    checked_on: date | None
    review_due: date | None

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
                    StrandCard(*choose(labels, (*languages, *labels)), *said)
                    for labels, said in self.strands
                ]
            ),
            areas=self.areas,
            towns=_shared(tuple([names.get(language, town) for town, names in self.towns.items()])),
            points=self.points,
            correct_at=self.correct_at,
            checked_on=self.checked_on,
            review_due=self.review_due,
        )


def read_record(stored: Mapping[str, Any]) -> CardRecord:
    """Read what was stored (see :func:`search.documents.stored_card`)."""
    return CardRecord(
        uuid=stored["uuid"],
        slug=stored["slug"],
        language=intern(stored["language"]),
        titles=stored["titles"],
        summaries=stored["summaries"],
        parent=stored["parent"],
        status=intern(stored["status"]),
        strands=tuple([(strand["labels"], _strand(strand)) for strand in stored["strands"]]),
        areas=_shared(tuple(stored["areas"])),
        towns=stored["towns"],
        points=tuple([Point(*point) for point in stored["points"]]),
        correct_at=_day(stored["correct_at"]),
        checked_on=_day(stored["checked_on"]),
        review_due=_day(stored["review_due"]),
    )


def read_card(stored: Mapping[str, Any], language: str) -> Card:
    """Turn what was stored into a card to show."""
    return read_record(stored).in_language(language)


def choose(texts: Mapping[str, str], languages: Sequence[str]) -> tuple[str, str]:
    """Return the text in the first of ``languages`` that has one, and which that is."""
    for language in languages:
        if texts.get(language):
            return texts[language], language
    return "", languages[0]


def _strand(strand: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a :class:`StrandCard` says after its label, in its order."""
    return (
        {intern(name): _shared(tuple(codes)) for name, codes in strand["codes"].items()},
        *strand["ages"],
        intern(strand["availability"]) if strand["availability"] else None,
        strand["weeks"],
        _day(strand["on"]),
        _day(strand["until"]),
    )


@lru_cache(maxsize=_KEPT)
def _shared(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The same codes once in memory, however many strands have them."""
    return codes


@lru_cache(maxsize=_KEPT)
def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
