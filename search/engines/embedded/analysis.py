"""What the fields of the text index hold of a document: folded words and their stems.

Taken apart here and not by the library's analysers: a line or a word that was seen before costs
next to nothing. The labels of terms are not among them (:mod:`search.engines.embedded.labels`).
"""

import re
from collections.abc import Callable
from operator import itemgetter
from typing import TypeAlias, TypeVar

from search.documents import TEXT_LANGUAGES, ProgrammeDocument
from search.stemming import stem
from search.words import fold, fold_letter_for_letter, join_acronyms, joined_forms

#: Stands between lines: no phrase begins in a title and ends in a summary. No word is like it.
SEPARATOR = "|"

_BETWEEN_LINES = f" {SEPARATOR} "
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LATIN_BETWEEN_WORDS = bytes(code if chr(code).isalnum() else 0x20 for code in range(256))

# Lines that programmes have in common, such as labels of strands, and the words of very many texts.
_LINES_KEPT, _WORDS_KEPT = 4_096, 32_768
_LONGEST_KEPT = 120  # characters: labels are shorter

#: The words of a line and their stems, each with spaces between.
Line: TypeAlias = tuple[str, str]
_words, _stems = map(itemgetter, range(2))

_Value = TypeVar("_Value")


class _Known(dict[str, _Value]):
    """What ``make`` makes of a text, kept until there are too many; of a long one, never."""

    def __init__(self, make: Callable[[str], _Value], most: int) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, text: str) -> _Value:
        made = self._make(text)
        if len(text) <= _LONGEST_KEPT:
            if len(self) >= self._most:
                self.clear()
            self[text] = made
        return made


class Analysis:
    """Takes documents apart, and keeps the lines and words that it met."""

    def __init__(self) -> None:
        words = _Known(_with_joined, 4 * _LINES_KEPT)
        self._names = _Known(_words_of, _LINES_KEPT)
        self._lines = {
            language: _Known(_taking_apart(language, words), _LINES_KEPT)
            for language in TEXT_LANGUAGES
        }

    def line(self, language: str, text: str) -> Line:
        """The words of a line, those with a hyphen once more as one, and the stems of all."""
        return self._lines[language][text]

    def fields(self, document: ProgrammeDocument) -> dict[str, str]:
        """Return what each text field holds: words (``title_…``, ``all_…``: stems) and spaces."""
        plain = list(map(self._names.__getitem__, document.names.splitlines()))
        fields = {"names": " ".join(plain)}
        for language, lines in self._lines.items():
            taken = list(map(lines.__getitem__, document.bodies.get(language, ())))
            if title := document.titles.get(language):
                taken.insert(0, lines[title])
                fields[f"title_{language}"] = _stems(taken[0])
            if taken:
                fields[f"all_{language}"] = " ".join(map(_stems, taken))
            plain += map(_words, taken)
        fields["plain"] = _BETWEEN_LINES.join(plain)
        return fields


def _taking_apart(language: str, words: _Known[str]) -> Callable[[str], Line]:
    def stem_of(word: str) -> str:
        return "" if word == SEPARATOR else stem(word, language) or ""

    stems = _Known(stem_of, _WORDS_KEPT)

    def take_apart(line: str) -> Line:
        found = words[line]
        return found, " ".join(map(stems.__getitem__, found.split()))

    return take_apart


def _with_joined(line: str) -> str:
    """The words of a line, and after them those with a hyphen once more, written as one."""
    joined = joined_forms(line)
    return f"{_words_of(line)}{_BETWEEN_LINES}{fold(joined)}" if joined else _words_of(line)


def _words_of(line: str) -> str:
    line = join_acronyms(line)
    letters = fold_letter_for_letter(line) or fold_letter_for_letter(fold(line))
    if letters:
        return letters.translate(_LATIN_BETWEEN_WORDS).decode("latin-1")
    return _BETWEEN_WORDS.sub(" ", fold(line))
