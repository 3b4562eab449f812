"""Everything the log can say: a closed table. An action that is not in it cannot be recorded, and
what nothing records is not in it (a test holds both)."""

from dataclasses import dataclass

# Only the clock writes this one; verification holds the anchor file against it.
STARTED = "audit.anchoring-started"


@dataclass(frozen=True, slots=True)
class Action:
    """`by_day` keeps the time of day out: it would tell when a self-referrer was at work."""

    code: str
    by_day: bool = False


_ACTIONS = (
    # What a person without an account did; collected from their letters by the staff side.
    Action("selfreferral.submitted", by_day=True),
    Action("selfreferral.message-sent", by_day=True),
    Action("selfreferral.added", by_day=True),
    Action("selfreferral.withdrawn", by_day=True),
    Action("selfreferral.erased", by_day=True),
    Action("letter.collected", by_day=True),
    Action("letter.refused", by_day=True),
    Action("draft.purged", by_day=True),
    # Referrals, by their people.
    Action("referral.created"),
    Action("referral.edited"),
    Action("referral.submitted"),
    Action("referral.listed"),
    Action("referral.opened"),
    Action("referral.triaged"),
    Action("referral.conflict-declared"),
    Action("referral.information-requested"),
    Action("referral.information-received"),
    Action("referral.accepted"),
    Action("referral.redirected"),
    Action("referral.re-sent"),
    Action("referral.state-changed"),
    Action("referral.refused"),
    Action("referral.erased", by_day=True),
    Action("message.sent"),
    Action("door.set"),
    Action("door.opened"),
    Action("door.closed"),
    # Accounts and who may do what.
    Action("account.created"),
    Action("account.closed"),
    Action("account.signed-in"),
    Action("account.sign-in-failed"),
    Action("account.signed-out"),
    Action("account.reauthenticated"),
    Action("account.password-changed"),
    Action("account.second-factor-added"),
    Action("account.second-factor-removed"),
    Action("account.recovery-codes-made"),
    Action("account.recovery-code-used"),
    Action("membership.granted"),
    Action("membership.ended"),
    # The vault and the log itself.
    Action("keys.destroyed", by_day=True),
    Action("keys.rotated"),
    Action("keys.rewrapped"),
    Action("keys.retired"),
    Action("subject.forgotten", by_day=True),
    Action(STARTED),
)

ACTIONS = {action.code: action for action in _ACTIONS}
