"""The public door may not read the table of states, so what it knows of it is held to it here."""

from portal.referrals.states import STATES, State
from portal.selfreferral.conversation import ENDED


def test_a_conversation_ends_in_the_states_that_the_table_calls_closed():
    # A draft is not closed but not begun: nothing was sent, so no conversation stands in it.
    closed = {state for state, words in STATES.items() if not words.open} - {State.DRAFT}

    assert closed == ENDED
