"""A partner's answers as people read them: label and words, page by page."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _

from portal.referrals.steps import STEPS, Step
from portal.selfreferral.forms import LongText


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `long` asks for room; an empty `words` was left open."""

    field: str
    label: str
    words: str
    long: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page's answers."""

    step: Step
    rows: tuple[Row, ...]


def answered_pages(answers: Mapping[str, Mapping[str, Any]]) -> list[Page]:
    """The pages that have answers ({step: {field: value}}), in the order of the form."""
    return [
        Page(step, tuple(_row(name, field, answers[step.name].get(name)) for name, field in fields))
        for step in STEPS
        if step.name in answers
        for fields in [step.form.base_fields.items()]
    ]


def by_page(fields: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """{field: value} as {step: {field: value}}; pages of which nothing is there are left out."""
    pages = {
        step.name: {name: fields[name] for name in step.form.base_fields if name in fields}
        for step in STEPS
    }
    return {name: page for name, page in pages.items() if page}


def _row(name: str, field: forms.Field, value: Any) -> Row:
    return Row(name, str(field.label), _words(field, value), isinstance(field, LongText))


def _words(field: forms.Field, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.DateField):
        return formats.date_format(dt.date.fromisoformat(str(value)), "j F Y")
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if isinstance(value, list):
        return "\n".join(labels.get(str(one), str(one)) for one in value)
    return labels.get(str(value), str(value))
