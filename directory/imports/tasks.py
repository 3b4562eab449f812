"""What the worker does for imports: a little at a time, after everything that people wait for."""

from django_tasks import TaskResultStatus, task

from directory.imports import services
from directory.queueing import enqueue_once, forget_results

#: Seconds of one task: letters, notices and the index come in between.
SECONDS = 2.0


@task(queue_name="default", priority=-50)
def continue_imports() -> None:
    """Go on with the oldest import, and again later while something is left."""
    if services.continue_imports(seconds=SECONDS):
        enqueue_once(continue_imports)


def enqueue_if_due() -> bool:
    """Called by the clock, and whenever somebody gives the worker something to do here.

    A worker that was killed leaves its task running for ever; this one goes on.
    """
    forget_results(continue_imports, TaskResultStatus.SUCCESSFUL)
    return services.work_is_due() and enqueue_once(continue_imports)
