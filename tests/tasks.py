"""The tasks of a test: each is carried out where it is enqueued, except some of Wagtail's own.

After every save Wagtail has the worker bring its index of references and that of its own search up
to date, which costs as much as the save. A test that asks either of them takes the fixture
`indexes_of_wagtail`; for all others the worker has not come to it yet.
"""

from typing import Any

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task

LATER = ("wagtail.tasks", "modelsearch.tasks")


class Backend(ImmediateBackend):
    """Django-tasks' immediate backend, in which the worker never comes to what is `LATER`."""

    #: Whether a test asked for all tasks.
    carries_out_all = False

    def _execute_task(self, task_result: Any) -> None:
        task: Task[Any, Any] = task_result.task
        if self.carries_out_all or not task.module_path.startswith(LATER):
            super()._execute_task(task_result)
