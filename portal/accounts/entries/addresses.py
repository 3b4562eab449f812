"""Which addresses of the CMS are open to provider editors, as data. What is not named is refused,
so that an address which Wagtail or we add later is shut until somebody decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class About(Enum):
    """What an address speaks of, and so what must be one's own."""

    NOBODY = "nothing that belongs to anybody, or narrows itself"
    LIST = "a list of pages; one's own list is shown instead"
    BELOW = "the pages below one; one's own list is shown instead"
    ENTRY = "one entry"
    PARENT = "the page below which an entry is added"
    OBJECT = "a page, by the name of its model"


@dataclass(frozen=True, slots=True)
class Rule:
    """What an address is about, and which of its arguments says which one."""

    about: About
    argument: str = ""


_CHOOSERS = tuple(
    f"wagtailsnippetchoosers_directory_{m}" for m in ("organisation", "place", "term")
)
_OF_AN_ENTRY = (
    "edit",
    "preview_on_edit",
    "view_draft",
    "usage",
    "delete",
    "history",
    "history_results",
    "workflow_history",
    "workflow_history_detail",
    "confirm_workflow_cancellation",
    "revisions_index",
    "revisions_view",
    "revisions_revert",
)

ALLOWED: Mapping[str, Rule] = {
    **dict.fromkeys(
        (
            "directory_entries",
            "wagtailadmin_account",
            "wagtailadmin_logout",
            "wagtailadmin_sprite",
            "wagtailadmin_javascript_catalog",
            "wagtailadmin_dismissibles",
            # Wagtail lets go of one's own sessions only.
            "wagtailadmin_editing_sessions:release",
            # They ask `own.may_be_chosen` what to show.
            *(
                f"{chooser}:{name}"
                for chooser in _CHOOSERS
                for name in ("choose", "choose_results", "chosen", "chosen_multiple")
            ),
        ),
        Rule(About.NOBODY),
    ),
    "wagtailadmin_home": Rule(About.LIST),
    "wagtailadmin_explore_root": Rule(About.LIST),
    "wagtailadmin_pages:search": Rule(About.LIST),
    # Wagtail leads here after each step.
    "wagtailadmin_explore": Rule(About.BELOW, "parent_page_id"),
    **{f"wagtailadmin_pages:{name}": Rule(About.ENTRY, "page_id") for name in _OF_AN_ENTRY},
    "wagtailadmin_pages:revisions_compare": Rule(About.ENTRY, "pk"),
    "directory_translation:translate": Rule(About.ENTRY, "page_id"),
    **{
        f"wagtailadmin_pages:{name}": Rule(About.PARENT, "parent_page_id")
        for name in ("add", "preview_on_add", "add_subpage")
    },
    "wagtailadmin_editing_sessions:ping": Rule(About.OBJECT, "object_id"),
}
