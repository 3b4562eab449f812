"""Which links are looked at, and what is kept of how they answered."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from directory.models import LinkCheck
from directory.quality.links import Answer, check_link
from directory.quality.weighing import weigh_again

#: A link is looked at once a week; one that failed, the next day.
EVERY = dt.timedelta(days=7)
AFTER_A_FAILURE = dt.timedelta(days=1)
#: Links of one batch, each of another host.
MOST_LINKS = 10
#: From as many hosts that cannot be reached, and none that can, our own line is to blame.
OUR_OWN_LINE = 3

Outcome = LinkCheck.Outcome
_NO_LINE = (Outcome.NO_NAME, Outcome.UNREACHABLE, Outcome.TOO_SLOW)


class NotHere(Exception):
    """A process that visitors reach was asked to call another server."""


def due_links() -> QuerySet[LinkCheck]:
    """The links that nobody looked at yet, or not for a week, or that failed the day before."""
    now = timezone.now()
    return LinkCheck.objects.filter(
        Q(checked_at__isnull=True)
        | Q(checked_at__lt=now - EVERY)
        | Q(failures=1, checked_at__lt=now - AFTER_A_FAILURE)
    )


def check_due_links(*, seconds: float, look: Callable[[str], Answer] = check_link) -> int:
    """Look at links that are due, one of a host, for about so many seconds; how many."""
    if settings.ROLE == "public":
        raise NotHere("links are looked at by the worker alone")
    stop = time.monotonic() + seconds
    answers: list[tuple[LinkCheck, Answer]] = []
    for check in _one_of_a_host():
        answers.append((check, look(check.url)))
        if time.monotonic() >= stop:
            break
    if len(answers) >= OUR_OWN_LINE and all(a.outcome in _NO_LINE for _check, a in answers):
        tried = [check.pk for check, _answer in answers]
        # Tomorrow again: a week later would be late, at once would be in vain.
        again = timezone.now() - EVERY + AFTER_A_FAILURE
        LinkCheck.objects.filter(pk__in=tried).update(checked_at=again)
        return len(answers)
    turned = [check for check, answer in answers if keep_answer(check=check, answer=answer)]
    if turned:
        weigh_again(checks=turned)
    return len(answers)


def keep_answer(*, check: LinkCheck, answer: Answer) -> bool:
    """Keep how a link answered. Returns whether it broke, or works again, by that.

    Failures of one day count once: a link is broken after two, on different days.
    """
    before, today = check.is_broken, timezone.localdate()
    check.outcome, check.status, check.checked_at = answer.outcome, answer.status, timezone.now()
    if answer.outcome == Outcome.FINE:
        check.failures, check.failed_on = 0, None
    elif check.failed_on != today:
        check.failures, check.failed_on = min(check.failures + 1, 1000), today
    check.save(update_fields=["outcome", "status", "checked_at", "failures", "failed_on"])
    return check.is_broken != before


def _one_of_a_host() -> Iterator[LinkCheck]:
    hosts: set[str] = set()
    for check in due_links().order_by(F("checked_at").asc(nulls_first=True), "pk")[
        : 5 * MOST_LINKS
    ]:
        host = _host(check.url)
        if host not in hosts:
            hosts.add(host)
            yield check
        if len(hosts) == MOST_LINKS:
            return


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
