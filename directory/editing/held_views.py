"""What is said in place of the CMS's question "are you sure", where something holds an entry."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory.editing.holding import Holder


def held(
    request: HttpRequest, *, name: str, back: str, found: list[Holder], live: str = ""
) -> HttpResponse:
    """The page that names what holds `name`; `live` is where it can be unpublished instead."""
    context: dict[str, Any] = {
        "name": name,
        "holders": list(dict.fromkeys(holder.shown_to(request.user) for holder in found)),
        "back_url": back,
        "unpublish_url": live,
    }
    return render(request, "directory/admin/held.html", context, status=200)
