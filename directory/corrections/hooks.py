"""Corrections in Wagtail's admin: addresses, the menu, what its log says of answers."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from directory.corrections.admin_views import open_corrections
from directory.corrections.holding import find_page_holders
from directory.corrections.links import revoke_outdated_links
from directory.editing.admin_pages import MenuItemFor
from directory.editing.holding import register_page_holders
from directory.editing.reviewers import may_review
from directory.models import Correction, KeeperPage
from directory.models.strands import Capacity

register_page_holders(find_page_holders)


@hooks.register("register_admin_menu_item")
def corrections_item() -> MenuItem:
    return MenuItemFor(
        gettext_lazy("Corrections"),
        reverse_lazy("directory_corrections:index"),
        may=may_review,
        waiting=lambda user: open_corrections(),
        name="corrections",
        icon_name="edit",
        order=155,
    )


@hooks.register("register_admin_urls")
def corrections_urls() -> list[URLResolver]:
    return [path("corrections/", include("directory.corrections.admin_urls"))]


@hooks.register("after_edit_page")
def end_links_of_another_address(request: HttpRequest, page: Page) -> None:
    """Links that went to an address which is no longer the keeper's end with it."""
    if isinstance(page, KeeperPage):
        revoke_outdated_links(keeper=page)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    @actions.register_action("directory.confirm")
    class Confirm(LogFormatter):
        label = gettext_lazy("Confirm an entry")

        def format_message(self, entry: Any) -> str:
            return _("Confirmed as still correct by “%(by)s”, by its link") % entry.data

    @actions.register_action("directory.capacity")
    class Room(LogFormatter):
        label = gettext_lazy("State a capacity")

        def format_message(self, entry: Any) -> str:
            return _("Capacity stated by “%(by)s”, by its link: %(state)s") % {
                "by": entry.data["by"],
                "state": Capacity(entry.data["capacity"]).label,
            }

    @actions.register_action("directory.settle")
    class Settle(LogFormatter):
        label = gettext_lazy("Settle a correction")

        def format_message(self, entry: Any) -> str:
            return _("Settled a correction: %(outcome)s") % {
                "outcome": Correction.Outcome(entry.data["outcome"]).label
            }
