"""Tells the pages of directory and finder, which know no portal, who takes referrals."""

from collections.abc import Iterable
from uuid import UUID

from django.db import Error

from portal.selfreferral.models import Door


def referral_doors(programme: UUID | str) -> Door | None:
    """The doors of a programme: `self_open`, `partner_open`, `answer_within_days`, or None."""
    return Door.objects.filter(programme=programme).first()


def self_doors(programmes: Iterable[str]) -> frozenset[str]:
    """Which of these programmes (UUIDs) somebody can write to here by themself, in one query.

    None without a database: the finder answers without one, and each programme's page says more.
    """
    doors = Door.objects.filter(programme__in=list(programmes), self_open=True)
    try:
        return frozenset(map(str, doors.values_list("programme", flat=True)))
    except Error:
        return frozenset()
