"""A reviewer settles a correction: field by field accepted or declined, with what becomes of it."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from directory.corrections.links import digest_of
from directory.corrections.proposable import fields_of
from directory.corrections.putting import RowGone, TermGone, put_value
from directory.editing.reviewers import may_review
from directory.locks import locked_programme
from directory.models import Correction, CorrectionChange, ProgrammePage
from directory.quality.review import add_months
from directory.translation.origins import origins, outdated

Decision = CorrectionChange.Decision
Outcome = Correction.Outcome
#: Months after which a settled correction loses its words, and after which it goes.
WORDS_FOR = 6
KEPT_FOR = 24
BATCH = 50


class StaysOpen(Exception):
    """The correction cannot be settled now; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a correction. ``draft`` says why it was not published, where it was not."""

    accepted: int
    published: bool
    draft: str = ""


@transaction.atomic
def settle_changes(
    *,
    acting_user: Any,
    correction: UUID,
    decisions: Mapping[int, str],
    seen: Mapping[int, str] | None = None,
    note: str = "",
) -> Settled:
    """Accept or decline every proposed change of a provider's correction.

    ``decisions`` maps each change's primary key to a decision, ``seen`` to the :func:`mark_of` the
    value that it would replace: one that is neither what it was nor what is proposed is replaced
    only when it was shown. What is accepted is published; where a draft is being worked on, it
    goes into the draft and waits for it. Raises
    :class:`StaysOpen`, ValidationError where the entry would become impossible, PermissionDenied.
    """
    found = _open(acting_user, correction)
    changes = list(found.changes.all())
    if any(not decisions.get(change.pk) for change in changes):
        raise StaysOpen(_("Decide on each field first."))
    accepted = [change for change in changes if decisions[change.pk] == Decision.ACCEPTED]
    settled = Settled(0, published=False)
    if accepted:
        settled = _put(acting_user, found.programme_id, accepted, seen or {})
    for change in changes:
        change.decision = decisions[change.pk]
    CorrectionChange.objects.bulk_update(changes, ["decision"], batch_size=BATCH)
    outcome = (
        Outcome.ACCEPTED
        if len(accepted) == len(changes)
        else Outcome.PARTLY if accepted else Outcome.DECLINED
    )  # fmt: skip
    _close(acting_user, found, outcome, note)
    return settled


@transaction.atomic
def settle_suggestion(
    *, acting_user: Any, correction: UUID, accepted: bool, note: str = ""
) -> None:
    """Close what has no fields to accept: the reviewer has seen to it, or declines it."""
    found = _open(acting_user, correction)
    if found.changes.exists():
        raise StaysOpen(_("Decide on each field first."))
    _close(acting_user, found, Outcome.ACCEPTED if accepted else Outcome.DECLINED, note)


def _open(acting_user: Any, key: UUID) -> Correction:
    if not may_review(acting_user):
        raise PermissionDenied
    found = Correction.objects.select_for_update().filter(pk=key).first()
    if found is None or found.settled_on is not None:
        raise StaysOpen(_("Somebody settled this correction before you. Nothing was changed."))
    return found


def entry_to_change(page: ProgrammePage) -> ProgrammePage:
    """The version that what is accepted goes into: the draft where there is one."""
    latest: ProgrammePage = page.get_latest_revision_as_object()
    return latest


def mark_of(value: Any) -> str:
    """A mark of a value that was shown, for the form to send back."""
    return digest_of(json.dumps(value))


def _put(
    acting_user: Any,
    programme: int | None,
    accepted: list[CorrectionChange],
    seen: Mapping[int, str],
) -> Settled:
    page = locked_programme(pk=programme)
    if page is None:
        raise StaysOpen(_("The entry was deleted: the correction can only be declined."))
    lock = page.get_lock()
    if lock is not None and lock.for_user(acting_user):
        raise StaysOpen(
            _(
                "The entry is locked, or a version of it is scheduled: it cannot be changed now. "
                "Nothing was changed; the correction stays open."
            )
        )
    draft = _why_a_draft(page, acting_user)
    changed = entry_to_change(page)
    former = origins(changed)
    now = {field.path: field.value for field in fields_of(changed, page.original_language)}
    for change in accepted:
        try:
            if change.path not in now:
                raise RowGone
            there = now[change.path]
            if there not in (change.was, change.proposed) and seen.get(change.pk) != mark_of(there):
                raise StaysOpen(
                    _(
                        "Somebody changed meanwhile what one of the changes is about. Nothing was "
                        "changed: look at what is there now, and decide again."
                    )
                )
            put_value(changed, change.path, change.proposed)
        except RowGone:
            raise StaysOpen(
                _(
                    "What one of the changes is about is no longer in the entry: decline that "
                    "one. Nothing was changed."
                )
            ) from None
        except TermGone:
            raise StaysOpen(
                _(
                    "A term that one of the changes names is no longer in its vocabulary: decline "
                    "that one, and edit the entry. Nothing was changed."
                )
            ) from None
    changed.translated_from = outdated(changed, former)
    if draft:
        changed._set_core_field_defaults()
        revision = changed.save_revision(user=acting_user, log_action=True, clean=False)
        task = changed.current_workflow_task_state
        if task is not None:
            task.revision = revision
            task.save(update_fields=["revision"])
    else:
        changed.full_clean()
        revision = changed.save_revision(user=acting_user, log_action=True, clean=False)
        revision.publish(user=acting_user)
    return Settled(len(accepted), published=not draft, draft=draft)


def _why_a_draft(page: ProgrammePage, user: Any) -> str:
    if page.workflow_in_progress:
        return _("The entry is being reviewed: the changes are in the version under review.")
    if page.has_unpublished_changes or not page.live:
        return _(
            "The entry has a draft that is not published: the changes are in that draft, and are "
            "published with it."
        )
    if not page.permissions_for_user(user).can_publish():
        return _("You may not publish this entry: the changes are in a draft.")
    return ""


def _close(acting_user: Any, found: Correction, outcome: str, note: str) -> None:
    found.outcome, found.note = outcome, note.strip()
    found.settled_on, found.settled_by = timezone.localdate(), acting_user
    found.save(update_fields=["outcome", "note", "settled_on", "settled_by"])
    log(
        instance=found.programme.specific if found.programme is not None else found,
        action="directory.settle",
        user=acting_user,
        data={"origin": found.origin, "outcome": outcome},
    )


def forget_old_corrections(*, today: dt.date | None = None) -> int:
    """Take the words from what was settled long ago or is about an entry that was deleted, and
    delete what is older still; how many.

    A batch at a time, each its own transaction.
    """
    day = today or timezone.localdate()
    done = 0
    settled = Correction.objects.exclude(settled_on=None)
    while keys := list(
        settled.filter(settled_on__lt=add_months(day, -KEPT_FOR)).values_list("pk", flat=True)[
            :BATCH
        ]
    ):
        Correction.objects.filter(pk__in=keys).delete()
        done += len(keys)
    past = Q(settled_on__lt=add_months(day, -WORDS_FOR)) | Q(programme=None)
    worded = settled.filter(past, emptied=False)
    while keys := list(worded.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            CorrectionChange.objects.filter(correction__in=keys).update(was=None, proposed=None)
            Correction.objects.filter(pk__in=keys).update(
                wrong="", right="", source="", remark="", note="", emptied=True
            )
        done += len(keys)
    return done
