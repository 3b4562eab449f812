"""The interface's words, looked up once for each language and process.

A page asks for the same hundred phrases each time, and Django's look-up of each costs more than
writing it. Catalogues do not change while a process runs.
"""

from collections.abc import Callable
from functools import lru_cache

from django.utils import translation


def translator(language: str) -> Callable[[str], str]:
    """Return a `gettext` for ``language``, which must be the active one."""
    return _phrasebook(language).__getitem__


def gettext(message: str) -> str:
    """As Django's, in the active language."""
    return _phrasebook(translation.get_language() or "")[message]


class _Phrasebook(dict[str, str]):
    """The phrases of one language, each looked up when it is first asked for."""

    def __missing__(self, message: str) -> str:
        translated = self[message] = translation.gettext(message)
        return translated


@lru_cache(maxsize=16)
def _phrasebook(language: str) -> _Phrasebook:
    return _Phrasebook()
