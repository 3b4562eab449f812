"""Wagtail: open to the editor and the administrator; its doors for people are closed to all."""

from tests.portal.matrix.rows import Outcome, Room, behind_the_gate, to_all

_EDITORS = behind_the_gate("edit", "admin", others=Outcome.REFUSED)
_CLOSED = to_all(Outcome.HIDDEN)

ROOM = Room(
    rows=[],
    families={
        "wagtailusers_*": _CLOSED,
        "wagtailadmin_login": _CLOSED,
        "wagtailadmin_password_reset*": _CLOSED,
        "wagtaildocs_authenticate_with_password": _CLOSED,
        "wagtaildocs_serve": behind_the_gate(),
        "admin/*": _EDITORS,
        "wagtail_bulk_action": _EDITORS,
        "directory_exchange": _EDITORS,
        "wagtailadmin_*": _EDITORS,
        "wagtaildocs*": _EDITORS,
        "wagtailimages*": _EDITORS,
        "wagtailredirects*": _EDITORS,
        "wagtailsites*": _EDITORS,
        "wagtailsnippets*": _EDITORS,
        "wagtailsnippetchoosers*": _EDITORS,
    },
)
