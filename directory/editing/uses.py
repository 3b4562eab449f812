"""Which entries use which terms: those published, and what drafts and scheduled versions hold."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from directory.editing.draft_uses import draft_uses
from directory.models import Organisation, ProgrammePage, Strand, StrandTold, Term

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
    # A draft may have another title: what is published comes first, and names the entry.
    found: dict[tuple[str, int], Entry] = {}
    for _term, entry in _uses([term.pk]):
        found.setdefault((entry.kind, entry.pk), entry)
    return sorted(found.values(), key=lambda entry: entry.name.casefold())


def count_uses(terms: Collection[int] | None = None) -> dict[int, int]:
    """How many entries use each of these terms (or each of all), by the term's primary key."""
    users: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for term, entry in _uses(terms):
        users[term].add((entry.kind, entry.pk))
    return {term: len(entries) for term, entries in users.items()}


def _uses(terms: Collection[int] | None) -> Iterator[tuple[int, Entry]]:
    yield from _published_uses(terms)
    yield from _draft_uses(terms)


def _published_uses(terms: Collection[int] | None) -> Iterator[tuple[int, Entry]]:
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
        if terms is not None:
            rows = rows.filter(**{f"{name}__in": terms})
        found = rows.values_list(name, f"{prefix}pk", f"{prefix}{_NAME[owner_model]}")
        for used, pk, title in found.iterator():
            yield used, Entry(owner_model.__name__, pk, title)


def _draft_uses(terms: Collection[int] | None) -> Iterator[tuple[int, Entry]]:
    wanted = None if terms is None else frozenset(terms)
    for page, title, names in draft_uses():
        entry = Entry(ProgrammePage.__name__, page, title)
        held = names[Term._meta.label]
        yield from ((used, entry) for used in (held if wanted is None else held & wanted))
