"""Which entries use which terms: those published, and what drafts and scheduled versions hold."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Revision

from directory.models import Organisation, ProgrammePage, Strand, StrandTold, Term
from directory.reading.shape import PROGRAMME

#: Model that points at terms → the path of attributes to the entry it belongs to.
_OWNER: dict[type[models.Model], str] = {
    ProgrammePage: "",
    Strand: "page",
    StrandTold: "strand__page",
    Organisation: "",
}
_NAME = {ProgrammePage: "title", Organisation: "name"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A programme or an organisation that uses a term, by the name people know it by."""

    kind: str
    pk: int
    name: str


def entries_using(term: Term) -> list[Entry]:
    """Every entry that uses `term` now, in a draft or in a scheduled version, by name."""
    found = {entry for _term, entry in _uses(term.pk)}
    return sorted(found, key=lambda entry: entry.name.casefold())


def count_uses() -> dict[int, int]:
    """How many entries use each term, by the term's primary key. Reads every draft once."""
    users: dict[int, set[Entry]] = defaultdict(set)
    for term, entry in _uses():
        users[term].add(entry)
    return {term: len(entries) for term, entries in users.items()}


def terms_in(content: dict[str, Any]) -> set[int]:
    """The primary keys of the terms that a programme's revision holds."""
    return {term for terms in term_lists(content) for term in terms if term is not None}


def term_lists(content: dict[str, Any]) -> Iterator[list[int | None]]:
    """Each list of terms in a programme's revision; a single term is a list of one."""
    yield from (content.get(name) or [] for name in PROGRAMME.terms)
    below = PROGRAMME.below["strands"]
    for strand in content.get("strands") or []:
        yield from (strand.get(name) or [] for name in below.terms)
        for row in strand.get("told_rows") or []:
            yield row.get("told") or []
            yield [row.get("context")]


def _uses(term: int | None = None) -> Iterator[tuple[int, Entry]]:
    yield from _published_uses(term)
    yield from _draft_uses(term)


def _published_uses(term: int | None) -> Iterator[tuple[int, Entry]]:
    relation: Any
    for relation in Term._meta.related_objects:
        model = relation.related_model
        if model not in _OWNER:  # a narrower term, which is no entry
            continue
        # The reverse of the relation, from the side of whoever points at terms.
        name = relation.field.name
        owner = _OWNER[model]
        owner_model = model if not owner else ProgrammePage
        prefix = f"{owner}__" if owner else ""
        rows = model._default_manager.filter(**{f"{name}__isnull": False})
        if term is not None:
            rows = rows.filter(**{name: term})
        found = rows.values_list(name, f"{prefix}pk", f"{prefix}{_NAME[owner_model]}")
        for used, pk, title in found.iterator():
            yield used, Entry(owner_model.__name__, pk, title)


def _draft_uses(term: int | None) -> Iterator[tuple[int, Entry]]:
    for revision in draft_revisions().iterator():
        entry = Entry(ProgrammePage.__name__, int(revision.object_id), revision.object_str)
        for used in terms_in(revision.content):
            if term is None or used == term:
                yield used, entry


def draft_revisions() -> models.QuerySet[Revision]:
    """Every version of a programme that is a draft now or will be published later."""
    pages = ProgrammePage.objects.filter(has_unpublished_changes=True)
    latest = pages.filter(latest_revision__isnull=False).values("latest_revision")
    return programme_revisions().filter(
        models.Q(pk__in=latest) | models.Q(approved_go_live_at__isnull=False)
    )


def programme_revisions() -> models.QuerySet[Revision]:
    """Every version of every programme that is kept."""
    kind = ContentType.objects.get_for_model(ProgrammePage)
    return Revision.page_revisions.filter(content_type=kind)
