"""What is done on an open referral: each asks, calls one service, and shows what came of it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.decorators import StaffRequest, portal_view
from portal.accounts.roles import PROGRAMME_STAFF
from portal.referrals import services
from portal.referrals.models import Referral
from portal.referrals.queries import Viewpoint, intake_of
from portal.referrals.services import StepRefused
from portal.referrals.staff_forms import AcceptForm, ConflictForm, MessageForm, QuestionForm
from portal.referrals.states import State
from portal.referrals.switching import in_chosen_language, is_language_switch, typed_in
from portal.referrals.views.acting import (
    carry_out,
    require_intake,
    require_reader,
    show_refused,
    step_page,
    to_referral,
)
from portal.referrals.views.referral import require_viewpoint, show_referral, title_of

ask_or_send = require_http_methods(["GET", "HEAD", "POST"])


@portal_view(*PROGRAMME_STAFF)
@require_POST
def conflict(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Answer whether one knows the person; the no of an intake member starts the triage, and a yes
    is asked once more, because nobody can take it back."""
    viewpoint = require_reader(request, referral_id)
    form = ConflictForm(request.POST)
    if not form.is_valid():
        return show_referral(request, viewpoint, conflict_form=form)
    knows = form.cleaned_data["knows_person"] == "yes"
    if knows and request.POST.get("confirmed") != "yes":
        return _ask_to_confirm(request, viewpoint)
    told = services.answer_conflict(
        acting_user=request.user, referral=viewpoint.referral, knows_person=knows
    )
    if knows:
        messages.info(request, _closed_words(viewpoint.referral, told))
        return HttpResponseRedirect(reverse("inbox"))
    if not viewpoint.decides or viewpoint.referral.state != State.SUBMITTED:
        messages.success(request, _("Thank you. Your answer is kept."))
        return to_referral(viewpoint.referral)
    return carry_out(
        request,
        viewpoint,
        State.IN_TRIAGE,
        lambda: services.take_into_triage(acting_user=request.user, referral=viewpoint.referral),
        _("The triage has begun."),
    )


def _ask_to_confirm(request: StaffRequest, viewpoint: Viewpoint) -> HttpResponse:
    referral = viewpoint.referral
    page = {
        "referral": referral,
        "title": title_of(referral),
        "colleagues": intake_of(referral).exclude(pk=request.user.pk).exists(),
    }
    return render(request, "referrals/conflict.html", page)


def _closed_words(referral: Referral, told: bool) -> str:
    """What became of a referral that somebody closed to themself."""
    if not intake_of(referral).exists():
        return _(
            "Thank you for saying so. The referral is closed to you now, and nobody else of the "
            "intake can open it. Ask whoever looks after accounts at your organisation, today, for "
            "somebody who can."
        )
    if told:
        return _(
            "Thank you for saying so. The referral is closed to you now. Your colleagues of the "
            "intake still see it, and get an e-mail that there is something for them."
        )
    return _(
        "Thank you for saying so. The referral is closed to you now. Your colleagues of the intake "
        "still see it."
    )


@portal_view(*PROGRAMME_STAFF)
@ask_or_send
@in_chosen_language
def question(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Ask the person or the referrer something, with a day."""
    viewpoint = require_intake(request, referral_id)
    first_day = services.first_answer_day(viewpoint.referral)
    if request.method != "POST" or is_language_switch(request):
        typed = typed_in(QuestionForm, request) if request.method == "POST" else None
        form = QuestionForm(initial=typed, first_day=first_day)
        return step_page(request, viewpoint, "question", form, State.INFORMATION_REQUESTED)
    form = QuestionForm(request.POST, first_day=first_day)
    if not form.is_valid():
        return step_page(request, viewpoint, "question", form, State.INFORMATION_REQUESTED)
    return carry_out(
        request,
        viewpoint,
        State.INFORMATION_REQUESTED,
        lambda: services.ask_question(
            acting_user=request.user,
            referral=viewpoint.referral,
            question=form.cleaned_data["question"],
            answer_by=form.cleaned_data["answer_by"],
            uuid=form.cleaned_data["sending"],
        ),
        _("Your question is on its way."),
        refused=lambda refusal: step_page(
            request, viewpoint, "question", form, State.INFORMATION_REQUESTED, refusal=refusal
        ),
    )


@portal_view(*PROGRAMME_STAFF)
@require_POST
def go_on(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Go on without an answer."""
    viewpoint = require_intake(request, referral_id)
    return carry_out(
        request,
        viewpoint,
        State.IN_TRIAGE,
        lambda: services.go_on_without_answer(
            acting_user=request.user, referral=viewpoint.referral
        ),
        _("You go on without an answer."),
    )


@portal_view(*PROGRAMME_STAFF)
@ask_or_send
@in_chosen_language
def accept(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Say yes."""
    viewpoint = require_intake(request, referral_id)
    if request.method != "POST" or is_language_switch(request):
        typed = typed_in(AcceptForm, request) if request.method == "POST" else None
        return step_page(request, viewpoint, "accept", AcceptForm(initial=typed), State.ACCEPTED)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return step_page(request, viewpoint, "accept", form, State.ACCEPTED)
    return carry_out(
        request,
        viewpoint,
        State.ACCEPTED,
        lambda: services.accept_referral(
            acting_user=request.user,
            referral=viewpoint.referral,
            message=form.cleaned_data["message"],
            uuid=form.cleaned_data["sending"],
        ),
        _("The referral is accepted."),
        refused=lambda refusal: step_page(
            request, viewpoint, "accept", form, State.ACCEPTED, refusal=refusal
        ),
    )


@portal_view()
@require_POST
@in_chosen_language
def message(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Write to the other side."""
    viewpoint = require_viewpoint(request.user, referral_id)
    if not (viewpoint.decides or viewpoint.refers):
        raise PermissionDenied
    if is_language_switch(request):
        form = MessageForm(initial=typed_in(MessageForm, request))
        return show_referral(request, viewpoint, message_form=form)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return show_referral(request, viewpoint, message_form=form)
    try:
        services.send_message(
            acting_user=request.user,
            referral=viewpoint.referral,
            text=form.cleaned_data["text"],
            uuid=form.cleaned_data["sending"],
            role=viewpoint.role,
        )
    except StepRefused as refusal:
        return show_refused(request, viewpoint, refusal, message_form=form)
    messages.success(request, _("Your message is on its way."))
    return to_referral(viewpoint.referral)
