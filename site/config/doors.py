"""Tells the pages of directory and finder, which know no portal, who takes referrals."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import Error, connection

from portal.selfreferral.models import Door

#: Asked for on every programme's page: written out, because putting it together costs more.
DOORS_OF = "SELECT self_open, partner_open, answer_within_days FROM {table} WHERE programme = %s"
#: Asked for on every page of the finder: written out, because putting it together costs more.
OPEN_DOORS = "SELECT programme FROM {table} WHERE self_open AND programme IN ({marks})"


class Doors(NamedTuple):
    """What stands open of a programme, and how soon it promises a first answer."""

    self_open: bool
    partner_open: bool
    answer_within_days: int


def referral_doors(programme: UUID | str) -> Doors | None:
    """The doors of a programme, or None."""
    key = Door._meta.get_field("programme").get_db_prep_value(programme, connection)
    with connection.cursor() as cursor:
        cursor.execute(DOORS_OF.format(table=Door._meta.db_table), [key])
        row = cursor.fetchone()
    return Doors(bool(row[0]), bool(row[1]), row[2]) if row else None


def self_doors(programmes: Iterable[str]) -> frozenset[str]:
    """Which of these programmes (UUIDs) somebody can write to here by themself, in one query.

    None without a database: the finder answers without one, and each programme's page says more.
    """
    # As the database writes them: without hyphens where it has no type of its own for them.
    native = connection.features.has_native_uuid_field
    wanted = {one if native else one.replace("-", ""): one for one in programmes}
    if not wanted:
        return frozenset()
    marks = ", ".join(["%s"] * len(wanted))
    try:
        with connection.cursor() as cursor:
            cursor.execute(OPEN_DOORS.format(table=Door._meta.db_table, marks=marks), list(wanted))
            return frozenset(wanted[str(programme)] for (programme,) in cursor.fetchall())
    except Error:
        return frozenset()
