"""Approving what was handed in, or sending it back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import TaskState

from directory.models import ProgrammePage

PERMISSION = "directory.review_entry"


class DecidedMeanwhile(Exception):
    """Somebody else decided first, or it was withdrawn or handed in anew."""


def may_approve(user: Any) -> bool:
    """Whether somebody may accept what others propose for an entry."""
    return bool(user.is_active and user.has_perm(PERMISSION))


def waiting_steps(user: Any) -> QuerySet[TaskState]:
    """What waits for this person, the longest waiting first."""
    steps: QuerySet[TaskState] = TaskState.objects.reviewable_by(user)
    return steps.filter(
        workflow_state__content_type__app_label=ProgrammePage._meta.app_label,
        workflow_state__content_type__model=ProgrammePage._meta.model_name,
    ).order_by("started_at", "pk")


def waiting_step(page: ProgrammePage, user: Any) -> TaskState | None:
    """What of this entry waits for this person."""
    step = page.current_workflow_task_state
    if step is None or not step.task.specific.get_actions(page, user):
        return None
    return step


def approve_entry(*, acting_user: Any, page: ProgrammePage, step: int, comment: str = "") -> None:
    """Publish the version that was handed in.

    `step` is the primary key of the task state that was looked at. Raises PermissionDenied,
    DecidedMeanwhile, and ValidationError where the version cannot be published.
    """
    _decide(acting_user, page, step, "approve", comment)


def return_entry(*, acting_user: Any, page: ProgrammePage, step: int, comment: str) -> None:
    """Send it back to whoever handed it in, with what to change. Raises as approving does."""
    _decide(acting_user, page, step, "reject", comment)


@transaction.atomic
def _decide(user: Any, page: ProgrammePage, step: int, action: str, comment: str) -> None:
    if not may_approve(user):
        raise PermissionDenied
    state = waiting_step(page, user)
    if state is None or state.pk != step:
        raise DecidedMeanwhile
    state.task.specific.on_action(state.specific, user, action, comment=comment)
