"""Which pages somebody may mend."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy


def pages_to_mend(user: Any) -> QuerySet[Page]:
    """The pages that somebody may change: the report shows no others."""
    pages: QuerySet[Page] = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    return pages
