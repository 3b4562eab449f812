"""Monthly reminders: who gets one, and the mail, which says that there is something and where."""

import datetime as dt
import logging
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.corrections.due import due_of, entries_of
from directory.corrections.links import (
    DAYS,
    address_of,
    digest_of,
    make_link,
    revoke_outdated_links,
)
from directory.models import KeeperPage, ReminderAddress, ReminderLink
from directory.quality.review import add_months, read_periods

log = logging.getLogger(__name__)

#: How long no mail server takes to accept a mail: one that took longer was cut off.
SENDING = dt.timedelta(hours=1)
#: Keepers of one task; the next task goes on with those that are left.
BATCH = 25


def keepers_to_look_at(after: int = 0) -> list[int]:
    """The next keepers with an address who had no reminder this last month, by primary key."""
    reminded = _of_this_month(ReminderLink.objects.all()).values("keeper")
    found = ReminderAddress.objects.filter(page__live=True, page_id__gt=after)
    return list(
        found.exclude(page_id__in=reminded).order_by("page_id").values_list("page_id", flat=True)
    )[:BATCH]


def _of_this_month(links: QuerySet[ReminderLink]) -> QuerySet[ReminderLink]:
    """Those that were sent this last month, or are being sent."""
    today = timezone.localdate()
    return links.filter(made_on__gt=add_months(today, -1)).exclude(_cut_off(today))


def _cut_off(today: dt.date) -> Q:
    """Links of an earlier day whose mail may not have gone out: the process ended meanwhile."""
    return Q(made_on__lt=today, sending_since__lt=timezone.now() - SENDING)


def send_reminders(*, after: int = 0) -> int | None:
    """Send what falls due to a batch of keepers. Returns the last one looked at, None at the end.

    Whom it got to is in the links themselves, so that one that was cut off goes on where it was.
    """
    keys = keepers_to_look_at(after)
    for key in keys:
        remind_keeper(keeper=key)
    return keys[-1] if keys else None


def remind_keeper(*, keeper: int) -> bool:
    """Mail a keeper one link when something of theirs is due; whether a mail went out.

    At most one a month, also when two workers try: the link is stored before the mail is sent, and
    taken back where the mail server refuses it, so that the next day tries again. So it does when
    the process is killed between the two. One that is killed in the instant after the mail server
    took the mail makes a second to that keeper; the link of either then works.
    """
    made = _claim(keeper)
    if made is None:
        return False
    address, link, token = made
    try:
        send_mail(
            _subject(address), _body(address, token), settings.DEFAULT_FROM_EMAIL, [address.email]
        )
    except Exception:  # a mail server fails in many ways, and one mail box must not stop the rest
        log.exception("a reminder could not be sent")
        link.delete()
        return False
    ReminderLink.objects.filter(pk=link.pk).update(sending_since=None)
    return True


@transaction.atomic
def _claim(keeper: int) -> tuple[ReminderAddress, ReminderLink, str] | None:
    page = KeeperPage.objects.select_for_update(of=("self",)).filter(pk=keeper).first()
    address = ReminderAddress.objects.filter(page_id=keeper).first()
    if page is None or address is None or not page.live:
        return None
    today = timezone.localdate()
    if _of_this_month(page.reminder_links.all()).exists():
        return None
    periods = read_periods()
    if not any(due_of(entry, entry.strands.all(), today, periods) for entry in entries_of(page)):
        return None
    page.reminder_links.filter(_cut_off(today)).update(sending_since=None)
    # A link that went to somebody else before does not count on after this one.
    page.reminder_links.filter(revoked_on=None).exclude(
        address_digest=digest_of(address.email.casefold())
    ).update(revoked_on=today)
    return (address, *make_link(address=address))


def _languages(address: ReminderAddress) -> list[str]:
    return [address.language] if address.language else [code for code, _name in settings.LANGUAGES]


def _subject(address: ReminderAddress) -> str:
    # One of the languages will do: a subject in three is longer than a phone shows.
    with translation.override(_languages(address)[0]):
        return _("There is something for you in Turnstone")


def _body(address: ReminderAddress, token: str) -> str:
    return "\n\n".join(_paragraphs(address, token)) + "\n"


def _paragraphs(address: ReminderAddress, token: str) -> Iterator[str]:
    for code in _languages(address):
        with translation.override(code):
            yield _(
                "There is something for you in Turnstone. It asks for a minute, and no account: "
                "%(address)s"
            ) % {"address": address_of("keep", token, code)}
            yield _("The short way, for what changes most often: %(address)s") % {
                "address": address_of("keep_places", token, code)
            }
            yield _(
                "Opening a link changes nothing. It works for %(days)s days and is meant for you: "
                "please do not pass it on."
            ) % {"days": DAYS}


def forget_old_links() -> int:
    """Delete links that stopped working a year ago; end those of addresses that are no more."""
    revoke_outdated_links()
    long_ago = add_months(timezone.localdate(), -12)
    keys = list(
        ReminderLink.objects.filter(expires_on__lt=long_ago).values_list("pk", flat=True)[:500]
    )
    for start in range(0, len(keys), 50):
        ReminderLink.objects.filter(pk__in=keys[start : start + 50]).delete()
    return len(keys)
