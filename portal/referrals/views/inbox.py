"""The start page of everybody who signs in: what is due, or what was referred."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.accounts.queries import has_role, organisations_of
from portal.accounts.roles import PROGRAMME_STAFF, Role
from portal.accounts.second_factor import SecondFactor, second_factor_of
from portal.referrals.drafts import programme_of
from portal.referrals.models import DraftAnswers, PartnerDraft, Referral
from portal.referrals.possible import Due, due_of
from portal.referrals.programmes import titles_of
from portal.referrals.queries import (
    count_answered,
    count_by_state,
    drafts_of,
    due_first,
    referrals_received,
    referrals_sent,
    with_closed,
)
from portal.referrals.services import log_listed
from portal.referrals.states import STATES, Actor, State, public_name, state_name
from portal.referrals.steps import STEPS
from portal.vault.errors import InvalidTag, NoContentKey

PER_PAGE = 50
_STEERING = ("received-state", "received-page", "sent-state", "sent-page")


@dataclass(frozen=True, slots=True)
class Tab:
    """A state to narrow the list to, with how many stand in it. `query` is what leads there."""

    code: str
    query: str
    words: Any
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A referral in a list, with the day by which something is to happen, if there is one. One that
    is `closed` to the reader shows neither state nor day."""

    referral: Referral
    title: str
    state: Any
    due: Due | None
    closed: bool


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Referrals to the programmes of one's organisations, and those one's organisation made."""
    if second_factor_of(request) is not SecondFactor.PRESENT or not isinstance(request.user, User):
        raise PermissionDenied
    user = request.user
    page: dict[str, Any] = {"received": None, "sent": None, "drafts": []}
    if has_role(user, *PROGRAMME_STAFF):
        page["received"] = _listing(request, "received", referrals_received(user), Actor.INTAKE)
        page["programme_organisations"] = organisations_of(user, *PROGRAMME_STAFF)
    if has_role(user, Role.REFERRER):
        page["sent"] = _listing(request, "sent", referrals_sent(user), Actor.REFERRER)
        page["drafts"] = _drafts(user)
        page["referrer_organisations"] = organisations_of(user, Role.REFERRER)
    page["has_any_role"] = has_role(user)
    return render(request, "referrals/inbox.html", page)


def _listing(
    request: HttpRequest, name: str, referrals: QuerySet[Referral], role: Actor
) -> dict[str, Any]:
    """One list. `name` stands before what steers it in the address: somebody may have both."""
    chosen = request.GET.get(f"{name}-state", "")
    chosen = chosen if chosen in STATES else ""
    assert isinstance(request.user, User)
    listed = with_closed(referrals, request.user)
    with_state = listed.filter(closed=False, erased_on=None)
    counts = count_by_state(with_state)
    found = with_state.filter(state=chosen) if chosen else listed
    pages = Paginator(due_first(found), PER_PAGE)
    shown: Page[Referral] = pages.get_page(request.GET.get(f"{name}-page"))
    rows = list(shown.object_list)
    log_listed(acting_user=request.user, referrals=rows, role=role)
    titles = titles_of((row.programme for row in rows), get_language() or "en")
    words = state_name if role is Actor.INTAKE else public_name
    today = timezone.localdate()
    return {
        "tabs": [
            Tab(
                state,
                _query(request, name, state=state),
                words(state),
                counts[state],
                state == chosen,
            )
            for state in State
            if counts.get(state)
        ],
        "total": listed.count(),
        "chosen": chosen,
        "all": _query(request, name),
        "page": shown,
        "newer": _query(request, name, state=chosen, page=shown.number - 1),
        "older": _query(request, name, state=chosen, page=shown.number + 1),
        "rows": [
            Listed(
                row,
                titles.get(row.programme) or row.shown.get("title", ""),
                words(row.state),
                due_of(row, role, today),
                row.closed,
            )
            for row in rows
        ],
    }


def _query(request: HttpRequest, name: str, **steering: object) -> str:
    """What stands behind `?` to steer one list and leave the other as it is; with `?` itself."""
    wanted = {f"{name}-{key}": str(value) for key, value in steering.items() if value}
    kept = {
        key: request.GET[key]
        for key in _STEERING
        if not key.startswith(name) and request.GET.get(key)
    }
    query = urlencode({**kept, **wanted})
    return f"?{query}" if query else ""


def _drafts(user: User) -> list[dict[str, Any]]:
    """What is still being written, with the programme's title and how far it is.

    One that does not open has no programme: it can only be deleted. One that was sent or thrown
    away since it was looked for is left out.
    """
    listed = drafts_of(user)
    answered = count_answered(listed)
    programmes = {draft: _programme_of(draft) for draft in listed}
    titles = titles_of(filter(None, programmes.values()), get_language() or "en")
    there = set(listed.values_list("id", flat=True)) if None in programmes.values() else answered
    return [
        {
            "draft": draft,
            "title": titles.get(programme, "") if programme else "",
            "damaged": programme is None,
            "done": answered.get(draft.id, 0),
            "of": len(STEPS),
        }
        for draft, programme in programmes.items()
        if programme or draft.id in there
    ]


def _programme_of(draft: PartnerDraft) -> UUID | None:
    try:
        return programme_of(draft)
    except (DraftAnswers.DoesNotExist, NoContentKey, InvalidTag):
        return None
