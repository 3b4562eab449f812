"""The card of a hit: read from what was indexed with the programme, in the visitor's language."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Any

from directory.record import Point
from search.results import Card, StrandCard

# Codes, languages and days that cards have in common: once in memory.
_KEPT = 2_048


def read_card(stored: Mapping[str, Any], language: str) -> Card:
    """Turn a stored card (see :func:`search.documents.programme_document`) into one to show."""
    languages = _shared(tuple(dict.fromkeys((language, stored["language"], *stored["titles"]))))
    title, title_language = choose(stored["titles"], languages)
    summary, summary_language = choose(stored["summaries"], languages)
    return Card(
        uuid=stored["uuid"],
        slug=stored["slug"],
        title=title,
        title_language=title_language,
        summary=summary,
        summary_language=summary_language,
        languages=languages,
        parent_title=choose(stored["parent"], languages)[0],
        status=intern(stored["status"]),
        strands=tuple(_strand(strand, languages) for strand in stored["strands"]),
        areas=_shared(tuple(stored["areas"])),
        towns=tuple(names.get(language, town) for town, names in stored["towns"].items()),
        points=tuple(Point(*point) for point in stored["points"]),
        correct_at=_day(stored["correct_at"]),
        checked_on=_day(stored["checked_on"]),
        review_due=_day(stored["review_due"]),
    )


def choose(texts: Mapping[str, str], languages: Sequence[str]) -> tuple[str, str]:
    """Return the text in the first of ``languages`` that has one, and which that is."""
    for language in languages:
        if texts.get(language):
            return texts[language], language
    return "", languages[0]


def _strand(strand: Mapping[str, Any], languages: Sequence[str]) -> StrandCard:
    label, label_language = choose(strand["labels"], [*languages, *strand["labels"]])
    return StrandCard(
        label=label,
        label_language=label_language,
        codes={intern(name): _shared(tuple(codes)) for name, codes in strand["codes"].items()},
        age_from=strand["ages"][0],
        age_to=strand["ages"][1],
        availability=intern(strand["availability"]) if strand["availability"] else None,
        waiting_weeks=strand["weeks"],
        availability_on=_day(strand["on"]),
        availability_until=_day(strand["until"]),
    )


@lru_cache(maxsize=_KEPT)
def _shared(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The same codes once in memory, however many strands have them."""
    return codes


@lru_cache(maxsize=_KEPT)
def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
