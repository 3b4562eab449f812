"""Who may come in, and what they may do where."""

from portal.accounts.models.entry_review import EntryReview
from portal.accounts.models.membership import Membership
from portal.accounts.models.user import User

__all__ = ["EntryReview", "Membership", "User"]
