"""What holds an organisation, a place or a term back from being deleted."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector, ProtectedError
from wagtail.models import Revision

from directory.models import ProgrammePage, Term
from directory.reading.shape import PROGRAMME


def holders(objects: Iterable[models.Model]) -> list[str]:
    """The names of what still needs one of these, drafts and scheduled versions included."""
    found: dict[str, None] = {}
    for instance in objects:
        for holder in _protecting(instance):
            found[str(_owner(holder))] = None
        if isinstance(instance, Term):
            for name in _uses(instance):
                found[name] = None
    return list(found)


def _protecting(instance: models.Model) -> Iterable[Any]:
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect([instance])
    except ProtectedError as error:
        return error.protected_objects
    return ()


def _owner(row: Any) -> Any:
    """The page or organisation a row belongs to, so that people recognise it."""
    for name in ("page", "strand", "member", "place", "organisation"):
        owner = getattr(row, name, None)
        if owner is not None:
            return _owner(owner)
    return row


def _uses(term: Term) -> Iterator[str]:
    for relation in Term._meta.related_objects:
        if relation.many_to_many:
            for user in getattr(term, relation.get_accessor_name() or "").all():
                yield str(_owner(user))
    for page, content in _drafts():
        if term.pk in _terms_in(content):
            yield page


def _drafts() -> Iterator[tuple[str, dict[str, Any]]]:
    """Title and content of every version that is a draft now or will be published later."""
    pages = ProgrammePage.objects.filter(has_unpublished_changes=True)
    latest = pages.filter(latest_revision__isnull=False).values("latest_revision")
    revisions = Revision.page_revisions.filter(
        models.Q(pk__in=latest) | models.Q(approved_go_live_at__isnull=False)
    )
    for revision in revisions.iterator():
        if revision.content.get("strands") is not None:
            yield revision.object_str, revision.content


def _terms_in(content: dict[str, Any]) -> set[int]:
    found: set[int] = set()
    for name in PROGRAMME.terms:
        found.update(content.get(name) or [])
    strand_shape = PROGRAMME.below["strands"]
    for strand in content.get("strands") or []:
        for name in strand_shape.terms:
            found.update(strand.get(name) or [])
        for row in strand.get("told_rows") or []:
            found.update(row.get("told") or [])
            found.add(row.get("context"))
    return found
