"""Self-referrals that were begun and never sent do not stay."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from portal.audit.entries import Actor as Author
from portal.audit.services import record_event
from portal.selfreferral.models import Draft, Letter
from portal.vault.erasure import require_purge

KEPT_DAYS = 1
KEPT_DAYS_PUT_AWAY = 30


def drafts_to_destroy() -> bool:
    """Whether somebody threw away what they had begun, and it is still there."""
    return Draft.objects.filter(thrown_away=True).exists()


def destroy_thrown_away() -> int:
    """Delete what people threw away unsent. Returns how many people there were."""
    thrown = Draft.objects.filter(thrown_away=True).values_list("locator", flat=True)
    locators = set(thrown)
    for locator in locators:
        with transaction.atomic():
            Draft.objects.filter(locator=locator).delete()
            require_purge(asked=True)
            record_event(actor=Author.system("worker"), action="draft.purged")
    return len(locators)


def purge_drafts(*, today: dt.date | None = None) -> int:
    """Delete drafts that lay still: for a day, or for 30 where the person put them away to come
    back. Of what was sent no draft is kept beyond a day. Returns how many people's there were.
    """
    now = today or timezone.localdate()
    purged = 0
    lying = Draft.objects.values("locator").annotate(
        last=Max("on"), kept=Count("pk", filter=Q(put_away=True))
    )
    for row in list(lying):
        locator: UUID = row["locator"]
        sent = Letter.objects.filter(locator=locator).exists()
        days = KEPT_DAYS_PUT_AWAY if row["kept"] and not sent else KEPT_DAYS
        if row["last"] >= now - dt.timedelta(days=days):
            continue
        with transaction.atomic():
            drafts = Draft.objects.filter(locator=locator)
            if drafts.aggregate(last=Max("on"))["last"] != row["last"]:
                continue  # somebody came back and wrote meanwhile
            drafts.delete()
            require_purge()
            record_event(actor=Author.system("worker"), action="draft.purged")
        purged += 1
    return purged
