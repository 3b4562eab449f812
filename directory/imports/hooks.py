"""Import and export in Wagtail's admin: addresses and the menu."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from directory.editing.admin_pages import MenuItemFor
from directory.imports.services import may_import


@hooks.register("register_admin_menu_item")
def exchange_item() -> MenuItem:
    return MenuItemFor(
        gettext_lazy("Import and export"),
        reverse_lazy("directory_exchange:index"),
        may=may_import,
        name="exchange",
        icon_name="download",
        order=160,
    )


@hooks.register("register_admin_urls")
def exchange_urls() -> list[URLResolver]:
    return [path("exchange/", include("directory.imports.urls"))]
