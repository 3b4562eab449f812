"""What Wagtail's workflow is called in the menu of an entry's editing page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import CancelWorkflowMenuItem, SubmitForModerationMenuItem


class HandInMenuItem(SubmitForModerationMenuItem):
    label = _("Hand in for review")

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        # Wagtail puts the workflow's name here, which is in one language.
        return {**super().get_context_data(parent_context), "label": self.label}


class WithdrawMenuItem(CancelWorkflowMenuItem):
    label = _("Withdraw from review")


#: Wagtail's items that speak of workflows and moderation, with ours in their place.
IN_OUR_WORDS = {
    SubmitForModerationMenuItem: HandInMenuItem,
    CancelWorkflowMenuItem: WithdrawMenuItem,
}


def in_our_words(item: Any) -> Any:
    ours = IN_OUR_WORDS.get(type(item))
    return ours(order=item.order) if ours else item
