"""What the directory adds to Wagtail's admin."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.compare import register_comparison_class
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

# Each of these registers its own.
from directory.approving import hooks as approving_hooks  # noqa: F401
from directory.corrections import hooks as correction_hooks  # noqa: F401
from directory.editing import overwriting  # noqa: F401
from directory.editing.comparison import PlainComparison, PlainTextComparison, TextsComparison
from directory.editing.held_views import held
from directory.editing.holding import page_holders, snippet_holders
from directory.editing.page_views import ProgrammeViewSet
from directory.editing.viewsets import DirectoryViewSetGroup
from directory.exchange.reports import guard_reports
from directory.fields import TextsField
from directory.imports import hooks as import_hooks  # noqa: F401
from directory.models import HomePage, KeeperPage, RegisterPage, Term
from directory.models.terms import is_fixed
from directory.quality import hooks as quality_hooks  # noqa: F401
from directory.translation import hooks as translation_hooks  # noqa: F401
from directory.translation import localizing  # noqa: F401

guard_reports()
register_snippet(DirectoryViewSetGroup)
register_comparison_class(models.TextField, comparison_class=PlainTextComparison, exact_class=True)
register_comparison_class(TextsField, comparison_class=TextsComparison)
for plain in (models.IntegerField, models.DateField, models.BooleanField):
    register_comparison_class(plain, comparison_class=PlainComparison)

#: Pages of which there is one: the register, a home per language, a keeper per organisation.
SINGLE = (HomePage, KeeperPage, RegisterPage)


class ReadingAPI(PagesAdminAPIViewSet):
    actions: ClassVar[dict[str, Any]] = {}


@hooks.register("register_admin_viewset")
def programme_viewset() -> ProgrammeViewSet:
    return ProgrammeViewSet()


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    sheets = [(static(f"directory/{name}.css"),) for name in ("admin", "translation")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


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


@hooks.register("insert_editor_js")
def editing_scripts() -> str:
    scripts = [(static(f"directory/{name}.js"),) for name in ("named-rows", "at-field")]
    return format_html_join("", '<script src="{}"></script>', scripts)


@hooks.register("before_copy_page")
def refuse_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page of which there is one cannot be copied."""
    if not isinstance(page.specific, SINGLE):
        return None
    messages.error(request, _("There is one page of this kind: it cannot be copied."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("register_snippet_listing_buttons")
def merge_button(snippet: Model, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """A term can be merged into another, by whoever may delete terms."""
    if isinstance(snippet, Term) and user.has_perm("directory.delete_term"):
        viewset: Any = Term.snippet_viewset  # type: ignore[attr-defined]
        address = reverse(viewset.get_url_name("merge"), args=[snippet.pk])
        yield Button(_("Merge"), url=address, icon_name="resubmit", priority=30)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    @actions.register_action("directory.merge")
    class Merge(LogFormatter):
        label = gettext_lazy("Merge a term")

        def format_message(self, entry: Any) -> str:
            return _("Merged the term “%(code)s” into this one") % {"code": entry.data["code"]}


@hooks.register("before_delete_snippet")
def refuse_delete(request: HttpRequest, instances: list[Model]) -> HttpResponse | None:
    """What entries still use is not deleted under them, nor a term that rules rely on."""
    instance: Any = instances[0]
    if instance._meta.app_label != "directory":
        return None
    for term in instances:
        if isinstance(term, Term) and is_fixed(term.vocabulary, term.code):
            messages.error(
                request,
                _("“%(name)s” cannot be deleted: addresses and rules rely on it.") % {"name": term},
            )
            return redirect(instance.snippet_viewset.get_url_name("list"))
    found = snippet_holders(instances)
    if not found:
        return None
    back = reverse(instance.snippet_viewset.get_url_name("list"))
    merge = ""
    if isinstance(instance, Term) and len(instances) == 1:
        merge = reverse(instance.snippet_viewset.get_url_name("merge"), args=[instance.pk])  # type: ignore[attr-defined]
    return held(request, name=str(instance), back=back, found=found, merge=merge)


@hooks.register("before_delete_page")
def refuse_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that others point to is not deleted under them."""
    return _page_held(request, [page])


@hooks.register("before_bulk_action")
def refuse_delete_pages(
    request: HttpRequest, action: str, objects: list[Any], view: Any
) -> HttpResponse | None:
    """The same where several are ticked in a list."""
    if action != "delete" or not objects or not isinstance(objects[0], Page):
        return None
    return _page_held(request, objects)


@hooks.register("construct_admin_api")
def shut_actions_of_api(router: WagtailAPIRouter) -> None:
    """The admin's API acts on pages without asking the hooks above. Wagtail's pages do not use
    it for that."""
    router.register_endpoint("pages", ReadingAPI)


def _page_held(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    found = page_holders(pages)
    if not found:
        return None
    first = pages[0]
    can_unpublish = len(pages) == 1 and first.permissions_for_user(request.user).can_unpublish()
    return held(
        request,
        name=", ".join(page.title for page in pages),
        back=reverse("wagtailadmin_explore", args=[first.get_parent().pk]),
        found=found,
        parts=any(not page.is_leaf() for page in pages),
        live=reverse("wagtailadmin_pages:unpublish", args=[first.pk]) if can_unpublish else "",
    )
