"""What every step on a referral has in common: who may, what came of it, what was refused."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from portal.accounts.decorators import StaffRequest
from portal.referrals.models import Referral
from portal.referrals.possible import why_not_now
from portal.referrals.queries import Viewpoint
from portal.referrals.services import StepRefused
from portal.referrals.staff_forms import MessageForm
from portal.referrals.states import AWAITING_DECISION, State, Text, state_name
from portal.referrals.views.referral import require_viewpoint, show_referral, title_of


def require_intake(request: StaffRequest, referral_id: UUID) -> Viewpoint:
    """404 for outsiders, 403 for those who may look and not do this."""
    viewpoint = require_reader(request, referral_id)
    if not viewpoint.decides:
        raise PermissionDenied
    return viewpoint


def require_reader(request: StaffRequest, referral_id: UUID) -> Viewpoint:
    """404 for outsiders, 403 for the referrer and for those to whom the referral is closed."""
    viewpoint = require_viewpoint(request.user, referral_id)
    if not viewpoint.reads or viewpoint.knows_person or viewpoint.referral.erased_on:
        raise PermissionDenied
    return viewpoint


def carry_out(
    request: StaffRequest,
    viewpoint: Viewpoint,
    end: State,
    step: Callable[[], None],
    done: str,
    *,
    refused: Callable[[StepRefused], HttpResponse] | None = None,
) -> HttpResponse:
    """Take a step that ends at `end` and go back to the referral.

    `refused` makes the page for a refusal, where something was typed that must not be lost.
    Without it, a step that somebody else has just taken counts as done.
    """
    try:
        step()
    except StepRefused as refusal:
        if refused is not None:
            return refused(refusal)
        if _stands_at(viewpoint.referral, end):
            return to_referral(viewpoint.referral)
        return show_refused(request, viewpoint, refusal)
    messages.success(request, done)
    return to_referral(viewpoint.referral)


def _stands_at(referral: Referral, end: State) -> bool:
    return Referral.objects.filter(pk=referral.pk, state=end).exists()


def to_referral(referral: Referral) -> HttpResponse:
    return HttpResponseRedirect(reverse("referral", args=[referral.pk]))


def show_refused(
    request: StaffRequest,
    viewpoint: Viewpoint,
    refusal: StepRefused,
    *,
    message_form: MessageForm | None = None,
) -> HttpResponse:
    fresh = require_viewpoint(request.user, viewpoint.referral.pk)
    return show_referral(request, fresh, refusals=refusal.reasons, message_form=message_form)


def posted_draft_id(request: StaffRequest) -> UUID:
    """The draft's id as the form carries it, so that a double click begins one draft."""
    try:
        return UUID(request.POST.get("draft", ""))
    except ValueError:
        return uuid4()


def step_page(
    request: StaffRequest,
    viewpoint: Viewpoint,
    template: str,
    form: Any,
    end: State,
    *,
    refusal: StepRefused | None = None,
    **more: Any,
) -> HttpResponse:
    """The page on which a step is prepared, with the reasons why it was refused, if it was. Asked
    for when the step cannot be taken, it says so instead of asking for anything."""
    referral = viewpoint.referral
    reasons = why_not_now(viewpoint, end) if request.method != "POST" else ()
    if reasons:
        return _not_now(request, referral, reasons)
    page = {
        "referral": referral,
        "viewpoint": viewpoint,
        "title": title_of(referral),
        "form": form,
        "end": end,
        "refusals": refusal.reasons if refusal else (),
        **more,
    }
    status = 409 if refusal else 200
    return render(request, f"referrals/{template}.html", page, status=status)


def _not_now(request: StaffRequest, referral: Referral, reasons: tuple[Text, ...]) -> HttpResponse:
    page = {
        "referral": referral,
        "title": title_of(referral),
        "reasons": reasons,
        "over": referral.state not in AWAITING_DECISION,
        "staff_state": state_name(referral.state),
    }
    return render(request, "referrals/not_now.html", page)
