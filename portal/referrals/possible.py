"""What can be done with a referral now, by when, and why the rest cannot yet: for the pages."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from portal.referrals.models import Referral
from portal.referrals.programmes import answer_day
from portal.referrals.queries import Viewpoint
from portal.referrals.states import (
    AWAITING_DECISION,
    NOT_FROM_HERE,
    TRANSITIONS,
    Actor,
    Guard,
    State,
    Text,
    check_transition,
    transitions_from,
)

READERS_DO_NOT_DECIDE = _("The intake of your organisation decides on this referral.")
TRIAGE_FIRST = _("First start the triage.")
CONFLICT_FIRST = _("First answer whether you know this person.")
QUESTION_OUT = _(
    "You asked a question. Wait for the answer, or until the day you named has passed."
)
GO_ON_FIRST = _("First go on without an answer: this referral does not have to wait for it.")
#: Which step works today where an answer is due at once.
TODAY: Mapping[State, Text] = MappingProxyType(
    {
        State.SUBMITTED: _("Someone may be in danger now. Start the triage today."),
        State.IN_TRIAGE: _("Someone may be in danger now. You can accept or redirect today."),
        State.INFORMATION_REQUESTED: _(
            "Someone may be in danger now, so you need not wait for the answer. Go on without it "
            "today; then you can accept or redirect."
        ),
    }
)

#: Url name of each step of the intake, in the order of the buttons.
_PAGES: dict[State, str] = {
    State.INFORMATION_REQUESTED: "referral_question",
    State.ACCEPTED: "referral_accept",
    State.REDIRECTED: "referral_redirect",
}


@dataclass(frozen=True, slots=True)
class Possible:
    """A step with its words; `refusals` say why it is not allowed yet, if it is not."""

    end: State
    page: str
    words: Text
    refusals: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """The day by which something is to happen. `at_once`: somebody was said to be in danger."""

    day: dt.date
    late: bool
    at_once: bool


def due_of(referral: Referral, role: Actor, today: dt.date) -> Due | None:
    """By when the side of `role` reads that an answer is due; None where it reads of no day.

    That an answer is due at once is for the programme alone. The referrer reads the day that the
    programme promises to everybody and, while a question is out, the day in the question itself.
    """
    if referral.due_on is None:
        return None
    if not referral.due_at_once or role is Actor.INTAKE:
        return Due(referral.due_on, day_has_passed(referral, today), referral.due_at_once)
    if referral.state == State.INFORMATION_REQUESTED:
        return None
    promised = answer_day(referral.programme, start=referral.received_on)
    return Due(promised, promised < today, at_once=False)


def today_words(viewpoint: Viewpoint) -> Text:
    """Which step the intake can take today with a referral that is due at once; else nothing."""
    referral = viewpoint.referral
    if not (viewpoint.decides and referral.due_at_once):
        return ""
    return TODAY.get(State(referral.state), "")


def intake_steps(viewpoint: Viewpoint) -> list[Possible]:
    """Ask, accept and redirect, each allowed now or with the reason why not yet; none once the
    referral is decided."""
    state = State(viewpoint.referral.state)
    if state not in AWAITING_DECISION:
        return []
    return [
        Possible(end, page, _words(end), _refusals(viewpoint, state, end))
        for end, page in _PAGES.items()
    ]


def why_not_now(viewpoint: Viewpoint, end: State) -> tuple[Text, ...]:
    """Why the page of a step that ends at `end` has nothing to offer; empty where it does."""
    state = State(viewpoint.referral.state)
    if state not in AWAITING_DECISION:
        return (NOT_FROM_HERE,)
    return _refusals(viewpoint, state, end)


def going_on(viewpoint: Viewpoint, today: dt.date) -> Possible | None:
    """Going on without an answer, where a question is out."""
    referral = viewpoint.referral
    steps = transitions_from(referral.state, Actor.INTAKE)
    step = next((row for row in steps if row.end == State.IN_TRIAGE), None)
    if step is None or referral.state != State.INFORMATION_REQUESTED:
        return None
    facts = {Guard.CONFLICT_ANSWERED}
    if may_go_on(referral, today):
        facts.add(Guard.ANSWER_DAY_PASSED)
    verdict = check_transition(
        referral.state, State.IN_TRIAGE, role=Actor.INTAKE, kind=referral.kind, facts=facts
    )
    refusals = verdict.reasons if viewpoint.decides else (READERS_DO_NOT_DECIDE,)
    if viewpoint.decides and not viewpoint.answered_conflict:
        refusals = (CONFLICT_FIRST,)
    return Possible(State.IN_TRIAGE, "referral_continue", step.words, refusals)


def may_go_on(referral: Referral, today: dt.date) -> bool:
    """Whether the answer to a question need not be waited for (any more)."""
    return referral.due_at_once or day_has_passed(referral, today)


def day_has_passed(referral: Referral, today: dt.date) -> bool:
    """Whether the day by which something was due lies behind us."""
    return referral.due_on is not None and referral.due_on < today


def _refusals(viewpoint: Viewpoint, state: State, end: State) -> tuple[Text, ...]:
    if not viewpoint.decides:
        return (READERS_DO_NOT_DECIDE,)
    # What a step's own page asks for is no reason not to open it.
    guards = {guard for row in TRANSITIONS if row.end == end for guard in row.guards}
    verdict = check_transition(
        state, end, role=Actor.INTAKE, kind=viewpoint.referral.kind, facts=guards
    )
    if verdict.allowed:
        return () if viewpoint.answered_conflict else (CONFLICT_FIRST,)
    if state == State.SUBMITTED:
        return (TRIAGE_FIRST,)
    return (GO_ON_FIRST if viewpoint.referral.due_at_once else QUESTION_OUT,)


def _words(end: State) -> Text:
    return next(row.words for row in TRANSITIONS if row.end == end)
