"""What holds a programme, an organisation, a place or a term back from being deleted."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector, ProtectedError
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex

from directory.editing.draft_uses import drafts_naming
from directory.editing.uses import entries_using
from directory.models import Organisation, ProgrammePage, Term


@dataclass(frozen=True, slots=True)
class Holder:
    """Something that needs what is to be deleted: its name, and its page where it is one; else the
    address at which it is edited, and the permission for that.

    Nobody reads the name of a page that they may not edit: see `directory.editing.held_views`.
    """

    name: str
    page: int | None = None
    address: str = ""
    permission: str = ""


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
        found |= dict.fromkeys(_named(_protecting(instance)))
        if isinstance(instance, Term):
            for entry in entries_using(instance):
                if entry.kind == ProgrammePage.__name__:
                    found[Holder(entry.name, entry.pk)] = None
                else:
                    found[_record(Organisation, entry.pk, entry.name)] = None
        else:
            found |= dict.fromkeys(Holder(name, page) for page, name in drafts_naming(instance))
    return list(found)


def page_holders(pages: Sequence[Page]) -> list[Holder]:
    """What still needs one of these pages: pages below it, pages that link to it, and whatever
    other rooms keep of it.

    Pages below hold it also where they are to go with it: a tree is taken down from its leaves.
    """
    gone = {page.pk for page in pages}
    found: dict[Holder, None] = {}
    for page in pages:
        children = page.get_children().values_list("title", "pk")
        found |= dict.fromkeys(Holder(*child) for child in children)
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


def _named(rows: Iterable[Any]) -> Iterator[Holder]:
    """The pages and organisations that rows belong to, so that people recognise them."""
    alike: dict[type[Any], list[Any]] = defaultdict(list)
    for row in rows:
        alike[type(row)].append(row)
    for model, group in alike.items():
        if model._meta.app_label != "directory":
            words = _words.get(model._meta.label, model._meta.verbose_name_plural)
            yield Holder(str(words))
        else:
            for owner in _owners(model, group):
                yield _holder(owner)


def _holder(owner: Any) -> Holder:
    if isinstance(owner, Page):
        return Holder(str(owner), owner.pk)
    return _record(type(owner), owner.pk, str(owner))


def _record(model: Any, pk: int, name: str) -> Holder:
    """A term, organisation or place, which stands beside the tree of pages."""
    viewset = getattr(model, "snippet_viewset", None)
    if viewset is None:
        return Holder(name)
    address = reverse(viewset.get_url_name("edit"), args=[pk])
    return Holder(name, None, address, f"directory.change_{model._meta.model_name}")


def _owners(model: type[Any], rows: list[Any]) -> Iterator[Any]:
    """What rows of one model belong to: a few queries, however many they are."""
    if issubclass(model, Page):
        yield from rows
        return
    for name in ("page", "strand", "member", "place", "organisation"):
        if rows and hasattr(model, name):
            models.prefetch_related_objects(rows, name)
            owned = [row for row in rows if getattr(row, name) is not None]
            rows = [row for row in rows if getattr(row, name) is None]
            if owned:
                owners = [getattr(row, name) for row in owned]
                yield from _owners(type(owners[0]), owners)
    yield from rows
