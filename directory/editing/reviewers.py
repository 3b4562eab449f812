"""Who reviews what others propose for an entry, and sees how well entries are kept."""

from typing import Any

from directory.editing.admin_pages import only_for

PERMISSION = "directory.review_entry"


def may_review(user: Any) -> bool:
    """Reviewers, editors and administrators. Who keeps the entries of one organisation is none."""
    return bool(user.is_active and user.has_perm(PERMISSION))


for_reviewers = only_for(may_review)
