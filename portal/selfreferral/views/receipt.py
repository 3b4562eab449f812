"""Coming back with a receipt: read, write, add, withdraw, erase."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.selfreferral import cookie, drafts, letters
from portal.selfreferral.answers import address_of, contact_in_words, first_open
from portal.selfreferral.conversation import Conversation, read_conversation
from portal.selfreferral.forms import NOT_FOUND, MessageForm, ReceiptForm
from portal.selfreferral.help_lines import lines_for_oneself, named_line
from portal.selfreferral.offers import answer_within_days
from portal.selfreferral.receipts import Receipt
from portal.selfreferral.switching import is_language_switch, shows_typed_again
from portal.vault.errors import NoContentKey

Kind = letters.Kind


@shows_typed_again
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Ask for the receipt; with one in the browser, show what is under it."""
    unsent = request.POST.get("text", "")
    if is_language_switch(request):
        typed = ReceiptForm(initial=request.POST.dict())
        return _ask(request, typed, idle=_lay_idle(request) or bool(unsent), unsent=unsent)
    if request.method == "POST":
        form = ReceiptForm(request.POST)
        if not form.is_valid():
            return _ask(request, form, unsent=unsent)
        if not _has_anything(form.found):
            form.add_error("receipt", NOT_FOUND)
            return _ask(request, form, unsent=unsent)
        return cookie.carry(redirect("receipt"), form.found)
    carried = cookie.receipt_in(request)
    if carried is None:
        return _ask(request, ReceiptForm(), idle=_lay_idle(request))
    conversation = read_conversation(carried)
    if conversation is not None:
        return _show(request, carried, conversation, MessageForm())
    answers = drafts.open_answers(carried)
    if not answers:
        return cookie.drop(_ask(request, ReceiptForm()))
    resume = address_of(first_open(answers))
    response = render(request, "selfreferral/draft.html", {"resume": resume})
    return cookie.carry(response, carried)


@shows_typed_again
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A message, or something added to the referral. Typed text survives a lost receipt.

    A page that answered stands at this address; asked for again, the conversation is shown.
    """
    if request.method != "POST":
        return redirect("receipt")
    form = MessageForm(request.POST)
    unsent = request.POST.get("text", "")
    kind = Kind.ADDITION if request.POST.get("kind") == "addition" else Kind.MESSAGE
    carried = cookie.receipt_in(request)
    conversation = read_conversation(carried) if carried else None
    if carried is None or conversation is None:
        return _ask(request, ReceiptForm(), idle=True, unsent=unsent)
    if not conversation.open:
        return _show(request, carried, conversation, MessageForm(), unsent=unsent)
    if is_language_switch(request):
        typed = MessageForm(initial=request.POST.dict())
        return _show(request, carried, conversation, typed, kind=kind)
    if not form.is_valid():
        return _show(request, carried, conversation, form, kind=kind)
    content = {"text": form.cleaned_data["text"]}
    uuid = form.cleaned_data["letter"]
    letters.write_letter(receipt=carried, kind=kind, content=content, uuid=uuid)
    return cookie.carry(redirect("receipt"), carried)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Say first what withdrawing means, then do it. No reason is asked."""
    return _ask_then(request, Kind.WITHDRAWAL, "selfreferral/withdraw.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say first what erasing means, then do it."""
    return _ask_then(request, Kind.ERASURE, "selfreferral/erase.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def throw_away(request: HttpRequest) -> HttpResponse:
    """Say first what is lost, then destroy the answers of a form that was never sent."""
    carried = cookie.receipt_in(request)
    if carried is None:
        return _ask(request, ReceiptForm(), idle=True)
    if letters.is_spent(carried) or not drafts.open_answers(carried):
        return cookie.carry(redirect("receipt"), carried)
    if request.method == "POST":
        drafts.throw_away(receipt=carried)
        return cookie.drop(redirect("receipt_thrown_away"))
    return cookie.carry(render(request, "selfreferral/throw_away.html"), carried)


@never_cache
@require_safe
def thrown_away(request: HttpRequest) -> HttpResponse:
    return render(request, "selfreferral/thrown_away.html")


def _ask_then(request: HttpRequest, kind: letters.Kind, template: str) -> HttpResponse:
    carried = cookie.receipt_in(request)
    conversation = read_conversation(carried) if carried else None
    if carried is None or conversation is None:
        return _ask(request, ReceiptForm(), idle=True)
    if kind is Kind.WITHDRAWAL and not conversation.open:
        return cookie.carry(redirect("receipt"), carried)
    if request.method == "POST":
        _write_once(carried, kind)
        return cookie.carry(redirect("receipt"), carried)
    return cookie.carry(render(request, template, {"conversation": conversation}), carried)


def _write_once(receipt: Receipt, kind: letters.Kind) -> None:
    try:
        letters.write_letter(receipt=receipt, kind=kind, content={}, uuid=uuid4())
    except NoContentKey:
        # Erased in the meantime, by another tab: what was asked has been done.
        return


def _has_anything(receipt: Receipt) -> bool:
    return read_conversation(receipt) is not None or bool(drafts.open_answers(receipt))


def _lay_idle(request: HttpRequest) -> bool:
    """Whether this browser carried a receipt for too long without using it."""
    return cookie.NAME in request.COOKIES and cookie.receipt_in(request) is None


def _ask(
    request: HttpRequest, form: ReceiptForm, *, idle: bool = False, unsent: str = ""
) -> HttpResponse:
    page = {"form": form, "idle": idle, "unsent": unsent}
    return render(request, "selfreferral/receipt.html", page)


def _show(
    request: HttpRequest,
    receipt: Receipt,
    conversation: Conversation,
    form: MessageForm,
    *,
    kind: letters.Kind = Kind.MESSAGE,
    unsent: str = "",
) -> HttpResponse:
    sent = conversation.submission.content if conversation.submission else None
    language = get_language() or "en"
    named = conversation.help_line
    page: dict[str, Any] = {
        "unsent": unsent,
        "conversation": conversation,
        "form": form,
        "kind": kind,
        "letter": _letter_of(form),
        "contact": contact_in_words(sent["contact"]) if sent else [],
        "help_line": named_line(named, language) if named else None,
        "help_lines": lines_for_oneself(language) if conversation.pending == "erasure" else [],
        "promised_days": answer_within_days(UUID(sent["programme"])) if sent else None,
    }
    status = 409 if unsent else 200
    response = render(request, "selfreferral/conversation.html", page, status=status)
    return cookie.carry(response, receipt)


def _letter_of(form: MessageForm) -> UUID | str:
    return form["letter"].value() or uuid4()
