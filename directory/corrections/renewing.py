"""Bringing a few facts up to date on what is published *and* on what is not yet.

A day of checking or a capacity is no edit of somebody's text: it must not publish a draft, and the
draft must not undo it later. So it is written to the published rows and into every version that may
still be published: the live one, all later ones, and scheduled ones. Nor is it news: an entry keeps
the moment of its last publication, and has one of its own for those who keep copies.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision
from wagtail.signals import page_published

from directory.models import ProgrammePage, Strand


def renew_check(*, page: ProgrammePage, day: dt.date, by: str) -> None:
    """The entry was compared with the programme itself on a day, by a body. Call it in a
    transaction."""
    values = {"checked_on": day, "checked_by": by[:255]}
    ProgrammePage.objects.filter(pk=page.pk).update(**values)
    _into_versions(page, lambda content: content.update(_plain(values)))
    _tell(page, "directory.confirm", {"by": by, "day": day.isoformat()})


def renew_capacity(
    *, page: ProgrammePage, strand: Strand, capacity: str, weeks: int | None, day: dt.date, by: str
) -> None:
    """A strand has so much room on a day. Call it in a transaction."""
    values = {"capacity": capacity, "waiting_weeks": weeks, "capacity_on": day}
    Strand.objects.filter(pk=strand.pk).update(**values)

    def put(content: dict[str, Any]) -> None:
        for row in content.get("strands") or []:
            if str(row.get("uuid")) == str(strand.uuid):
                row.update(_plain(values))

    _into_versions(page, put)
    data = {"by": by, "strand": str(strand.uuid), "capacity": capacity, "day": day.isoformat()}
    _tell(page, "directory.capacity", data)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values.items()}


def _into_versions(page: ProgrammePage, put: Any) -> None:
    scheduled = models.Q(approved_go_live_at__isnull=False)
    later = models.Q(pk__gte=page.live_revision_id or page.latest_revision_id or 0)
    # Locked, so that a merge of terms or an editor's save of the same moment is not overwritten.
    found = page.revisions.select_for_update(of=("self",)).filter(later | scheduled)
    changed = list(found.order_by("pk"))
    for revision in changed:
        put(revision.content)
    Revision.objects.bulk_update(changed, ["content"], batch_size=25)


def _tell(page: ProgrammePage, action: str, data: dict[str, str]) -> None:
    """Let the log, the finder and those who keep copies know of it."""
    ProgrammePage.objects.filter(pk=page.pk).update(renewed_at=timezone.now())
    log(instance=page, action=action, user=None, data=data, content_changed=True)
    page_published.send(
        sender=ProgrammePage, instance=ProgrammePage.objects.get(pk=page.pk), revision=None
    )
