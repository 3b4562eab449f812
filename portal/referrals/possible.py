"""What can be done with a referral now, and why the rest cannot yet: for the buttons."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.referrals.models import Referral
from portal.referrals.queries import Viewpoint
from portal.referrals.states import (
    AWAITING_DECISION,
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


def going_on(viewpoint: Viewpoint, today: dt.date) -> Possible | None:
    """Going on without an answer, where a question is out."""
    referral = viewpoint.referral
    steps = transitions_from(referral.state, Actor.INTAKE)
    step = next((row for row in steps if row.end == State.IN_TRIAGE), None)
    if step is None or referral.state != State.INFORMATION_REQUESTED:
        return None
    facts = {Guard.CONFLICT_ANSWERED}
    if day_has_passed(referral, today):
        facts.add(Guard.ANSWER_DAY_PASSED)
    verdict = check_transition(
        referral.state, State.IN_TRIAGE, role=Actor.INTAKE, kind=referral.kind, facts=facts
    )
    refusals = verdict.reasons if viewpoint.decides else (READERS_DO_NOT_DECIDE,)
    if viewpoint.decides and not viewpoint.answered_conflict:
        refusals = (CONFLICT_FIRST,)
    return Possible(State.IN_TRIAGE, "referral_continue", step.words, refusals)


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
    return (TRIAGE_FIRST if state == State.SUBMITTED else QUESTION_OUT,)


def _words(end: State) -> Text:
    return next(row.words for row in TRANSITIONS if row.end == end)
