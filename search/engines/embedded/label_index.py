"""Words of the labels of terms, and the terms that they lead to.

Most words that a programme is found by are labels, the same for very many programmes. They are not
indexed with each: a programme holds its terms (``concepts``), and who asks for a word of a label
asks for the terms that have it.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from search.catalogue import Catalogue
from search.engines.embedded.analysis import SEPARATOR, Analysis, words_of
from search.facets import concept_of
from search.spelling import WordList
from search.stemming import TEXT_LANGUAGES, stems
from search.words import Form, composed

_WORDS_KEPT = 1_024

#: Terms, as :func:`search.facets.concept_of` has them.
_Concepts: TypeAlias = tuple[str, ...]


class LabelIndex:
    """The labels of one catalogue. Never changes."""

    def __init__(self, catalogue: Catalogue) -> None:
        analysis = Analysis()
        self._lines: list[tuple[str, str]] = []
        words: dict[str, _Concepts] = {}
        stemmed: dict[str, dict[str, _Concepts]] = {language: {} for language in TEXT_LANGUAGES}
        for concept, language, label in _labels(catalogue):
            line = words_of(composed(label))
            self._lines.append((f" {' '.join(line.split())} ", concept))
            _enter(words, line.replace(SEPARATOR, " ").split(), concept)
            _enter(stemmed[language], analysis.stems(line, language).split(), concept)
        self._words, self._stems = words, stemmed
        self._spelling = WordList(words)
        self.concepts = lru_cache(maxsize=_WORDS_KEPT)(self._find_concepts)
        self.concepts_like = lru_cache(maxsize=_WORDS_KEPT)(self._find_concepts_like)

    def _find_concepts(self, part: str) -> _Concepts:
        """The terms that have a label with this folded word in it, or one of the same stem."""
        found = dict.fromkeys(self._words.get(part, ()))
        for language, stem in stems(part).items():
            found.update(dict.fromkeys(self._stems[language].get(stem, ())))
        return tuple(found)

    def _find_concepts_like(self, part: str) -> _Concepts:
        """The terms that have a label with this word in it, or one that it may be a slip of."""
        words = (part, *self._spelling.near(part))
        return tuple(dict.fromkeys(c for word in words for c in self._words.get(word, ())))

    def concepts_with_phrase(self, parts: Form) -> _Concepts:
        """The terms that have a label with these words side by side, in this order."""
        phrase = f" {' '.join(parts)} "
        return tuple(dict.fromkeys(concept for line, concept in self._lines if phrase in line))


def _labels(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Each label, as (concept, language, label)."""
    for facet, options in catalogue.options.items():
        for option in options:
            for language in TEXT_LANGUAGES:
                if label := option.labels.get(language):
                    yield concept_of(facet, option.code), language, label


def _enter(index: dict[str, _Concepts], words: Iterable[str], concept: str) -> None:
    for word in words:
        known = index.get(word, ())
        if concept not in known:
            index[word] = (*known, concept)


@lru_cache(maxsize=2)
def label_index_of(catalogue: Catalogue) -> LabelIndex:
    """The index of a catalogue's labels, made once."""
    return LabelIndex(catalogue)
