"""wagtail-localize, narrowed to content pages.

A programme says everything on one page, in rows per language: a copy of it in another locale would
be a second programme. So wagtail-localize is offered on content pages only, refused by address
elsewhere, never takes a whole branch of the tree (the home page holds the register), and makes no
aliases (a page in one language under the address of another).
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail_localize import wagtail_hooks as localize
from wagtail_localize.models import Translation
from wagtail_localize.views.submit_translations import SubmitPageTranslationView

from directory.languages import language_name
from directory.models.content import BodyPage

ALIAS = "localize-convert-to-alias"


class SubmitContentPageView(SubmitPageTranslationView):
    """Hand a content page to translators, by itself."""

    def get_object(self) -> Any:
        page = super().get_object()
        if not isinstance(page, BodyPage):
            raise Http404
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        return page

    def get_form(self) -> Any:
        form = super().get_form()
        # A field that is disabled takes nothing from what was sent.
        form.fields["include_subtree"].disabled = True
        form.fields["include_subtree"].widget = form.fields["include_subtree"].hidden_widget()
        return form


@hooks.register("before_edit_page", order=-1)
def tell_of_changes(request: HttpRequest, page: Page) -> None:
    """Whoever opens a translation hears that its original was published anew since."""
    if request.method != "GET" or not isinstance(page, BodyPage):
        return
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
        )
        .select_related("source")
        .first()
    )
    if translation is None:
        return
    source = translation.source
    original = source.object.get_instance_or_none(source.locale)
    if original is None or original.last_published_at is None:
        return
    if original.last_published_at > source.last_updated_at:
        name = language_name(source.locale.language_code)
        address = reverse("wagtail_localize:update_translations", args=[source.pk])
        messages.warning(
            request,
            _(
                "The original of this page, in %(language)s, was changed since it was translated. "
                "Take the changes over first; what is to be translated anew is then marked here."
            )
            % {"language": name},
            buttons=[messages.button(f"{address}?next={request.path}", _("Take the changes over"))],
        )


def no_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    raise Http404


@hooks.register("register_admin_urls", order=-1)
def narrowed_urls() -> list[Any]:
    """The same addresses as two of wagtail-localize's, before those."""
    return [
        path(
            "localize/submit/page/<int:page_id>/",
            SubmitContentPageView.as_view(),
            name="translate_content_page",
        ),
        path("localize/page/<int:page_id>/convert_to_alias/", no_alias, name="no_alias"),
    ]


@hooks.register("construct_page_action_menu")
def without_alias(items: list[Any], request: HttpRequest, context: Any) -> None:
    items[:] = [item for item in items if item.name != ALIAS]


def content_page_buttons(
    page: Page, user: Any, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """wagtail-localize's buttons, on content pages only."""
    if issubclass(page.specific_class, BodyPage):
        yield from localize.page_listing_more_buttons(page, user, view_name, next_url)


for name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
    # Wagtail has no way to take a registered hook back.
    hooks._hooks[name] = [
        (function, order)
        for function, order in hooks._hooks[name]
        if function is not localize.page_listing_more_buttons
    ]
    hooks.register(name, content_page_buttons)
