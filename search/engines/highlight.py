"""Marking what was found, and cutting a snippet out of a long text. All text is encoded."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from search.results import Passage
from search.stemming import stems
from search.words import FUNCTION_WORDS, Form, Wording, acronyms, fold_in_place

_BEFORE, _AFTER = 60, 140  # characters of a snippet on each side of what was found
_OPEN, _CLOSE, _DOTS = "<mark>", "</mark>", "…"

_WORD = re.compile(r"[^\W_]+")
_SIGNS = r"(?:(?!\n)[\W_])+"  # what stands between words of one line


class Text:
    """A text that can be marked: encoded once, however often it is found."""

    __slots__ = ("_passage", "language", "text")

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self._passage: Passage | None = None

    @property
    def passage(self) -> Passage:
        if self._passage is None:
            self._passage = Passage(escape(self.text), self.language)
        return self._passage


class Highlighter:
    """Marks the words of a search in texts of any language.

    Equal to itself alone: what it marked may be kept by it, and is never that of another search.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        parts = {
            part
            for wording in wordings
            for word in wording.words
            for form in word.all_forms
            for part in form
            if not word.optional
        }
        phrases = {phrase for wording in wordings for phrase in wording.phrases}
        self._phrases = [_phrase(parts) for parts in sorted(phrases) if len(parts) > 1]
        quoted = {parts[0] for parts in phrases if len(parts) == 1} - FUNCTION_WORDS
        self._plain = parts | quoted
        self._stems: dict[str, set[str]] = {}
        for part in parts:
            for language, stem in stems(part).items():
                self._stems.setdefault(language, set()).add(stem)
        self._starts = sorted({_start(part) for part in parts} | quoted)

    def __bool__(self) -> bool:
        return bool(self._starts or self._phrases)

    def mark(self, text: Text) -> tuple[Passage, bool]:
        """Return ``text`` encoded with what was found marked, and whether anything was."""
        spans = self._spans(text) if self else ()
        if not spans:
            return text.passage, False
        return Passage(Markup(_marked(text.text, spans)), text.language), True  # noqa: S704

    def snippet(self, texts: Mapping[str, Text], languages: Iterable[str]) -> Passage | None:
        """Return a piece of the first long text, in order of ``languages``, that holds a word."""
        for text in filter(None, map(texts.get, languages)):
            spans = self._spans(text)
            if spans:
                start, end = _window(text.text, *spans[0])
                html = _marked(text.text, spans, start, end)
                before = _DOTS + " " if start > 0 else ""
                after = " " + _DOTS if end < len(text.text) else ""
                return Passage(Markup(before + html + after), text.language)  # noqa: S704
        return None

    def _spans(self, text: Text) -> list[tuple[int, int]]:
        """Where to mark, from the first place on; of what begins alike the longest first."""
        return sorted(self._found(text), key=lambda span: (span[0], -span[1]))

    def _found(self, text: Text) -> Iterator[tuple[int, int]]:
        for start, end, letters in acronyms(text.text):
            if letters in self._plain:
                yield start, end
        language = text.language
        wanted = self._stems.get(language, ())
        folded, places = fold_in_place(text.text)
        for phrase in self._phrases:
            for found in phrase.finditer(folded):
                yield places[found.start()], places[found.end()]
        for opening in self._starts:
            place = folded.find(opening)
            while place >= 0:
                end = place + len(opening)
                if place == 0 or not folded[place - 1].isalnum():
                    match = _WORD.match(folded, place)
                    word = match.group() if match else opening
                    end = place + len(word)
                    # Whether a word that starts alike is meant, its stem says.
                    if word in self._plain or _stem(word, language) in wanted:
                        yield places[place], places[end]
                place = folded.find(opening, end)


@lru_cache(maxsize=128)
def highlighter_for(wordings: tuple[Wording, ...]) -> Highlighter:
    """Return the highlighter of a search: the same one, as long as the search is asked for."""
    return Highlighter(wordings)


@lru_cache(maxsize=4096)
def _stem(word: str, language: str) -> str:
    return stems(word).get(language, word)


def _phrase(parts: Form) -> re.Pattern[str]:
    """Finds words side by side, whatever signs stand between them, in one line."""
    # An acronym is asked for without its points.
    words = (r"\.?".join(map(re.escape, part)) for part in parts)
    return re.compile(rf"(?<![^\W_]){_SIGNS.join(words)}(?![^\W_])")


def _start(part: str) -> str:
    """How words with the same stem start."""
    return part if len(part) <= 4 else part[: max(4, len(part) - 3)]


def _window(text: str, place: int, last: int) -> tuple[int, int]:
    """What to show around a span from ``place`` to ``last``, all of which is shown."""
    start, end = max(0, place - _BEFORE), min(len(text), max(place + _AFTER, last))
    if start > 0:
        space = text.find(" ", start, place)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", last, end)
        end = space if space >= last else end
    return start, end


def _marked(text: str, spans: Sequence[tuple[int, int]], place: int = 0, last: int = -1) -> str:
    """The HTML of a text, from ``place`` to ``last``, with those of the ``spans`` in it marked."""
    last = len(text) if last < 0 else last
    pieces: list[str] = []
    for start, end in spans:
        if place <= start < end <= last:
            pieces += [escape(text[place:start]), _OPEN, escape(text[start:end]), _CLOSE]
            place = end
    pieces.append(escape(text[place:last]))
    return "".join(pieces)
