"""The CMS's pages for import and export: for editors and administrators only."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from directory.editing.admin_pages import crumbs, only_for
from directory.exchange.columns import headings_of
from directory.exchange.entries import directory_rows
from directory.exchange.formats import FORMATS, FileRefused, TooLongForFormat
from directory.imports import services, working
from directory.imports.forms import TermsForm, UploadForm
from directory.imports.listing import (
    counts_by_plan,
    counts_by_state,
    left_out,
    made_rows,
    progress_of,
    wrong_rows_as_csv,
)
from directory.imports.saying import kind_label, row_title, say_differences, say_problems
from directory.models import ImportRow, ProgrammeImport

State = ProgrammeImport.State
_ROWS = 50
_LISTED = 25


def for_importers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse whoever may not import; say where it is too late for what was asked."""

    @wraps(view)
    @only_for(services.may_import)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except services.NotNow as late:
            messages.error(request, str(late))
            return redirect(_address("show", kwargs["key"]))

    return guarded


@for_importers
def index(request: HttpRequest) -> HttpResponseBase:
    """Export, a form to hand in a file, and what was imported before."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.start_import(
                acting_user=request.user,
                file_name=file.name,
                pieces=file.chunks(),
                publish=form.cleaned_data["mode"] == "publish",
                change_shared=form.cleaned_data["change_shared"],
            )
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(_address("show", batch.uuid))
    if form.errors:
        messages.error(request, _("The file was not taken in: see what is said below."))
    return _page(
        request,
        "index",
        _("Import and export"),
        form=form,
        imports=ProgrammeImport.objects.exclude(state=State.DROPPED)[:_LISTED],
    )


@require_safe
@for_importers
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Everything published, as a file."""
    chosen = FORMATS.get(form)
    if chosen is None:
        raise Http404
    return file_answer(chosen, directory_rows(), headings_of(public=False), request)


def file_answer(form: Any, rows: Any, headings: Any, request: HttpRequest) -> HttpResponseBase:
    """A download named after the day."""
    name = f"programmes-{timezone.localdate().isoformat()}.{form.extension}"
    pieces = form.stream(rows, headings)
    if not form.streams:
        try:
            first = next(pieces, b"")
        except TooLongForFormat as error:
            messages.error(request, str(error))
            return redirect(reverse("directory_exchange:index"))
        pieces = _again(first, pieces)
    answer = StreamingHttpResponse(pieces, content_type=form.content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _again(first: bytes, rest: Any) -> Any:
    yield first
    yield from rest


@require_safe
@for_importers
def show(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One import, in whichever state it is."""
    return _show(request, _found(key))


def _show(
    request: HttpRequest, batch: ProgrammeImport, terms_form: TermsForm | None = None
) -> HttpResponse:
    done, of = progress_of(batch)
    context: dict[str, Any] = {
        "batch": batch,
        "done": done,
        "of": of,
        "working": batch.state in working.WORKING,
    }
    if batch.state == State.READY:
        context |= _plans(request, batch)
        if batch.unknown_terms:
            context["terms_form"] = terms_form or TermsForm(batch=batch)
    elif batch.state in (State.APPLIED, State.UNDONE, State.UNDOING, State.APPLYING):
        context["counts"] = [
            (ImportRow.State(state).label, number)
            for state, number in counts_by_state(batch).items()
        ]
        if batch.state == State.APPLIED:
            context |= made_rows(batch, request.user)
        held = batch.rows.filter(state__in=("held", "stays"))
        named = [(row, row_title(row), kind_label(row.kind)) for row in held[:_ROWS]]
        context |= {"held": named, "held_more": max(0, held.count() - _ROWS)}
    context["state_label"] = batch.get_state_display()
    if batch.state == State.READY and _changes_nothing(batch):
        context["state_label"] = _("Nothing to change")
    context["left_out"] = left_out(batch).exists()
    return _page(request, "show", batch.file_name, below=True, **context)


def _changes_nothing(batch: ProgrammeImport) -> bool:
    plans = (ImportRow.Plan.UNCHANGED, ImportRow.Plan.KEPT)
    return not batch.rows.exclude(plan__in=plans).exists()


def _plans(request: HttpRequest, batch: ProgrammeImport) -> dict[str, Any]:
    """The rows of one plan, a page at a time; the first that has any unless one is asked for."""
    counts = counts_by_plan(batch)
    wanted = request.GET.get("plan", "")
    if wanted not in counts:
        order = ("wrong", "changed", "new", "kept", "unchanged")
        wanted = next((plan for plan in order if counts[plan]), "new")
    rows = batch.rows.filter(plan=wanted)
    page = Paginator(rows, _ROWS).get_page(request.GET.get("p"))
    shown = [
        {
            "row": row,
            "title": row_title(row),
            "kind": kind_label(row.kind),
            "problems": say_problems(row.problems),
            "differences": say_differences(row.kind, row.differences),
        }
        for row in page
    ]
    to_do = batch.rows.filter(state=ImportRow.State.WAITING).count()
    return {
        "plan": wanted,
        "tabs": [(plan, ImportRow.Plan(plan).label, counts[plan]) for plan in counts],
        "page": page,
        "shown": shown,
        "to_do": to_do,
        "aside_count": batch.rows.filter(state=ImportRow.State.HELD).count(),
    }


@require_safe
@for_importers
def progress(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """How far the worker is, for the script of the page."""
    batch = _found(key)
    done, of = progress_of(batch)
    answer = JsonResponse({"state": batch.state, "done": done, "of": of})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
@for_importers
def wrong_rows(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The rows that were left out, with their reasons."""
    batch = _found(key)
    answer = StreamingHttpResponse(wrong_rows_as_csv(batch), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="left-out.csv"'
    return answer


@require_POST
@for_importers
def terms(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Map terms that are not known here, and compare again."""
    batch = _found(key)
    form = TermsForm(request.POST, batch=batch)
    if not form.is_valid() or not form.mapping():
        messages.error(request, _("Choose a term of ours, or leave it out."))
        return _show(request, batch, form)
    services.map_terms(acting_user=request.user, batch=batch, terms=form.mapping())
    return redirect(_address("show", key))


@require_POST
@for_importers
def aside(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Leave one row out, or take it in again."""
    batch = _found(key)
    position = request.POST.get("position", "")
    services.set_aside(
        acting_user=request.user,
        batch=batch,
        position=int(position) if position.isdecimal() and len(position) < 10 else 0,
        aside=request.POST.get("aside") == "yes",
    )
    plan, page = request.POST.get("plan", ""), request.POST.get("p", "")
    query = f"?plan={plan}&p={page}" if plan.isalpha() and page.isdecimal() else ""
    return redirect(
        f"{_address('show', key)}{query}#row-{position if position.isdecimal() else ''}"
    )


@require_POST
@for_importers
def again(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Compare the file once more."""
    services.compare_again(acting_user=request.user, batch=_found(key))
    return redirect(_address("show", key))


@require_POST
@for_importers
def accept(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Have it applied."""
    services.accept_import(acting_user=request.user, batch=_found(key))
    return redirect(_address("show", key))


@require_POST
@for_importers
def drop(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Throw it away."""
    services.drop_import(acting_user=request.user, batch=_found(key))
    messages.success(request, _("The import was thrown away. Nothing was changed."))
    return redirect(reverse("directory_exchange:index"))


@for_importers
def undo(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Ask first, then have it undone."""
    batch = _found(key)
    if request.method == "POST":
        services.undo_import(acting_user=request.user, batch=batch)
        return redirect(_address("show", key))
    return _page(request, "undo", batch.file_name, below=True, batch=batch)


def _found(key: UUID) -> ProgrammeImport:
    return get_object_or_404(ProgrammeImport.objects.exclude(state=State.DROPPED), uuid=key)


def _address(name: str, key: UUID | str) -> str:
    return reverse(f"directory_exchange:{name}", args=[key])


def _page(
    request: HttpRequest, template: str, title: str, *, below: bool = False, **context: Any
) -> HttpResponse:
    own = (reverse("directory_exchange:index"), _("Import and export"))
    here = [("", title)] if below else []
    return render(
        request,
        f"directory/admin/imports/{template}.html",
        {
            "page_title": title,
            "header_title": title,
            "header_icon": "download",
            "breadcrumbs_items": crumbs(own, *here),
            **context,
        },
    )
