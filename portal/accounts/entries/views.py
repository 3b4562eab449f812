"""The list of one's own entries, which is where a provider editor's CMS begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import TaskState

from directory.models import KeeperPage, ProgrammePage
from portal.accounts.entries.own import own_keepers
from portal.accounts.queries import has_role
from portal.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the list: how it stands, and what its reviewer wrote when it was sent back."""

    page: ProgrammePage
    title: str
    is_part: bool
    states: tuple[str, ...]
    note: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The entries of each organisation for which somebody is provider editor."""
    if not has_role(request.user, Role.PROVIDER_EDITOR):  # type: ignore[arg-type]
        raise PermissionDenied
    keepers = own_keepers(request.user).select_related("organisation").order_by("title")
    context = {
        "keepers": [(keeper, list(_entries_of(keeper))) for keeper in keepers],
        "page_title": _("Your entries"),
        "header_icon": "list-ul",
        "breadcrumbs_items": [{"url": "", "label": _("Your entries")}],
    }
    return render(request, "accounts/admin/entries.html", context)


def _entries_of(keeper: KeeperPage) -> Iterator[Entry]:
    pages = ProgrammePage.objects.descendant_of(keeper).order_by("path")
    for page in pages.prefetch_workflow_states():
        review = page.current_workflow_state
        note = ""
        if review is not None and review.status == review.STATUS_NEEDS_CHANGES:
            note = review.current_task_state.comment
        yield Entry(
            page=page,
            title=page.get_admin_display_title(),
            is_part=page.depth > keeper.depth + 1,
            states=tuple(_states_of(page, review)),
            note=note,
        )


def _states_of(page: ProgrammePage, review: Any) -> Iterator[str]:
    yield _("published") if page.live else _("not published")
    if review is not None and review.status == review.STATUS_IN_PROGRESS:
        yield _("in review")
    elif review is not None and review.current_task_state.status == TaskState.STATUS_REJECTED:
        yield _("sent back to you")
    elif page.live and page.has_unpublished_changes:
        yield _("changed, not handed in")
