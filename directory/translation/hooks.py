"""The ways to translating in Wagtail's admin: its addresses, a report, a button on each entry."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from directory.editing.admin_pages import MenuItemFor
from directory.languages import language_name
from directory.models import ProgrammePage
from directory.translation.words import target_languages


@hooks.register("register_admin_urls")
def translation_urls() -> list[URLResolver]:
    return [path("translations/", include("directory.translation.urls"))]


def may_change_entries(user: Any) -> bool:
    return bool(page_permission_policy.user_has_permission(user, "change"))


@hooks.register("register_reports_menu_item")
def translations_item() -> MenuItem:
    return MenuItemFor(
        gettext_lazy("Translations of programmes"),
        reverse_lazy("directory_translation:list"),
        may=may_change_entries,
        name="programme-translations",
        icon_name="globe",
        order=1000,
    )


@hooks.register("register_page_header_buttons")
def translate_buttons(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """A way to each translation from the page's menu."""
    if not isinstance(page, ProgrammePage) or not page.permissions_for_user(user).can_edit():
        return
    for place, code in enumerate(target_languages(page)):
        yield Button(
            _("Translate into %(language)s") % {"language": language_name(code)},
            url=reverse("directory_translation:translate", args=[page.pk, code]),
            icon_name="globe",
            priority=25 + place,
        )
