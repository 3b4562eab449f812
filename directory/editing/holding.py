"""What holds a programme, an organisation, a place or a term back from being deleted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector, ProtectedError
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex, Revision

from directory.editing.uses import draft_revisions, entries_using
from directory.models import Organisation, Place, ProgrammePage, Term


@dataclass(frozen=True, slots=True)
class Holder:
    """Something that needs what is to be deleted: its name, and its page where it is one."""

    name: str
    page: int | None = None

    def shown_to(self, user: Any) -> tuple[str, str]:
        """The name and the address at which it is edited; no name to whoever may not edit it."""
        if self.page is None:
            return self.name, ""
        page = Page.objects.filter(pk=self.page).first()
        if page is None or not page.permissions_for_user(user).can_edit():
            return _("a page that you cannot open"), ""
        return self.name, reverse("wagtailadmin_pages:edit", args=[self.page])


FindHolders = Callable[[Sequence[Page]], Iterable[Holder]]

_finders: list[FindHolders] = []
_words: dict[str, Any] = {}


def register_page_holders(find: FindHolders) -> None:
    """Let another room say what of its own needs these pages."""
    if find not in _finders:
        _finders.append(find)


def name_holder(model: str, words: Any) -> None:
    """What rows of another room's model (``app.Model``) are called here; never one by one."""
    _words[model] = words


def holders(objects: Iterable[models.Model]) -> list[str]:
    """The names of what still needs one of these, drafts and scheduled versions included."""
    return list(dict.fromkeys(holder.name for holder in snippet_holders(objects)))


def snippet_holders(objects: Iterable[models.Model]) -> list[Holder]:
    """What still needs one of these organisations, places or terms."""
    found: dict[Holder, None] = {}
    for instance in objects:
        for row in _protecting(instance):
            found[_holder(row)] = None
        if isinstance(instance, Term):
            for entry in entries_using(instance):
                page = entry.pk if entry.kind == ProgrammePage.__name__ else None
                found[Holder(entry.name, page)] = None
        for revision in _drafts_with(instance):
            found[Holder(revision.object_str, int(revision.object_id))] = None
    return list(found)


def page_holders(pages: Sequence[Page]) -> list[Holder]:
    """What still needs one of these pages: pages below it, pages that link to it, and whatever
    other rooms keep of it."""
    gone = {page.pk for page in pages}
    found: dict[Holder, None] = {}
    for page in pages:
        for child in page.get_children().exclude(pk__in=gone):
            found[Holder(child.title, child.pk)] = None
        for linking in _linking_to(page):
            if linking.pk not in gone:
                found[Holder(linking.title, linking.pk)] = None
    for find in _finders:
        found |= dict.fromkeys(find(pages))
    return list(found)


def _linking_to(page: Page) -> Iterator[Page]:
    for source, _references in ReferenceIndex.get_references_to(page).group_by_source_object():
        if isinstance(source, Page):
            yield source


def _protecting(instance: models.Model) -> Iterable[Any]:
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect([instance])
    except ProtectedError as error:
        return error.protected_objects
    return ()


def _holder(row: Any) -> Holder:
    if row._meta.app_label != "directory":
        words = _words.get(row._meta.label, row._meta.verbose_name_plural)
        return Holder(str(words))
    owner = _owner(row)
    return Holder(str(owner), owner.pk if isinstance(owner, Page) else None)


def _owner(row: Any) -> Any:
    """The page or organisation a row belongs to, so that people recognise it."""
    if isinstance(row, Page):
        return row
    for name in ("page", "strand", "member", "place", "organisation"):
        owner = getattr(row, name, None)
        if owner is not None:
            return _owner(owner)
    return row


#: Rows below a programme that name an organisation or a place: relation → field.
_NAMED = {Organisation: ("organisation_rows", "organisation"), Place: ("place_rows", "place")}


def _drafts_with(instance: models.Model) -> Iterator[Revision]:
    """Drafts and scheduled versions that name an organisation or a place."""
    if type(instance) not in _NAMED:
        return
    rows, field = _NAMED[type(instance)]
    for revision in draft_revisions().iterator():
        if any(row.get(field) == instance.pk for row in revision.content.get(rows) or []):
            yield revision
