"""The answers of a self-referral: asked by forms, read back by the person, sent as one content."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from portal.selfreferral.forms import ContactForm, PlainForm
from portal.selfreferral.offers import Offer
from portal.selfreferral.steps import STEPS, Step

Answers = dict[str, dict[str, Any]]


def form_for(
    step: Step, offer: Offer, data: Any, *, initial: dict[str, Any] | None = None
) -> PlainForm:
    """The form of a page; the conditions are those of the programme."""
    extra = {"conditions": offer.conditions} if step.name == "conditions" else {}
    return step.form(data, initial=initial or {}, **extra)


def answers_in_words(offer: Offer, answers: Answers) -> list[dict[str, Any]]:
    """The answers as the person reads them back: label, text and the page to change it on."""
    rows = []
    for step in STEPS:
        form = form_for(step, offer, None)
        for name, field in form.fields.items():
            if isinstance(form, ContactForm) and not form.concerns(name, answers["contact"]):
                continue
            value = answers[step.name].get(name, "")
            shown = dict(getattr(field, "choices", ())).get(value, value)
            if value is True:
                shown = None
            rows.append(
                {
                    "label": field.label,
                    "text": shown,
                    "agreed": value is True,
                    "change": address_of(step.name),
                }
            )
    return rows


def content_of(offer: Offer, answers: Answers) -> dict[str, Any]:
    """What the submission letter holds: the answers and what was shown when they were given."""
    conditions = [
        {"condition": sentence, "answer": answers["conditions"].get(f"condition_{number}", "")}
        for number, sentence in enumerate(offer.conditions, start=1)
    ]
    return {
        "programme": str(offer.uuid),
        "language": get_language(),
        "shown": offer.shown(answers["age"]["age"]),
        "age": answers["age"]["age"],
        "agreed": answers["limits"]["agreed"],
        "conditions": conditions,
        "words": answers["words"]["words"],
        "contact": answers["contact"],
    }


def address_of(name: str) -> str:
    """The address of a page by its name; *check* is the last one."""
    return reverse("start_check") if name == "check" else reverse("start_question", args=[name])
