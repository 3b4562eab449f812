"""The CMS's pages for corrections: what is open, oldest first, and settling one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from directory.corrections import settling
from directory.corrections.proposable import PARTS, Proposable, fields_of
from directory.corrections.screening import traces_in_suggestion
from directory.corrections.taking_in import TRIES
from directory.editing.admin_pages import crumbs
from directory.editing.reviewers import for_reviewers
from directory.keepers import of_keeper
from directory.models import Correction, CorrectionChange, EntryAnswer, KeeperPage

_LISTED = 50
Decision = CorrectionChange.Decision


def open_corrections() -> int:
    """How many wait to be settled."""
    return Correction.objects.filter(settled_on=None).count()


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list. ``personal``: it was sent although the page warned of personal data."""

    correction: Correction
    keeper: str
    personal: bool


def _may_be_personal(found: Correction) -> bool:
    return found.origin == Correction.Origin.PUBLIC and bool(traces_in_suggestion(vars(found)))


@require_safe
@for_reviewers
def index(request: HttpRequest) -> HttpResponseBase:
    """Open corrections, the oldest first; settled ones, the newest first."""
    settled = request.GET.get("state") == "settled"
    origin, keeper = request.GET.get("from", ""), request.GET.get("keeper", "")
    found = Correction.objects.select_related("programme")
    found = (
        found.exclude(settled_on=None).order_by("-settled_on", "id")
        if settled
        else found.filter(settled_on=None).order_by("sent_on", "id")
    )
    if origin in Correction.Origin.values:
        found = found.filter(origin=origin)
    number = int(keeper) if keeper.isascii() and keeper.isdecimal() and len(keeper) < 10 else 0
    chosen = KeeperPage.objects.filter(pk=number).first()
    if chosen is not None:
        found = found.filter(programme__path__startswith=chosen.path)
    page = Paginator(found, _LISTED).get_page(request.GET.get("p"))
    keepers = list(KeeperPage.objects.order_by("title").values_list("pk", "title", "path"))
    titles = {path: title for _pk, title, path in keepers}
    rows = [
        Listed(
            correction=one,
            keeper=of_keeper(one.programme.path, titles) or "" if one.programme is not None else "",
            personal=_may_be_personal(one),
        )
        for one in page
    ]
    return _page(
        request,
        "index",
        _("Corrections"),
        page=page,
        rows=rows,
        settled=settled,
        origin=origin,
        keeper=chosen.pk if chosen else "",
        origins=Correction.Origin.choices,
        keepers=keepers,
        stuck=EntryAnswer.objects.filter(tries__gte=TRIES).count(),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposed change as the reviewer reads it: what was, what is proposed, and what is there now
    in the version that it would go into."""

    pk: int
    group: str
    label: str
    was: str
    now: str
    seen: str
    moved: bool
    gone: bool
    proposed: str
    decision: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_reviewers
def settle(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """One correction, with its differences; and the decision on each."""
    found = get_object_or_404(Correction.objects.select_related("programme"), pk=key)
    changes = list(found.changes.all())
    decisions = {
        change.pk: value
        for change in changes
        if (value := request.POST.get(f"change-{change.pk}")) in Decision.values
    }
    note = request.POST.get("note", "")
    if request.method == "POST":
        try:
            if changes:
                settled = settling.settle_changes(
                    acting_user=request.user,
                    correction=key,
                    decisions=decisions,
                    seen={one.pk: request.POST.get(f"seen-{one.pk}", "") for one in changes},
                    note=note,
                )
                _tell(request, settled)
            else:
                settling.settle_suggestion(
                    acting_user=request.user,
                    correction=key,
                    accepted=request.POST.get("outcome") == "accepted",
                    note=note,
                )
                messages.success(request, _("The correction is settled."))
        except settling.StaysOpen as why:
            messages.error(request, str(why))
        except ValidationError as error:
            messages.error(
                request,
                _("The entry would not be possible like this. Nothing was changed: %(why)s")
                % {"why": " ".join(error.messages)},
            )
        else:
            return redirect(reverse("directory_corrections:index"))
        found.refresh_from_db()
    programme = found.programme
    return _page(
        request,
        "settle",
        programme.title if programme is not None else _("An entry that was deleted"),
        below=True,
        correction=found,
        part=PARTS.get(found.part, found.part),
        shown=_shown(found, changes, decisions),
        note=note or found.note,
        deleted=programme is None,
        personal=_may_be_personal(found),
        draft=programme is not None and (programme.has_unpublished_changes or not programme.live),
        edit_address=reverse("wagtailadmin_pages:edit", args=[programme.pk]) if programme else "",
    )


def _tell(request: HttpRequest, settled: settling.Settled) -> None:
    if not settled.accepted:
        messages.success(request, _("The correction was declined. Nothing was changed."))
    elif settled.published:
        number = settled.accepted
        said = ngettext(
            "%(number)s change is published.", "%(number)s changes are published.", number
        )
        messages.success(request, said % {"number": number})
    else:
        messages.warning(request, settled.draft)


def _shown(
    found: Correction, changes: list[CorrectionChange], decisions: dict[int, str]
) -> list[Shown]:
    fields = {}
    if found.programme is not None and changes:
        page = settling.entry_to_change(found.programme)
        fields = {field.path: field for field in fields_of(page, get_language() or "en")}
    shown = []
    for change in changes:
        field = fields.get(change.path)
        known = field or Proposable(
            path=change.path, group="", label=change.path, kind="text", value=None
        )
        shown.append(
            Shown(
                pk=change.pk,
                group=known.group,
                label=known.label,
                was=known.show(change.was),
                now=known.show(known.value),
                seen=settling.mark_of(known.value),
                moved=found.settled_on is None
                and field is not None
                and field.value not in (change.was, change.proposed),
                gone=field is None,
                proposed=known.show(change.proposed),
                decision=change.decision or decisions.get(change.pk, ""),
            )
        )
    return shown


def _page(
    request: HttpRequest, template: str, title: str, *, below: bool = False, **context: Any
) -> HttpResponse:
    own = (reverse("directory_corrections:index"), _("Corrections"))
    here = [("", title)] if below else []
    return render(
        request,
        f"directory/admin/corrections/{template}.html",
        {
            "page_title": title,
            "header_title": title,
            "header_icon": "edit",
            "breadcrumbs_items": crumbs(own, *here),
            **context,
        },
    )
