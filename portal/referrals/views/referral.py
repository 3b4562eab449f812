"""An open referral: what it says, what was said since, and what can be done now."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.accounts.decorators import StaffRequest, portal_view
from portal.accounts.models import User
from portal.referrals.answers import (
    Page,
    answered_pages,
    by_page,
    identity_rows,
    identity_rows_sent,
    submission_rows,
)
from portal.referrals.models import Referral
from portal.referrals.possible import due_of, going_on, intake_steps, today_words
from portal.referrals.programmes import ProgrammeChoice, partner_choices, titles_of
from portal.referrals.queries import Viewpoint, intake_of, viewpoint_of
from portal.referrals.reasons import reason_words
from portal.referrals.services import read_identity, read_referral
from portal.referrals.staff_forms import ConflictForm, MessageForm
from portal.referrals.states import (
    OPEN_STATES,
    Actor,
    State,
    Text,
    public_name,
    public_words,
    state_name,
)


def require_viewpoint(user: User, referral_id: UUID) -> Viewpoint:
    """How `user` stands to a referral. Raises Http404 for outsiders: to them there is none."""
    viewpoint = viewpoint_of(user, referral_id)
    if viewpoint is None:
        raise Http404
    return viewpoint


@portal_view()
@require_safe
def referral(request: StaffRequest, referral_id: UUID) -> HttpResponse:
    """Open one referral."""
    return show_referral(request, require_viewpoint(request.user, referral_id))


def show_referral(
    request: StaffRequest,
    viewpoint: Viewpoint,
    *,
    message_form: MessageForm | None = None,
    conflict_form: ConflictForm | None = None,
    refusals: tuple[Text, ...] = (),
) -> HttpResponse:
    """The page of a referral as one side sees it, with a form that was not in order, if any."""
    open_ = viewpoint.referral
    page: dict[str, Any] = {"viewpoint": viewpoint, "referral": open_, "refusals": refusals}
    page["title"] = title_of(open_)
    if open_.erased_on:
        return render(request, "referrals/erased.html", page)
    if viewpoint.knows_person:
        page["colleagues"] = intake_of(open_).exists()
        return render(request, "referrals/closed_to_you.html", page)
    read = read_identity if viewpoint.asked_first else read_referral
    try:
        opened = read(acting_user=request.user, referral=open_)
    except PermissionDenied:
        fresh = require_viewpoint(request.user, open_.pk)
        if fresh.referral.erased_on or fresh.knows_person:
            return show_referral(request, fresh)
        raise
    today = timezone.localdate()
    page |= {
        "due_by": due_of(open_, viewpoint.role, today),
        "staff_state": state_name(open_.state),
        "kept": _kept(viewpoint, message_form),
    }
    if viewpoint.asked_first:
        sent = opened.submission
        if open_.is_self:
            page["who"] = identity_rows_sent(sent) if sent else []
        else:
            page["who"] = identity_rows(opened.answers)
        page["damaged"] = opened.damaged
        page["conflict_form"] = conflict_form or ConflictForm()
        return _finish(render(request, "referrals/before_reading.html", page), refusals)
    page |= {
        "opened": opened,
        "pages": _pages(opened.answers),
        "submission": submission_rows(opened.submission) if opened.submission else None,
        "shown": _as_shown(opened.submission.get("shown") or open_.shown),
        "public_state": public_name(open_.state),
        "public_sentence": public_words(open_.state),
        "reason_words": reason_words,
        "message_form": message_form or MessageForm(),
        "can_write": _can_write(viewpoint),
    }
    if viewpoint.role is Actor.INTAKE:
        page["steps"] = intake_steps(viewpoint)
        page["today_words"] = today_words(viewpoint)
        page["going_on"] = going_on(viewpoint, today)
        page["conflict_form"] = conflict_form or _conflict_form(viewpoint)
        return _finish(render(request, "referrals/referral_staff.html", page), refusals)
    page["send_on"], page["nowhere_here"] = _send_on(viewpoint)
    page["draft_id"] = uuid4()
    return _finish(render(request, "referrals/referral_referrer.html", page), refusals)


def _pages(answers: dict[str, Any]) -> list[Page]:
    """A partner's answers page by page; where somebody is in danger now, risk and safety first."""
    pages = answered_pages(by_page(answers))
    if answers.get("danger_now") != "yes":
        return pages
    return sorted(pages, key=lambda page: page.step.name != "risk")


def title_of(referral: Referral) -> str:
    """The programme's title in the reader's language, or as it was shown to whoever referred."""
    titles = titles_of([referral.programme], get_language() or "en")
    return titles.get(referral.programme) or str(referral.shown.get("title", ""))


def _as_shown(shown: dict[str, Any]) -> dict[str, Any]:
    """What was shown, with the day of the text on confidentiality as a day; None without one.

    Who is told what is None where that lies in a letter which does not open.
    """
    try:
        day = dt.date.fromisoformat(str(shown.get("statement_on", "")))
    except ValueError:
        day = None
    return {"told": None, "strands": (), **shown, "statement_on": day}


def _finish(response: HttpResponse, refusals: tuple[Text, ...]) -> HttpResponse:
    if refusals:
        response.status_code = 409
    return response


def _can_write(viewpoint: Viewpoint) -> bool:
    """Whether a message can be written now: by the intake once triage began and they do not know
    the person, by the referrer as long as the referral goes on."""
    state = viewpoint.referral.state
    if state not in OPEN_STATES:
        return False
    if viewpoint.role is Actor.INTAKE:
        began = state != State.SUBMITTED
        return began and viewpoint.decides and viewpoint.answered_conflict
    return viewpoint.refers


def _kept(viewpoint: Viewpoint, form: MessageForm | None) -> list[tuple[str, str]]:
    """A message that was typed and has no form any more in which it could stand."""
    typed = str(form["text"].value() or "") if form else ""
    if form is None or not typed.strip() or _can_write(viewpoint):
        return []
    return [(str(form["text"].label), typed)]


def _conflict_form(viewpoint: Viewpoint) -> ConflictForm | None:
    """Whether one knows the person can be said as long as there is something to keep out of."""
    return ConflictForm() if viewpoint.referral.state in OPEN_STATES else None


def _send_on(viewpoint: Viewpoint) -> tuple[list[ProgrammeChoice], bool]:
    """The suggested programmes that this referral can be sent on to from here, and whether some
    were suggested of which none takes referrals here."""
    redirection = viewpoint.referral.redirection
    if redirection is None:
        return [], False
    sent = set(viewpoint.referral.sent_on_as.values_list("programme", flat=True))
    suggested = list(redirection.suggestions.values_list("programme", flat=True))
    choices = partner_choices(get_language() or "en", among=suggested)
    open_ = {choice.uuid: choice for choice in choices}
    left = [open_[uuid] for uuid in suggested if uuid in open_ and uuid not in sent]
    return left, bool(suggested) and not open_ and not sent
