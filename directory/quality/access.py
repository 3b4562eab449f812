"""Who sees how well entries are kept."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

#: Those who judge what providers hand in, and those who set the review dates.
PERMISSIONS = ("directory.review_entry", "directory.change_reviewperiods")


def may_see_quality(user: Any) -> bool:
    """Reviewers, editors and administrators. Who keeps entries of one organisation sees those on
    their editing pages, and no report."""
    return bool(user.is_active and any(user.has_perm(name) for name in PERMISSIONS))


def pages_to_mend(user: Any) -> QuerySet[Page]:
    """The pages that somebody may change: the report shows no others."""
    pages: QuerySet[Page] = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    return pages
