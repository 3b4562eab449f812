"""Referring oneself, one question a page.

The addresses are neutral: which programme it is travels in the forms and the sealed draft, never
in an address. Between the pages nothing stands on the server in clear.
"""

from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.selfreferral import ages, cookie, drafts, letters
from portal.selfreferral.answers import (
    Answers,
    address_of,
    age_of,
    answers_in_words,
    content_of,
    first_open,
    form_for,
    is_current,
    offer_of,
    page_shown,
)
from portal.selfreferral.forms import ContactForm, PlainForm, WordsForm
from portal.selfreferral.help_lines import lines_for_oneself
from portal.selfreferral.offers import Offer, read_offer
from portal.selfreferral.receipts import Receipt, make_receipt
from portal.selfreferral.steps import BY_NAME, STEPS, Step, next_step
from portal.selfreferral.switching import is_language_switch, shows_typed_again

# The database was busy, full or gone: whoever wrote is told what was kept, and can try again.
NOT_SAVED = _("This could not be saved just now. Your answer is still here: please try once more.")
NOT_SENT = _(
    "It was not sent, because our system was too busy. Your answers are kept. Press “Send” again."
)


@shows_typed_again
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Where a programme's page leads, by POST; asked for alone, it says how to begin."""
    if request.method != "POST":
        return render(request, "selfreferral/start.html", {"receipt": cookie.receipt_in(request)})
    offer = _posted_offer(request)
    if offer is None:
        return _closed(request)
    step = BY_NAME["age"]
    return _show(request, step, step.form(), offer, {})


@shows_typed_again
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, name: str) -> HttpResponse:
    """One question. A good answer is sealed and leads on; a wrong one keeps what was typed."""
    step = BY_NAME[name]
    receipt = cookie.receipt_in(request)
    answers = drafts.open_answers(receipt) if receipt else {}
    if request.method != "POST":
        return _ask_again(request, step, receipt, answers)
    offer = _posted_offer(request)
    if offer is None:
        return _closed(request, _kept(request, step))
    if receipt and step.name != "age" and letters.was_sent(receipt):
        page = {"kept": _kept(request, step)}
        answer = render(request, "selfreferral/already_sent.html", page, status=409)
        return cookie.carry(answer, receipt)
    if is_language_switch(request):
        typed = form_for(step, offer, None, initial=request.POST.dict())
        return _show(request, step, typed, offer, answers, receipt=receipt)
    form = form_for(step, offer, request.POST)
    if not form.is_valid():
        return _show(request, step, form, offer, answers, receipt=receipt)
    try:
        return _save(request, step, form, offer, receipt, answers)
    except OperationalError:
        form.add_error(None, NOT_SAVED)
        return _show(request, step, form, offer, answers, receipt=receipt, status=503)


def _ask_again(
    request: HttpRequest,
    step: Step,
    receipt: Receipt | None,
    answers: Answers,
) -> HttpResponse:
    if receipt is None or not answers:
        return redirect("start")
    if letters.was_sent(receipt):
        return redirect("receipt")
    offer = offer_of(answers, get_language() or "en")
    if offer is None:
        return _closed(request, _texts(answers), sealed=True)
    given = answers[step.name] if is_current(step, answers) else None
    form = form_for(step, offer, None, initial=given)
    return _show(request, step, form, offer, answers, receipt=receipt)


def _save(
    request: HttpRequest,
    step: Step,
    form: PlainForm,
    offer: Offer,
    receipt: Receipt | None,
    before: Answers,
) -> HttpResponse:
    answers = form.answers()
    if step.name == "age" and answers["age"] == ages.UNDER_TWELVE.code:
        # A child talks with a person, not with a form: this answer is not kept.
        return cookie.drop(redirect("start_talk"))
    expired = False
    if receipt is None or letters.is_spent(receipt) or drafts.was_thrown_away(receipt):
        # The first answer, or a form left open for too long: a receipt is made, and what was just
        # written is sealed under it before anything else is asked.
        receipt, before, expired = make_receipt(), {}, step.name != "age"
    if before.get("programme", {}).get("programme") != str(offer.uuid):
        drafts.save_answers(
            receipt=receipt, step="programme", answers={"programme": str(offer.uuid)}
        )
    page = page_shown(step, offer, age_of(before))
    drafts.save_answers(
        receipt=receipt, step=step.name, answers=answers | ({"page": page} if page else {})
    )
    if expired:
        return cookie.carry(redirect("start_kept"), receipt)
    if request.POST.get("then") == "later":
        drafts.put_away(receipt=receipt)
        return cookie.carry(redirect("start_saved"), receipt)
    if step.name == "age" and not offer.strands_for(answers["age"]):
        return cookie.carry(redirect("start_elsewhere"), receipt)
    saved = drafts.open_answers(receipt)
    target = first_open(saved) if request.POST.get("then") == "check" else next_step(step.name)
    return cookie.carry(_to(target), receipt)


@never_cache
@require_safe
def talk(request: HttpRequest) -> HttpResponse:
    """Where a child under twelve is led: to a person, by phone."""
    return render(request, "selfreferral/under_twelve.html")


@never_cache
@require_safe
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Somebody's age is not one that the programme is meant for; others are."""
    receipt = cookie.receipt_in(request)
    if receipt is None:
        return redirect("start")
    answers = drafts.open_answers(receipt)
    if not answers:
        return cookie.drop(redirect("start"))
    offer = offer_of(answers, get_language() or "en")
    age = age_of(answers)
    if offer is None:
        return _closed(request, _texts(answers), sealed=True)
    if age is None or offer.strands_for(age):
        return cookie.carry(_to("age"), receipt)
    page = {"offer": offer, "minor": ages.BY_CODE[age].minor}
    return cookie.carry(render(request, "selfreferral/other_age.html", page), receipt)


@never_cache
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """A form was open for too long; what was typed on it lies sealed under a new receipt."""
    receipt = cookie.receipt_in(request)
    if receipt is None:
        return redirect("start")
    if letters.was_sent(receipt):
        return cookie.carry(redirect("receipt"), receipt)
    page = {"next": address_of(STEPS[0].name)}
    return cookie.carry(render(request, "selfreferral/kept.html", page), receipt)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All answers before sending; the button sends."""
    receipt = cookie.receipt_in(request)
    if receipt is None:
        return render(request, "selfreferral/put_away.html", status=409)
    if letters.was_sent(receipt):
        return cookie.carry(redirect("start_sent"), receipt)
    answers = drafts.open_answers(receipt)
    if not answers:
        # Erased or thrown away; the browser still had the receipt.
        return cookie.drop(redirect("start"))
    offer = offer_of(answers, get_language() or "en")
    if offer is None:
        return _closed(request, _texts(answers), sealed=True)
    still_open = first_open(answers)
    if still_open != "check":
        return cookie.carry(_to(still_open), receipt)
    if not offer.strands_for(answers["age"]["age"]):
        return cookie.carry(_to("age"), receipt)
    if request.method == "POST":
        try:
            letters.send_referral(receipt=receipt, content=content_of(offer, answers))
        except OperationalError:
            return _check_page(request, receipt, offer, answers, trouble=True)
        return cookie.carry(redirect("start_sent"), receipt)
    return _check_page(request, receipt, offer, answers)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The receipt of what was sent."""
    receipt = cookie.receipt_in(request)
    if receipt is None or not letters.was_sent(receipt):
        return redirect("receipt")
    offer = offer_of(drafts.open_answers(receipt), get_language() or "en")
    lines = lines_for_oneself(get_language() or "en")
    page = {"receipt": receipt, "offer": offer, "help_lines": lines}
    return cookie.carry(render(request, "selfreferral/sent.html", page), receipt)


@never_cache
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The receipt of what was put away for later."""
    receipt = cookie.receipt_in(request)
    if receipt is None:
        return redirect("receipt")
    if letters.was_sent(receipt):
        return redirect("start_sent")
    page = {"receipt": receipt, "next": address_of(first_open(drafts.open_answers(receipt)))}
    return cookie.carry(render(request, "selfreferral/saved.html", page), receipt)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Take the receipt out of this browser; what was sent or put away stays under it."""
    return cookie.drop(HttpResponseRedirect(reverse("home")))


def _check_page(
    request: HttpRequest,
    receipt: Receipt,
    offer: Offer,
    answers: Answers,
    *,
    trouble: bool = False,
) -> HttpResponse:
    page = {
        "offer": offer,
        "rows": answers_in_words(offer, answers),
        "safer": address_of("contact") if ContactForm.seen_by_others(answers["contact"]) else "",
        "trouble": NOT_SENT if trouble else "",
    }
    status = 503 if trouble else 200
    return cookie.carry(render(request, "selfreferral/check.html", page, status=status), receipt)


def _posted_offer(request: HttpRequest) -> Offer | None:
    try:
        return read_offer(UUID(request.POST.get("programme", "")), get_language() or "en")
    except ValueError:
        return None


def _closed(
    request: HttpRequest, kept: list[tuple[str, str]] | None = None, *, sealed: bool = False
) -> HttpResponse:
    """`kept` are texts to copy; `sealed` says that they lie in a draft too."""
    page = {"kept": kept or [], "sealed": sealed}
    return render(request, "selfreferral/closed.html", page, status=409)


def _show(
    request: HttpRequest,
    step: Step,
    form: PlainForm,
    offer: Offer,
    answers: Answers,
    *,
    receipt: Receipt | None = None,
    status: int = 200,
) -> HttpResponse:
    """A question's page; `answers` are those that lie sealed, opened once for each request."""
    page: dict[str, Any] = {
        "step": step,
        "form": form,
        "offer": offer,
        "action": reverse("start_question", args=[step.name]),
        "place": STEPS.index(step) + 1,
        "places": len(STEPS),
        "back": address_of(STEPS[STEPS.index(step) - 1].name) if step != STEPS[0] else None,
        "changing": is_current(step, answers) or request.POST.get("then") == "check",
    }
    if step.name == "limits":
        age = age_of(answers)
        page["strands"] = offer.strands_for(age)
        page["minor"] = age in ages.BY_CODE and ages.BY_CODE[age].minor
    response = render(request, step.template, page, status=status)
    return cookie.carry(response, receipt) if receipt else response


def _kept(request: HttpRequest, step: Step) -> list[tuple[str, str]]:
    """The texts of a page whose programme can no longer be found, to be copied."""
    fields = step.form.base_fields
    typed = ((name, request.POST.get(name, "")) for name in fields)
    return [(str(fields[name].label), text) for name, text in typed if text.strip()]


def _texts(answers: Answers) -> list[tuple[str, str]]:
    """What the person wrote in a draft whose programme no longer takes it, to be copied."""
    words = answers.get("words", {}).get("words", "")
    return [(str(WordsForm.base_fields["words"].label), words)] if words else []


def _to(name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(address_of(name))
