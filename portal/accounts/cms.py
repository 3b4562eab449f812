"""Who may do what in the CMS: groups, kept in step with the memberships.

Whoever comes to the CMS is brought in step first; the clock sees to everybody else, whose roles
begin and end with their days while nobody does anything. Nobody edits these groups by hand; the
CMS's own pages for users and groups are closed.
"""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)
from wagtail.snippets.models import get_snippet_models

from portal.accounts.models import User
from portal.accounts.queries import memberships_of
from portal.accounts.roles import Role

#: Role to the name of its group, for the roles that are held everywhere.
GROUPS = {
    Role.REVIEWER: "Directory reviewers",
    Role.EDITOR: "Directory editors",
    Role.ADMINISTRATOR: "Directory administrators",
}

_ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
# Content pages into the hands of translators.
_TRANSLATING = Q(codename="submit_translation")
_ON_COLLECTIONS = ("add", "change", "choose")
# Accepting what others propose for an entry.
_REVIEWING = Q(content_type__app_label="directory", codename="review_entry")
# What the whole site hangs on is for administrators.
_FOR_ADMINISTRATORS = (
    Q(content_type__app_label="wagtailredirects")
    | Q(content_type__app_label="wagtailcore", content_type__model="site")
    | Q(content_type__app_label="wagtailcore", content_type__model="locale")
    | Q(content_type__app_label="wagtailcore", content_type__model="collection")
    | Q(codename="bulk_delete_page")
)


def make_cms_groups() -> None:
    """Make the groups and give them what they may do. Run again, it adds what is missing."""
    for role, name in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = Q(codename="access_admin") | _REVIEWING
        if role is not Role.REVIEWER:
            wanted |= _TRANSLATING | _on_models(_edited_models())
        if role is Role.ADMINISTRATOR:
            wanted |= _FOR_ADMINISTRATORS
        group.permissions.add(*Permission.objects.filter(wanted))
        if role is not Role.REVIEWER:
            _allow_pages(group, role)
            _allow_media(group)


def sync_cms_groups(*, user: User) -> bool:
    """Put a person in the groups of the roles they hold today, and take them out of the others.

    Returns whether they hold one of those roles. Where all is in step already, nothing is written.
    """
    roles = memberships_of(user, *GROUPS).values_list("role", flat=True)
    held = {GROUPS[Role(role)] for role in roles}
    there = set(
        user.groups.filter(name__in=GROUPS.values()).values_list("name", flat=True),
    )
    if held != there:
        if held and Group.objects.filter(name__in=GROUPS.values()).count() < len(GROUPS):
            make_cms_groups()
        user.groups.remove(*Group.objects.filter(name__in=there - held))
        user.groups.add(*Group.objects.filter(name__in=held - there))
    return bool(held)


def sync_all_cms_groups() -> None:
    """Do so for everybody who holds such a role on some day, or is in one of the groups."""
    concerned = Q(memberships__role__in=list(GROUPS)) | Q(groups__name__in=GROUPS.values())
    for user in User.objects.filter(concerned).distinct():
        with transaction.atomic():
            sync_cms_groups(user=user)


def _edited_models() -> list[type[Model]]:
    own = [*apps.get_app_config("directory").get_models(), *get_snippet_models()]
    return [model for model in own if not issubclass(model, Page)]


def _on_models(models: Iterable[type[Model]]) -> Q:
    types = ContentType.objects.get_for_models(*models).values()
    return Q(content_type__in=[one.pk for one in types])


def _allow_pages(group: Group, role: Role) -> None:
    root = Page.get_first_root_node()
    names = (*_ON_PAGES, "bulk_delete_page") if role is Role.ADMINISTRATOR else _ON_PAGES
    for permission in Permission.objects.filter(
        content_type=ContentType.objects.get_for_model(Page), codename__in=names
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _allow_media(group: Group) -> None:
    root = Collection.get_first_root_node()
    # Wagtail asks for the permissions of its own models, whichever model is in use.
    for model in (Image, Document):
        codenames = [f"{act}_{model._meta.model_name}" for act in _ON_COLLECTIONS]
        for permission in Permission.objects.filter(
            content_type=ContentType.objects.get_for_model(model), codename__in=codenames
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )
