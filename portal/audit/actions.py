"""Everything the log can say: a closed table. An action that is not in it cannot be recorded."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Only the clock writes this one; verification holds the anchor file against it.
STARTED = "audit.anchoring-started"


@dataclass(frozen=True, slots=True)
class Action:
    """`by_day` keeps the time of day out: it would tell when a self-referrer was at work."""

    code: str
    description: str | Promise
    by_day: bool = False


_ACTIONS = (
    # What a person without an account did; collected from their letters by the staff side.
    Action("selfreferral.submitted", _("A person referred themself"), by_day=True),
    Action("selfreferral.message-sent", _("The person referred wrote a message"), by_day=True),
    Action("selfreferral.added", _("The person referred added to what they said"), by_day=True),
    Action("selfreferral.withdrawn", _("The person referred withdrew"), by_day=True),
    Action("selfreferral.erased", _("The person referred asked for erasure"), by_day=True),
    Action("letter.collected", _("A sealed message from a person was processed"), by_day=True),
    Action("letter.refused", _("A letter could not be opened or carried out"), by_day=True),
    Action("letter.sent", _("An answer was laid ready under a receipt")),
    Action("draft.purged", _("Answers that were never sent were deleted"), by_day=True),
    # Referrals, by their people.
    Action("referral.created", _("A referral was begun for an organisation")),
    Action("referral.edited", _("A referral was changed before it was sent")),
    Action("referral.submitted", _("A referral was sent to a programme")),
    Action("referral.listed", _("A referral was shown in a list")),
    Action("referral.counted", _("Referrals were counted")),
    Action("referral.opened", _("A referral was opened and its content read")),
    Action("referral.triaged", _("A referral was taken into triage")),
    Action("referral.conflict-declared", _("A conflict of interest was answered")),
    Action("referral.information-requested", _("More information was asked for")),
    Action("referral.information-received", _("The information asked for came in")),
    Action("referral.accepted", _("A referral was accepted")),
    Action("referral.redirected", _("A referral was redirected")),
    Action("referral.re-sent", _("A referral was sent to another programme as well")),
    Action("referral.assigned", _("A referral was given to a member of staff")),
    Action("referral.put-on-hold", _("A referral was put on hold")),
    Action("referral.resumed", _("A referral was resumed")),
    Action("referral.withdrawn", _("A referral was withdrawn"), by_day=True),
    Action("referral.cancel-requested", _("A referrer asked to cancel a referral")),
    Action("referral.cancelled", _("A referral was cancelled")),
    Action("referral.closed", _("A referral was closed")),
    Action("referral.escalated", _("An unanswered referral was escalated")),
    Action("referral.entered-in-error", _("A referral was marked as entered in error")),
    Action("referral.state-changed", _("A referral moved to another state")),
    Action("referral.refused", _("A step on a referral was refused")),
    Action("referral.erased", _("A referral was erased"), by_day=True),
    Action("referral.exported", _("A referral was exported")),
    Action("message.sent", _("A message was written")),
    Action("message.read", _("Messages were read")),
    Action("note.written", _("A note of the staff was written")),
    Action("note.read", _("Notes of the staff were read")),
    Action("attachment.added", _("An attachment was added")),
    Action("attachment.read", _("An attachment was read")),
    Action("attachment.removed", _("An attachment was removed")),
    Action("door.set", _("What a programme takes here was changed")),
    Action("door.opened", _("A programme's door was opened")),
    Action("door.closed", _("A programme's door was closed")),
    # Accounts and who may do what.
    Action("account.created", _("An account was made")),
    Action("account.changed", _("An account was changed")),
    Action("account.closed", _("An account was closed")),
    Action("account.signed-in", _("Somebody signed in")),
    Action("account.sign-in-failed", _("A sign-in failed")),
    Action("account.signed-out", _("Somebody signed out")),
    Action("account.reauthenticated", _("Somebody confirmed who they are")),
    Action("account.password-changed", _("A password was changed")),
    Action("account.second-factor-added", _("A second factor was added")),
    Action("account.second-factor-removed", _("A second factor was removed")),
    Action("account.recovery-codes-made", _("Recovery codes were made")),
    Action("account.recovery-code-used", _("A recovery code was used")),
    Action("membership.granted", _("A role in an organisation was granted")),
    Action("membership.changed", _("A role in an organisation was changed")),
    Action("membership.ended", _("A role in an organisation was ended")),
    Action("access.denied", _("Access was refused")),
    # The vault and the log itself.
    Action("keys.destroyed", _("The keys of a referral were destroyed"), by_day=True),
    Action("keys.rotated", _("A new key became the current one")),
    Action("keys.rewrapped", _("Content keys were moved to the current key")),
    Action("keys.retired", _("An old key was destroyed")),
    Action("subject.forgotten", _("The log was cut loose from a referral"), by_day=True),
    Action("audit.read", _("The audit log was read")),
    Action(STARTED, _("The log began to be anchored outside the database")),
)

ACTIONS = {action.code: action for action in _ACTIONS}
