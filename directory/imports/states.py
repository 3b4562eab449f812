"""An import's state changes only from the one that was expected: two may be at it at once."""

from collections.abc import Collection
from typing import Any

from directory.models import ProgrammeImport


def change_state(
    batch: ProgrammeImport, *, expected: Collection[str], to: str, **values: Any
) -> bool:
    """Put an import into another state. False, and nothing is changed, if somebody was first."""
    there = ProgrammeImport.objects.filter(pk=batch.pk, state__in=expected)
    if not there.update(state=to, **values):
        return False
    for name, value in {"state": to, **values}.items():
        setattr(batch, name, value)
    return True


def lock_import(batch: ProgrammeImport, *fields: str) -> str:
    """Read an import's state, and these fields, so that nobody changes them until the
    transaction ends; returns the state."""
    locked = ProgrammeImport.objects.select_for_update()
    batch.refresh_from_db(fields=["state", *fields], from_queryset=locked)
    return batch.state
