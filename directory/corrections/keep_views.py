"""The public pages that a keeper opens by its link: its entries, one of them, its room.

Nothing that is asked for with GET changes anything: programs that read mail follow links too.
"""

import datetime as dt
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.corrections import answering
from directory.corrections.due import entries_of, sort_by_due
from directory.corrections.forms import CapacityForm, ChangesForm
from directory.corrections.keep_link import by_link, find_entry, go_back, keeper_behind, show_page
from directory.corrections.links import digest_of
from directory.corrections.proposable import NEW_CONTACT, Proposable, fields_of, strand_name
from directory.corrections.switching import (
    is_language_switch,
    shows_typed_again,
    title_of,
)
from directory.corrections.versions import published_version
from directory.languages import Text, language_name
from directory.models import EntryAnswer, ProgrammePage, ReminderLink
from directory.quality.review import Periods, read_periods, review_due_on
from directory.reading.words import capacity_words

_MOST = 200
#: What was said of an entry and is on the way: its day by kind.
Said = dict[str, dt.date]
Kind = EntryAnswer.Kind


@by_link
@require_safe
def keep(request: HttpRequest, link: ReminderLink, token: str) -> HttpResponse:
    """The keeper's entries: those that are due, then the others."""
    today, periods = timezone.localdate(), read_periods()
    due, others = sort_by_due(keeper_behind(link), today, periods)
    shown = [*due[:_MOST], *((key, None) for key in others[:_MOST])]
    keys = [key for key, _asked in shown]
    pages = ProgrammePage.objects.prefetch_related("texts").in_bulk(keys)
    said = answering.said_already(link=link, programmes=keys)
    entries = [{**_entry(pages[key], said[key], periods), "asked": asked} for key, asked in shown]
    return show_page(
        request,
        "keep",
        link,
        token,
        due=entries[: len(due[:_MOST])],
        more=max(0, len(due) - _MOST),
        others=entries[len(due[:_MOST]) :],
    )


@by_link
@require_safe
def entry(request: HttpRequest, link: ReminderLink, token: str) -> HttpResponse:
    """What is published of one entry, and the three ways to answer."""
    return _entry_page(request, link, token, find_entry(request, link))


def _entry_page(
    request: HttpRequest,
    link: ReminderLink,
    token: str,
    page: ProgrammePage,
    *,
    template: str = "keep_entry",
    refused: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    moved: bool = False,
    status: int = 200,
) -> HttpResponse:
    fields = fields_of(page, _language())
    said = answering.said_already(link=link, programmes=[page.pk])[page.pk]
    groups: dict[Text, list[tuple[str, str, str]]] = {}
    for field in fields:
        if field.path != NEW_CONTACT:
            shown = (field.label, field.show(field.value), field.language)
            groups.setdefault(field.heading, []).append(shown)
    return show_page(
        request,
        template,
        link,
        token,
        status=status,
        entry={**_entry(page, said), "version": published_version(page)},
        strands=_strands(page, said, request.GET.get("strand", "")),
        groups=groups,
        refused=refused or {},
        typed=typed or {},
        moved=moved,
    )


@by_link
@require_safe
def places(request: HttpRequest, link: ReminderLink, token: str) -> HttpResponse:
    """Only how much room there is, for every entry of the keeper that takes people."""
    return _places_page(request, link, token)


def _places_page(
    request: HttpRequest,
    link: ReminderLink,
    token: str,
    *,
    refused: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = entries_of(keeper_behind(link)).exclude(status=ProgrammePage.Status.CLOSED)
    pages = list(found[:_MOST])
    periods = read_periods()
    said = answering.said_already(link=link, programmes=[page.pk for page in pages])
    asked = request.GET.get("strand", "")
    entries = [
        (_entry(page, said[page.pk], periods), _strands(page, said[page.pk], asked))
        for page in pages
    ]
    return show_page(
        request,
        "keep_places",
        link,
        token,
        entries=entries,
        refused=refused or {},
        typed=typed or {},
        status=status,
    )


@by_link
@require_POST
def confirm(request: HttpRequest, link: ReminderLink, token: str) -> HttpResponse:
    """Everything published about an entry is still correct, as it was when it was shown."""
    page = find_entry(request, link)
    version = request.POST.get("version", "")
    if version != published_version(page):
        return _entry_page(request, link, token, page, moved=True, status=409)
    try:
        answering.confirm_entry(link=link, token=token, programme=page, version=version)
    except answering.TooMany:
        return show_page(request, "keep_full", link, token, status=503)
    return go_back("keep", token, said="confirmed")


@shows_typed_again
@by_link
@require_POST
def capacity(request: HttpRequest, link: ReminderLink, token: str) -> HttpResponse:
    """How much room a strand has today."""
    page = find_entry(request, link)
    from_places = request.POST.get("back") == "places"
    form = CapacityForm(request.POST, strands=list(page.strands.all()))
    if is_language_switch(request) or not form.is_valid():
        asked = request.POST.get("strand", "")
        messages = [] if is_language_switch(request) else _messages(form)
        refused = dict.fromkeys([asked], " ".join(messages)) if messages else {}
        typed = {asked: request.POST.get("weeks", "")}
        if from_places:
            return _places_page(request, link, token, refused=refused, typed=typed, status=400)
        return _entry_page(request, link, token, page, refused=refused, typed=typed, status=400)
    if form.cleaned_data["strand"] not in form.known:
        raise Http404
    try:
        answering.state_capacity(
            link=link,
            token=token,
            programme=page,
            strand=form.cleaned_data["strand"],
            capacity=form.cleaned_data["capacity"],
            weeks=form.cleaned_data["weeks"],
        )
    except answering.TooMany:
        return show_page(request, "keep_full", link, token, status=503)
    if from_places:
        return go_back(
            "keep_places", token, said="capacity", strand=str(form.cleaned_data["strand"])
        )
    return go_back(
        "keep_entry",
        token,
        entry=str(page.uuid),
        said="capacity",
        strand=str(form.cleaned_data["strand"]),
    )


def _messages(form: CapacityForm) -> list[str]:
    return [str(message) for messages in form.errors.values() for message in messages]


@shows_typed_again
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, link: ReminderLink, token: str) -> HttpResponse:
    """Propose corrections field by field. They change nothing before a reviewer accepts them."""
    page = find_entry(request, link)
    fields = fields_of(page, _language())
    moved, traces = False, list[str]()
    if request.method == "POST":
        form = ChangesForm(request.POST, fields=fields)
        if is_language_switch(request):
            form = _typed_again(request, fields)
        elif moved := request.POST.get("version") != _version(fields):
            form.is_valid()
        elif form.is_valid() and not (
            request.POST.get("checked") != "yes" and (traces := form.traces())
        ):
            try:
                answering.propose_changes(
                    link=link,
                    token=token,
                    programme=page,
                    changes=form.changes(),
                    remark=form.cleaned_data["remark"].strip(),
                )
            except answering.TooMany:
                return show_page(request, "keep_full", link, token, status=503)
            return go_back("keep", token, said="changes")
    else:
        form = ChangesForm(fields=fields)
    bad = request.method == "POST" and not is_language_switch(request)
    return show_page(
        request,
        "keep_change",
        link,
        token,
        entry={**_entry(page, {}), "version": _version(fields)},
        form=form,
        traces=traces,
        moved=moved,
        switch={"action": request.path, "default": "send"},
        status=409 if moved else 400 if bad and not traces else 200,
    )


def _typed_again(request: HttpRequest, fields: Any) -> ChangesForm:
    typed = {
        field.path: request.POST.getlist(field.path)
        if field.kind == "terms"
        else request.POST.get(field.path, "")
        for field in fields
    }
    return ChangesForm(fields=fields, initial={**typed, "remark": request.POST.get("remark", "")})


def _entry(page: ProgrammePage, said: Said, periods: Periods | None = None) -> dict[str, Any]:
    return {
        "said": said,
        "uuid": str(page.uuid),
        "slug": page.slug,
        "title": title_of(page),
        "original": page.original_language,
        "kept_in": language_name(page.original_language),
        "checked_on": page.checked_on,
        "correct_at": page.correct_at,
        "due_on": review_due_on(page, periods),
        "closed": page.status == ProgrammePage.Status.CLOSED,
    }


def _strands(page: ProgrammePage, said: Said, asked: str) -> list[dict[str, Any]]:
    """The strands with their room; the one just asked about has its answer on the way."""
    strands = page.strands.all()
    return [
        {
            "uuid": str(strand.uuid),
            "label": strand_name(strand, _language(), page.original_language),
            "capacity": strand.capacity,
            "words": capacity_words(strand.capacity, strand.waiting_weeks),
            "weeks": strand.waiting_weeks,
            "on": strand.capacity_on,
            "sent": Kind.CAPACITY in said and (len(strands) == 1 or asked == str(strand.uuid)),
        }
        for strand in strands
    ]


def _version(fields: list[Proposable]) -> str:
    """Another one once something was published that is asked about; not for a day or a capacity."""
    return digest_of(json.dumps([(field.path, field.value) for field in fields]))


def _language() -> str:
    return get_language() or "en"
