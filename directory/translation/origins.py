"""Noting what a translation was made from, when the original moves on without it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from directory.translation.segments import Reading, Segment, read, segments
from directory.translation.state import translation_state

#: (language, kind of text, translation) → what it was made from.
Origins = dict[tuple[str, str, str], list[str]]


def origins(page: Any) -> Origins:
    """What each translation of ``page`` was made from, before somebody changes it.

    ``page`` is a programme in memory or the content of a revision.
    """
    found: Origins = defaultdict(list)
    reading = read(page)
    for language in _targets(reading):
        state = translation_state(reading, language)
        before = {changed.segment.key: changed.before for changed in state.changed}
        for segment in _translated(reading, language):
            found[language, segment.kind, segment.words].append(
                before.get(segment.key, segment.source.words)
            )
    return found


def outdated(
    page: Any, former: Origins, *, confirmed: Iterable[tuple[str, str]] = ()
) -> list[dict[str, str]]:
    """The marks of ``page`` as it is now, given what its translations were made from before.

    A translation whose words are new was made from today's original, and so is one that somebody
    ``confirmed``, by language and key; any other keeps its origin, wherever its row was moved.
    """
    right = set(confirmed)
    found = []
    left = {key: list(originals) for key, originals in former.items()}
    reading = read(page)
    for language in _targets(reading):
        for segment in _translated(reading, language):
            made_from = left.get((language, segment.kind, segment.words), [])
            if not made_from or segment.source.words in made_from:
                continue
            if (language, segment.key) in right:
                continue
            found.append(
                {
                    "language": language,
                    "field": segment.kind,
                    "words": segment.words,
                    "original": made_from.pop(0),
                }
            )
    return found


def _targets(reading: Reading) -> list[str]:
    return [code for code in settings.CONTENT_LANGUAGES if code != reading.original]


def _translated(reading: Reading, language: str) -> list[Segment]:
    there = segments(reading, language)
    return [segment for segment in there if segment.words and segment.source.words]
