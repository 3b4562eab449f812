"""What the worker does for corrections. Every task may run twice."""

from contextlib import suppress

from django.db import InterfaceError, OperationalError
from django_tasks import TaskResultStatus, task

from directory.corrections import reminders, settling, taking_in
from directory.queueing import enqueue_once, forget_results


@task(queue_name="default", priority=20)
def take_in_answers() -> None:
    """Take in what came from the public site. A busy database leaves it to the next turn."""
    with suppress(OperationalError, InterfaceError):
        taking_in.take_in_answers()


@task(queue_name="mail", priority=10)
def send_reminders(after: int = 0) -> None:
    """Remind a batch of keepers; the next batch is a task of its own, behind other mail but before
    the hundreds of tasks that the CMS queues when much is published."""
    last = reminders.send_reminders(after=after)
    if last is not None:
        send_reminders.enqueue(last)


@task(queue_name="default", priority=-20)
def forget_old_corrections() -> None:
    """Take away the words of what was settled long ago, and links that are long over."""
    settling.forget_old_corrections()
    taking_in.forget_set_aside()
    reminders.forget_old_links()


def enqueue_taking_in_if_due() -> bool:
    """Called by the clock. The rows of tasks that are done go: they date what somebody sent."""
    forget_results(take_in_answers, TaskResultStatus.SUCCESSFUL)
    return taking_in.answers_waiting() and enqueue_once(take_in_answers)


def enqueue_reminders_if_due() -> bool:
    """Called by the clock, once a day."""
    return bool(reminders.keepers_to_look_at()) and enqueue_once(send_reminders)
