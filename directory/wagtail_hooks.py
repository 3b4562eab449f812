"""What the directory adds to Wagtail's admin."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.compare import register_comparison_class
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from directory.editing.comparison import TextsComparison
from directory.editing.holding import holders
from directory.editing.viewsets import DirectoryViewSetGroup
from directory.fields import TextsField
from directory.models import HomePage, KeeperPage, RegisterPage

register_snippet(DirectoryViewSetGroup)
register_comparison_class(TextsField, comparison_class=TextsComparison)

#: Pages of which there is one: the register, a home per language, a keeper per organisation.
SINGLE = (HomePage, KeeperPage, RegisterPage)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("directory/admin.css"))


@hooks.register("register_admin_menu_item")
def exit_item() -> MenuItem:
    """The CMS has the exit too, at the foot of its menu."""
    return MenuItem(
        gettext_lazy("Leave this page"),
        reverse_lazy("exit"),
        name="leave",
        icon_name="logout",
        order=10_000,
        attrs={"data-exit": "true"},
    )


@hooks.register("insert_global_admin_js")
def exit_script() -> str:
    return format_html('<script src="{}"></script>', static("js/exit.js"))


@hooks.register("before_copy_page")
def refuse_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page of which there is one cannot be copied."""
    if not isinstance(page.specific, SINGLE):
        return None
    messages.error(request, _("There is one page of this kind: it cannot be copied."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_delete_snippet")
def refuse_delete(request: HttpRequest, instances: list[Model]) -> HttpResponse | None:
    """What entries still use is not deleted under them."""
    instance: Any = instances[0]
    if instance._meta.app_label != "directory":
        return None
    held_by = holders(instances)
    if not held_by:
        return None
    messages.error(
        request,
        _("“%(name)s” is still used and cannot be deleted. It is used by: %(users)s.")
        % {"name": instance, "users": ", ".join(held_by)},
    )
    return redirect(instance.snippet_viewset.get_url_name("list"))
