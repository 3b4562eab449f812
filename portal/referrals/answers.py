"""A partner's answers as people read them: label and words, page by page."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from directory.languages import format_day
from portal.referrals.steps import BY_NAME, STEPS, Step
from portal.selfreferral.ages import BY_CODE
from portal.selfreferral.forms import ConditionsForm, ContactForm, LongText


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
        return gettext("Yes") if value else gettext("No")
    if isinstance(field, forms.DateField):
        return format_day(dt.date.fromisoformat(str(value)))
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if isinstance(value, list):
        return "\n".join(labels.get(str(one), str(one)) for one in value)
    return labels.get(str(value), str(value))


def submission_rows(content: Mapping[str, Any]) -> dict[str, Any]:
    """What a person sent who referred themself, for the staff: {part: rows or text}.

    `age`, `words`, `language` are text; `conditions` pairs of sentence and answer; `contact` rows.
    Whatever is missing or unknown shows as it was sent, or as left open.
    """
    band = BY_CODE.get(str(content.get("age", "")))
    contact = content.get("contact") or {}
    answers = dict(ConditionsForm.ANSWERS)
    return {
        "age": str(band.label) if band else str(content.get("age", "")),
        "minor": band.minor if band else False,
        "words": str(content.get("words", "")),
        "language": _language_name(str(content.get("language", ""))),
        "conditions": [
            (str(one.get("condition", "")), str(answers.get(one.get("answer", ""), "")))
            for one in content.get("conditions") or []
        ],
        "contact": [
            Row(name, str(label), _contact_words(name, contact.get(name)), long=False)
            for name, label in _CONTACT.items()
            # Who comes back with the receipt was asked for no number, hours or name.
            if contact.get(name) or contact.get("channel") != "receipt"
        ],
    }


def identity_rows_sent(submission: Mapping[str, Any]) -> list[Row]:
    """What says who the person is, of what they sent themself."""
    sent = submission_rows(submission)
    contact = {row.field: row for row in sent["contact"]}
    return [
        *(contact[name] for name in ("call_name",) if name in contact),
        Row("age", gettext("Age"), sent["age"], long=False),
        *(contact[name] for name in ("channel", "contact_at") if name in contact),
    ]


def identity_rows(answers: Mapping[str, Any]) -> list[Row]:
    """What says who the person is, of a partner's answers."""
    fields = BY_NAME["person"].form.base_fields
    # Where there is a date of birth, the age was asked for nothing.
    age = "age" if answers.get("age") is not None and not answers.get("born_on") else "born_on"
    return [_row(name, fields[name], answers.get(name)) for name in ("person_name", age)]


def _language_name(code: str) -> str:
    """A language in the reader's own; one that is not known here as its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


_CONTACT = {
    "channel": _("How to answer"),
    "contact_at": _("Number or address"),
    "shared": _("Somebody else uses or sees it"),
    "voicemail": _("A message may be left"),
    "hours": _("When it is safe"),
    "call_name": _("Name to use"),
}
_CHANNELS = {
    "receipt": _("Only here: they come back with their receipt"),
    "phone": _("By a call"),
    "text": _("By a text message"),
    "email": _("By e-mail"),
}


def _contact_words(name: str, value: Any) -> str:
    if not value:
        return ""
    labels: Mapping[str, Any] = {}
    if name == "channel":
        labels = _CHANNELS
    elif name == "voicemail":
        labels = dict(ContactForm.YES_NO)
    elif name == "shared":
        labels = {"yes": _("Yes"), "no": _("No"), "unsure": _("Not sure")}
    return str(labels.get(str(value), value))
