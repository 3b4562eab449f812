"""Keeping the index true. Only the staff zone's processes write it."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from directory.queries import area_relatives, live_programme_records, vocabulary_terms
from directory.record import ProgrammeRecord, TermRecord
from search.catalogue import Catalogue, Option
from search.documents import ProgrammeDocument, programme_document
from search.engines import (
    EngineAway,
    IndexUnavailable,
    WrittenEngine,
    elasticsearch_engine,
    embedded_engine,
    guarded_engine,
)
from search.facets import VOCABULARIES
from search.following import ELASTICSEARCH, EMBEDDED, await_change, awaited_by, settle

log = logging.getLogger(__name__)


class IndexIsReadOnly(Exception):
    """The public process was asked to write the index."""


def index_programmes(*, uuids: Collection[str], changes: Collection[str] = ()) -> None:
    """Bring the programmes with these UUIDs up to date in the index, which then holds ``changes``.

    Those that are published are indexed as they are now; those that are not, or no longer exist,
    are removed. Builds the whole index when there is none to change. Where there is Elasticsearch,
    a task of its own brings that up to date. Idempotent.
    """
    _refuse_in_public()
    _index(embedded_engine(), uuids)
    with transaction.atomic():
        settle(EMBEDDED, changes)
        if elasticsearch_engine():
            from search.tasks import send_programmes_task

            send_programmes_task.enqueue(sorted(uuids), changes=sorted(changes))


def send_programmes(*, uuids: Collection[str], changes: Collection[str] = ()) -> None:
    """Bring the programmes with these UUIDs up to date in Elasticsearch, if there is one.

    Raises :class:`EngineAway`; then nothing is lost by doing it again.
    """
    _refuse_in_public()
    engine = elasticsearch_engine()
    if engine:
        _index(engine, uuids)
        settle(ELASTICSEARCH, changes)


def rebuild_index(*, progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew from the directory, beside the one that serves, then switch.

    ``progress`` is told how many programmes were read so far, for each engine anew. Returns how
    many there are. Elasticsearch that is away is brought up to date by the next comparison.
    """
    _refuse_in_public()
    count = _rebuild(EMBEDDED, embedded_engine(), progress)
    engine = elasticsearch_engine()
    if engine:
        try:
            _rebuild(ELASTICSEARCH, engine, progress)
        except EngineAway as trouble:
            log.warning("Elasticsearch's index was not built: %s", trouble)
            from search.tasks import enqueue_comparison

            enqueue_comparison()
    return count


def build_missing_indexes() -> None:
    """Build the index of each engine that has none, or one that cannot be read."""
    _refuse_in_public()
    for name, engine in (
        (EMBEDDED, embedded_engine()),
        (ELASTICSEARCH, elasticsearch_engine()),
    ):
        if engine and engine.status().state in ("missing", "damaged"):
            try:
                _rebuild(name, engine, None)
            except EngineAway as trouble:
                log.warning("Elasticsearch's index was not built: %s", trouble)


def rebuild_elasticsearch() -> int:
    """Build Elasticsearch's index anew. Raises :class:`EngineAway`. Returns its size."""
    _refuse_in_public()
    engine = elasticsearch_engine()
    return _rebuild(ELASTICSEARCH, engine, None) if engine else 0


def rebuild_embedded_index() -> int:
    """Build the embedded engine's index anew, and leave Elasticsearch's as it is."""
    _refuse_in_public()
    return _rebuild(EMBEDDED, embedded_engine(), None)


def _index(engine: WrittenEngine, uuids: Collection[str]) -> None:
    try:
        catalogue = read_catalogue()
        documents = _documents(live_programme_records(uuids), catalogue)
        engine.index(documents, removed=uuids, catalogue=catalogue)
    except EngineAway:
        raise
    except IndexUnavailable:
        engine.rebuild(documents_now(), catalogue=read_catalogue())


def _rebuild(name: str, engine: WrittenEngine, progress: Callable[[int], None] | None) -> int:
    changes = awaited_by(name)
    count = engine.rebuild(documents_now(), catalogue=read_catalogue(), progress=progress)
    settle(name, changes)
    return count


def documents_now() -> Iterator[ProgrammeDocument]:
    """Every published programme as it is to be found today."""
    return _documents(live_programme_records(), read_catalogue())


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
        later = _IndexLater(wanted)
        await_change(later.change)
        transaction.on_commit(later)


@dataclass
class _IndexLater:
    """What is called after the commit."""

    uuids: set[str]
    change: UUID = field(default_factory=uuid4)
    done: bool = False

    def __call__(self) -> None:
        from search.tasks import index_programmes_task

        self.done = True
        index_programmes_task.enqueue(sorted(self.uuids), changes=[str(self.change)])


def schedule_rebuild() -> None:
    """Have the index built anew by the worker once the transaction is committed."""
    await_change(uuid4())

    def enqueue() -> None:
        from search.tasks import enqueue_rebuild

        enqueue_rebuild()

    transaction.on_commit(enqueue)


def search_status() -> dict[str, Any]:
    """Say for ``/ready`` how the engines are: ``ok``, and ``says`` in a few words.

    It is well as long as visitors get answers, from whichever engine.
    """
    own = embedded_engine().status()
    ready = own.state == "ready"
    says = f"embedded, {own.programmes} programmes" if ready else f"{own.state}: {own.detail}"
    guarded = guarded_engine()
    if guarded is None:
        return {"ok": ready, "says": says}
    trouble = guarded.look()
    if trouble:
        return {"ok": ready, "says": f"{says}; {guarded.name}: {trouble}"}
    if guarded.lags():
        return {"ok": ready, "says": f"{says}; {guarded.name} lacks changes"}
    served = guarded.primary.status().programmes
    behind = "" if ready else f"; embedded engine {says}"
    return {"ok": True, "says": f"{guarded.name}, {served} programmes{behind}"}


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


def _documents(
    records: Iterable[ProgrammeRecord], catalogue: Catalogue
) -> Iterator[ProgrammeDocument]:
    relatives, today = area_relatives(), timezone.localdate()
    for record in records:
        yield programme_document(record, catalogue=catalogue, relatives=relatives, today=today)


def _refuse_in_public() -> None:
    if settings.ROLE == "public":
        raise IndexIsReadOnly("the public process reads the index and never writes it")
