"""What a word that stands nowhere may have been meant to be.

Two words that were written as one, a slip of a word that people type, or, for the visitor to
choose, a word that the directory holds.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from search.cards import CardRecord
from search.catalogue import Catalogue
from search.engines.weakly import weakly
from search.spelling import LONGEST, WordList, distance, slips
from search.stemming import TEXT_LANGUAGES
from search.thesaurus import Thesaurus
from search.words import FUNCTION_WORDS, Form, Word, composed, fold

#: How many programmes are read to learn which word was meant.
HITS_READ = 5

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑–'’][^\W\d_]+)*")
# Letters of each part that a compound may be taken apart into.
_SHORTEST_PART = 4
_WORDS_KEPT = 256
_LINKS = ("", "s", "en", "n", "es", "e")


@dataclass(frozen=True, slots=True)
class Meant:
    """What to look for where ``typed`` was asked for.

    ``exact``: it is what was typed. ``misspelt``: nothing is known by that name, so that words
    like it are looked for.
    """

    typed: Word
    word: Word
    exact: bool = True

    @property
    def misspelt(self) -> bool:
        return not self.exact and self.word is self.typed


def read_meaning(
    word: Word,
    synonyms: Thesaurus,
    *,
    occurs: Callable[[Word], bool],
    are_words: Callable[[Form], bool],
) -> Meant:
    """Say what to look for, where an engine tells what its index holds."""
    if word.optional or occurs(word):
        return Meant(word, word)
    parts = next(filter(are_words, splits(word)), None)
    if parts is not None:
        return Meant(word, replace(word, forms=(*word.forms, parts)))
    slip = synonyms.slip_of(word)
    if slip is not None and occurs(slip):
        return Meant(word, slip, exact=False)
    return Meant(word, word, exact=False)


def splits(word: Word) -> Iterator[Form]:
    """The pairs of words of which this one may be made: "Haft" and "Entlassung"."""
    if len(word.forms) != 1 or len(word.forms[0]) != 1:
        return
    whole = word.forms[0][0]
    if len(whole) > LONGEST:
        return
    for place in range(len(whole) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        for link in _LINKS:
            if whole[:place].endswith(link):
                first = whole[: place - len(link)]
                if len(first) >= _SHORTEST_PART:
                    yield first, whole[place:]


class Meanings:
    """Suggests words out of what is published: labels of terms, and the texts of programmes."""

    def __init__(self, catalogue: Catalogue, texts_with: Callable[[str], Iterable[str]]) -> None:
        """``texts_with(word)``: texts of a few programmes that hold a word like it."""
        self._catalogue = catalogue
        self._texts_with = texts_with
        self._nearest = lru_cache(maxsize=_WORDS_KEPT)(weakly(self._find_nearest))

    def suggest(self, text: str, unknown: Iterable[str], language: str) -> str:
        """Return ``text`` with each of its ``unknown`` words mended; "" where one cannot be.

        Of labels that are equally near, one in the visitor's ``language`` is suggested.
        """
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
        words, own = _words_of_labels(self._catalogue), _words_in(self._catalogue, language)
        near = [label for label in words.near(word) if _may_be(word, label)]
        most = slips(word)
        near.sort(key=lambda label: (distance(word, label, most), label not in own))
        if near and distance(word, near[0], 1) == 1:
            return near[0]
        texts = map(composed, self._texts_with(word))
        counted = Counter(found for text in texts for found in _WORD.findall(text))
        ranked = sorted(
            (away, -times, found)
            for found, times in counted.items()
            if _may_be(word, _key(found))
            and (len(found) >= len(word) - most or not found.isascii())
            and 0 < (away := distance(word, _key(found), most)) <= most
        )
        return ranked[0][2] if ranked else next(iter(near), "")


def _may_be(typed: str, key: str) -> bool:
    """Whether a slip may have made one of the other: a first letter seldom slips, and who typed a
    word that means something meant none that only joins others.
    """
    return typed[:1] == key[:1] and key not in FUNCTION_WORDS


@lru_cache(maxsize=4)
def _words_of_labels(catalogue: Catalogue) -> WordList:
    return WordList(frozenset().union(*(_words_in(catalogue, code) for code in TEXT_LANGUAGES)))


@lru_cache(maxsize=4 * len(TEXT_LANGUAGES))
def _words_in(catalogue: Catalogue, language: str) -> frozenset[str]:
    """The words of labels in one language."""
    options = (option for of_facet in catalogue.options.values() for option in of_facet)
    labels = (option.labels.get(language, "") for option in options)
    return frozenset(_key(word) for label in labels for word in _WORD.findall(label))


def texts_of(card: CardRecord, texts: Iterable[str]) -> Iterator[str]:
    """The texts of a programme out of which words are suggested, in every language: of its card,
    and its long texts.
    """
    named = [card.titles, card.summaries, card.parent, *card.towns.values()]
    named += [strand.labels for strand in card.strands]
    for by_language in named:
        yield from by_language.values()
    yield from card.towns
    yield from card.organisations
    yield from texts


def _key(word: str) -> str:
    return re.sub(r"[-‐‑–'’]", "", fold(word))
