"""What the worker does for the finder, on a queue of its own."""

import datetime as dt
import logging

from django.utils import timezone
from django_tasks import TaskResultStatus, task

from directory.queueing import (
    enqueue_once,
    forget_results,
    forget_stuck,
    is_queued,
    is_queued_or_running,
)
from search import services, unanswered
from search.engines import EngineAway, elasticsearch_engine, embedded_engine
from search.following import ELASTICSEARCH, EMBEDDED, has_lost_changes
from search.index_comparison import compare_index

log = logging.getLogger(__name__)

QUEUE = "finder"
#: Before the tasks that Wagtail queues for each page: the finder follows an edit within seconds.
PRIORITY = 40
#: Seconds after which a change is sent again to an Elasticsearch that is away.
RETRIES = (5, 30, 120)
COMPARED_AGAIN = 300
#: Minutes after which a task that keeps an index must have died with its worker.
STUCK = 60


@task(queue_name=QUEUE, priority=PRIORITY)
def index_programmes_task(uuids: list[str], changes: list[str] | None = None) -> None:
    services.index_programmes(uuids=uuids, changes=changes or ())


@task(queue_name=QUEUE, priority=PRIORITY)
def send_programmes_task(
    uuids: list[str], attempt: int = 0, changes: list[str] | None = None
) -> None:
    """Bring Elasticsearch up to date; while it is away, try again, then leave it to comparing."""
    try:
        services.send_programmes(uuids=uuids, changes=changes or ())
    except EngineAway as trouble:
        if attempt < len(RETRIES):
            again = send_programmes_task.using(run_after=_in(RETRIES[attempt]))
            again.enqueue(uuids, attempt + 1, changes)
            return
        log.warning("a change waits for Elasticsearch to be compared: %s", trouble)
        _compare_later()


@task(queue_name=QUEUE, priority=PRIORITY)
def rebuild_index_task() -> int:
    count = services.rebuild_embedded_index()
    # Mends what differs, and builds anew where the options do.
    enqueue_comparison()
    return count


@task(queue_name=QUEUE, priority=PRIORITY)
def compare_index_task() -> str:
    """Compare Elasticsearch's index with the database; while it is away, again later."""
    try:
        return str(compare_index() or "")
    except EngineAway as trouble:
        log.warning("Elasticsearch's index could not be compared: %s", trouble)
        _compare_later()
        return ""


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
    """Have an index built anew when it is missing, damaged or has missed a change.

    Elasticsearch's is compared with the database, which mends it and builds it where need be.
    Unless that is under way: by a worker that was killed, nothing is.
    """
    for kept in (rebuild_index_task, compare_index_task):
        forget_stuck(kept, minutes=STUCK)
    if embedded_engine().status().state != "ready" or has_lost_changes(EMBEDDED):
        if not is_queued_or_running(rebuild_index_task):
            rebuild_index_task.enqueue()
        return
    engine = elasticsearch_engine()
    if engine is None:
        return
    lacking = has_lost_changes(ELASTICSEARCH) or engine.status().state in ("missing", "damaged")
    if lacking and not is_queued_or_running(compare_index_task):
        compare_index_task.enqueue()


def enqueue_comparison() -> None:
    """Have Elasticsearch's index compared with the database, where there is one."""
    if elasticsearch_engine():
        enqueue_once(compare_index_task)


def _compare_later() -> None:
    if not is_queued(compare_index_task):
        compare_index_task.using(run_after=_in(COMPARED_AGAIN)).enqueue()


def _in(seconds: int) -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=seconds)
