"""Signed, expiring links by which a keeper's mail box speaks for its entries.

The staff zone signs with its own key; the public process, which does not have it, knows a link by
its digest and its last day, and hands the token on. The worker checks the signature before it
carries anything out. So neither a copy of the database nor a public process that was taken over can
make a link, and a link that is in the table can be ended there.
"""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from directory.keepers import keeper_of
from directory.models import EntryAnswer, KeeperPage, ReminderAddress, ReminderLink

#: Days on which a link works.
DAYS = 45
SALT = "directory.corrections.link"
#: What the public process may read of a link.
PUBLIC_COLUMNS = ("id", "keeper_id", "expires_on", "revoked_on")


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def make_link(*, address: ReminderAddress) -> tuple[ReminderLink, str]:
    """A new link for a keeper, about to be sent, with its token, which is not kept."""
    token = TimestampSigner(salt=SALT).sign(secrets.token_urlsafe(24))
    today = timezone.localdate()
    link = ReminderLink.objects.create(
        keeper_id=address.page_id,
        digest=digest_of(token),
        address_digest=digest_of(address.email.casefold()),
        made_on=today,
        expires_on=today + dt.timedelta(days=DAYS),
        sending_since=timezone.now(),
    )
    return link, token


def find_link(token: str) -> ReminderLink | None:
    """The link of this token while it works, else None. Reads only what the public process may."""
    found = (
        ReminderLink.objects.filter(digest=digest_of(token)).only(*PUBLIC_COLUMNS).first()
        if token
        else None
    )
    if found is None or found.revoked_on is not None or found.expires_on < timezone.localdate():
        return None
    return found


def is_genuine(answer: EntryAnswer) -> bool:
    """Whether an answer came by a link of ours that worked on its day and still speaks for the
    entry's keeper. For the staff zone, which alone can tell."""
    try:
        TimestampSigner(salt=SALT).unsign(answer.token, max_age=dt.timedelta(days=DAYS + 2))
    except BadSignature:
        return False
    link = ReminderLink.objects.filter(digest=digest_of(answer.token)).first()
    return (
        link is not None
        and link.pk == answer.link_id
        and link.revoked_on is None
        and answer.sent_on <= link.expires_on
        and _still_speaks(link)
        and keeper_of(answer.programme) == link.keeper_id
    )


def _still_speaks(link: ReminderLink) -> bool:
    address = ReminderAddress.objects.filter(page_id=link.keeper_id).first()
    return address is not None and digest_of(address.email.casefold()) == link.address_digest


def revoke_outdated_links(*, keeper: KeeperPage | None = None) -> int:
    """End the links that went to an address which is no longer the keeper's. Returns how many."""
    links = ReminderLink.objects.filter(revoked_on=None, expires_on__gte=timezone.localdate())
    if keeper is not None:
        links = links.filter(keeper=keeper)
    outdated = [link.pk for link in links.iterator() if not _still_speaks(link)]
    for start in range(0, len(outdated), 50):
        ReminderLink.objects.filter(pk__in=outdated[start : start + 50]).update(
            revoked_on=timezone.localdate()
        )
    return len(outdated)


def address_of(name: str, token: str, language: str) -> str:
    """The full public address of a keeper's page, its token where no log keeps it: in the query."""
    with override(language):
        path = reverse(name, urlconf="config.urls.public")
    return f"{settings.PUBLIC_URL}{path}?link={token}"
