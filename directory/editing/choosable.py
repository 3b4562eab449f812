"""Which organisations and places a person may choose in the CMS, and so may see in its choosers."""

from typing import Any

from django.db.models import QuerySet

from directory.models import Organisation, Place


def choosable_organisations(user: Any) -> QuerySet[Organisation]:
    """The organisations that `user` may put into an entry."""
    return Organisation.objects.all()


def choosable_places(user: Any) -> QuerySet[Place]:
    """The places that `user` may put into an entry."""
    return Place.objects.select_related("organisation")
