"""What a word that stands nowhere may have been meant to be: a word that the directory holds."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from search.spelling import WordList, distance, slips
from search.words import fold

if TYPE_CHECKING:
    from search.engines.embedded.generation import Generation

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑–'’][^\W\d_]+)*")
_HITS_READ = 5
_WORDS_KEPT = 256


class Meanings:
    """Suggests words out of what one generation holds: labels of terms, and texts of programmes."""

    def __init__(self, generation: "Generation") -> None:
        self._generation = generation
        self._nearest = lru_cache(maxsize=_WORDS_KEPT)(self._find_nearest)

    def suggest(self, text: str, unknown: Iterable[str], language: str) -> str:
        """Return ``text`` with each of its ``unknown`` words mended; "" where one cannot be."""
        mended: dict[str, str] = {}
        for word in unknown:
            found = self._nearest(word, language)
            if not found:
                return ""
            mended[word] = found
        if not mended:
            return ""

        def mend(match: re.Match[str]) -> str:
            typed = match.group()
            found = mended.get(_key(typed), typed)
            return found.lower() if typed.islower() else found

        return _WORD.sub(mend, text)

    def _find_nearest(self, word: str, language: str) -> str:
        near = self._labels.near(word)
        if near and distance(word, near[0], 1) == 1:
            return near[0]
        counted: Counter[str] = Counter()
        for number in self._generation.text.resembling(word, _HITS_READ):
            counted.update(self._words(number, language))
        most = slips(word)
        ranked = sorted(
            (away, -times, found)
            for found, times in counted.items()
            if (len(found) >= len(word) - most or not found.isascii())
            and 0 < (away := distance(word, _key(found), most)) <= most
        )
        return ranked[0][2] if ranked else next(iter(near), "")

    def _words(self, number: int, language: str) -> Iterator[str]:
        entry = self._generation.entry(number, language)
        texts = [entry.card.title, entry.card.summary, *entry.card.towns]
        texts += [text.text for text in self._generation.texts(number).values()]
        for text in texts:
            yield from _WORD.findall(text)

    @cached_property
    def _labels(self) -> WordList:
        options = self._generation.catalogue.options.values()
        labels = (label for of in options for option in of for label in option.labels.values())
        return WordList({_key(word) for label in labels for word in _WORD.findall(label)})


def _key(word: str) -> str:
    return re.sub(r"[-‐‑–'’]", "", fold(word))
