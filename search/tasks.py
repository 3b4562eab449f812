"""What the worker does for the finder, on a queue of its own."""

from django_tasks import TaskResultStatus, task

from directory.queueing import enqueue_once, forget_results, is_queued_or_running
from search import services, unanswered
from search.engines import get_engine

QUEUE = "finder"
#: Before the tasks that Wagtail queues for each page: the finder follows an edit within seconds.
PRIORITY = 40


@task(queue_name=QUEUE, priority=PRIORITY)
def index_programmes_task(uuids: list[str]) -> None:
    services.index_programmes(uuids=uuids)


@task(queue_name=QUEUE, priority=PRIORITY)
def rebuild_index_task() -> int:
    return services.rebuild_index()


@task(queue_name=QUEUE, priority=PRIORITY)
def check_index_task() -> None:
    """For the worker, who keeps the index: the clock's account may not be able to read it."""
    enqueue_rebuild_if_missing()


@task(queue_name="default")
def forget_old_searches_task() -> None:
    unanswered.forget_old_searches()


def enqueue_rebuild() -> None:
    """Have the index built anew, unless that is waiting to be done already."""
    enqueue_once(rebuild_index_task)


def enqueue_check() -> None:
    """Called by the clock: have the worker look whether the index is there and whole."""
    forget_results(check_index_task, TaskResultStatus.SUCCESSFUL)
    enqueue_once(check_index_task)


def enqueue_rebuild_if_missing() -> None:
    """Have the index built anew when it is missing or damaged, unless that is under way."""
    if get_engine().status().state == "ready" or is_queued_or_running(rebuild_index_task):
        return
    rebuild_index_task.enqueue()
