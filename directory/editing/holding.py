"""What holds an organisation, a place or a term back from being deleted."""

from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector, ProtectedError

from directory.editing.uses import entries_using
from directory.models import Term


def holders(objects: Iterable[models.Model]) -> list[str]:
    """The names of what still needs one of these, drafts and scheduled versions included."""
    found: dict[str, None] = {}
    for instance in objects:
        for holder in _protecting(instance):
            found[str(_owner(holder))] = None
        if isinstance(instance, Term):
            for entry in entries_using(instance):
                found[entry.name] = None
    return list(found)


def _protecting(instance: models.Model) -> Iterable[Any]:
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect([instance])
    except ProtectedError as error:
        return error.protected_objects
    return ()


def _owner(row: Any) -> Any:
    """The page or organisation a row belongs to, so that people recognise it."""
    for name in ("page", "strand", "member", "place", "organisation"):
        owner = getattr(row, name, None)
        if owner is not None:
            return _owner(owner)
    return row
