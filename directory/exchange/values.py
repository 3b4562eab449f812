"""The kinds of value a column can hold: as text for people, and back."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

YES, NO = "yes", "no"
_YES = frozenset({"yes", "true", "1", "ja", "waar", "oui", "vrai"})
_NO = frozenset({"no", "false", "0", "nee", "onwaar", "non", "faux", ""})
_SEPARATORS = re.compile(r"[,;|\n]")
#: Between the codes of a cell that holds several.
JOINED = ", "


class Unreadable(ValueError):
    """A cell's text is no value of its column; the argument is a sentence."""


@dataclass(frozen=True, slots=True)
class Value:
    """How one kind of value is written as text, and read back in its one right spelling."""

    write: Callable[[Any], str]
    read: Callable[[str], str]


def _same(text: str) -> str:
    return text


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _read_flag(text: str) -> str:
    word = text.strip().casefold()
    if word in _YES:
        return YES
    if word in _NO:
        return NO
    raise Unreadable(_("Write “yes” or “no”, not “%(text)s”.") % {"text": short(text)})


def _read_number(text: str) -> str:
    word = text.strip()
    if not word:
        return ""
    if not re.fullmatch(r"[0-9]{1,9}", word):
        raise Unreadable(_("Write a whole number, not “%(text)s”.") % {"text": short(text)})
    return str(int(word))


def _write_degrees(value: Any) -> str:
    # A database gives a decimal inside JSON as a binary number.
    return "" if value is None else f"{Decimal(str(value)):.5f}"


def _read_degrees(text: str) -> str:
    word = text.strip().replace(",", ".")
    if not word:
        return ""
    try:
        value = Decimal(word)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 180:
        raise Unreadable(
            _("Write degrees such as 50.84673, not “%(text)s”.") % {"text": short(text)}
        )
    return f"{value:.5f}"


def _write_day(value: Any) -> str:
    return "" if value is None else str(value)[:10]


def _read_day(text: str) -> str:
    word = text.strip()
    if not word:
        return ""
    try:
        return dt.date.fromisoformat(word).isoformat()
    except ValueError:
        message = _("Write a date as year-month-day, such as 2026-10-31, not “%(text)s”.")
        raise Unreadable(message % {"text": short(text)}) from None


def _read_month(text: str) -> str:
    word = text.strip()
    day = _read_day(f"{word}-01" if re.fullmatch(r"[0-9]{4}-[0-9]{2}", word) else word)
    return f"{day[:8]}01" if day else ""


def _write_uuid(value: Any) -> str:
    return "" if value is None else str(uuid.UUID(str(value)))


def _read_uuid(text: str) -> str:
    word = text.strip()
    if not word:
        return ""
    try:
        return str(uuid.UUID(word))
    except ValueError:
        raise Unreadable(_("“%(text)s” is not a UUID.") % {"text": short(text)}) from None


def _write_codes(value: Any) -> str:
    return JOINED.join(sorted(set(value or ())))


def _read_codes(text: str) -> str:
    return _write_codes(split_codes(text))


def split_codes(text: str) -> list[str]:
    """The codes of a cell that holds several, as people may separate them."""
    return [code.strip() for code in _SEPARATORS.split(text) if code.strip()]


def short(text: str) -> str:
    """A text of which a sentence can show the beginning."""
    return text if len(text) <= 60 else f"{text[:57]}…"


TEXT = Value(_text, _same)
LINE = Value(_text, str.strip)
FLAG = Value(lambda value: YES if value else NO, _read_flag)
NUMBER = Value(_text, _read_number)
DEGREES = Value(_write_degrees, _read_degrees)
DAY = Value(_write_day, _read_day)
MONTH = Value(_write_day, _read_month)
UUID = Value(_write_uuid, _read_uuid)
CODES = Value(_write_codes, _read_codes)


def language_texts(value: Mapping[str, str] | None, languages: Collection[str]) -> list[str]:
    """A text per language, in the order of ``languages``."""
    return [(value or {}).get(code, "") for code in languages]
