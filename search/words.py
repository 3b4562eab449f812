"""Words as people type them: cleaning, folding, acronyms, phone numbers and function words.

Every engine takes its words from here, so that what counts as one word, a phone number or a word
without meaning of its own does not differ between engines.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeAlias

#: The longest text taken from one ``q``, in characters, and the most words taken from it.
MAX_TEXT_LENGTH = 200
MAX_WORDS = 20
#: The same, those included that only join others.
MAX_WORDS_TYPED = 40

# Invisible or unassigned: control, format (zero-width, bidirectional), surrogate, private use.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_ACRONYM = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")
_WORD = re.compile(r"[^\W_]+(?:[-‐‑–][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_PHONE = re.compile(r"(?:\+|\b00|\b)(?:\(?\d+\)?[\s./-]*){4,}")
_MIN_PHONE_DIGITS = 8
_COUNTRY_CODES = ("32", "31", "33", "49", "352")
# Straight and typographic, of every language here; one that is not closed says nothing.
_QUOTED = re.compile('["“”„«»]([^"“”„«»]+)["“”„«»]')
_HYPHENS = "‐‑–"  # beside the one on the keyboard
_DOTTED = re.compile(r"\.\w\.")  # a quick look before the slow one
_ACCENTS = re.compile("[\u0300-\u036f]+")
# Soft hyphens, joiners, marks of direction: they stand inside words, and nobody types them.
_UNSEEN = re.compile("[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# Grave, acute, circumflex, tilde, diaeresis, cedilla: one by one they are taken off quicker.
_COMMON_ACCENTS = "\u0300\u0301\u0302\u0303\u0308\u0327"
# What texts here have beside Latin-1: hyphens, dashes, quotation marks, bullets, a narrow space.
_SIGNS = "".join(map(chr, range(0x2010, 0x2028))) + "\u202f€"
_UNDECOMPOSED = (
    ("æ", "ae"),
    ("œ", "oe"),
    ("ø", "o"),
    ("ł", "l"),
    ("đ", "d"),
)
_SIGNS_OF_LETTERS = "™℠"

#: Words that join others in Dutch, French, German and English and mean little alone. They are
#: never required. Left out on purpose: words that one language joins with and another means
#: something by, such as "men", "son" or "hulp".
FUNCTION_WORDS: frozenset[str] = frozenset(
    """
    de het een en van voor met bij te tot in op aan uit door naar om over of dat die der den des
    als zijn is wie wat waar hoe ik je mijn uw me mij we wij ons onze hij zij zijn haar hun jij u
    er heb heeft hebben had ben bent was waren word wordt wil wilt willen kan kunnen moet moeten
    niet geen dit deze dan nog ook maar al zo toch
    le la les un une du au aux et pour avec par dans sur chez ou qui que quoi ce ces cette l d s
    j mon ma mes leur leurs est qu je tu il elle on nous vous ils elles moi se sa ses notre nos
    votre vos m t n c ai as avons avez ont suis es sommes etes sont ete etait veux veut peux peut
    dois doit ne pas y
    das dem ein eine einen einer und vom zum zur mit bei fur im am aus nach ich mein meine oder
    wer wo ist du er sie es wir ihr mir mich dich sich uns meinen meiner meinem bin bist sind war
    habe hast hat haben hatte wird werde will kann muss nicht kein keine zu auf als auch noch
    the a and for with by to at on from or who what where how i my your are that this me you he
    she it we they his her our their im ive am be been has have had do does did can will would
    not no so
    """.split()  # noqa: SIM905  (a list of this length reads best as words)
)


def clean(text: str) -> str:
    """Return ``text`` composed (NFC), without invisible characters, its white space collapsed."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if c.isspace() else c
        for c in text
        if c.isspace() or unicodedata.category(c) not in _INVISIBLE
    )
    return " ".join(visible.split())


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents: "Liège" and "liege" are one."""
    text = text.casefold()
    if text.isascii():
        return text
    for sign in _SIGNS_OF_LETTERS:
        text = text.replace(sign, " ")
    # Some letters have a plain form that is a capital.
    text = unicodedata.normalize("NFKD", text).casefold()
    for accent in _COMMON_ACCENTS:
        text = text.replace(accent, "")
    if text.isascii():
        return text
    for letter, plain in _UNDECOMPOSED:  # some of them had an accent
        text = text.replace(letter, plain)
    return text if text.isascii() else _ACCENTS.sub("", text)


def composed(text: str) -> str:
    """Return ``text`` composed (NFC), without what stands in words unseen, such as soft hyphens."""
    return text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def fold_in_place(text: str) -> tuple[str, Sequence[int]]:
    """Return ``text`` folded, and for each letter of that, and its end, its place in ``text``."""
    if letters := fold_letter_for_letter(text):
        return letters.decode("latin-1"), range(len(text) + 1)
    folded: list[str] = []
    places: list[int] = []
    place = 0
    for number, piece in enumerate(_FOLDED_ELSEWHERE.split(text)):
        if number % 2 == 0:
            folded.append(fold_letter_for_letter(piece).decode("latin-1"))
            places += range(place, place + len(piece))
        else:  # letters that become more, or none, or are of another script
            others = [_fold_letter(letter) for letter in piece]
            folded += others
            places += [place + at for at, letter in enumerate(others) for _ in letter]
        place += len(piece)
    return "".join(folded), [*places, place]


@lru_cache(maxsize=2048)
def _fold_letter(letter: str) -> str:
    return fold(composed(letter))


def fold_letter_for_letter(text: str) -> bytes:
    """Return ``text`` folded, in Latin-1, with spaces for signs that are not in it.

    Nothing where a letter becomes more, or none. Much quicker than to take accents off.
    """
    try:
        letters = text.encode("latin-1", _SIGNS_AS_SPACES).translate(_FOLDED)
    except UnicodeEncodeError:
        return b""
    return b"" if _ELSEWHERE in letters else letters


def _as_spaces(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeEncodeError):
        signs = error.object[error.start : error.end]
        if all(sign in _SIGNS for sign in signs):
            return " " * len(signs), error.end
    raise error


_SIGNS_AS_SPACES = "turnstone.signs_as_spaces"
codecs.register_error(_SIGNS_AS_SPACES, _as_spaces)


def _folded_latin() -> bytes:
    """What each letter of Latin-1 is when folded: one of Latin-1 too, or ``_ELSEWHERE``."""
    folded = [fold(composed(chr(letter))) for letter in range(256)]
    return bytes(
        ord(letter) if len(letter) == 1 and letter < "\u0100" else _ELSEWHERE for letter in folded
    )


_ELSEWHERE = 0  # no text here holds this one
_FOLDED = _folded_latin()
_letter_for_letter = "".join(chr(place) for place, letter in enumerate(_FOLDED) if letter)
_FOLDED_ELSEWHERE = re.compile(f"([^{re.escape(_letter_for_letter + _SIGNS)}]+)")


def join_acronyms(text: str) -> str:
    """Write acronyms without their points: "I.T.E.R." becomes "ITER"."""
    if not _DOTTED.search(text):
        return text
    return _ACRONYM.sub(lambda match: match.group().replace(".", ""), text)


def acronyms(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, folded letters) of each acronym written with points in ``text``."""
    if not _DOTTED.search(text):
        return []
    return [(m.start(), m.end(), fold(m.group().replace(".", ""))) for m in _ACRONYM.finditer(text)]


def joined_forms(text: str) -> str:
    """Return the words of ``text`` written with a hyphen once more, joined: "co-parent" as one."""
    if "-" not in text and text.isascii():
        return ""
    for hyphen in _HYPHENS:
        text = text.replace(hyphen, "-")
    if "-" not in text:
        return ""
    # Few lines hold one.
    lines = [line for line in text.splitlines() if "-" in line]
    joined = [word for line in lines for word in _WORD.findall(line) if "-" in word]
    return " ".join("".join(_PART.findall(word)) for word in joined)


def sort_key(title: str) -> str:
    """Return what ``title`` is sorted by: folded, acronyms joined, punctuation dropped."""
    return " ".join(_PART.findall(fold(join_acronyms(title))))


def phone_forms(number: str) -> tuple[str, ...]:
    """Return the ways a phone number in E.164 (or a short number) may be typed, digits only."""
    digits = re.sub(r"\D", "", number)
    if not number.startswith("+"):
        return (digits,) if digits else ()
    for country in _COUNTRY_CODES:
        if digits.startswith(country):
            return (digits, "0" + digits[len(country) :])
    return (digits,)


#: Folded parts that must all be found.
Form: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text search, or a phrase that people type as one.

    One of ``forms`` (what was typed), ``synonyms`` (what programmes say instead) or ``concepts``
    (``facet:code``, as in :attr:`ProgrammeDocument.concepts`) must be found. A form is a tuple of
    folded parts that must all be found ("co-ouderschap" is "co" and "ouderschap", or
    "coouderschap"). An ``optional`` word raises a hit but is not required. ``typed`` is the word
    as it was typed, folded and joined.
    """

    forms: tuple[Form, ...]
    optional: bool = False
    typed: str = ""
    synonyms: tuple[Form, ...] = ()
    concepts: tuple[str, ...] = ()

    @property
    def all_forms(self) -> tuple[Form, ...]:
        return (*self.forms, *self.synonyms)


class Synonyms(Protocol):
    """What puts synonyms beside words: :class:`search.thesaurus.Thesaurus`."""

    def expand(self, words: Sequence[Word]) -> tuple[Word, ...]: ...


@dataclass(frozen=True, slots=True)
class Wording:
    """A text search taken apart: its words, the phone numbers in it as digits, and phrases.

    A phrase is what was typed between quotation marks: folded parts that must stand side by side,
    in this order, as they were typed.
    """

    words: tuple[Word, ...] = ()
    phones: tuple[str, ...] = ()
    phrases: tuple[Form, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phones or self.phrases)


def _phone(match: re.Match[str], found: list[str]) -> str:
    digits = re.sub(r"\D", "", match.group().replace("(0)", ""))
    if len(digits) < _MIN_PHONE_DIGITS:
        return match.group()
    found.append(digits.removeprefix("00"))
    return " "


def _phrase(match: re.Match[str], found: dict[Form, None]) -> str:
    parts = [part for word in raw_words(match.group(1)) for part in word]
    if parts:
        found.setdefault(tuple(parts[:MAX_WORDS]))
    return " "


def without_quotation_marks(text: str) -> str:
    """Return a text search with the words of its phrases loose, or unchanged."""
    return clean(_QUOTED.sub(r" \1 ", text)) if _QUOTED.search(text) else text


def raw_words(text: str) -> Iterator[tuple[str, ...]]:
    """Yield each word of a text, folded, as its parts: one, or several joined by hyphens."""
    for raw in _WORD.findall(fold(join_acronyms(text))):
        yield tuple(_PART.findall(raw))


def _word(parts: tuple[str, ...]) -> Word:
    joined = "".join(parts)
    if len(parts) == 1:
        # A single letter or digit finds too much to be asked for.
        return Word((parts,), joined in FUNCTION_WORDS or len(joined) == 1, joined)
    meaningful = tuple(p for p in parts if p not in FUNCTION_WORDS and len(p) > 1) or parts
    return Word((meaningful, (joined,)), typed=joined)


def read_wording(text: str, synonyms: Synonyms | None = None) -> Wording:
    """Take a cleaned text search apart. When every word is a function word, all are required."""
    phones: list[str] = []
    rest = _PHONE.sub(lambda match: _phone(match, phones), text[:MAX_TEXT_LENGTH])
    phrases: dict[Form, None] = {}
    rest = _QUOTED.sub(lambda match: _phrase(match, phrases), rest)
    seen: dict[tuple[str, ...], Word] = {}
    required = 0
    for parts in raw_words(rest):
        if parts not in seen:
            seen[parts] = _word(parts)
            required += not seen[parts].optional
        if required == MAX_WORDS or len(seen) == MAX_WORDS_TYPED:
            break
    words = tuple(seen.values())
    if words and not phones and not phrases and all(word.optional for word in words):
        words = tuple(Word(word.forms, typed=word.typed) for word in words)
    words = synonyms.expand(words) if synonyms else words
    return Wording(words, tuple(phones), tuple(phrases))


def wording_key(text: str) -> str:
    """Return what a text search comes down to: the same however it is written; "" without words."""
    wording = read_wording(clean(text))
    words = [word.typed for word in wording.words if not word.optional]
    quoted = [f'"{" ".join(phrase)}"' for phrase in wording.phrases]
    return " ".join((*words, *quoted, *wording.phones))
