"""What drafts and scheduled versions of programmes name: terms, organisations and places.

Each version is read once and remembered; a version that changes has another moment of
creation (an editor's save and a merge of terms see to that), so nothing outlives it here.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.cache import cache
from django.db import models
from wagtail.models import Revision

from directory.editing.revisions import draft_revisions, terms_in
from directory.models import Organisation, Place, Term

_KEY = "draft-uses:1"
_DAYS = 30
_BATCH = 100
#: Model → the rows of a version that name one, and the field.
_NAMED: dict[type[models.Model], tuple[str, str]] = {
    Organisation: ("organisation_rows", "organisation"),
    Place: ("place_rows", "place"),
}

#: Model's label → the primary keys named.
Names = dict[str, frozenset[int]]
#: Version's primary key → when it was made, and what it names.
Known = dict[int, tuple[dt.datetime, Names]]


def drafts_naming(instance: models.Model) -> Iterator[tuple[int, str]]:
    """The programmes of which a draft or a scheduled version names `instance`: key and title."""
    label = instance._meta.label
    for page, title, names in draft_uses():
        if instance.pk in names.get(label, ()):
            yield page, title


def draft_uses() -> Iterator[tuple[int, str, Names]]:
    """Of each draft and scheduled version: its programme's key and title, and what it names."""
    found = draft_revisions().order_by("pk")
    versions = list(found.values_list("pk", "created_at", "object_id", "object_str"))
    known: Known = cache.get(_KEY) or {}
    now = {pk: known[pk] for pk, made, *_ in versions if known.get(pk, (None,))[0] == made}
    missing = [pk for pk, *_ in versions if pk not in now]
    for start in range(0, len(missing), _BATCH):
        for revision in Revision.objects.filter(pk__in=missing[start : start + _BATCH]):
            now[revision.pk] = (revision.created_at, _names_in(revision.content))
    if now.keys() != known.keys() or missing:
        cache.set(_KEY, now, dt.timedelta(days=_DAYS).total_seconds())
    for pk, _made, page, title in versions:
        if pk in now:
            yield int(page), title, now[pk][1]


def _names_in(content: dict[str, Any]) -> Names:
    names = {
        model._meta.label: frozenset(
            row[field] for row in content.get(rows) or [] if row.get(field)
        )
        for model, (rows, field) in _NAMED.items()
    }
    return {**names, Term._meta.label: frozenset(terms_in(content))}
