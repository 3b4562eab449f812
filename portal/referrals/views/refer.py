"""The partner's door: choose a programme, answer page by page, check, send."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.models import Organisation
from portal.accounts.decorators import StaffRequest, portal_view
from portal.accounts.roles import Role
from portal.referrals import agreement, drafts, services
from portal.referrals.answers import answered_pages
from portal.referrals.models import PartnerDraft, Referral
from portal.referrals.partner_forms import PartnerForm
from portal.referrals.programmes import (
    PartnerOffer,
    ProgrammeChoice,
    cut,
    narrow,
    partner_choices,
    read_partner_offer,
)
from portal.referrals.queries import referring_organisations
from portal.referrals.services import StepRefused
from portal.referrals.staff_forms import ProgrammeForm
from portal.referrals.states import Text
from portal.referrals.steps import BY_NAME, REPORTING, STEPS, Step, next_step
from portal.referrals.switching import in_chosen_language, is_language_switch, typed_in
from portal.referrals.views.acting import posted_draft_id
from portal.vault.errors import InvalidTag, NoContentKey

ask_or_send = require_http_methods(["GET", "HEAD", "POST"])
Answers = dict[str, dict[str, Any]]
P = ParamSpec("P")


def of_a_draft(
    view: Callable[Concatenate[StaffRequest, PartnerDraft, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, UUID, P], HttpResponse]:
    """Give a view one's own draft. Where it was sent meanwhile, from another window or by another
    click, the answer is what became of it; 404 for everybody else's, and once it was thrown away.
    One that was damaged can only be deleted.
    """

    @wraps(view)
    def found(
        request: StaffRequest, draft_id: UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        draft = drafts.find_draft(request.user, draft_id)
        if draft is None:
            return _gone(request, draft_id)
        try:
            return view(request, draft, *args, **kwargs)
        except (NoContentKey, PartnerDraft.DoesNotExist, InvalidTag):
            if drafts.find_draft(request.user, draft_id) is None:
                return _gone(request, draft_id)
            page = {"draft": draft, "damaged": True, "kept": _typed(request)}
            return render(request, "referrals/refer_discard.html", page, status=409)

    return found


def _gone(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """The draft was sent meanwhile, in another tab: what was typed now is shown, not lost."""
    if not Referral.objects.filter(id=draft_id, created_by=request.user).exists():
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("referral", args=[draft_id]))
    page = {"kept": _typed(request), "referral_id": draft_id}
    return render(request, "referrals/refer_gone.html", page, status=409)


def _typed(request: StaffRequest) -> list[tuple[str, Any]]:
    """What was typed on a page of the form that cannot be kept, with its labels."""
    address = request.resolver_match
    asked = BY_NAME.get(address.kwargs.get("name", "")) if address else None
    fields = asked.form.base_fields if asked else {}
    return [
        (str(fields[name].label), text)
        for name, texts in request.POST.lists()
        if name in fields
        for text in texts
        if str(text).strip()
    ]


@portal_view(Role.REFERRER)
@ask_or_send
@in_chosen_language
def refer(request: StaffRequest) -> HttpResponse:
    """Choose the programme; that begins a draft. `?programme=` chooses it beforehand."""
    organisations = list(referring_organisations(request.user))
    choices = partner_choices(_language())
    form = _programme_form(request, choices, organisations)
    if request.method != "POST" or _only_shown(request) or not form.is_valid():
        return _choose(request, form, choices, draft_id=posted_draft_id(request))
    organisation = _chosen_organisation(form, organisations)
    offer = read_partner_offer(language=_language(), slug=form.cleaned_data["programme"])
    if offer is None:
        raise Http404
    draft_id = posted_draft_id(request)
    try:
        draft = drafts.start_draft(
            acting_user=request.user,
            draft_id=draft_id,
            organisation=organisation,
            programme=offer.uuid,
        )
    except drafts.AlreadySent:
        return HttpResponseRedirect(reverse("referral", args=[draft_id]))
    return HttpResponseRedirect(reverse("refer_tasks", args=[draft.id]))


@portal_view(Role.REFERRER)
@ask_or_send
@in_chosen_language
@of_a_draft
def programme(request: StaffRequest, draft: PartnerDraft) -> HttpResponse:
    """Choose another programme for a draft; its reporting line is read and agreed to anew."""
    choices = partner_choices(_language())
    form = _programme_form(request, choices, [])
    if request.method != "POST" or _only_shown(request) or not form.is_valid():
        return _choose(request, form, choices, draft_id=draft.id, draft=draft)
    offer = read_partner_offer(language=_language(), slug=form.cleaned_data["programme"])
    if offer is None:
        raise Http404
    drafts.change_programme(acting_user=request.user, draft=draft, programme=offer.uuid)
    return HttpResponseRedirect(reverse("refer_tasks", args=[draft.id]))


@portal_view(Role.REFERRER)
@require_http_methods(["GET", "HEAD"])
@of_a_draft
def tasks(request: StaffRequest, draft: PartnerDraft) -> HttpResponse:
    """The pages of a draft, what is done and what is left."""
    answers = drafts.open_draft(draft)
    still_open = agreement.open_pages(answers)
    page = {
        "draft": draft,
        "offer": _offer(answers),
        "steps": [(step, step not in still_open) for step in STEPS],
        "next": still_open[0] if still_open else None,
    }
    return render(request, "referrals/refer_tasks.html", page)


@portal_view(Role.REFERRER)
@ask_or_send
@in_chosen_language
@of_a_draft
def step(request: StaffRequest, draft: PartnerDraft, name: str) -> HttpResponse:
    """One page of questions. A good answer is sealed and leads on; a wrong one stays as typed."""
    if name not in BY_NAME:
        raise Http404
    asked = BY_NAME[name]
    answers = drafts.open_draft(draft)
    if request.method != "POST":
        given = answers.get(name, {})
        changed = name == REPORTING and agreement.has_changed(answers)
        if changed:
            given = {**given, "reporting_agreed": False}
        return _show_step(request, draft, asked, asked.form(initial=given), answers, changed)
    if is_language_switch(request):
        # What is agreed to was read in another language: the tick alone does not come along.
        typed = {**typed_in(asked.form, request), "reporting_agreed": False}
        return _show_step(request, draft, asked, asked.form(initial=typed), answers)
    offer = _offer(answers) if name == REPORTING else None
    if offer and request.POST.get("shown") != agreement.print_of(offer):
        return _read_again(request, draft, asked, answers)
    form = asked.form(request.POST)
    if not form.is_valid():
        return _show_step(request, draft, asked, form, answers)
    good = form.answers()
    if name == REPORTING:
        good = agreement.with_page(good, offer)
    drafts.save_page(acting_user=request.user, draft=draft, step=name, answers=good)
    return HttpResponseRedirect(_after(request, draft, asked))


@portal_view(Role.REFERRER)
@ask_or_send
def check(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """All answers before sending; the button sends, twice pressed it sends once."""
    if request.method == "POST":
        return _send(request, draft_id)
    return _check(request, draft_id)


@of_a_draft
def _check(request: StaffRequest, draft: PartnerDraft) -> HttpResponse:
    answers = drafts.open_draft(draft)
    if agreement.has_changed(answers):
        return HttpResponseRedirect(reverse("refer_step", args=[draft.id, REPORTING]))
    if agreement.open_pages(answers):
        return HttpResponseRedirect(reverse("refer_tasks", args=[draft.id]))
    return _show_check(request, draft, answers)


@portal_view(Role.REFERRER)
@ask_or_send
@of_a_draft
def discard(request: StaffRequest, draft: PartnerDraft) -> HttpResponse:
    """Throw a draft away, after asking once."""
    if request.method == "POST":
        drafts.discard_draft(acting_user=request.user, draft=draft)
        messages.success(request, _("What you had written is deleted. Nothing was sent."))
        return HttpResponseRedirect(reverse("inbox"))
    page = {"draft": draft, "damaged": False, "kept": []}
    return render(request, "referrals/refer_discard.html", page)


def _send(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    try:
        sent = services.submit_partner_referral(acting_user=request.user, draft_id=draft_id)
    except PartnerDraft.DoesNotExist:
        raise Http404 from None
    except (InvalidTag, NoContentKey):
        return _check(request, draft_id)
    except StepRefused as refusal:
        return _show_refused(request, draft_id, refusal)
    messages.success(
        request,
        _("The referral was sent. The programme answers here; you get an e-mail when it does."),
    )
    if sent.due_at_once:
        messages.warning(
            request,
            _(
                "You answered that somebody is in danger now. Call 112 now, or 101 for the police. "
                "This referral is read in working hours only; its answer is promised for the day "
                "below, and not for today."
            ),
        )
    return HttpResponseRedirect(reverse("referral", args=[sent.pk]))


@of_a_draft
def _show_refused(request: StaffRequest, draft: PartnerDraft, refusal: StepRefused) -> HttpResponse:
    answers = drafts.open_draft(draft)
    if agreement.has_changed(answers):
        return HttpResponseRedirect(reverse("refer_step", args=[draft.id, REPORTING]))
    return _show_check(request, draft, answers, refusals=refusal.reasons)


def _danger_now(answers: Answers) -> bool:
    return answers.get("risk", {}).get("danger_now") == "yes"


def _programme_form(
    request: StaffRequest, choices: list[ProgrammeChoice], organisations: list[Organisation]
) -> ProgrammeForm:
    named = [(str(organisation.uuid), organisation.name) for organisation in organisations]
    if request.method == "POST" and not _only_shown(request):
        return ProgrammeForm(request.POST, choices=choices, organisations=named)
    kept = request.POST if request.method == "POST" else request.GET
    initial = {name: kept.get(name, "") for name in ("programme", "organisation")}
    return ProgrammeForm(initial=initial, choices=choices, organisations=named)


def _only_shown(request: StaffRequest) -> bool:
    """Whether the form was sent to search, or to be read in another language, and no more."""
    return "look" in request.POST or is_language_switch(request)


def _chosen_organisation(form: ProgrammeForm, organisations: list[Organisation]) -> Organisation:
    wanted = form.cleaned_data.get("organisation")
    return next(
        organisation
        for organisation in organisations
        if wanted is None or str(organisation.uuid) == wanted
    )


def _choose(
    request: StaffRequest,
    form: ProgrammeForm,
    choices: list[ProgrammeChoice],
    *,
    draft_id: UUID,
    draft: PartnerDraft | None = None,
) -> HttpResponse:
    text = request.POST.get("find", "")
    chosen = form["programme"].value() or ""
    picked = next((choice for choice in choices if choice.slug == chosen), None)
    shown, more = cut([choice for choice in narrow(choices, text) if choice is not picked])
    page = {
        "form": form,
        "draft": draft,
        "draft_id": draft_id,
        "find": text,
        "picked": picked,
        "found": shown,
        "more": more,
        "any": bool(choices),
        # A link from a programme that takes no referrals here (any more) says so.
        "not_open": bool(chosen) and picked is None,
        "pages": len(STEPS),
    }
    return render(request, "referrals/refer_programme.html", page)


def _read_again(
    request: StaffRequest, draft: PartnerDraft, asked: Step, answers: Answers
) -> HttpResponse:
    """The page on reporting, which said something else when it was read: all that was typed is
    there, but not the agreement."""
    typed = request.POST.copy()
    typed.pop("reporting_agreed", None)
    answer = _show_step(request, draft, asked, asked.form(typed), answers, changed=True)
    answer.status_code = 409
    return answer


def _show_step(
    request: StaffRequest,
    draft: PartnerDraft,
    asked: Step,
    form: PartnerForm,
    answers: Answers,
    changed: bool = False,
) -> HttpResponse:
    offer = _offer(answers)
    page = {
        "draft": draft,
        "step": asked,
        "form": form,
        "offer": offer,
        "shown": agreement.print_of(offer) if offer else "",
        "changed": changed,
        "place": STEPS.index(asked) + 1,
        "places": len(STEPS),
    }
    return render(request, asked.template, page)


def _show_check(
    request: StaffRequest,
    draft: PartnerDraft,
    answers: Answers,
    *,
    refusals: tuple[Text, ...] = (),
) -> HttpResponse:
    page = {
        "draft": draft,
        "offer": _offer(answers),
        "pages": answered_pages(answers),
        "refusals": refusals,
        "danger_now": _danger_now(answers),
    }
    status = 409 if refusals else 200
    return render(request, "referrals/refer_check.html", page, status=status)


def _after(request: StaffRequest, draft: PartnerDraft, asked: Step) -> str:
    """Where a saved page leads: the list, or the next page that is not answered yet."""
    if request.POST.get("then") == "list":
        return reverse("refer_tasks", args=[draft.id])
    still_open = [step.name for step in agreement.open_pages(drafts.open_draft(draft))]
    if not still_open:
        return reverse("refer_check", args=[draft.id])
    following = next_step(asked.name)
    name = following if following in still_open else still_open[0]
    return reverse("refer_step", args=[draft.id, name])


def _offer(answers: Answers) -> PartnerOffer | None:
    return agreement.offer_of(answers, _language())


def _language() -> str:
    return get_language() or "en"
