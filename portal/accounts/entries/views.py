"""The list of one's own entries, which is where a provider editor's CMS begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import WorkflowState

from directory.models import KeeperPage, ProgrammePage
from directory.spelling import fold
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
    """The entries of each organisation for which somebody is provider editor.

    Whoever is in the CMS for something else finds them, as all others, in its own lists.
    """
    if not has_role(request.user, Role.PROVIDER_EDITOR):
        return redirect("wagtailadmin_home")
    keepers = own_keepers(request.user).select_related("organisation").order_by("title")
    sought = request.GET.get("q", "").strip()
    context = {
        "keepers": [(keeper, list(_entries_of(keeper, sought))) for keeper in keepers],
        "sought": sought,
        "page_title": _("Your entries"),
        "header_title": _("Your entries"),
        "header_icon": "list-ul",
        "breadcrumbs_items": [{"url": "", "label": _("Your entries")}],
    }
    return render(request, "accounts/admin/entries.html", context)


def _entries_of(keeper: KeeperPage, sought: str) -> Iterator[Entry]:
    pages = list(ProgrammePage.objects.descendant_of(keeper).order_by("path"))
    reviews = _reviews_of(pages)
    for page in pages:
        if fold(sought) not in fold(page.get_admin_display_title()):
            continue
        review: Any = reviews.get(str(page.pk))
        yield Entry(
            page=page,
            title=page.get_admin_display_title(),
            is_part=page.depth > keeper.depth + 1,
            states=tuple(_states_of(page, review)),
            note=review.current_task_state.comment if _is_sent_back(review) else "",
        )


def _reviews_of(pages: list[ProgrammePage]) -> dict[str, WorkflowState]:
    """The review that each page is in, or was sent back from, by the page's key as text."""
    found = WorkflowState.objects.active().select_related("current_task_state")
    kind = ContentType.objects.get_for_model(ProgrammePage)
    found = found.filter(content_type=kind, object_id__in=[str(page.pk) for page in pages])
    return {review.object_id: review for review in found}


def _is_sent_back(review: Any) -> bool:
    return review is not None and review.status == WorkflowState.STATUS_NEEDS_CHANGES


def _states_of(page: ProgrammePage, review: Any) -> Iterator[str]:
    yield _("published") if page.live else _("not published")
    if _is_sent_back(review):
        yield _("sent back to you")
    elif review is not None:
        yield _("in review")
    elif page.live and page.has_unpublished_changes:
        yield _("changed, not handed in")
