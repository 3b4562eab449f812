"""Which programmes somebody can write to on this site: asked of whoever takes the letters."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string


def self_doors(programmes: Iterable[str]) -> frozenset[str]:
    """Which of these programmes (UUIDs) somebody can write to here by themself.

    The setting ``SELF_DOORS`` names the function that knows: finding knows nothing of referrals.
    """
    return _ask(settings.SELF_DOORS)(programmes)


@lru_cache(maxsize=4)
def _ask(name: str) -> Callable[[Iterable[str]], frozenset[str]]:
    ask: Callable[[Iterable[str]], frozenset[str]] = import_string(name)
    return ask
