"""What the finder adds to Wagtail's admin."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from search.editing.unanswered_view import may_see_searches, unanswered
from search.editing.viewsets import FinderViewSetGroup

register_snippet(FinderViewSetGroup)


class SearchesMenuItem(MenuItem):
    """For those who keep the words people use."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_searches(request.user)


@hooks.register("register_reports_menu_item")
def unanswered_item() -> MenuItem:
    return SearchesMenuItem(
        gettext_lazy("Searches that found nothing"),
        reverse_lazy("unanswered_searches"),
        name="unanswered-searches",
        icon_name="search",
        order=120,
    )


@hooks.register("register_admin_urls")
def unanswered_urls() -> Iterator[URLPattern]:
    yield path("reports/unanswered-searches/", unanswered, name="unanswered_searches")
