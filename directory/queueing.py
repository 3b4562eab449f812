"""Enqueuing what falls due again and again, so that a worker that was away finds no heap."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult


def is_queued(task: Task[Any, Any]) -> bool:
    """Whether the worker has not yet begun with the last one."""
    return _results(task, TaskResultStatus.READY).exists()


def is_queued_or_running(task: Task[Any, Any]) -> bool:
    return _results(task, TaskResultStatus.READY, TaskResultStatus.RUNNING).exists()


def enqueue_once(task: Task[Any, Any]) -> bool:
    """Enqueue a task without arguments unless it waits already. Returns whether it did."""
    if is_queued(task):
        return False
    task.enqueue()
    return True


def forget_results(task: Task[Any, Any], *statuses: TaskResultStatus) -> int:
    """Delete the rows of finished tasks, whose times would tell when they ran; how many."""
    return _delete(_results(task, *statuses))


def forget_stuck(task: Task[Any, Any], *, minutes: int) -> int:
    """Delete the rows of tasks that run for so long that their worker must have died; how many."""
    began = timezone.now() - dt.timedelta(minutes=minutes)
    stuck = _results(task, TaskResultStatus.RUNNING).filter(started_at__lt=began)
    return _delete(stuck)


def _delete(rows: Any) -> int:
    # Asked first: on SQLite a DELETE waits for every writer, even where there is nothing to delete.
    return int(rows.delete()[0]) if rows.exists() else 0


def _results(task: Task[Any, Any], *statuses: TaskResultStatus) -> Any:
    return DBTaskResult.objects.filter(task_path=task.module_path, status__in=statuses)
