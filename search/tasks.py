"""What the worker does for the finder, on a queue of its own."""

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from search import services
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


def enqueue_rebuild() -> None:
    """Have the index built anew, unless that is waiting to be done already."""
    waiting = DBTaskResult.objects.filter(
        task_path=rebuild_index_task.module_path, status=TaskResultStatus.READY
    )
    if not waiting.exists():
        rebuild_index_task.enqueue()


def enqueue_rebuild_if_missing() -> None:
    """Have the index built anew when it is missing or damaged, unless that is under way."""
    if get_engine().status().state == "ready":
        return
    under_way = DBTaskResult.objects.filter(
        task_path=rebuild_index_task.module_path,
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
    )
    if not under_way.exists():
        rebuild_index_task.enqueue()
