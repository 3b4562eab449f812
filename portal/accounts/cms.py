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

from directory.models import KeeperPage, RegisterPage
from portal.accounts.entries.review import make_entry_review
from portal.accounts.models import User
from portal.accounts.queries import memberships_of
from portal.accounts.roles import Role

#: Role to the name of its group, for the roles that are held everywhere.
GROUPS = {
    Role.REVIEWER: "Directory reviewers",
    Role.EDITOR: "Directory editors",
    Role.ADMINISTRATOR: "Directory administrators",
}

#: How the group of an organisation's provider editors is called, before the organisation's key.
ENTRIES_OF = "Entries of "
_OURS = Q(name__in=GROUPS.values()) | Q(name__startswith=ENTRIES_OF)

# Without "bulk delete" Wagtail refuses a page that has pages below it before the directory can say
# what holds it. Nobody deletes such a page: `directory.editing.holding` sees to that.
_DELETING = "bulk_delete_page"
_ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page", _DELETING)
# Content pages into the hands of translators.
_TRANSLATING = Q(codename="submit_translation")
_REVIEWERS_ON_PAGES = ("change_page", "publish_page", _DELETING)
_PROVIDERS_ON_PAGES = ("add_page", "change_page", _DELETING)
_ON_COLLECTIONS = ("add", "change", "choose")
# Accepting what others propose for an entry.
_REVIEWING = Q(content_type__app_label="directory", codename="review_entry")
# What the whole site hangs on is for administrators.
_FOR_ADMINISTRATORS = (
    Q(content_type__app_label="wagtailredirects")
    | Q(content_type__app_label="wagtailcore", content_type__model="site")
    | Q(content_type__app_label="wagtailcore", content_type__model="locale")
    | Q(content_type__app_label="wagtailcore", content_type__model="collection")
)


def make_cms_groups() -> None:
    """Make the groups and give them what they may do, and the review that entries go through.

    Run again, it adds what is missing.
    """
    for role, name in GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = Q(codename="access_admin") | _REVIEWING
        if role is not Role.REVIEWER:
            wanted |= _TRANSLATING | _on_models(_edited_models())
        if role is Role.ADMINISTRATOR:
            wanted |= _FOR_ADMINISTRATORS
        group.permissions.add(*Permission.objects.filter(wanted))
        if role is Role.REVIEWER:
            _allow(group, RegisterPage.objects.first(), _REVIEWERS_ON_PAGES)
        else:
            _allow(group, Page.get_first_root_node(), _ON_PAGES)
            _allow_media(group)
    make_entry_review(Group.objects.filter(name__in=GROUPS.values()))


def sync_cms_groups(*, user: User) -> bool:
    """Put a person in the groups of the roles they hold today, and take them out of the others.

    Returns whether they hold one of those roles. Where all is in step already, nothing is written.
    """
    roles = memberships_of(user, *GROUPS, Role.PROVIDER_EDITOR)
    held, keys = set(), set()
    for role, key in roles.values_list("role", "organisation__key"):
        if role == Role.PROVIDER_EDITOR:
            keys.add(key)
        else:
            held.add(GROUPS[Role(role)])
    if held and _is_incomplete():
        make_cms_groups()
    for key in keys:
        _make_entries_group(key)
    held |= {entries_group(key) for key in keys}
    there = set(user.groups.filter(_OURS).values_list("name", flat=True))
    if held != there:
        user.groups.remove(*Group.objects.filter(name__in=there - held))
        user.groups.add(*Group.objects.filter(name__in=held - there))
    return bool(held)


def sync_all_cms_groups() -> None:
    """Do so for everybody who holds such a role on some day, or is in one of the groups."""
    make_cms_groups()
    roles = [*GROUPS, Role.PROVIDER_EDITOR]
    in_a_group = Group.objects.filter(_OURS)
    concerned = Q(memberships__role__in=roles) | Q(groups__in=in_a_group)
    for user in User.objects.filter(concerned).distinct():
        with transaction.atomic():
            sync_cms_groups(user=user)


def entries_group(key: str) -> str:
    """The name of the group of those who edit the entries of the organisation with this key."""
    return f"{ENTRIES_OF}{key}"


def _make_entries_group(key: str) -> None:
    """Let the group of an organisation add and change below its own page, and nowhere else."""
    name = entries_group(key)
    keeper = KeeperPage.objects.filter(organisation__key=key).first()
    wanted = {(keeper.pk, codename) for codename in _PROVIDERS_ON_PAGES} if keeper else set()
    there = GroupPagePermission.objects.filter(group__name=name)
    if wanted == set(there.values_list("page_id", "permission__codename")) and (
        wanted or Group.objects.filter(name=name).exists()
    ):
        return
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    there.exclude(page=keeper).delete()
    _allow(group, keeper, _PROVIDERS_ON_PAGES)


def _is_incomplete() -> bool:
    if Group.objects.filter(name__in=GROUPS.values()).count() < len(GROUPS):
        return True
    # The register may be younger than the groups.
    reviewers = GroupPagePermission.objects.filter(group__name=GROUPS[Role.REVIEWER])
    return RegisterPage.objects.exclude(pk__in=reviewers.values("page")).exists()


def _edited_models() -> list[type[Model]]:
    own = [*apps.get_app_config("directory").get_models(), *get_snippet_models()]
    return [model for model in own if not issubclass(model, Page)]


def _on_models(models: Iterable[type[Model]]) -> Q:
    types = ContentType.objects.get_for_models(*models).values()
    return Q(content_type__in=[one.pk for one in types])


def _allow(group: Group, page: Page | None, codenames: Iterable[str]) -> None:
    """Give a group these permissions on a page and all below it."""
    if page is None:
        return
    for permission in Permission.objects.filter(
        content_type=ContentType.objects.get_for_model(Page), codename__in=codenames
    ):
        GroupPagePermission.objects.get_or_create(
            group=group, page_id=page.pk, permission=permission
        )


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
