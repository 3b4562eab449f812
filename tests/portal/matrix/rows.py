"""What a row of the matrix is: one address, and what it answers to each role.

Each room keeps its rows in a module of its own beside this one and lists itself in `rooms.py`. An
address that reads or changes a record has a row for each case: one's own, another's, excluded.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.accounts.sample import PEOPLE

#: Everybody in the cast, and the two who are not all the way in.
NOBODY, HALF_WAY = "anonymous", "no second factor"
SIGNED_IN = tuple(PEOPLE)
ROLES = (NOBODY, HALF_WAY, *SIGNED_IN)

#: What the rooms' `build` made, by name: ids that stand in addresses.
World = Mapping[str, object]


class Outcome(StrEnum):
    """What a visitor meets."""

    OPEN = "open"
    SIGN_IN = "led to sign in"
    SET_UP = "led to set up a second factor"
    REFUSED = "refused (403)"
    HIDDEN = "hidden (404)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One address in one case. `outcomes` holds every role.

    `kwargs` are the address's arguments; a text that starts with `$` names something in the World.
    `data` are the fields of a form that is sent there.
    """

    name: str
    case: str = ""
    method: str = "get"
    kwargs: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome]

    def __post_init__(self) -> None:
        missing = set(ROLES) - set(self.outcomes)
        assert not missing, f"{self.name}: no outcome for {sorted(missing)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The rows of one part of the staff zone.

    `families` are namespaces (or their beginnings, with a star) whose addresses all answer alike:
    only for what others wrote, such as the CMS.
    """

    rows: Iterable[Row]
    families: Mapping[str, Mapping[str, Outcome]] = field(default_factory=dict)
    build: Callable[[], World] = dict


def to_all(outcome: Outcome) -> dict[str, Outcome]:
    """The same answer for everybody."""
    return dict.fromkeys(ROLES, outcome)


def behind_the_gate(
    *opens_to: str, others: Outcome = Outcome.HIDDEN, refuses: Iterable[str] = ()
) -> dict[str, Outcome]:
    """Open to these people, `others` for the rest, and the gate for who is not all the way in."""
    return {
        NOBODY: Outcome.SIGN_IN,
        HALF_WAY: Outcome.SET_UP,
        **dict.fromkeys(SIGNED_IN, others),
        **dict.fromkeys(opens_to, Outcome.OPEN),
        **dict.fromkeys(refuses, Outcome.REFUSED),
    }
