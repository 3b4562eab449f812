"""What somebody may choose from: in the choosers of snippets, and in the rows of a programme.

Everything, unless a function registered with the hook `narrow_directory_choices` leaves some out:
it takes a queryset and the user, and returns a queryset.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.http import QueryDict
from modelcluster.models import get_all_child_relations
from wagtail import hooks

HOOK = "narrow_directory_choices"


def choices_for(user: Any, objects: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Those of `objects` that this person may choose."""
    for narrow in hooks.get_hooks(HOOK):
        objects = narrow(objects, user)
    return objects


def without_what_may_not_be_chosen(data: QueryDict, page: Any, user: Any) -> QueryDict:
    """What a form sent, with those rows emptied that point at what this person may not choose.

    A form that comes back names what was chosen; so this comes before the form sees it. What the
    page points at already stays, whoever put it there.
    """
    clean = data
    for relation, field in pointers_of(type(page)):
        name = re.compile(rf"{relation}-\d+-{field.name}")
        sent = {key: str(data[key]) for key in data if name.fullmatch(key) and data[key]}
        if not sent:
            continue
        there = {str(getattr(row, field.attname)) for row in getattr(page, relation).all()}
        asked = {value for value in sent.values() if value.isdecimal()} - there
        model: Any = field.related_model
        allowed = choices_for(user, model._default_manager.filter(pk__in=asked))
        open_to_them = there | {str(pk) for pk in allowed.values_list("pk", flat=True)}
        for key in (key for key, value in sent.items() if value not in open_to_them):
            if clean is data:
                clean = data.copy()
            clean[key] = ""
    return clean


def pointers_of(model: Any) -> Iterator[tuple[str, Any]]:
    """The rows of a page that point at something of the directory: relation and field."""
    for relation in get_all_child_relations(model):
        for field in relation.related_model._meta.get_fields():
            if not isinstance(field, models.ForeignKey) or field.name == relation.field.name:
                continue
            target: Any = field.related_model
            if target._meta.app_label == "directory":
                yield relation.get_accessor_name(), field
