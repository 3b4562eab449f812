"""Which entries somebody may see in the CMS, and what they may choose from while editing one."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from directory.models import KeeperPage, Organisation, Place, ProgrammePage, Term
from portal.accounts.queries import has_role, organisations_of
from portal.accounts.roles import Role

#: Roles to which every entry is open.
_EVERY_ENTRY = (Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR)


def sees_every_entry(user: Any) -> bool:
    """Whether somebody's view of the CMS is not narrowed to the entries of their organisations."""
    return has_role(user, *_EVERY_ENTRY)


def sees_own_entries_only(user: Any) -> bool:
    """Whether somebody is in the CMS for the entries of their organisations, and no more."""
    return has_role(user, Role.PROVIDER_EDITOR) and not sees_every_entry(user)


def own_keepers(user: Any) -> QuerySet[KeeperPage]:
    """The pages of the organisations whose entries somebody edits."""
    return KeeperPage.objects.filter(organisation__in=organisations_of(user, Role.PROVIDER_EDITOR))


def own_entries(user: Any) -> QuerySet[ProgrammePage]:
    """The entries kept by those organisations, in the order of the tree."""
    found = ProgrammePage.objects.none()
    for keeper in own_keepers(user):
        found |= ProgrammePage.objects.descendant_of(keeper)
    return found.order_by("path")


def may_be_chosen(objects: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """What of these somebody may be shown to choose from.

    Provider editors choose from what the public can read anyway and from what is their own. Of a
    confidential place even the town is no news for other providers, so only its owner chooses it.
    """
    if sees_every_entry(user):
        return objects
    narrow = _CHOICES.get(objects.model)
    return objects.filter(pk__in=narrow(user)) if narrow else objects.none()


def _organisations(user: Any) -> QuerySet[Any, Any]:
    public = Q(programme_rows__page__live=True)
    own = Q(pk__in=organisations_of(user, Role.PROVIDER_EDITOR))
    return Organisation.objects.filter(public | own).values("pk")


def _places(user: Any) -> QuerySet[Any, Any]:
    public = Q(programme_rows__page__live=True, confidential=False)
    own = Q(organisation__in=organisations_of(user, Role.PROVIDER_EDITOR))
    return Place.objects.filter(public | own).values("pk")


def _terms(user: Any) -> QuerySet[Any, Any]:
    return Term.objects.values("pk")


_CHOICES: dict[type[Model], Any] = {Organisation: _organisations, Place: _places, Term: _terms}
