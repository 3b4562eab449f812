"""What roles add to Wagtail's admin, and what they take from it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from directory.editing.admin_pages import MenuItemFor
from portal.accounts.entries import editors, views
from portal.accounts.entries.own import may_be_chosen, sees_own_entries_only

#: The items of the main menu that a provider editor finds.
_MENU = ("entries", "leave")


@hooks.register("register_admin_menu_item")
def entries_item() -> MenuItem:
    return MenuItemFor(
        _("Your entries"),
        reverse_lazy("directory_entries"),
        may=sees_own_entries_only,
        name="entries",
        icon_name="list-ul",
        order=100,
    )


@hooks.register("register_admin_urls")
def entries_urls() -> list[URLPattern]:
    return [
        path("entries/", views.index, name="directory_entries"),
        path("entries/editors/", editors.index, name="provider_editors"),
    ]


@hooks.register("register_settings_menu_item")
def editors_item() -> MenuItem:
    return MenuItemFor(
        _("Provider editors"),
        reverse_lazy("provider_editors"),
        may=editors.may_see_editors,
        name="provider-editors",
        icon_name="group",
        order=700,
    )


@hooks.register("construct_main_menu")
def narrow_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    if sees_own_entries_only(request.user):
        items[:] = [item for item in items if item.name in _MENU]


@hooks.register("narrow_directory_choices")
def narrow_choices(objects: QuerySet[Any], user: Any) -> QuerySet[Any]:
    return may_be_chosen(objects, user)
