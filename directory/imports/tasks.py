"""What the worker does for imports: a little at a time, after everything that people wait for."""

from django_tasks import TaskResultStatus, task

from directory.imports import purging, working
from directory.queueing import enqueue_once, forget_results

#: Seconds of one task: letters, notices and the index come in between.
SECONDS = 2.0


@task(queue_name="imports", priority=-50)
def continue_imports() -> None:
    """Go on with the oldest import, and again later while something is left."""
    if working.continue_imports(seconds=SECONDS):
        enqueue_once(continue_imports)


@task(queue_name="imports", priority=-60)
def purge_imports() -> None:
    """Forget imports that are past their time, and again later while some are left."""
    if purging.purge_imports(seconds=SECONDS):
        enqueue_once(purge_imports)


def enqueue_purge_if_due() -> bool:
    """Called by the clock, and when an import is thrown away."""
    forget_results(purge_imports, TaskResultStatus.SUCCESSFUL)
    return purging.purge_is_due() and enqueue_once(purge_imports)


def enqueue_if_due() -> bool:
    """Called by the clock, and whenever somebody gives the worker something to do here.

    A worker that was killed leaves its task running for ever; this one goes on.
    """
    forget_results(continue_imports, TaskResultStatus.SUCCESSFUL)
    return working.work_is_due() and enqueue_once(continue_imports)
