"""Holding an entry for the length of a transaction, so that nobody else writes it meanwhile."""

from typing import Any

from directory.models import ProgrammePage


def locked_programme(**which: Any) -> ProgrammePage | None:
    """The one programme with `pk` or `uuid`, as it is now; nobody else has it until the end.

    A programme lies in two tables. Everybody locks both: who locks one only does not keep out
    whoever locks the other.
    """
    programmes = ProgrammePage.objects.select_for_update(of=("self", "page_ptr"))
    return programmes.filter(**which).first()
