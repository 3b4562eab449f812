"""The answers of a self-referral: asked by forms, read back by the person, sent as one content."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from portal.selfreferral.forms import ContactForm, PlainForm
from portal.selfreferral.offers import Offer, read_offer
from portal.selfreferral.shown import page_said
from portal.selfreferral.steps import STEPS, Step

Answers = dict[str, dict[str, Any]]


def form_for(
    step: Step, offer: Offer, data: Any, *, initial: dict[str, Any] | None = None
) -> PlainForm:
    """The form of a page; the conditions are those of the programme."""
    extra = {"conditions": offer.conditions} if step.name == "conditions" else {}
    return step.form(data, initial=initial or {}, **extra)


def page_shown(step: Step, offer: Offer, age: str | None) -> dict[str, Any] | None:
    """What a page says that its answer depends on, kept with the answer; None where nothing does.

    An agreement counts for what was read: for this programme, this age and these sentences.
    """
    if step.name == "limits":
        return page_said(language=offer.language, said=offer.shown(age), statement=offer.statement)
    if step.name == "conditions":
        sentences = [condition.words for condition in offer.conditions]
        said = {"slug": offer.slug, "conditions": sentences}
        return {"language": offer.language, "said": said}
    return None


def is_current(step: Step, answers: Answers) -> bool:
    """Whether a page was answered, and still says what it said then."""
    if step.name not in answers:
        return False
    page = answers[step.name].get("page")
    if step.name not in ("limits", "conditions"):
        return True
    offer = offer_of(answers, page["language"]) if page else None
    return offer is not None and page == page_shown(step, offer, age_of(answers))


def first_open(answers: Answers) -> str:
    """The first page that is still to be answered, or *check* when none is."""
    return next((step.name for step in STEPS if not is_current(step, answers)), "check")


def offer_of(answers: Answers, language: str) -> Offer | None:
    """The programme that a draft is for, while its door is open."""
    uuid = answers.get("programme", {}).get("programme", "")
    return read_offer(UUID(uuid), language) if uuid else None


def age_of(answers: Answers) -> str | None:
    """The code of the age band, once it was chosen."""
    age: str | None = answers.get("age", {}).get("age")
    return age


def answers_in_words(offer: Offer, answers: Answers) -> list[dict[str, Any]]:
    """The answers as the person reads them back: label, text and the page to change it on."""
    rows = []
    for step in STEPS:
        given = _in_words(form_for(step, offer, None), answers[step.name])
        rows += [row | {"change": address_of(step.name)} for row in given]
    return rows


def contact_in_words(contact: dict[str, Any]) -> list[dict[str, Any]]:
    """Safe contact as the person answered it: label and text."""
    return _in_words(ContactForm(), contact)


def _in_words(form: PlainForm, given: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    if isinstance(form, ContactForm):
        given = form.heeded(given)
    for name, field in form.fields.items():
        if isinstance(form, ContactForm) and not form.concerns(name, given):
            continue
        value = given.get(name, "")
        shown = dict(getattr(field, "choices", ())).get(value, value)
        agreed = value is True
        rows.append({"label": field.label, "text": None if agreed else shown, "agreed": agreed})
    return rows


def content_of(offer: Offer, answers: Answers) -> dict[str, Any]:
    """What the submission letter holds: the answers and what was shown when they were given."""
    sentences = answers["conditions"]["page"]["said"]["conditions"]
    conditions = [
        {"condition": sentence, "answer": answers["conditions"].get(f"condition_{number}", "")}
        for number, sentence in enumerate(sentences, start=1)
    ]
    return {
        "programme": str(offer.uuid),
        "language": get_language(),
        "shown": answers["limits"]["page"]["said"],
        "age": answers["age"]["age"],
        "agreed": answers["limits"]["agreed"],
        "conditions": conditions,
        "words": answers["words"]["words"],
        "contact": ContactForm.heeded(answers["contact"]),
    }


def address_of(name: str) -> str:
    """The address of a page by its name; *check* is the last one."""
    return reverse("start_check") if name == "check" else reverse("start_question", args=[name])
