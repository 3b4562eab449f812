"""What the public process does: it inserts an answer, and nothing else. The worker takes it in.

There is no account and no address of a sender to count by, so what is kept open is bounded by
entry, by link and by day.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from directory.models import Correction, EntryAnswer, ProgrammePage, ReminderLink

Kind = EntryAnswer.Kind
#: Readers' suggestions that may wait: about one entry, and of one day for the whole site.
OPEN_PER_ENTRY = 20
PER_DAY = 500
#: Answers by one link that may wait for the worker.
WAITING_PER_LINK = 2000


class TooMany(Exception):
    """So much waits already that nothing more is taken today."""


def confirm_entry(
    *, link: ReminderLink, token: str, programme: ProgrammePage, version: str
) -> None:
    """The provider says that everything published about this entry, in the version that it was
    shown, is still correct."""
    content = {"version": version}
    _answer(link=link, token=token, programme=programme, kind=Kind.CONFIRMED, content=content)


def state_capacity(
    *,
    link: ReminderLink,
    token: str,
    programme: ProgrammePage,
    strand: UUID,
    capacity: str,
    weeks: int | None,
) -> None:
    """The provider says how much room there is today."""
    content = {"strand": str(strand), "capacity": capacity, "weeks": weeks}
    _answer(link=link, token=token, programme=programme, kind=Kind.CAPACITY, content=content)


def propose_changes(
    *,
    link: ReminderLink,
    token: str,
    programme: ProgrammePage,
    changes: list[dict[str, Any]],
    remark: str,
) -> None:
    """The provider proposes other values; a reviewer decides on each."""
    content = {"changes": changes, "remark": remark}
    _answer(link=link, token=token, programme=programme, kind=Kind.CHANGES, content=content)


def suggest_correction(
    *, programme: ProgrammePage, part: str, wrong: str, right: str, source: str
) -> None:
    """A reader says that something is not right. Raises :class:`TooMany`."""
    if not suggestions_are_welcome(programme):
        raise TooMany
    EntryAnswer.objects.create(
        kind=Kind.SUGGESTION,
        programme=programme,
        content={"part": part, "wrong": wrong, "right": right, "source": source},
        sent_on=timezone.localdate(),
    )


def suggestions_are_welcome(programme: ProgrammePage) -> bool:
    """Whether there is still room for a suggestion about this entry today."""
    today = timezone.localdate()
    waiting = EntryAnswer.objects.filter(kind=Kind.SUGGESTION)
    taken_in = Correction.objects.filter(origin=Correction.Origin.PUBLIC)
    of_entry = waiting.filter(programme=programme).values("sent_on").count()
    of_entry += taken_in.filter(programme=programme, settled_on=None).values("sent_on").count()
    of_day = waiting.filter(sent_on=today).values("sent_on").count()
    of_day += taken_in.filter(sent_on=today).values("sent_on").count()
    return of_entry < OPEN_PER_ENTRY and of_day < PER_DAY


def said_already(*, link: ReminderLink, programmes: Iterable[int]) -> dict[int, dict[str, dt.date]]:
    """What was said of each entry that waits for the worker, or for a reviewer: its day by kind.

    Of what was sent the public process may read no more than that.
    """
    keys = list(programmes)
    found: dict[int, dict[str, dt.date]] = {key: {} for key in keys}
    waiting = EntryAnswer.objects.filter(link_id=link.pk, programme_id__in=keys)
    for key, kind, day in waiting.values_list("programme_id", "kind", "sent_on"):
        found[key][kind] = day
    looked_at = Correction.objects.order_by().filter(
        origin=Correction.Origin.PROVIDER, settled_on=None, programme_id__in=keys
    )
    for key, day in looked_at.values_list("programme_id", "sent_on"):
        found[key].setdefault(Kind.CHANGES, day)
    return found


def _answer(
    *, link: ReminderLink, token: str, programme: ProgrammePage, kind: str, content: dict[str, Any]
) -> None:
    if EntryAnswer.objects.filter(link=link).values("sent_on").count() >= WAITING_PER_LINK:
        raise TooMany
    EntryAnswer.objects.create(
        kind=kind,
        programme=programme,
        link=link,
        token=token,
        content=content,
        sent_on=timezone.localdate(),
    )
