"""Marking what was found, and cutting a snippet out of a long text. All text is encoded."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup, escape

from search.engines.embedded.schema import analysers
from search.engines.embedded.text import stems
from search.results import Passage
from search.words import Wording, acronyms, fold

_BEFORE, _AFTER = 60, 140  # characters of a snippet on each side of what was found
_OPEN, _CLOSE, _DOTS = Markup("<mark>"), Markup("</mark>"), Markup("…")

# Letters that a folded letter may stand for, so that a text need not be folded to be looked into.
_SPELLINGS = {
    "a": "aàáâäãå", "c": "cç", "e": "eèéêë", "i": "iìíîï", "n": "nñ", "o": "oòóôöõ", "u": "uùúûü",
}  # fmt: skip


class Highlighter:
    """Marks the words of a search in texts of any language."""

    def __init__(self, wordings: Iterable[Wording]) -> None:
        parts = {
            part
            for wording in wordings
            for word in wording.words
            for form in word.forms
            for part in form
            if not word.optional
        }
        self._plain = parts
        self._stems: dict[str, set[str]] = {}
        for part in parts:
            for language, stem in stems(part).items():
                self._stems.setdefault(language, set()).add(stem)
        starts = sorted({_start(part) for part in parts})
        self._near = re.compile(rf"\b(?:{'|'.join(starts)})", re.IGNORECASE) if starts else None

    def mark(self, text: str, language: str) -> tuple[Markup, bool]:
        """Return ``text`` encoded with what was found marked, and whether anything was."""
        if not self._plain:
            return escape(text), False
        spans = list(self._spans(text, language))
        return _marked(text, spans), bool(spans)

    def snippet(self, texts: Mapping[str, str], languages: Sequence[str]) -> Passage | None:
        """Return a piece of the first text, in order of ``languages``, in which a word stands."""
        if self._near is None:
            return None
        for language in languages:
            text = texts.get(language, "")
            for match in self._near.finditer(text):
                start, end = _window(text, match.start())
                html, found = self.mark(text[start:end], language)
                if found:
                    if start > 0:
                        html = _DOTS + " " + html
                    if end < len(text):
                        html = html + " " + _DOTS
                    return Passage(html, language)
        return None

    def _spans(self, text: str, language: str) -> Iterator[tuple[int, int]]:
        for start, end, letters in acronyms(text):
            if letters in self._plain:
                yield start, end
        wanted = self._stems.get(language, set())
        analyser = analysers().get(language, analysers()["plain"])
        for token in analyser.pre_tokenize(text).tokens:
            start, end = token.char_offset_from, token.char_offset_to
            if token.text in wanted or fold(text[start:end]) in self._plain:
                yield start, end


def _start(part: str) -> str:
    """A pattern for how a word with the same stem starts."""
    kept = part if len(part) <= 4 else part[: max(4, len(part) - 3)]
    return "".join(f"[{_SPELLINGS[c]}]" if c in _SPELLINGS else re.escape(c) for c in kept)


def _window(text: str, place: int) -> tuple[int, int]:
    start, end = max(0, place - _BEFORE), min(len(text), place + _AFTER)
    if start > 0:
        space = text.find(" ", start, place)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", place, end)
        end = space if space > place else end
    return start, end


def _marked(text: str, spans: list[tuple[int, int]]) -> Markup:
    pieces, place = [], 0
    for start, end in sorted(spans):
        if start >= place:
            pieces += [escape(text[place:start]), _OPEN, escape(text[start:end]), _CLOSE]
            place = end
    pieces.append(escape(text[place:]))
    return Markup("").join(pieces)
