"""The CMS's pages on which a reviewer sees what would change in an entry, and decides."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.models import TaskState

from directory.approving import services
from directory.approving.differences import differences_of
from directory.approving.forms import DecisionForm
from directory.models import ProgrammePage


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits, the longest waiting first."""
    _require_reviewer(request)
    steps = services.waiting_steps(request.user).select_related("revision__user")
    context = {
        "steps": [(step, _page_of(step)) for step in steps],
        "page_title": _("To review"),
        "header_icon": "tasks",
        "breadcrumbs_items": [_home(), {"url": "", "label": _("To review")}],
    }
    return render(request, "directory/admin/approvals/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, page_id: int) -> HttpResponse:
    """The differences between what is published and what was handed in; and the decision."""
    _require_reviewer(request)
    page = get_object_or_404(ProgrammePage, pk=page_id)
    step = services.waiting_step(page, request.user)
    if step is None:
        messages.info(request, _("Nothing of this entry waits for a review now."))
        return redirect("directory_approvals:index")
    form = DecisionForm(request.POST or None, initial={"step": step.pk})
    if request.method == "POST":
        if form.is_valid() and _is_decided(request, page, form):
            return redirect("directory_approvals:index")
        if form.errors:
            messages.error(request, _("Nothing was decided: see what is said below."))
    version: Any = step.revision.as_object()
    context = {
        "entry": version,
        "step": step,
        "form": form,
        "differences": differences_of(page, version, request=request),
        "page_title": _("What would change"),
        "page_subtitle": version.get_admin_display_title(),
        "header_icon": "tasks",
        "breadcrumbs_items": [
            _home(),
            {"url": reverse("directory_approvals:index"), "label": _("To review")},
            {"url": "", "label": version.get_admin_display_title()},
        ],
    }
    return render(request, "directory/admin/approvals/show.html", context)


def _is_decided(request: HttpRequest, page: ProgrammePage, form: DecisionForm) -> bool:
    """Carry the decision out; whether there is nothing left to decide here."""
    approves = form.cleaned_data["decision"] == "approve"
    decide = services.approve_entry if approves else services.return_entry
    try:
        decide(
            acting_user=request.user,
            page=page,
            step=form.cleaned_data["step"],
            comment=form.cleaned_data["comment"],
        )
    except services.DecidedMeanwhile:
        messages.warning(
            request,
            _("It was handed in anew while you looked. Nothing was decided: below is what it is."),
        )
        return False
    except ValidationError as refusal:
        for sentence in (_("It cannot be published as it is."), *refusal.messages):
            form.add_error(None, sentence)
        return False
    page.refresh_from_db()
    if not approves:
        said = _("Sent back, with your note.")
    elif page.approved_schedule:
        said = _("Approved: it is published on the day it asks for.")
    else:
        said = _("Approved: it is published.")
    messages.success(request, said)
    return True


def _page_of(step: TaskState) -> ProgrammePage:
    page: ProgrammePage = step.revision.as_object()
    return page


def _require_reviewer(request: HttpRequest) -> None:
    if not services.may_approve(request.user):
        raise PermissionDenied


def _home() -> dict[str, str]:
    return {"url": reverse("wagtailadmin_home"), "label": _("Home")}
