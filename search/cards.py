"""The card of a hit: read from what was indexed with the programme, in the visitor's language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from search.results import Hit, Passage, StrandHit

Mark = Callable[[str, str], tuple[Markup, bool]]
Snippet = Callable[[Sequence[str]], Passage | None]


def read_card(
    card: Mapping[str, Any],
    *,
    language: str,
    matched: Sequence[bool],
    mark: Mark,
    snippet: Snippet,
) -> Hit:
    """Turn a stored card (see :func:`search.documents.programme_document`) into a hit.

    ``matched`` says for each strand whether it fits the filters. ``mark`` encodes a text and
    marks what was found in it; ``snippet`` is asked only when title and summary hold none of it.
    """
    languages = _preference(language, card["language"], card["titles"])
    title, title_language = choose(card["titles"], languages)
    summary, summary_language = choose(card["summaries"], languages)
    marked_title, in_title = mark(title, title_language)
    marked_summary, in_summary = mark(summary, summary_language)
    return Hit(
        uuid=card["uuid"],
        slug=card["slug"],
        title=Passage(marked_title, title_language),
        summary=Passage(marked_summary, summary_language) if summary else None,
        snippet=None if in_title or in_summary else snippet(languages),
        parent_title=choose(card["parent"], languages)[0],
        status=card["status"],
        strands=tuple(
            _strand(strand, languages, fits)
            for strand, fits in zip(card["strands"], matched, strict=False)
        ),
        areas=tuple(card["areas"]),
        towns=tuple(card["towns"]),
        organisations=tuple(card["organisations"]),
        evidence=card["evidence"],
        correct_at=_day(card["correct_at"]),
        checked_on=_day(card["checked_on"]),
        review_due=_day(card["review_due"]),
    )


def choose(texts: Mapping[str, str], languages: Sequence[str]) -> tuple[str, str]:
    """Return the text in the first of ``languages`` that has one, and which that is."""
    for language in languages:
        if texts.get(language):
            return texts[language], language
    return "", languages[0]


def _preference(language: str, original: str, titles: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys((language, original, *titles)))


def _strand(strand: Mapping[str, Any], languages: Sequence[str], matched: bool) -> StrandHit:
    label, label_language = choose(strand["labels"], [*languages, *strand["labels"]])
    return StrandHit(
        label=label,
        label_language=label_language,
        codes={name: tuple(codes) for name, codes in strand["codes"].items()},
        age_from=strand["ages"][0],
        age_to=strand["ages"][1],
        availability=strand["availability"],
        waiting_weeks=strand["weeks"],
        availability_on=_day(strand["on"]),
        matched=matched,
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
