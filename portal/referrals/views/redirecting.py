"""Saying that somewhere else fits better, and sending a referral on."""

from collections.abc import Sequence
from typing import Any
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
from portal.referrals.views.acting import carry_out, posted_draft_id, require_intake, step_page
from portal.referrals.views.referral import require_viewpoint


@portal_view(*PROGRAMME_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def redirect_elsewhere(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Say that somewhere else fits better, and where. The search button sends nothing."""
    viewpoint = require_intake(request, referral_id)
    choices = redirection_choices(get_language() or "en", without=viewpoint.referral.programme)
    searching = "look" in request.POST
    if request.method != "POST" or searching:
        # A search keeps all that was typed, and complains of nothing yet.
        form = RedirectForm(initial=_kept(request), choices=choices)
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
    text = request.POST.get("find", "")
    chosen = set(form["programmes"].value() or [])
    found = [choice for choice in narrow(choices, text) if str(choice.uuid) not in chosen]
    shown, more = cut(found)
    return step_page(
        request,
        viewpoint,
        "redirect",
        form,
        State.REDIRECTED,
        refusal=refusal,
        find=text,
        picked=[choice for choice in choices if str(choice.uuid) in chosen],
        found=shown,
        more=more,
    )


def _kept(request: StaffRequest) -> dict[str, Any]:
    """What the redirection form held when somebody searched."""
    sent = request.POST
    return {
        "reason": sent.get("reason", ""),
        "fits": sent.get("fits", ""),
        "helpline": sent.get("helpline", ""),
        "message": sent.get("message", ""),
        "sending": sent.get("sending", ""),
        "programmes": sent.getlist("programmes"),
    }
