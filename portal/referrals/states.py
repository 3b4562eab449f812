"""The states of a referral, as data: what each is called, and every way from one to another.

Code, tests, pages and the picture in `docs/referrals.md` all read this one table. Nothing here
touches the database.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class State(StrEnum):
    """Where a referral stands. The value is stored, and stands in `data-state` on its pages."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_TRIAGE = "in-triage"
    INFORMATION_REQUESTED = "information-requested"
    ACCEPTED = "accepted"
    REDIRECTED = "redirected"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """Through which door a referral came."""

    SELF = "self"
    PARTNER = "partner"


class Actor(StrEnum):
    """Who takes a step: the person themself, or somebody in a role at an organisation."""

    SELF = "self"
    REFERRER = "referrer"
    INTAKE = "intake"


class Guard(StrEnum):
    """What must hold before a step; the facts that services collect carry the same codes."""

    SAFE_CONTACT = "safe-contact-answered"
    REPORTING_LINE = "reporting-line-agreed"
    LAWFUL_BASIS = "lawful-basis-and-purpose"
    CONFLICT_ANSWERED = "conflict-of-interest-answered"
    QUESTION_AND_DATE = "question-and-date"
    ANSWER_DAY_PASSED = "answer-day-passed"
    REASON_AND_WAY_ON = "reason-and-way-on"


@dataclass(frozen=True, slots=True)
class StateWords:
    """`name` is the staff's word, `public_name` and `public` what the person and the referrer
    read. `open` says whether somebody still has something to do."""

    name: Text
    public_name: Text
    public: Text
    open: bool


@dataclass(frozen=True, slots=True)
class GuardRule:
    """Why a step is not yet allowed, and for which kinds of referral the guard counts."""

    refusal: Text
    kinds: frozenset[Kind] = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from a state to another. `needs_reason`: a code of `reasons.py` is kept with it."""

    start: State
    end: State
    who: frozenset[Actor]
    guards: tuple[Guard, ...]
    words: Text
    needs_reason: bool = False


class Verdict(NamedTuple):
    """Whether a step may be taken, and if not, every reason as a sentence."""

    allowed: bool
    reasons: tuple[Text, ...] = ()


STATES: Mapping[State, StateWords] = MappingProxyType(
    {
        State.DRAFT: StateWords(
            name=_("Not sent yet"),
            public_name=_("Not sent yet"),
            public=_("Nothing has been sent yet."),
            open=False,
        ),
        State.SUBMITTED: StateWords(
            name=_("Submitted"),
            public_name=_("Sent"),
            public=_(
                "The programme has the referral. Somebody will read it and answer within the days "
                "that the programme promised."
            ),
            open=True,
        ),
        State.IN_TRIAGE: StateWords(
            name=_("In triage"),
            public_name=_("Being read"),
            public=_(
                "Somebody at the programme is reading the referral and looking at what would help. "
                "The answer comes here."
            ),
            open=True,
        ),
        State.INFORMATION_REQUESTED: StateWords(
            name=_("Information requested"),
            public_name=_("A question is waiting"),
            public=_(
                "The programme has a question. It stands below with the messages; once it is "
                "answered, they go on reading."
            ),
            open=True,
        ),
        State.ACCEPTED: StateWords(
            name=_("Accepted"),
            public_name=_("Accepted"),
            public=_(
                "The programme says yes. What comes next arrives in the way that was agreed: where "
                "no contact was wanted, only here."
            ),
            open=True,
        ),
        State.REDIRECTED: StateWords(
            name=_("Redirected"),
            public_name=_("Somewhere else fits better"),
            public=_(
                "This programme is not the right place, and says below where to turn instead. "
                "Nothing was passed on to anybody else."
            ),
            open=False,
        ),
        State.WITHDRAWN: StateWords(
            name=_("Withdrawn"),
            public_name=_("Withdrawn"),
            public=_(
                "The referral was withdrawn. The programme does nothing more with it. Coming back "
                "later is always possible."
            ),
            open=False,
        ),
    }
)

GUARDS: Mapping[Guard, GuardRule] = MappingProxyType(
    {
        Guard.SAFE_CONTACT: GuardRule(_("First say how the person can be reached safely.")),
        Guard.REPORTING_LINE: GuardRule(
            _("First read who will be told what, and say that you agree to it.")
        ),
        Guard.LAWFUL_BASIS: GuardRule(
            _("First name the lawful basis and the purpose of this referral."),
            frozenset({Kind.PARTNER}),
        ),
        Guard.CONFLICT_ANSWERED: GuardRule(
            _(
                "First say whether you know this person, or somebody close to them, outside your "
                "work. If you do, it closes to you, and your colleagues of the intake still see it."
            )
        ),
        Guard.QUESTION_AND_DATE: GuardRule(
            _("Write the question, and the day by which you hope for an answer.")
        ),
        Guard.ANSWER_DAY_PASSED: GuardRule(
            _(
                "You asked a question, and its answer may still come. You can go on without it "
                "once the day you named has passed."
            )
        ),
        Guard.REASON_AND_WAY_ON: GuardRule(
            _(
                "Choose a reason, and at least one other programme that fits. If none fits, say "
                "so and name a helpline."
            )
        ),
    }
)

_INTAKE = frozenset({Actor.INTAKE})
_SELF = frozenset({Actor.SELF})
_OUTSIDE = frozenset({Actor.SELF, Actor.REFERRER})
_REPORTING = (Guard.SAFE_CONTACT, Guard.REPORTING_LINE, Guard.LAWFUL_BASIS)


def _row(
    start: State,
    end: State,
    who: frozenset[Actor],
    words: Text,
    *guards: Guard,
    needs_reason: bool = False,
) -> Transition:
    return Transition(start, end, who, guards, words, needs_reason)


TRANSITIONS: tuple[Transition, ...] = (
    _row(State.DRAFT, State.SUBMITTED, _OUTSIDE, _("Send"), *_REPORTING),
    _row(State.SUBMITTED, State.IN_TRIAGE, _INTAKE, _("Start triage"), Guard.CONFLICT_ANSWERED),
    _row(
        State.IN_TRIAGE,
        State.INFORMATION_REQUESTED,
        _INTAKE,
        _("Ask a question"),
        Guard.CONFLICT_ANSWERED,
        Guard.QUESTION_AND_DATE,
    ),
    _row(State.INFORMATION_REQUESTED, State.IN_TRIAGE, _OUTSIDE, _("Answer the question")),
    _row(
        State.INFORMATION_REQUESTED,
        State.IN_TRIAGE,
        _INTAKE,
        _("Go on without an answer"),
        Guard.CONFLICT_ANSWERED,
        Guard.ANSWER_DAY_PASSED,
    ),
    _row(State.IN_TRIAGE, State.ACCEPTED, _INTAKE, _("Accept"), Guard.CONFLICT_ANSWERED),
    _row(
        State.IN_TRIAGE,
        State.REDIRECTED,
        _INTAKE,
        _("Redirect"),
        Guard.CONFLICT_ANSWERED,
        Guard.REASON_AND_WAY_ON,
        needs_reason=True,
    ),
    *(
        _row(state, State.WITHDRAWN, _SELF, _("Withdraw"))
        for state, words in STATES.items()
        if words.open
    ),
)

OPEN_STATES: tuple[State, ...] = tuple(state for state, words in STATES.items() if words.open)
#: Somebody at the programme, or the one who was asked, is still to answer by a day.
AWAITING_DECISION: tuple[State, ...] = (
    State.SUBMITTED,
    State.IN_TRIAGE,
    State.INFORMATION_REQUESTED,
)
NOT_YET = _("This cannot be done yet. First: %(step)s.")
NOT_FROM_HERE = _("This cannot be done any more: the referral has moved on in the meantime.")
NOT_BY_YOU = _("This step is for somebody in another role.")


def transitions_from(state: State | str, role: Actor | str) -> tuple[Transition, ...]:
    """The steps that somebody in `role` can take from `state`, whatever their guards say."""
    return tuple(row for row in TRANSITIONS if row.start == state and role in row.who)


def check_transition(
    start: State | str,
    end: State | str,
    *,
    role: Actor | str,
    kind: Kind | str,
    facts: Collection[Guard | str] = (),
) -> Verdict:
    """Whether `role` may take a referral of `kind` from `start` to `end`, given what holds.

    `facts` are the codes of the guards that hold. A refusal lists every guard that does not.
    """
    rows = [row for row in TRANSITIONS if row.start == start and row.end == end]
    if not rows:
        first = _first_step(State(start), State(end), Actor(role))
        return Verdict(False, (NOT_YET % {"step": first.words} if first else NOT_FROM_HERE,))
    row = next((row for row in rows if role in row.who), None)
    if row is None:
        return Verdict(False, (NOT_BY_YOU,))
    refusals = tuple(
        GUARDS[guard].refusal
        for guard in row.guards
        if kind in GUARDS[guard].kinds and guard not in facts
    )
    return Verdict(not refusals, refusals)


def _first_step(start: State, end: State, role: Actor) -> Transition | None:
    """The step that `role` takes first on the way to `end`, where it can still be reached."""
    ways: list[tuple[State, Transition | None]] = [(start, None)]
    for state, first in ways:  # grows while it is walked
        for row in TRANSITIONS:
            if row.start != state or role not in row.who:
                continue
            if row.end == end:
                return first or row
            if row.end not in [reached for reached, _first in ways]:
                ways.append((row.end, first or row))
    return None


def public_words(state: State | str) -> Text:
    """Where a referral stands, as a sentence for the person and the referrer."""
    return STATES[State(state)].public


def public_name(state: State | str) -> Text:
    """The state in two or three plain words, for the person and the referrer."""
    return STATES[State(state)].public_name


def state_name(state: State | str) -> Text:
    """The staff's word for a state."""
    return STATES[State(state)].name
