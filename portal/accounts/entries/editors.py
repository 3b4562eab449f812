"""Who edits the entries of which organisation: a list for administrators."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.editing.admin_pages import crumbs, only_for
from directory.models import KeeperPage, Organisation
from portal.accounts.models import Membership
from portal.accounts.queries import has_role
from portal.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Edited:
    """An organisation, the page under which its entries stand, and who may edit them."""

    organisation: Organisation
    keeper: KeeperPage | None
    memberships: list[Membership]


def may_see_editors(user: Any) -> bool:
    return has_role(user, Role.ADMINISTRATOR)


@require_safe
@only_for(may_see_editors)
def index(request: HttpRequest) -> HttpResponseBase:
    """Each organisation that keeps entries or has provider editors, with the people."""
    title = _("Provider editors")
    found = list(_organisations())
    context = {
        "organisations": [edited for edited in found if edited.memberships],
        "without": [edited for edited in found if not edited.memberships],
        "today": timezone.localdate(),
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": crumbs(("", title)),
    }
    return render(request, "accounts/admin/editors.html", context)


def _organisations() -> Iterator[Edited]:
    """Roles that end later or begin later too, and those that rest; what has ended is history."""
    lasting = Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())
    found = Membership.objects.filter(lasting, role=Role.PROVIDER_EDITOR)
    editors: dict[int, list[Membership]] = {}
    for membership in found.select_related("user").order_by("user__username", "valid_from"):
        editors.setdefault(membership.organisation_id or 0, []).append(membership)
    keepers = {page.organisation_id: page for page in KeeperPage.objects.all()}
    concerned = Organisation.objects.filter(pk__in={*editors, *keepers})
    for organisation in concerned.order_by("name", "pk"):
        key = organisation.pk
        yield Edited(organisation, keepers.get(key), editors.get(key, []))
