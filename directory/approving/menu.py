"""What Wagtail's workflow is called in the menu of an entry's editing page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import (
    CancelWorkflowMenuItem,
    RestartWorkflowMenuItem,
    SubmitForModerationMenuItem,
)


class HandInMenuItem(SubmitForModerationMenuItem):
    label = _("Hand in for review")

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        # Wagtail puts the workflow's name here, which is in one language.
        return {**super().get_context_data(parent_context), "label": self.label}


class WithdrawMenuItem(CancelWorkflowMenuItem):
    label = _("Withdraw from review")


#: Wagtail's items that speak of workflows and moderation, with ours in their place.
IN_OUR_WORDS: dict[type[Any], type[Any]] = {
    SubmitForModerationMenuItem: HandInMenuItem,
    CancelWorkflowMenuItem: WithdrawMenuItem,
}


def in_our_words(items: list[Any]) -> list[Any]:
    """The menu's items; to begin a review of one step anew is to hand in again."""
    kept = (item for item in items if not isinstance(item, RestartWorkflowMenuItem))
    return [
        IN_OUR_WORDS[type(item)](order=item.order) if type(item) in IN_OUR_WORDS else item
        for item in kept
    ]
