from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState, WorkflowState


class EntryReview(AbstractGroupApprovalTask):
    """The step in which a reviewer approves what was changed, or sends it back with a reason.

    Who has something to do, or to read, gets a mail that says so and nothing else.
    """

    class Meta:
        verbose_name = _("review of an entry")
        verbose_name_plural = _("reviews of entries")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        from directory.queueing import enqueue_once
        from portal.accounts.tasks import mail_reviewers

        state: TaskState = super().start(workflow_state, user=user)
        transaction.on_commit(lambda: enqueue_once(mail_reviewers))
        return state

    def get_actions(self, obj: Any, user: Any) -> list[Any]:
        """None: the CMS's own ways decide on whatever is newest, the directory's on what was seen
        (`directory.approving`)."""
        return []

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        from portal.accounts.tasks import mail_something_waits

        super().on_action(task_state, user, action_name, **kwargs)
        author = task_state.workflow_state.requested_by
        if author is not None and author != user:
            public_id = str(author.public_id)
            transaction.on_commit(lambda: mail_something_waits.enqueue(public_id))
