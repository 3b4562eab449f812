"""What the worker does for the quality of entries: a little at a time, after all people wait for.

The web processes enqueue none of it, and no link is looked at by any of them.
"""

from django.conf import settings
from django_tasks import TaskResultStatus, task

from directory.quality import link_checks, weighing
from directory.queueing import enqueue_once, forget_results, forget_stuck

#: Other servers answer when they will: with a worker of its own nothing else waits for them.
LINKS = "links"
#: Seconds of one task: letters, notices and the index come in between.
SECONDS = 2.0
#: Minutes after which a task must have died with its worker.
STUCK = 10


@task(queue_name="default", priority=-60)
def weigh_entries() -> None:
    """Weigh entries that are due, and go on later while some are left."""
    if weighing.weigh_due_entries(seconds=SECONDS):
        enqueue_once(weigh_entries)


@task(queue_name="default", priority=-60)
def forget_what_is_gone() -> None:
    weighing.forget_what_is_gone()


@task(queue_name=LINKS, priority=-70)
def check_links() -> None:
    """Look at a few links that are due."""
    link_checks.check_due_links(seconds=SECONDS)


def enqueue_weighing_if_due() -> bool:
    """Called by the clock."""
    forget_results(weigh_entries, TaskResultStatus.SUCCESSFUL)
    return weighing.due_entries().exists() and enqueue_once(weigh_entries)


def enqueue_link_checks_if_due() -> bool:
    """Called by the clock. A demonstration calls nobody unless it is told to."""
    if not settings.CHECK_LINKS:
        return False
    forget_results(check_links, TaskResultStatus.SUCCESSFUL)
    forget_stuck(check_links, minutes=STUCK)
    return link_checks.due_links().exists() and enqueue_once(check_links)
