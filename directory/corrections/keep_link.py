"""What every page behind a keeper's link shares: the link, its keeper, the entry asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_resolver, reverse

from directory.corrections.due import entries_of
from directory.corrections.links import find_link
from directory.corrections.proposable import ROWS
from directory.corrections.switching import see_other
from directory.models import KeeperPage, ProgrammePage, ReminderLink

#: What the page says after a button, by the value of `said`.
SAID = ("confirmed", "capacity", "changes")
View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Give the view the link that stands in the address or the form, and its token.

    One that does not work, or never did, gets one answer for all. The address holds the token, so
    no copy of the page is kept, and what it leads to learns the host name only (the form's own
    `Origin` needs that much).
    """

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        asked = request.POST if request.method == "POST" else request.GET
        token = asked.get("link", "")[:200]
        link = find_link(token)
        if link is None:
            answer = render(request, "directory/keep_over.html", status=404)
        else:
            try:
                answer = view(request, link, token)
            except Http404 as error:
                not_found: Any = get_resolver().resolve_error_handler(404)
                answer = not_found(request, exception=error)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Referrer-Policy"] = "strict-origin"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return guarded


def keeper_behind(link: ReminderLink) -> KeeperPage:
    """The published keeper that a link speaks for; else not found."""
    found = KeeperPage.objects.filter(pk=link.keeper_id, live=True).first()
    if found is None:
        raise Http404
    return found


def find_entry(request: HttpRequest, link: ReminderLink) -> ProgrammePage:
    """The published entry of this keeper that the address or the form names; else not found."""
    asked = request.POST if request.method == "POST" else request.GET
    try:
        key = UUID(asked.get("entry", ""))
    except ValueError:
        raise Http404 from None
    found = entries_of(keeper_behind(link)).filter(uuid=key).prefetch_related(*ROWS)
    page: ProgrammePage | None = found.first()
    if page is None:
        raise Http404
    return page


def go_back(name: str, token: str, **query: str) -> HttpResponse:
    """On to the keeper's page of this name."""
    return see_other(f"{reverse(name)}?{urlencode({'link': token, **query})}")


def show_page(
    request: HttpRequest,
    template: str,
    link: ReminderLink,
    token: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    said = request.GET.get("said", "")
    own = {
        "token": token,
        "expires_on": link.expires_on,
        "organisation": keeper_behind(link).organisation.name,
        "said": said if said in SAID else "",
    }
    return render(request, f"directory/{template}.html", {**own, **context}, status=status)
