"""The interface's words and dates, looked up once per language and process.

A page of the finder asks for the same two hundred phrases each time, and Django's look-up of each
costs more than a search does. Catalogues do not change while a process runs.
"""

import datetime as dt
from functools import lru_cache

from django.urls import reverse
from django.utils import formats, translation


def gettext(message: str) -> str:
    """As Django's, in the active language."""
    return _translated(translation.get_language(), message)


def format_day(day: dt.date) -> str:
    """A day as people write it: "1 October 2020"."""
    return _formatted(translation.get_language(), day, "j F Y")


def format_month(day: dt.date) -> str:
    """The month of a day: "October 2020"."""
    return _formatted(translation.get_language(), day, "F Y")


def finder_address() -> str:
    return _finder_address(translation.get_language())


def programme_address(slug: str) -> str:
    return _programme_address(translation.get_language()).replace(_SLUG, slug)


_SLUG = "slug-of-a-programme"


@lru_cache(maxsize=4096)
def _translated(language: str | None, message: str) -> str:
    return translation.gettext(message)


@lru_cache(maxsize=4096)
def _formatted(language: str | None, day: dt.date, pattern: str) -> str:
    return formats.date_format(day, pattern)


@lru_cache(maxsize=16)
def _finder_address(language: str | None) -> str:
    return reverse("find")


@lru_cache(maxsize=16)
def _programme_address(language: str | None) -> str:
    return reverse("programme", kwargs={"slug": _SLUG})
