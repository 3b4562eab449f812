"""The interface's words, dates and addresses, looked up once per language and process."""

import datetime as dt
from functools import lru_cache

from django.urls import reverse
from django.utils import formats, translation

from directory import languages
from directory.phrases import gettext, translator

__all__ = [
    "format_day",
    "format_month",
    "gettext",
    "page_address",
    "programme_address",
    "translator",
]


def format_day(day: dt.date, language: str) -> str:
    """A day as people write it: "1 October 2020", in the active language."""
    return _day(language, day)


def format_month(day: dt.date, language: str) -> str:
    """The month of a day: "October 2020", in the active language."""
    return _formatted(language, day, "F Y")


def page_address(name: str) -> str:
    """The address of a page of the finder by its name, in the active language."""
    return _page_address(name, translation.get_language())


def programme_address(slug: str, language: str) -> str:
    """The address of a programme in the active language."""
    return _programme_address(language).replace(_SLUG, slug)


_SLUG = "slug-of-a-programme"


@lru_cache(maxsize=4096)
def _formatted(language: str | None, day: dt.date, pattern: str) -> str:
    return formats.date_format(day, pattern)


@lru_cache(maxsize=4096)
def _day(language: str | None, day: dt.date) -> str:
    return languages.format_day(day)


@lru_cache(maxsize=16)
def _page_address(name: str, language: str | None) -> str:
    return reverse(name)


@lru_cache(maxsize=16)
def _programme_address(language: str | None) -> str:
    return reverse("programme", kwargs={"slug": _SLUG})
