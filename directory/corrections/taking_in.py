"""The worker's part: it takes in what the public process inserted, one short transaction for each.

A confirmation renews the day of the last check, a capacity is written down with its day: both are
the keeper's own statements, told as such. Everything else waits for a reviewer.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from directory.corrections.links import is_genuine
from directory.corrections.proposable import is_path, is_value
from directory.corrections.renewing import renew_capacity, renew_check
from directory.corrections.versions import published_version
from directory.keepers import keeper_of, kind_of_keeper
from directory.locks import locked_programme
from directory.models import (
    Correction,
    CorrectionChange,
    EntryAnswer,
    KeeperPage,
    ProgrammePage,
)
from directory.models.strands import MOST_WEEKS, Capacity

log = logging.getLogger(__name__)

Kind = EntryAnswer.Kind
#: Answers of one task, and how often one that fails is tried.
MOST = 50
TRIES = 5
#: Days after which one that was set aside goes: it holds what somebody typed, and nobody reads it.
SET_ASIDE_FOR = 30


class Unusable(Exception):
    """An answer that no form of ours can have made: trying again is of no use."""


def answers_waiting() -> bool:
    return EntryAnswer.objects.filter(tries__lt=TRIES).exists()


def take_in_answers() -> int:
    """Take in what waits, at most :data:`MOST`. Returns how many were seen to."""
    keys = list(
        EntryAnswer.objects.filter(tries__lt=TRIES)
        .order_by("sent_on", "tries", "id")
        .values_list("pk", flat=True)[:MOST]
    )
    for key in keys:
        try:
            take_in_answer(key=key)
        except (OperationalError, InterfaceError):
            raise  # the database is busy or away: the next turn goes on
        except Unusable:
            log.warning("an answer about an entry that no form of ours makes was set aside")
            EntryAnswer.objects.filter(pk=key).update(tries=TRIES)
        except Exception:  # one that cannot be taken in must not hold up the others
            log.exception("an answer about an entry could not be taken in")
            EntryAnswer.objects.filter(pk=key).update(tries=F("tries") + 1)
    return len(keys)


def forget_set_aside() -> int:
    """Delete the answers that could not be taken in; how many."""
    before = timezone.localdate() - dt.timedelta(days=SET_ASIDE_FOR)
    return EntryAnswer.objects.filter(tries__gte=TRIES, sent_on__lt=before).delete()[0]


@transaction.atomic
def take_in_answer(*, key: UUID) -> None:
    """Carry out one answer and delete it. One whose link is not ours, or no longer, is dropped."""
    answer = (
        EntryAnswer.objects.select_for_update(of=("self",))
        .select_related("programme")
        .filter(pk=key)
        .first()
    )
    if answer is None:
        return
    if answer.sent_on > timezone.localdate():
        raise Unusable
    if answer.kind == Kind.SUGGESTION or is_genuine(answer):
        _TAKE_IN[answer.kind](answer)
    else:
        log.warning("an answer by a link that is not, or no longer, valid was dropped")
    answer.delete()


def _confirmed(answer: EntryAnswer) -> None:
    page = locked_programme(pk=answer.programme_id)
    if page is None:
        return
    if answer.content.get("version") != published_version(page):
        log.warning("a confirmation of what was changed since was dropped")
    elif page.live and (page.checked_on is None or page.checked_on <= answer.sent_on):
        renew_check(page=page, day=answer.sent_on, by=_keeper_name(page))


def _capacity(answer: EntryAnswer) -> None:
    page, content = locked_programme(pk=answer.programme_id), answer.content
    if page is None or not page.live or page.status == ProgrammePage.Status.CLOSED:
        return
    strand = page.strands.filter(uuid=UUID(content["strand"])).first()
    if strand is None:
        return
    if content["capacity"] not in Capacity.values or not _are_weeks(content["weeks"]):
        raise Unusable
    if strand.capacity_on is not None and strand.capacity_on > answer.sent_on:
        return
    waiting = content["capacity"] == Capacity.WAITING
    renew_capacity(
        page=page,
        strand=strand,
        capacity=content["capacity"],
        weeks=content["weeks"] if waiting else None,
        day=answer.sent_on,
        by=_keeper_name(page),
    )


def _are_weeks(weeks: Any) -> bool:
    return weeks is None or (type(weeks) is int and 0 <= weeks <= MOST_WEEKS)


def _changes(answer: EntryAnswer) -> None:
    for change in answer.content["changes"]:
        path = change["path"]
        if not is_path(path) or not all(is_value(path, change[end]) for end in ("was", "proposed")):
            raise Unusable
    correction = Correction.objects.create(
        programme=answer.programme,
        keeper_kind=kind_of_keeper(answer.programme),
        origin=Correction.Origin.PROVIDER,
        sent_on=answer.sent_on,
        remark=answer.content["remark"],
    )
    CorrectionChange.objects.bulk_create(
        [
            CorrectionChange(
                correction=correction,
                position=position,
                path=change["path"],
                was=change["was"],
                proposed=change["proposed"],
            )
            for position, change in enumerate(answer.content["changes"])
        ],
        batch_size=50,
    )


def _suggestion(answer: EntryAnswer) -> None:
    Correction.objects.create(
        programme=answer.programme,
        keeper_kind=kind_of_keeper(answer.programme),
        origin=Correction.Origin.PUBLIC,
        sent_on=answer.sent_on,
        **{name: answer.content[name] for name in ("part", "wrong", "right", "source")},
    )


def _keeper_name(page: ProgrammePage) -> str:
    keeper = KeeperPage.objects.select_related("organisation").filter(pk=keeper_of(page)).first()
    return keeper.organisation.name if keeper is not None else ""


_TAKE_IN: dict[str, Callable[[EntryAnswer], None]] = {
    Kind.CONFIRMED: _confirmed,
    Kind.CAPACITY: _capacity,
    Kind.CHANGES: _changes,
    Kind.SUGGESTION: _suggestion,
}
