"""The CMS's pages on which a reviewer sees what would change in an entry, and decides."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
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
from directory.editing.admin_pages import crumbs
from directory.editing.reviewers import for_reviewers
from directory.editing.versions import version_of
from directory.models import ProgrammePage

LISTED = 50


@require_safe
@for_reviewers
def index(request: HttpRequest) -> HttpResponse:
    """What waits, the longest waiting first."""
    found = services.waiting_steps(request.user).select_related(
        "workflow_state__requested_by", "revision__user"
    )
    steps = Paginator(found, LISTED).get_page(request.GET.get("p"))
    pages = ProgrammePage.objects.in_bulk([int(step.workflow_state.object_id) for step in steps])
    context = {
        # One whose entry was deleted a moment ago is left out.
        "steps": [
            (step, page)
            for step in steps
            if (page := pages.get(int(step.workflow_state.object_id))) is not None
        ],
        "page": steps,
        "page_title": _("To review"),
        "header_title": _("To review"),
        "header_icon": "tasks",
        "breadcrumbs_items": crumbs(("", _("To review"))),
    }
    return render(request, "directory/admin/approvals/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reviewers
def show(request: HttpRequest, page_id: int) -> HttpResponse:
    """The differences between what is published and the newest version; and the decision."""
    page = get_object_or_404(ProgrammePage, pk=page_id)
    form = None
    if request.method == "POST":
        form = DecisionForm(request.POST)
        if form.is_valid():
            answer = _decide(request, page, form)
            if answer is not None:
                return answer
            form = None if form.is_valid() else form
        if form is not None:
            messages.error(request, _("Nothing was decided: see what is said below."))
        page = get_object_or_404(ProgrammePage, pk=page_id)
    step = services.waiting_step(page, request.user)
    if step is None:
        messages.info(request, _("Nothing of this entry waits for a review now."))
        return redirect("directory_approvals:index")
    looked_at = {"step": step.pk, "version": version_of(page)}
    if form is None:
        typed = request.POST.get("comment", "")
        form = DecisionForm(initial={**looked_at, "comment": typed})
    return render(request, "directory/admin/approvals/show.html", _shown(request, page, step, form))


def _shown(
    request: HttpRequest, page: ProgrammePage, step: TaskState, form: DecisionForm
) -> dict[str, Any]:
    version: Any = page.get_latest_revision_as_object()
    title = version.get_admin_display_title()
    return {
        "entry": version,
        "step": step,
        "changed": page.latest_revision if page.latest_revision_id != step.revision_id else None,
        "form": form,
        "differences": differences_of(page, version, request=request),
        "page_title": _("What would change"),
        "header_title": _("What would change"),
        "page_subtitle": title,
        "header_icon": "tasks",
        "breadcrumbs_items": crumbs(
            (reverse("directory_approvals:index"), _("To review")), ("", title)
        ),
    }


def _decide(request: HttpRequest, page: ProgrammePage, form: DecisionForm) -> HttpResponse | None:
    """Carry the decision out, and go on; None where there is something to look at again."""
    approves = form.cleaned_data["decision"] == "approve"
    decide = services.approve_entry if approves else services.return_entry
    try:
        decide(
            acting_user=request.user,
            page=page,
            **{name: form.cleaned_data[name] for name in ("step", "version", "comment")},
        )
    except services.DecidedMeanwhile:
        messages.warning(
            request,
            _(
                "It was changed, handed in anew or decided while you looked. Nothing was decided: "
                "below is what it is now."
            ),
        )
        return None
    except ValidationError as refusal:
        for sentence in (_("It cannot be published as it is."), *refusal.messages):
            form.add_error(None, sentence)
        return None
    page.refresh_from_db()
    if not approves:
        said = _("Sent back, with your note.")
    elif page.approved_schedule:
        said = _("Approved: it is published on the day it asks for.")
    else:
        said = _("Approved: it is published.")
    messages.success(request, said)
    return redirect("directory_approvals:index")
