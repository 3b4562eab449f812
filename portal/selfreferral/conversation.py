"""A conversation as its receipt holder sees it: where the referral stands, and the letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from portal.selfreferral import letters
from portal.selfreferral.letters import OpenedLetter
from portal.selfreferral.receipts import Receipt
from portal.vault.errors import NoContentKey

Kind = letters.Kind
# The states in which nothing more is asked or said. The table of states lies above this room; a
# test holds the two alike.
ENDED = {"withdrawn", "redirected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`state` is a state's code; `letters` are what both wrote, without the bare status letters.

    `submission` is None where that letter was damaged and does not open any more.
    `pending` is a wish the staff side has not yet carried out: *withdrawal*, *erasure* or none.
    """

    state: str
    pending: str
    programme: str
    submission: OpenedLetter | None
    letters: Sequence[OpenedLetter]

    @property
    def answered(self) -> bool:
        """Whether the newest question was answered, and the staff side has not taken that in."""
        if self.state != "information-requested":
            return False
        since = takewhile(lambda letter: letter.kind != Kind.QUESTION, reversed(self.letters))
        return any(letter.sender == letters.Sender.PERSON for letter in since)

    @property
    def unanswered(self) -> bool:
        """Whether the person wrote last."""
        return bool(self.letters) and self.letters[-1].sender == letters.Sender.PERSON

    @property
    def none_fits(self) -> bool:
        """Whether the programme named no other: nothing here fits, and that has to be said."""
        named = any(letter.content.get("programmes") for letter in self.letters)
        return self.state == "redirected" and not named

    @property
    def help_line(self) -> str:
        """The help line that the programme named, as it wrote it; empty where it named none."""
        named = (letter.content.get("helpline", "") for letter in reversed(self.letters))
        return next(filter(None, named), "")

    @property
    def open(self) -> bool:
        """Whether it still goes on: the person can write, add and withdraw."""
        return self.state not in ENDED and not self.pending


def read_conversation(receipt: Receipt) -> Conversation | None:
    """What is under a receipt, or None: nothing was sent, it has expired or it was erased."""
    try:
        opened = letters.read_letters(receipt)
    except NoContentKey:
        return None
    submission = next((letter for letter in opened if letter.kind == Kind.SUBMISSION), None)
    states = [letter.content["state"] for letter in opened if letter.kind == Kind.STATUS]
    state = states[-1] if states else "submitted"
    kinds = {letter.kind for letter in opened}
    pending = ""
    if Kind.ERASURE in kinds:
        pending = "erasure"
    elif Kind.WITHDRAWAL in kinds and state not in ENDED:
        pending = "withdrawal"
    shown = [
        letter
        for letter in opened
        if letter.kind in (Kind.MESSAGE, Kind.ADDITION, Kind.QUESTION)
        or (letter.kind == Kind.STATUS and len(letter.content) > 1)
    ]
    return Conversation(
        state=state,
        pending=pending,
        programme=submission.content["shown"]["title"] if submission else "",
        submission=submission,
        letters=shown,
    )
