"""How far the translation of a programme is."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from directory.translation.segments import Reading, Segment, read, segments


@dataclass(frozen=True)
class Changed:
    """A translated text whose original says something else than when it was translated."""

    segment: Segment
    before: str


@dataclass(frozen=True)
class TranslationState:
    """What a programme's translation into ``language`` has and lacks.

    ``total`` counts the texts there are in the original, ``missing`` those without translation,
    ``changed`` those translated from words that are no longer the original's.
    """

    language: str
    total: int
    missing: tuple[Segment, ...] = ()
    changed: tuple[Changed, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.missing and not self.changed

    @property
    def begun(self) -> bool:
        """Whether anything at all is translated."""
        return len(self.missing) < self.total


def translation_state(page: Any, language: str) -> TranslationState:
    """How far ``page`` is translated into ``language``; its original language is complete.

    ``page`` is a programme as it is in memory; or the content of a revision
    (``page.latest_revision.content``), to speak of what editors last saved without a query; or,
    to ask for several languages, what :func:`~directory.translation.segments.read` gave.
    """
    reading = read(page)
    there = [segment for segment in segments(reading, language) if segment.source.words]
    if reading.original == language:
        return TranslationState(language, len(there))
    return TranslationState(
        language,
        len(there),
        tuple(segment for segment in there if not segment.words),
        tuple(_changed(there, _marks(reading, language))),
    )


def _marks(reading: Reading, language: str) -> Counter[tuple[str, str, str]]:
    """What is noted for a language: (kind of text, translation, former original)."""
    return Counter(
        (mark["field"], mark["words"], mark["original"])
        for mark in reading.translated_from
        if mark["language"] == language
    )


def _changed(there: list[Segment], noted: Counter[tuple[str, str, str]]) -> list[Changed]:
    found = []
    for segment in there:
        for mark in noted:
            kind, words, original = mark
            if (kind, words) == (segment.kind, segment.words) and noted[mark]:
                noted[mark] -= 1
                if original != segment.source.words:
                    found.append(Changed(segment, original))
                break
    return found
