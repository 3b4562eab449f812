"""The gate before every address of the CMS, for those who see the entries of their own only.

It stands before any view: what it refuses is refused alike whether the page is there or not.
"""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.entries.addresses import ALLOWED, About, Rule
from portal.accounts.entries.own import own_entries, own_keepers

_MODELS = {("directory", "programmepage"), ("wagtailcore", "page")}


def narrow_to_own_entries(request: HttpRequest) -> HttpResponse | None:
    """Refuse what is not theirs; lead lists of pages to the list of their own.

    Raises PermissionDenied.
    """
    match = request.resolver_match
    rule = ALLOWED.get(match.view_name) if match else None
    if match is None or rule is None or not _is_own(request.user, rule, match.kwargs):
        raise PermissionDenied
    if rule.about in (About.LIST, About.BELOW):
        sought = urlencode({"q": request.GET["q"]}) if request.GET.get("q") else ""
        return redirect(f"{reverse('directory_entries')}?{sought}".rstrip("?"))
    return None


def _is_own(user: Any, rule: Rule, arguments: dict[str, Any]) -> bool:
    if rule.about in (About.NOBODY, About.LIST):
        return True
    page = str(arguments[rule.argument])
    kind = arguments.get("content_type_model_name", "programmepage")
    if not page.isdecimal() or kind != "programmepage":
        return False
    if own_entries(user).filter(pk=page).exists():
        return rule.about is not About.OBJECT or (
            (arguments["app_label"], arguments["model_name"]) in _MODELS
        )
    # The keeper's own page is the directory's: below it, not on it, the provider writes.
    below = (About.PARENT, About.BELOW)
    return rule.about in below and own_keepers(user).filter(pk=page).exists()
