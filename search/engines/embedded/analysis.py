"""What the fields of the text index hold of a document: folded words and their stems.

Taken apart here and not by the library's analysers: a text is folded at once, and a word that was
stemmed before costs next to nothing. The labels of terms are not among them
(:mod:`search.engines.embedded.labels`).
"""

import re

from search.documents import TEXT_LANGUAGES, ProgrammeDocument
from search.stemming import LONGEST_WORD, stem
from search.words import fold, fold_letter_for_letter, join_acronyms, joined_forms

#: Stands between lines: no phrase begins in a title and ends in a summary. No word is like it.
SEPARATOR = "|"

_LINE = "\n"
_BETWEEN_LINES = f" {SEPARATOR} "
_BETWEEN_WORDS = re.compile(r"[\W_]+")
# What each byte of folded Latin-1 becomes.
_WORDS = bytes(
    code if chr(code).isalnum() else ord(SEPARATOR if chr(code) == _LINE else " ")
    for code in range(256)
)
# The words of very many texts, in one language.
_WORDS_KEPT = 32_768


class _Stems(dict[str, str]):
    """The stems of words in one language, kept until there are too many."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> str:
        stemmed = "" if word == SEPARATOR else stem(word, self._language) or ""
        if len(word) <= LONGEST_WORD:
            if len(self) >= _WORDS_KEPT:
                self.clear()
            self[word] = stemmed
        return stemmed


class Analysis:
    """Takes documents apart, and keeps the stems of words that it met."""

    def __init__(self) -> None:
        self._stems = {language: _Stems(language) for language in TEXT_LANGUAGES}

    def stems(self, words: str, language: str) -> str:
        """Return the stems of words, with spaces between."""
        return " ".join(map(self._stems[language].__getitem__, words.split()))

    def fields(self, document: ProgrammeDocument) -> dict[str, str]:
        """Return what each text field holds: words (``title_…``, ``all_…``: stems) and spaces."""
        names = _words(document.names)
        fields = {"names": names.replace(SEPARATOR, "")}
        plain = [names]
        for language in TEXT_LANGUAGES:
            lines = document.bodies.get(language, ())
            if title := document.titles.get(language):
                fields[f"title_{language}"] = self.stems(words_of(title), language)
                lines = (title, *lines)
            if lines:
                words = words_of(_LINE.join(lines))
                fields[f"all_{language}"] = self.stems(words, language)
                plain.append(words)
        fields["plain"] = _BETWEEN_LINES.join(plain)
        return fields


def words_of(text: str) -> str:
    """Return the words of a text, folded, and those with a hyphen once more, written as one.

    Spaces stand between them, and :data:`SEPARATOR` between those of its lines.
    """
    joined = joined_forms(text)
    return f"{_words(text)}{_BETWEEN_LINES}{fold(joined)}" if joined else _words(text)


def _words(text: str) -> str:
    text = join_acronyms(text)
    letters = fold_letter_for_letter(text)
    if letters:
        return letters.replace(b"\n", b" \n ").translate(_WORDS).decode("latin-1")
    return _BETWEEN_LINES.join(map(_words_of_line, text.split(_LINE)))


def _words_of_line(line: str) -> str:
    letters = fold_letter_for_letter(line) or fold_letter_for_letter(fold(line))
    if letters:
        return letters.translate(_WORDS).decode("latin-1")
    return _BETWEEN_WORDS.sub(" ", fold(line))
