"""What was taken in while an entry stood open in a browser: sending the form does not undo it.

A check and a capacity are written down by what a provider says, between an editor's opening of the
form and its sending. The form says which of them it showed.
"""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import fields_for_model
from django.http import QueryDict

#: What is said together, the day of it last.
CHECK = ("checked_by", "checked_on")
CAPACITY = ("capacity", "waiting_weeks", "capacity_on")
SHOWN = "days_shown"


class ShownField(forms.CharField):
    """What the form showed of checks and capacities; nobody changes it."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


def shown_of(page: Any) -> str:
    """The check and the capacities of an entry, for its form to send back."""
    return json.dumps({key: _said(row, names) for key, row, names in _rows(page)})


def with_what_was_taken_in(data: QueryDict, page: Any) -> QueryDict:
    """What a form sent, with what was said since it was opened where nobody typed otherwise."""
    shown = _read(data.get(SHOWN, ""))
    prefixes = {"": ""} | {
        str(uuid): name.removesuffix("uuid")
        for name, uuid in data.items()
        if name.startswith("strands-") and name.count("-") == 2 and name.endswith("-uuid")
    }
    clean = data
    for key, row, names in _rows(page):
        before, now = shown.get(key), _said(row, names)
        if key not in prefixes or not isinstance(before, dict) or not _is_later(before, now):
            continue
        sent = {name: data.get(f"{prefixes[key]}{name}") for name in names}
        if _is_typed(type(row), before, sent):
            continue
        if clean is data:
            clean = data.copy()
        for name in names:
            clean[f"{prefixes[key]}{name}"] = "" if now[name] is None else str(now[name])
    return clean


def _rows(page: Any) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    yield "", page, CHECK
    for strand in page.strands.all():
        yield str(strand.uuid), strand, CAPACITY


def _said(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


def _read(sent: str) -> dict[str, Any]:
    try:
        found = json.loads(sent)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_later(before: dict[str, Any], now: dict[str, Any]) -> bool:
    day = list(now)[-1]
    return before != now and bool(now[day]) and now[day] >= str(before.get(day) or "")


def _is_typed(model: Any, before: dict[str, Any], sent: dict[str, Any]) -> bool:
    fields = fields_for_model(model, list(sent))
    try:
        return any(
            fields[name].has_changed(fields[name].to_python(before.get(name)), sent[name])
            for name in sent
        )
    except ValidationError:
        return True
