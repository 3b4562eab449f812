"""The table of states: complete, closed, and drawn as it is."""

from pathlib import Path

import pytest
from django.utils import translation

from portal.referrals.picture import redraw
from portal.referrals.states import (
    GUARDS,
    NOT_FROM_HERE,
    OPEN_STATES,
    STATES,
    TRANSITIONS,
    Actor,
    Guard,
    Kind,
    State,
    check_transition,
    transitions_from,
)

PAGE = Path(__file__).resolve().parents[3] / "docs" / "referrals.md"
EVERY_GUARD = set(Guard)


def test_every_state_has_words_and_every_guard_a_refusal():
    assert set(STATES) == set(State)
    assert set(GUARDS) == set(Guard)
    assert all(str(words.public) and str(words.public_name) for words in STATES.values())


def test_every_state_can_be_reached_and_no_step_is_there_twice():
    reached = {row.end for row in TRANSITIONS} | {State.DRAFT}
    assert reached == set(State)
    ways = [(row.start, row.end, actor) for row in TRANSITIONS for actor in row.who]
    assert len(ways) == len(set(ways))


def test_a_step_too_early_names_what_comes_first():
    for end in (State.ACCEPTED, State.REDIRECTED, State.INFORMATION_REQUESTED):
        verdict = check_transition(
            State.SUBMITTED, end, role=Actor.INTAKE, kind=Kind.PARTNER, facts=EVERY_GUARD
        )
        assert [str(reason) for reason in verdict.reasons] == [
            "This cannot be done yet. First: Start triage."
        ]


def test_a_step_too_late_says_that_the_referral_moved_on():
    verdict = check_transition(
        State.ACCEPTED, State.REDIRECTED, role=Actor.INTAKE, kind=Kind.SELF, facts=EVERY_GUARD
    )
    assert verdict.reasons == (NOT_FROM_HERE,)


@pytest.mark.parametrize("start", State)
@pytest.mark.parametrize("end", State)
@pytest.mark.parametrize("role", Actor)
def test_nothing_moves_outside_the_table(start: State, end: State, role: Actor):
    in_table = any(row.start == start and row.end == end and role in row.who for row in TRANSITIONS)
    verdict = check_transition(start, end, role=role, kind=Kind.PARTNER, facts=EVERY_GUARD)
    assert verdict.allowed == in_table
    assert verdict.allowed or verdict.reasons


@pytest.mark.parametrize(
    "row", TRANSITIONS, ids=lambda row: f"{row.start}-{row.end}-{sorted(row.who)[0]}"
)
def test_a_step_waits_for_each_of_its_guards(row):
    role = sorted(row.who)[0]
    for kind in Kind:
        counting = {guard for guard in row.guards if kind in GUARDS[guard].kinds}
        for missing in counting:
            verdict = check_transition(
                row.start, row.end, role=role, kind=kind, facts=counting - {missing}
            )
            assert verdict == (False, (GUARDS[missing].refusal,))
        assert check_transition(row.start, row.end, role=role, kind=kind, facts=counting).allowed


def test_a_refusal_lists_all_its_reasons():
    verdict = check_transition(
        State.DRAFT, State.SUBMITTED, role=Actor.REFERRER, kind=Kind.PARTNER, facts=()
    )
    assert len(verdict.reasons) == 3


def test_somebody_who_refers_themself_names_no_lawful_basis():
    verdict = check_transition(
        State.DRAFT,
        State.SUBMITTED,
        role=Actor.SELF,
        kind=Kind.SELF,
        facts={Guard.SAFE_CONTACT, Guard.REPORTING_LINE},
    )
    assert verdict.allowed


@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_person_can_withdraw_from_every_open_state_without_a_reason(state: State):
    assert State.WITHDRAWN in {row.end for row in transitions_from(state, Actor.SELF)}
    assert check_transition(state, State.WITHDRAWN, role=Actor.SELF, kind=Kind.SELF).allowed


def test_nobody_but_the_person_withdraws():
    assert not [row for row in TRANSITIONS if row.end == State.WITHDRAWN and row.who != {"self"}]


def test_the_page_shows_the_table_in_use():
    page = PAGE.read_text(encoding="utf-8")
    with translation.override("nl"):
        assert redraw(page) == page, "Run ./dev manage draw_states"
