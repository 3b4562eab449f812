"""Approving what was handed in, or sending it back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import TaskState

from directory.editing.reviewers import may_review
from directory.editing.versions import version_of
from directory.locks import locked_programme
from directory.models import ProgrammePage


class DecidedMeanwhile(Exception):
    """Somebody else decided first, or it was withdrawn, handed in anew or changed."""


def waiting_steps(user: Any) -> QuerySet[TaskState]:
    """What waits for this person, the longest waiting first."""
    steps: QuerySet[TaskState] = TaskState.objects.reviewable_by(user)
    return steps.filter(
        workflow_state__content_type__app_label=ProgrammePage._meta.app_label,
        workflow_state__content_type__model=ProgrammePage._meta.model_name,
    ).order_by("started_at", "pk")


def waiting_step(page: ProgrammePage, user: Any) -> TaskState | None:
    """What of this entry waits for this person."""
    step: TaskState | None = page.current_workflow_task_state
    return step if step is not None and waiting_steps(user).filter(pk=step.pk).exists() else None


def approve_entry(
    *, acting_user: Any, page: ProgrammePage, step: int, version: str, comment: str = ""
) -> None:
    """Publish the newest version: what was handed in, and what was changed in it since.

    `step` is the primary key of the task state that was looked at, `version` names the version
    (`version_of`). Raises PermissionDenied, DecidedMeanwhile, and ValidationError where the
    version cannot be published.
    """
    _decide(acting_user, page, (step, version), "approve", comment)


def return_entry(
    *, acting_user: Any, page: ProgrammePage, step: int, version: str, comment: str
) -> None:
    """Send it back to whoever handed it in, with what to change. Raises as approving does."""
    _decide(acting_user, page, (step, version), "reject", comment)


@transaction.atomic
def _decide(
    user: Any, looked_at: ProgrammePage, known: tuple[int, str], action: str, comment: str
) -> None:
    if not may_review(user):
        raise PermissionDenied
    page = locked_programme(pk=looked_at.pk)
    state = waiting_step(page, user) if page is not None else None
    if page is None or state is None or (state.pk, version_of(page)) != known:
        raise DecidedMeanwhile
    # Wagtail publishes the newest version, and would keep the one that was handed in by its name.
    state.revision = page.latest_revision
    state.save(update_fields=["revision"])
    state.task.specific.on_action(state.specific, user, action, comment=comment)
