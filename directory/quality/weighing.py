"""Keeping what is known of each published entry in step with it, a few entries at a time.

Nothing tells of a change: what is due is found by comparing times. So entries that were published
on schedule, imported or undone are weighed like those that somebody published by hand, and all of
them once a day, because time alone makes an entry stale.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from directory.models import EmergencyNumber, EntryQuality, Finding, LinkCheck, ProgrammePage
from directory.models.review import ReviewPeriods
from directory.quality.completeness import stored, weigh
from directory.quality.findings import LONGEST_ADDRESS, Known, addresses_of, find
from directory.quality.languages import languages_as_text, partly_translated
from directory.reading.database import in_chunks, read_programme, select_programmes

#: Entries of one transaction.
MOST_ENTRIES = 50
#: Seconds between two transactions, in which others can write.
PAUSE = 0.12


def due_entries() -> QuerySet[ProgrammePage]:
    """The published entries that were not weighed since they, or the review dates, changed, or
    not yet today."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    periods = ReviewPeriods.objects.order_by("pk").values_list("changed_at", flat=True).first()
    since = max(midnight, periods) if periods else midnight
    return ProgrammePage.objects.live().filter(
        Q(quality__isnull=True)
        | Q(quality__weighed_at__isnull=True)
        | Q(quality__weighed_at__lt=since)
        | Q(quality__weighed_at__lt=F("last_published_at"))
        | Q(quality__weighed_at__lt=F("renewed_at"))
    )


def weigh_due_entries(*, seconds: float) -> bool:
    """Weigh what is due, for about so many seconds. Returns whether something is left."""
    stop = time.monotonic() + seconds
    while True:
        keys = list(due_entries().order_by("pk").values_list("pk", flat=True)[:MOST_ENTRIES])
        if not keys:
            return False
        weigh_entries(keys=keys)
        if time.monotonic() >= stop:
            return True
        time.sleep(PAUSE)


def weigh_entries(*, keys: Sequence[int]) -> None:
    """Weigh the entries with these primary keys (at most :data:`MOST_ENTRIES`) anew."""
    now, today = timezone.now(), timezone.localdate()
    pages = ProgrammePage.objects.live().filter(pk__in=keys)
    entries = {row[0]: read_programme(row) for row in select_programmes(pages)}
    addresses = {key: addresses_of(data) for key, data in entries.items()}
    checks = _link_checks({address for found in addresses.values() for address in found})
    broken = {address for address, check in checks.items() if check.is_broken}
    rows, found = [], {}
    for key, data in entries.items():
        weighed = weigh(data)
        found[key] = find(data, Known(today=today, score=weighed.score, broken=broken))
        rows.append(
            EntryQuality(
                page_id=key,
                score=weighed.score,
                missing=stored(weighed.lacks),
                partly_translated=languages_as_text(partly_translated(data)),
                weighed_at=now,
            )
        )
    with transaction.atomic():
        _write(rows, found, {key: [checks[a] for a in addresses[key]] for key in entries})


def forget_what_is_gone() -> None:
    """Forget what was known of entries that are not published any more, and of addresses that
    nothing shows; take up those of the help lines."""
    gone = EntryQuality.objects.filter(page__live=False).values_list("pk", flat=True)
    for keys in in_chunks(gone.iterator(), MOST_ENTRIES):
        EntryQuality.objects.filter(pk__in=keys).delete()
    of_help_lines = set(addresses_of_help_lines())
    _link_checks(of_help_lines)
    unused = LinkCheck.objects.filter(entries__isnull=True).exclude(url__in=of_help_lines)
    for keys in in_chunks(list(unused.values_list("pk", flat=True)), MOST_ENTRIES):
        LinkCheck.objects.filter(pk__in=keys).delete()


def addresses_of_help_lines() -> Iterator[str]:
    for pair in EmergencyNumber.objects.values_list("website", "source_url"):
        yield from (address for address in pair if address and len(address) <= LONGEST_ADDRESS)


def weigh_again(*, checks: Collection[LinkCheck]) -> None:
    """Have the entries weighed again that show one of these addresses."""
    entries = EntryQuality.objects.filter(links__in=list(checks))
    EntryQuality.objects.filter(pk__in=entries.values("pk")).update(weighed_at=None)


def count_findings(pages: QuerySet[Any] | None = None) -> dict[str, int]:
    """Kind of finding → how many published entries (of these) have it."""
    found = Finding.objects.filter(entry__page__live=True)
    if pages is not None:
        found = found.filter(entry__page__in=pages)
    counted = found.order_by().values_list("kind").annotate(Count("entry", distinct=True))
    return dict(counted)


def _link_checks(addresses: Collection[str]) -> dict[str, LinkCheck]:
    """The row of each address, made where there is none yet."""
    there = {check.url: check for check in LinkCheck.objects.filter(url__in=addresses)}
    fresh = [LinkCheck(url=address) for address in sorted(set(addresses) - set(there))]
    if fresh:
        LinkCheck.objects.bulk_create(fresh, ignore_conflicts=True)
        there = {check.url: check for check in LinkCheck.objects.filter(url__in=addresses)}
    return there


def _write(
    rows: list[EntryQuality],
    found: dict[int, list[tuple[Finding.Kind, str]]],
    links: dict[int, list[LinkCheck]],
) -> None:
    EntryQuality.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["score", "missing", "partly_translated", "weighed_at"],
    )
    entries = dict(EntryQuality.objects.filter(page__in=found).values_list("page_id", "pk"))
    Finding.objects.filter(entry__in=entries.values()).delete()
    Finding.objects.bulk_create(
        Finding(entry_id=entries[key], kind=kind, about=about[:500])
        for key, kinds in found.items()
        for kind, about in kinds
    )
    through = EntryQuality.links.through
    through.objects.filter(entryquality__in=entries.values()).delete()
    through.objects.bulk_create(
        through(entryquality_id=entries[key], linkcheck_id=check.pk)
        for key, checks in links.items()
        for check in checks
    )
