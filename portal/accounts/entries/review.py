"""The review that what a provider editor changed goes through before it is published."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from directory.models import RegisterPage

NAME = "Review"


def make_entry_review(groups: Iterable[Group]) -> None:
    """Put the review on the register, approved by these groups. One that is there stays as it is.

    Whoever looks after the site may put another workflow on the register.
    """
    from portal.accounts.models import EntryReview

    register = RegisterPage.objects.first()
    if register is None or WorkflowPage.objects.filter(page=register).exists():
        return
    task = EntryReview.objects.first()
    if task is None:
        task = EntryReview.objects.create(name=NAME)
    task.groups.add(*groups)
    workflow: Any = Workflow.objects.filter(workflow_tasks__task=task).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=NAME)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page_id=register.pk)
