"""When an import keeps its hands off an entry: somebody is at work on it, or has a draft."""

from typing import Any

from django.utils.translation import gettext as _

from directory.exchange.rows import Row
from directory.imports.comparing import digest
from directory.imports.current import Here
from directory.models import ProgrammePage


class Held(Exception):
    """A row cannot be applied, or not be undone, now; the message says why."""


def refuse_while_kept(page: ProgrammePage, acting_user: Any) -> None:
    """Raise :class:`Held` where somebody has locked the entry, reviews it or scheduled a version.

    ``acting_user`` is None for a command, which no lock is made for.
    """
    if page.approved_schedule:
        raise Held(_("A version of it is scheduled to be published."))
    if page.workflow_in_progress:
        raise Held(_("It is being reviewed."))
    lock = page.get_lock()
    if lock is not None and (acting_user is None or lock.for_user(acting_user)):
        raise Held(_("It is locked by an editor."))


def buries_a_draft(here: Here, wanted: Row, *, publish: bool) -> bool:
    """Whether publishing ``wanted`` would leave an editor's unpublished words behind."""
    return (
        publish
        and here.live
        and here.draft is not None
        and digest(here.draft) not in (digest(wanted), digest(here.stored))
    )


def buried() -> str:
    return _("It has a draft that this would bury: publish the draft or discard it first.")
