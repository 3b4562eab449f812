"""How far the indexes follow the directory: which changes they do not hold yet.

A row is there from the transaction of a change on, and goes when the index has it. So whoever
keeps an answer of the index can tell whether it is of the directory as it stands, also where the
worker is busy, away or was killed. Each of these writes changes the edition (`directory.edition`).
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from directory.edition import change_edition
from search.engines import embedded_engine
from search.models import AwaitedChange

EMBEDDED, ELASTICSEARCH = "embedded", "elasticsearch"
#: After this, nobody works on a change any more: the worker was killed, or never heard of it.
LOST_AFTER = dt.timedelta(minutes=10)
#: Within this a change is with Elasticsearch, where that is well.
SENT_AFTER = dt.timedelta(seconds=1.5)


def engines() -> tuple[str, ...]:
    """The engines that are kept up to date here."""
    return (EMBEDDED, ELASTICSEARCH) if settings.ELASTICSEARCH_URL else (EMBEDDED,)


def await_change(change: uuid.UUID) -> None:
    """Note, within the transaction that makes a change, that the indexes do not hold it yet."""
    AwaitedChange.objects.bulk_create(
        [AwaitedChange(engine=engine, change=change) for engine in engines()]
    )


def awaited_by(engine: str) -> list[uuid.UUID]:
    """What an index is behind now. Ask before reading what is to be indexed."""
    return list(AwaitedChange.objects.filter(engine=engine).values_list("change", flat=True))


def settle(engine: str, changes: Collection[str | uuid.UUID]) -> None:
    """Note that an index holds these changes, and whatever else has just been written to it."""
    with transaction.atomic():
        AwaitedChange.objects.filter(engine=engine, change__in=list(changes)).delete()
        AwaitedChange.objects.exclude(engine__in=engines()).delete()
        change_edition()


def is_behind() -> bool:
    """Whether any index that may answer lacks a change, or has not: one small query.

    Also where this process could not read the index as it stands, and answers from an older one.
    """
    if embedded_engine().has_answered_of_old():
        return True
    table = AwaitedChange._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608
        return cursor.fetchone() is not None


def elasticsearch_lags() -> bool:
    """Whether Elasticsearch lacks a change, for longer than sending takes, that the embedded index
    holds: where it can be searched and not written, it would show what is not published any more.
    """
    if not settings.ELASTICSEARCH_URL:
        return False
    late = AwaitedChange.objects.filter(
        engine=ELASTICSEARCH, changed_at__lt=timezone.now() - SENT_AFTER
    )
    own = AwaitedChange.objects.filter(engine=EMBEDDED, change=OuterRef("change"))
    try:
        return late.exclude(Exists(own)).exists()
    except Error:
        return False  # a database that is away says nothing of the index


def has_lost_changes(engine: str) -> bool:
    """Whether an index waits for a change for longer than any work on it takes."""
    old = timezone.now() - LOST_AFTER
    return AwaitedChange.objects.filter(engine=engine, changed_at__lt=old).exists()
