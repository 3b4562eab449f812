"""Import and export in Wagtail's admin: addresses and the menu."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from directory.imports.services import may_import


class ExchangeMenuItem(MenuItem):
    """For those who may import; nobody else sees it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request.user)


@hooks.register("register_admin_menu_item")
def exchange_item() -> MenuItem:
    return ExchangeMenuItem(
        gettext_lazy("Import and export"),
        reverse_lazy("directory_exchange:index"),
        name="exchange",
        icon_name="download",
        order=160,
    )


@hooks.register("register_admin_urls")
def exchange_urls() -> list[URLResolver]:
    return [path("exchange/", include("directory.imports.urls"))]
