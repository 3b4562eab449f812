"""What the fields of the text index hold of a document: folded words and their stems.

Taken apart here and not by the library's analysers: most lines are labels that many programmes
have, and a line or a word that was seen before costs next to nothing.
"""

import re
from collections.abc import Callable
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import TypeAlias, TypeVar

from search.documents import TEXT_LANGUAGES, ProgrammeDocument
from search.stemming import stem
from search.words import fold, join_acronyms, joined_forms

#: Stands between lines: no phrase begins in a title and ends in a summary. No word is like it.
SEPARATOR = "|"

_BETWEEN_LINES = f" {SEPARATOR} "
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_ASCII_BETWEEN_WORDS = bytes(code if chr(code).isalnum() else 0x20 for code in range(128))
_ASCII_BETWEEN_WORDS += bytes(128)
# What is written here beside ASCII when the accents are gone.
_SIGNS = "’‘“”«»–—…€°"

# The labels of all terms in one language, and the words of very many texts.
_LINES_KEPT = 4_096
_WORDS_KEPT = 32_768

#: Its words, their stems, and its words with a hyphen written as one; each with spaces between.
_Line: TypeAlias = tuple[str, str, str]
_words, _stems, _joined = map(itemgetter, range(3))


_Value = TypeVar("_Value")


class _Kept(dict[str, _Value]):
    """What ``make`` makes of a text, kept until there are too many."""

    def __init__(self, make: Callable[[str], _Value], most: int) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, text: str) -> _Value:
        if len(self) >= self._most:
            self.clear()
        made = self[text] = self._make(text)
        return made


class Analysis:
    """Takes documents apart, and keeps the lines and words that it met."""

    def __init__(self) -> None:
        self._lines = {
            language: _Kept(partial(_take_apart, stems=_stems_in(language)), _LINES_KEPT)
            for language in TEXT_LANGUAGES
        }
        self._names = _Kept(_without_stems, _LINES_KEPT)

    def fields(self, document: ProgrammeDocument) -> dict[str, str]:
        """Return what each text field holds: words (``title_…``, ``all_…``: stems) and spaces."""
        every = list(map(self._names.__getitem__, document.names.splitlines()))
        fields = {"names": " ".join(map(_words, every))}
        for language, lines in self._lines.items():
            title = document.titles.get(language, "").splitlines()
            body = document.bodies.get(language, "").splitlines()
            taken = list(map(lines.__getitem__, chain(title, body)))
            if title:
                fields[f"title_{language}"] = " ".join(map(_stems, taken[: len(title)]))
            if taken:
                fields[f"all_{language}"] = " ".join(map(_stems, taken))
            every += taken
        joined = " ".join(filter(None, map(_joined, every)))
        fields["plain"] = _BETWEEN_LINES.join([*map(_words, every), joined])
        return fields


def _stems_in(language: str) -> _Kept[str]:
    return _Kept(lambda word: stem(word, language) or "", _WORDS_KEPT)


def _take_apart(line: str, stems: _Kept[str]) -> _Line:
    words, _, joined = _without_stems(line)
    return words, " ".join(map(stems.__getitem__, words.split())), joined


def _without_stems(line: str) -> _Line:
    folded = fold(join_acronyms(line))
    if not folded.isascii():
        for sign in _SIGNS:
            folded = folded.replace(sign, " ")
    if folded.isascii():
        words = folded.encode().translate(_ASCII_BETWEEN_WORDS).decode()
    else:
        words = _BETWEEN_WORDS.sub(" ", folded)
    joined = joined_forms(line)
    return words, "", fold(joined) if joined else ""
