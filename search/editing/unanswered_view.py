"""The CMS's report of searches that found nothing."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.editing.admin_pages import crumbs, only_for
from search.models import SearchDecision, SynonymEntry
from search.unanswered import DAYS, SHOWN_FROM, unanswered_searches


def may_see_searches(user: Any) -> bool:
    """Editors and administrators: those who keep the words people use."""
    return bool(user.is_active and user.has_perm("search.change_synonymentry"))


@require_safe
@only_for(may_see_searches)
def unanswered(request: HttpRequest) -> HttpResponseBase:
    """What was searched for in vain often enough to be shown, the most frequent first."""
    title = _("Searches that found nothing")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "search",
        "breadcrumbs_items": crumbs(("", title)),
        "rows": unanswered_searches(),
        "least": SHOWN_FROM,
        "days": DAYS,
        "synonyms": _list_of(SynonymEntry),
        "decisions": _list_of(SearchDecision),
    }
    return render(request, "search/admin/unanswered.html", context)


def _list_of(model: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name("list"))
