"""Words of the labels of terms, and the terms that they lead to.

Most words that a programme is found by are labels, the same for very many programmes. They are not
indexed with each: a programme holds its terms (``concepts``), and who asks for a word of a label
asks for the terms that have it.
"""

import json
from functools import lru_cache

from search.catalogue import Catalogue
from search.documents import TEXT_LANGUAGES
from search.engines.embedded.analysis import SEPARATOR, Analysis, words_of
from search.engines.weakly import weakly
from search.spelling import WordList
from search.stemming import stems
from search.words import Form, composed

#: Terms, as ``facet:code``, each once.
_Concepts = dict[str, None]

_WORDS_KEPT = 1_024


class Labels:
    """The labels of one catalogue. Never changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        analysis = Analysis()
        self._lines: list[tuple[str, str]] = []
        self._words: dict[str, _Concepts] = {}
        self._stems: dict[tuple[str, str], _Concepts] = {}
        for facet, options in catalogue.options.items():
            for option in options:
                concept = f"{facet}:{option.code}"
                for language in TEXT_LANGUAGES:
                    if label := option.labels.get(language):
                        words = words_of(composed(label))
                        self._enter(words, concept)
                        for stem in analysis.stems(words, language).split():
                            self._stems.setdefault((language, stem), {})[concept] = None
        self._spelling = WordList(self._words)
        self.holding = lru_cache(maxsize=_WORDS_KEPT)(weakly(self._find_holding))

    def _enter(self, words: str, concept: str) -> None:
        self._lines.append((f" {' '.join(words.split())} ", concept))
        for word in words.split():
            if word != SEPARATOR:
                self._words.setdefault(word, {})[concept] = None

    def _find_holding(self, part: str) -> tuple[str, ...]:
        """The terms that have a label with this folded word in it, or one of the same stem."""
        found = dict(self._words.get(part, ()))
        for language, stem in stems(part).items():
            found.update(self._stems.get((language, stem), ()))
        return tuple(found)

    def resembling(self, part: str) -> tuple[str, ...]:
        """The terms that have a label with this word in it, or one that it may be a slip of."""
        found: _Concepts = {}
        for word in (part, *self._spelling.near(part)):
            found.update(self._words.get(word, ()))
        return tuple(found)

    def with_phrase(self, parts: Form) -> tuple[str, ...]:
        """The terms that have a label with these words side by side, in this order."""
        phrase = f" {' '.join(parts)} "
        return tuple(dict.fromkeys(concept for line, concept in self._lines if phrase in line))


@lru_cache(maxsize=2)
def labels_of(stored: bytes) -> Labels:
    """The labels of a catalogue as it was stored: the same ones for as long as it stays the same.

    Errors as :meth:`Catalogue.from_json`.
    """
    return Labels(Catalogue.from_json(json.loads(stored)))
