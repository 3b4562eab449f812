"""Which keeper an entry stands under, however deep."""

from collections.abc import Mapping
from typing import Any, TypeVar

from directory.models import KeeperPage

Known = TypeVar("Known")


def keeper_of(programme: Any) -> int | None:
    """The page of an entry's keeper."""
    keeper = KeeperPage.objects.ancestor_of(programme).values_list("pk", flat=True).last()
    return int(keeper) if keeper is not None else None


def kind_of_keeper(programme: Any) -> str:
    """The kind of the organisation that keeps an entry: its term's code, empty where not known."""
    kinds = KeeperPage.objects.ancestor_of(programme).values_list("organisation__kind__code")
    kind = kinds.last()
    return kind[0] or "" if kind is not None else ""


def of_keeper(path: str, known: Mapping[str, Known]) -> Known | None:
    """What is known of the keeper nearest above an entry's path, by the keepers' paths."""
    step = KeeperPage.steplen
    above = (path[:end] for end in range(len(path) - step, 0, -step))
    return next((known[one] for one in above if one in known), None)
