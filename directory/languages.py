"""Which languages the record is written in, and which one is shown when a text is missing."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.conf import settings
from django.utils import formats, translation
from django.utils.html import format_html

ENDONYMS = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}


class Text(NamedTuple):
    """A text as shown: the words, and the language they are in (for the ``lang`` attribute)."""

    words: str
    language: str


def content_languages() -> list[tuple[str, str]]:
    """The languages a record can be written in, as ``(code, endonym)``."""
    return [(code, ENDONYMS.get(code, code)) for code in settings.CONTENT_LANGUAGES]


def public_languages() -> list[tuple[str, str]]:
    """The languages the public site speaks, as ``(code, endonym)``."""
    return [(code, ENDONYMS.get(code, code)) for code, _name in settings.LANGUAGES]


def language_name(code: str) -> str:
    """A language's name within a sentence in the active language: "English", "anglais"."""
    try:
        name = str(translation.get_language_info(code)["name_translated"])
    except KeyError:
        return code
    # French writes the names of languages small.
    return name.lower() if (translation.get_language() or "").startswith("fr") else name


def preference(language: str, original: str = "") -> list[str]:
    """Language codes in the order in which a text is looked for, without repetition."""
    wanted: Iterable[str] = (language, original, *settings.CONTENT_LANGUAGES)
    return [code for code in dict.fromkeys(wanted) if code]


def pick_text(texts: Mapping[str, str], language: str, original: str = "") -> Text:
    """The text in ``language``, else in ``original``, else in any, else empty words."""
    for code in preference(language, original):
        words = texts.get(code)
        if words:
            return Text(words, code)
    return Text("", language)


def spoken(text: Text) -> str:
    """A text's words as HTML, marked with their language where the page speaks another."""
    words = unbroken(text.words)
    if not words or text.language == translation.get_language():
        return words
    return format_html('<span lang="{}">{}</span>', text.language, words)


def unbroken(words: str) -> str:
    """The words with their signs at the word before, as French is spaced: no line begins with a
    colon. Markup stays markup."""
    for sign in ":;?!»":
        words = words.replace(f" {sign}", f"\N{NO-BREAK SPACE}{sign}")
    return words.replace("« ", "«\N{NO-BREAK SPACE}")


def format_day(day: dt.date) -> str:
    """A day as people write it in the active language: "1 October 2020", "1er octobre 2020"."""
    first_in_french = day.day == 1 and (translation.get_language() or "").startswith("fr")
    return formats.date_format(day, r"1\e\r F Y" if first_in_french else "j F Y")
