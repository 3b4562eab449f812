"""What our own pages of the CMS have in common: whom they refuse, the menu, and the way back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem

View = Callable[..., HttpResponseBase]


def only_for(may: Callable[[Any], bool]) -> Callable[[View], View]:
    """Refuse whoever may not: they learn nothing of what is there."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user):
                return render(request, "directory/admin/refused.html", status=403)
            return view(request, *args, **kwargs)

        return guarded

    return guard


class MenuItemFor(MenuItem):
    """An item of a menu that those see who may open what it leads to.

    `may` and `waiting` are asked about a user: whether they may, and how much waits for them there.
    """

    def __init__(
        self,
        *args: Any,
        may: Callable[[Any], bool],
        waiting: Callable[[Any], int] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.may = may
        self.waiting = waiting

    def is_shown(self, request: HttpRequest) -> bool:
        return self.may(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        number = self.waiting(request.user) if self.waiting is not None else 0
        if number:
            component.label = f"{component.label} ({number})"
        return component


def crumbs(*below: tuple[str, Any]) -> list[dict[str, Any]]:
    """The way from the CMS's first page to here: (address, title) each; the last has none."""
    steps = [(reverse("wagtailadmin_home"), _("Home")), *below]
    return [{"url": url, "label": label} for url, label in steps]
