"""The ways to a review in Wagtail's admin: its addresses, the menu, a button on each entry."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from directory.approving.menu import in_our_words
from directory.approving.services import waiting_step, waiting_steps
from directory.editing.admin_pages import MenuItemFor
from directory.editing.reviewers import may_review
from directory.models import ProgrammePage


@hooks.register("register_admin_menu_item")
def approvals_item() -> MenuItem:
    return MenuItemFor(
        gettext_lazy("To review"),
        reverse_lazy("directory_approvals:index"),
        may=may_review,
        waiting=lambda user: waiting_steps(user).count(),
        name="approvals",
        icon_name="tasks",
        order=150,
    )


@hooks.register("register_admin_urls")
def approvals_urls() -> list[URLResolver]:
    return [path("approvals/", include("directory.approving.urls"))]


@hooks.register("register_page_header_buttons")
def approval_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """From the page that is edited to what would change in it."""
    if may_review(user) and isinstance(page, ProgrammePage) and waiting_step(page, user):
        address = reverse("directory_approvals:show", args=[page.pk])
        yield Button(_("See what would change"), url=address, icon_name="tasks", priority=5)


@hooks.register("construct_page_action_menu")
def name_steps_of_review(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    items[:] = in_our_words(items)
