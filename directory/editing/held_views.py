"""What is said in place of the CMS's question "are you sure", where something holds an entry."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from directory.editing.holding import Holder

#: How many are named; of the others, how many there are.
NAMED = 50


def held(
    request: HttpRequest,
    *,
    name: str,
    back: str,
    found: Sequence[Holder],
    live: str = "",
    parts: bool = False,
    merge: str = "",
) -> HttpResponse:
    """The page that names what holds `name`; `live` is where it can be unpublished instead, `parts`
    whether pages stand below it, and `merge` where a term is merged into another."""
    context: dict[str, Any] = {
        "name": name,
        "holders": list(dict.fromkeys(shown_to(request.user, found[:NAMED]))),
        "more": len(found[NAMED:]),
        "back_url": back,
        "unpublish_url": live,
        "parts": parts,
        "merge_url": merge,
    }
    return render(request, "directory/admin/held.html", context, status=200)


def shown_to(user: Any, found: Sequence[Holder]) -> Iterator[tuple[str, str]]:
    """Each one's name and the address at which it is edited; no name to whoever may not edit it."""
    pages = Page.objects.in_bulk([holder.page for holder in found if holder.page is not None])
    for holder in found:
        if holder.page is None:
            yield holder.name, holder.address if user.has_perm(holder.permission) else ""
            continue
        page = pages.get(holder.page)
        if page is None or not page.permissions_for_user(user).can_edit():
            yield _("a page that you cannot open"), ""
        else:
            yield holder.name, reverse("wagtailadmin_pages:edit", args=[holder.page])
