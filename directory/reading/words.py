"""Numbers of the record in words."""

from django.utils.translation import ngettext

from directory.models.strands import Capacity
from directory.phrases import gettext as _

OWN_REQUEST = "own-request"  # the code of a legal context


def age_words(first: int | None, last: int | None) -> str:
    """An age range in words; empty where nothing is stated."""
    if first is not None and last is not None:
        return _("from %(first)s to %(last)s years") % {"first": first, "last": last}
    if first is not None:
        return _("from %(first)s years") % {"first": first}
    if last is not None:
        return _("up to %(last)s years") % {"last": last}
    return ""


def volunteer_words(least: int | None, most: int | None) -> str:
    if least is not None and most is not None and least != most:
        return _("%(least)s to %(most)s volunteers for one person") % {
            "least": least,
            "most": most,
        }
    count = least if least is not None else most
    if count is None:
        return ""
    return ngettext(
        "%(count)s volunteer for one person", "%(count)s volunteers for one person", count
    ) % {"count": count}


def context_words(code: str, label: str) -> str:
    """A legal context (its code and label) as said to the person themself."""
    return _("If you come by yourself") if code == OWN_REQUEST else label


def capacity_words(state: str, weeks: int | None) -> str:
    """The capacity of a strand in words; empty where nothing is stated."""
    if not state:
        return ""
    if state == Capacity.WAITING and weeks is not None:
        return ngettext(
            "Waiting list: about %(weeks)s week", "Waiting list: about %(weeks)s weeks", weeks
        ) % {"weeks": weeks}
    return str(Capacity(state).label)
