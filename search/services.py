"""Keeping the index true. Only the staff zone's processes write it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from directory.queries import area_relatives, live_programme_records, vocabulary_terms
from directory.record import ProgrammeRecord, TermRecord
from search.catalogue import Catalogue, Option
from search.documents import ProgrammeDocument, programme_document
from search.engines import IndexUnavailable, get_engine
from search.facets import VOCABULARIES


class IndexIsReadOnly(Exception):
    """The public process was asked to write the index."""


def index_programmes(*, uuids: Collection[str]) -> None:
    """Bring the programmes with these UUIDs up to date in the index.

    Those that are published are indexed as they are now; those that are not, or no longer exist,
    are removed. Builds the whole index when there is none to change. Idempotent.
    """
    _refuse_in_public()
    try:
        get_engine().index(_documents(live_programme_records(uuids)), removed=uuids)
    except IndexUnavailable:
        rebuild_index()


def rebuild_index(*, progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew from the directory, beside the one that serves, then switch.

    ``progress`` is told how many programmes were read so far. Returns how many there are.
    """
    _refuse_in_public()
    documents = _documents(live_programme_records())
    return get_engine().rebuild(documents, catalogue=read_catalogue(), progress=progress)


def schedule_programmes(uuids: Iterable[str]) -> None:
    """Have :func:`index_programmes` called by the worker once the transaction is committed.

    Calls within one transaction are gathered into one task.
    """
    wanted = set(uuids)
    # One that is still scheduled is undone by no rollback that leaves this call standing.
    for _, scheduled, *_ in connection.run_on_commit:
        if isinstance(scheduled, _IndexLater) and not scheduled.done:
            scheduled.uuids |= wanted
            return
    if wanted:
        transaction.on_commit(_IndexLater(wanted))


@dataclass
class _IndexLater:
    """What is called after the commit."""

    uuids: set[str]
    done: bool = False

    def __call__(self) -> None:
        from search.tasks import index_programmes_task

        self.done = True
        index_programmes_task.enqueue(sorted(self.uuids))


def schedule_rebuild() -> None:
    """Have the index built anew by the worker once the transaction is committed."""

    def enqueue() -> None:
        from search.tasks import enqueue_rebuild

        enqueue_rebuild()

    transaction.on_commit(enqueue)


def search_status() -> dict[str, Any]:
    """Say for ``/ready`` how the engine is: ``ok``, and ``says`` in a few words."""
    status = get_engine().status()
    if status.state == "ready":
        return {"ok": True, "says": f"{get_engine().name}, {status.programmes} programmes"}
    return {"ok": False, "says": f"{status.state}: {status.detail}"}


def read_catalogue() -> Catalogue:
    """Read the options of every facet from the directory's vocabularies."""
    return Catalogue({name: _options(vocabulary_terms(name)) for name in VOCABULARIES})


def _options(terms: list[TermRecord]) -> list[Option]:
    broader = {term.code: term.broader for term in terms}
    options = []
    for term in terms:
        depth, above = 0, term.broader
        while above in broader and depth < len(terms):
            depth, above = depth + 1, broader[above]
        options.append(Option(term.code, dict(term.labels), depth, term.broader))
    return options


def _documents(records: Iterable[ProgrammeRecord]) -> Iterator[ProgrammeDocument]:
    catalogue, relatives, today = read_catalogue(), area_relatives(), timezone.localdate()
    for record in records:
        yield programme_document(record, catalogue=catalogue, relatives=relatives, today=today)


def _refuse_in_public() -> None:
    if settings.ROLE == "public":
        raise IndexIsReadOnly("the public process reads the index and never writes it")
