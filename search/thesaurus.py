"""What people type and what programmes say: synonyms, applied to a text search for every engine.

An entry leads from words that people type to words that programmes say, or to terms of the
vocabularies (concepts). Inflected forms of what is typed are found by their stems. The words of a
thesaurus are asked for and never shown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from search.spelling import WordList
from search.stemming import TEXT_LANGUAGES, stems
from search.words import FUNCTION_WORDS, Form, Word, raw_words

_Key = tuple[str, tuple[str, ...]]
_LONGEST_PHRASE = 5  # words
_MOST_FORMS = 4
_SLIPS_KEPT = 1_024
#: Letters from which a word beside another may be a slip of a word of a phrase.
_SLIPS_IN_PHRASES_FROM = 6


@dataclass(frozen=True, slots=True)
class Synonym:
    """One entry: lines that people type, lines that programmes say, and concepts (facet:code).

    ``language`` is that of the lines, or empty for words of every language. ``both_ways``: what
    programmes say also leads to what people type, as between two names of one thing.
    """

    typed: tuple[str, ...]
    said: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    language: str = ""
    both_ways: bool = False


@dataclass(slots=True)
class _Target:
    forms: dict[Form, None] = field(default_factory=dict)
    concepts: dict[str, None] = field(default_factory=dict)


class Thesaurus:
    """All entries, ready to be applied. Never changes."""

    def __init__(self, synonyms: Iterable[Synonym] = ()) -> None:
        self._targets: dict[_Key, _Target] = {}
        self._longest = 2  # a compound may be typed in two
        surfaces: set[str] = set()
        of_phrases: set[str] = set()
        for synonym in synonyms:
            for typed, said in _ways(synonym):
                if len(typed) > 1:
                    of_phrases.update(typed)
                for written in {typed, ("".join(typed),)} if len(typed) == 2 else {typed}:
                    surfaces.update(token for token in written if len(written) == 1)
                    for key in _keys(written, synonym.language):
                        self._add(key, said, synonym.concepts)
        self._surfaces = WordList(surfaces)
        self._of_phrases = frozenset(of_phrases)
        self._near_phrases = WordList(of_phrases)
        self._slips_in_phrases: dict[str, tuple[str, ...]] = {}
        self._slips: dict[str, Word | None] = {}

    def __bool__(self) -> bool:
        return bool(self._targets)

    def _add(self, key: _Key, said: Iterable[Form], concepts: Iterable[str]) -> None:
        target = self._targets.setdefault(key, _Target())
        target.forms.update(dict.fromkeys(said))
        target.concepts.update(dict.fromkeys(concepts))
        self._longest = min(_LONGEST_PHRASE, max(self._longest, len(key[1])))

    def expand(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Put synonyms beside what was typed; the words of a phrase become one.

        The longest phrase counts: "child porn" is not looked up as "child".
        """
        if not self._targets:
            return tuple(words)
        joining = [word for word in words if word.optional]
        left = [word for word in words if not word.optional]
        expanded: list[Word] = []
        place = 0
        while place < len(left):
            for length in range(min(self._longest, len(left) - place), 0, -1):
                run = left[place : place + length]
                tokens = tuple(word.typed for word in run)
                target = self._find(tokens) or self._find_misspelt(tokens)
                if target is not None:
                    expanded.append(_joined(run, target))
                    place += length
                    break
            else:
                expanded.append(left[place])
                place += 1
        return (*expanded, *joining)

    def slip_of(self, word: Word) -> Word | None:
        """What a word that stands nowhere may be a slip of: a word that people type, expanded."""
        if word.typed not in self._slips:
            if len(self._slips) >= _SLIPS_KEPT:
                self._slips.clear()
            self._slips[word.typed] = self._find_slip(word.typed)
        return self._slips[word.typed]

    def _find_slip(self, typed: str) -> Word | None:
        for near in self._surfaces.near(typed):
            if near[0] != typed[0]:
                continue  # a first letter seldom slips: "vader" is no "dader"
            target = self._find((near,))
            if target is not None:
                return _joined([Word(((near,),), typed=near)], target)
        return None

    def _find_misspelt(self, tokens: tuple[str, ...]) -> _Target | None:
        """What is meant by a phrase of which one word is a slip: "huislijk geweld".

        The others stand in a phrase as they are typed, so that few are looked at.
        """
        unknown = [place for place, token in enumerate(tokens) if token not in self._of_phrases]
        if len(tokens) == 1 or len(unknown) != 1:
            return None
        place = unknown[0]
        for near in self._near_in_phrases(tokens[place]):
            meant = (*tokens[:place], near, *tokens[place + 1 :])
            target = self._find(meant)
            if target is not None:
                target.forms.setdefault(meant)
                return target
        return None

    def _near_in_phrases(self, typed: str) -> tuple[str, ...]:
        if len(typed) < _SLIPS_IN_PHRASES_FROM:
            return ()
        if typed not in self._slips_in_phrases:
            if len(self._slips_in_phrases) >= _SLIPS_KEPT:
                self._slips_in_phrases.clear()
            near = self._near_phrases.near(typed)
            self._slips_in_phrases[typed] = tuple(word for word in near if word[0] == typed[0])
        return self._slips_in_phrases[typed]

    def _find(self, tokens: tuple[str, ...]) -> _Target | None:
        targets = [self._targets[key] for key in _lookups(tokens) if key in self._targets]
        if not targets:
            return None
        found = _Target()
        for target in targets:
            found.forms.update(target.forms)
            found.concepts.update(target.concepts)
        return found


#: No synonyms at all.
NO_SYNONYMS = Thesaurus()


def _ways(synonym: Synonym) -> Iterator[tuple[tuple[str, ...], list[Form]]]:
    typed = [_tokens(line) for line in synonym.typed]
    said = [_tokens(line) for line in synonym.said]
    if synonym.both_ways:
        whole = [*typed, *said]
        for one in whole:
            yield one, [other for other in whole if other != one]
    else:
        for one in typed:
            yield one, said


def _tokens(line: str) -> tuple[str, ...]:
    tokens = tuple("".join(raw) for raw in raw_words(line))
    return tuple(t for t in tokens if t not in FUNCTION_WORDS and len(t) > 1) or tokens


def _keys(tokens: tuple[str, ...], language: str) -> Iterator[_Key]:
    yield "", tokens
    for name in (language,) if language else TEXT_LANGUAGES:
        yield name, tuple(stems(token).get(name, token) for token in tokens)


def _lookups(tokens: tuple[str, ...]) -> Iterator[_Key]:
    yield from _keys(tokens, "")
    if len(tokens) > 1:
        yield from _keys(("".join(tokens),), "")


def _joined(run: Sequence[Word], target: _Target) -> Word:
    """One word of all that was typed, with what the target says beside it."""
    forms: list[Form] = [()]
    for word in run:
        forms = [(*before, *form) for before in forms for form in word.forms][:_MOST_FORMS]
    if len(run) > 1:
        forms.append(("".join(word.typed for word in run),))
    return Word(
        tuple(forms),
        typed=" ".join(word.typed for word in run),
        synonyms=tuple(form for form in target.forms if form not in forms),
        concepts=tuple(target.concepts),
    )
