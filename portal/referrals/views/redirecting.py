"""Saying that somewhere else fits better, and sending a referral on."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.decorators import StaffRequest, portal_view
from portal.accounts.roles import PROGRAMME_STAFF, Role
from portal.referrals import services
from portal.referrals.drafts import AlreadySent
from portal.referrals.fitting import age_of, describe
from portal.referrals.possible import why_not_now
from portal.referrals.programmes import (
    ProgrammeChoice,
    cut,
    narrow,
    read_partner_offer,
    redirection_choices,
)
from portal.referrals.queries import Viewpoint
from portal.referrals.services import StepRefused
from portal.referrals.staff_forms import RedirectForm
from portal.referrals.states import State
from portal.referrals.switching import in_chosen_language, is_language_switch, typed_in
from portal.referrals.views.acting import carry_out, posted_draft_id, require_intake, step_page
from portal.referrals.views.referral import require_viewpoint


@portal_view(*PROGRAMME_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
@in_chosen_language
def redirect_elsewhere(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Say that somewhere else fits better, and where. The search button sends nothing."""
    viewpoint = require_intake(request, referral_id)
    choices = redirection_choices(get_language() or "en", without=viewpoint.referral.programme)
    only_shown = "look" in request.POST or is_language_switch(request)
    if request.method != "POST" or only_shown:
        # A search keeps all that was typed, and complains of nothing yet.
        typed = typed_in(RedirectForm, request) if request.method == "POST" else None
        form = RedirectForm(initial=typed, choices=choices)
        return _redirect_page(request, viewpoint, form, choices)
    form = RedirectForm(request.POST, choices=choices)
    if not form.is_valid():
        return _redirect_page(request, viewpoint, form, choices)
    return carry_out(
        request,
        viewpoint,
        State.REDIRECTED,
        lambda: services.redirect_referral(
            acting_user=request.user,
            referral=viewpoint.referral,
            reason=form.cleaned_data["reason"],
            programmes=[UUID(uuid) for uuid in form.cleaned_data["programmes"]],
            helpline=form.cleaned_data["helpline"],
            message=form.cleaned_data["message"],
            uuid=form.cleaned_data["sending"],
        ),
        _("The referral is redirected."),
        refused=lambda refusal: _redirect_page(request, viewpoint, form, choices, refusal),
    )


@portal_view(Role.REFERRER)
@require_POST
def send_on(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Begin a referral to a suggested programme, with what was told already."""
    viewpoint = require_viewpoint(request.user, referral_id)
    if not viewpoint.refers:
        raise PermissionDenied
    wanted = request.POST.get("programme", "")
    offer = read_partner_offer(language=get_language() or "en", slug=wanted)
    if offer is None:
        raise Http404
    draft_id = posted_draft_id(request)
    try:
        draft = services.start_sending_on(
            acting_user=request.user,
            referral=viewpoint.referral,
            programme=offer.uuid,
            draft_id=draft_id,
        )
    except AlreadySent:
        return HttpResponseRedirect(reverse("referral", args=[draft_id]))
    return HttpResponseRedirect(reverse("refer_tasks", args=[draft.id]))


def _redirect_page(
    request: StaffRequest,
    viewpoint: Viewpoint,
    form: RedirectForm,
    choices: Sequence[ProgrammeChoice],
    refusal: StepRefused | None = None,
) -> HttpResponse:
    if request.method != "POST" and why_not_now(viewpoint, State.REDIRECTED):
        return step_page(request, viewpoint, "redirect", form, State.REDIRECTED)
    text = request.POST.get("find", "")
    chosen = set(form["programmes"].value() or [])
    found = [choice for choice in narrow(choices, text) if str(choice.uuid) not in chosen]
    shown, more = cut(found)
    picked = [choice for choice in choices if str(choice.uuid) in chosen]
    opened = services.read_identity(acting_user=request.user, referral=viewpoint.referral)
    age = age_of(opened.answers, opened.submission)
    return step_page(
        request,
        viewpoint,
        "redirect",
        form,
        State.REDIRECTED,
        refusal=refusal,
        find=text,
        picked=picked,
        described=describe([*picked, *shown], get_language() or "en", age),
        found=shown,
        more=more,
    )
