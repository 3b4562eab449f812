"""Building and changing generations. Whoever calls holds the store's lock."""

import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from search.catalogue import Catalogue, stored_catalogue
from search.documents import ProgrammeDocument
from search.engines.base import IndexUnavailable
from search.engines.embedded.analysis import Analysis
from search.engines.embedded.arrays import Orders, read_for_writing, write_arrays
from search.engines.embedded.damage import reading
from search.engines.embedded.ledger import Ledger
from search.engines.embedded.places import Places
from search.engines.embedded.schema import create_index, index_document, open_index
from search.engines.embedded.sets import SetsBuilder
from search.engines.embedded.store import ARRAYS, CATALOGUE, LEDGER, PLACES, TEXT, Manifest, Store

# Bytes the library may hold before it writes a segment.
_CHANGE_MEMORY = 20_000_000
_REBUILD_MEMORY = 200_000_000
PROGRESS_EVERY = 500


def rebuild(
    store: Store,
    documents: Iterable[ProgrammeDocument],
    catalogue: Catalogue,
    progress: Callable[[int], None] | None,
) -> int:
    """Write a generation from nothing and make it the current one. Returns its size."""
    ledger, sets, places = Ledger(), SetsBuilder(), Places()
    analysis = Analysis()
    with _new_generation(store, None) as folder:
        index = create_index(folder / TEXT)
        with _committing(index, _REBUILD_MEMORY) as writer:
            for document in documents:
                if document.uuid in ledger.numbers:
                    continue  # published twice while the records were read
                number = ledger.enter(document)
                sets.add(number, document)
                places.add(number, document)
                writer.add_document(index_document(number, document, analysis))
                if progress is not None and len(ledger) % PROGRESS_EVERY == 0:
                    progress(len(ledger))
        _finish(store, folder, ledger, sets, ledger.orders(), places, catalogue, None)
    if progress is not None:
        progress(len(ledger))
    return len(ledger)


def change(
    store: Store,
    documents: Iterable[ProgrammeDocument],
    removed: Collection[str],
    newer: Catalogue | None = None,
) -> None:
    """Write a generation that differs from the current one by these documents, and has the
    ``newer`` catalogue where there is one.

    Raises :class:`IndexUnavailable` when there is none to start from.
    """
    manifest = store.manifest()
    try:
        ledger = Ledger.read(store.read(manifest, LEDGER))
        sets, orders = read_for_writing(store.read(manifest, ARRAYS))
        places = Places.read(store.read(manifest, PLACES))
        catalogue = newer or stored_catalogue(store.read(manifest, CATALOGUE))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnavailable("the index cannot be changed; it must be built anew") from error
    newest = {document.uuid: document for document in documents}
    if not newest and newer is None and not any(uuid in ledger.numbers for uuid in removed):
        return
    with _new_generation(store, manifest) as folder:
        touched = _apply(folder / TEXT, ledger, sets, newest, removed)
        places.remove(touched)
        for document in newest.values():
            places.add(ledger.numbers[document.uuid], document)
        orders = ledger.reorder(orders, touched)
        _finish(store, folder, ledger, sets, orders, places, catalogue, manifest)


def _apply(
    folder: Path,
    ledger: Ledger,
    sets: SetsBuilder,
    documents: dict[str, ProgrammeDocument],
    removed: Collection[str],
) -> set[int]:
    touched = set()
    for uuid in removed:
        number = None if uuid in documents else ledger.strike(uuid)
        if number is not None:
            touched.add(number)
    for document in documents.values():
        touched.add(ledger.enter(document))
    analysis = Analysis()
    with _committing(_open(folder), _CHANGE_MEMORY) as writer:
        for number in touched:
            sets.remove(number)
            writer.delete_documents_by_term("number", number)
        for document in documents.values():
            number = ledger.numbers[document.uuid]
            sets.add(number, document)
            writer.add_document(index_document(number, document, analysis))
    return touched


@contextmanager
def _committing(index: tantivy.Index, memory: int) -> Iterator[tantivy.IndexWriter]:
    writer = index.writer(heap_size=memory, num_threads=1)
    try:
        yield writer
        writer.commit()
    except BaseException:
        writer.rollback()  # ends its threads, which would go on writing files
        raise
    finally:
        writer.wait_merging_threads()


def _open(folder: Path) -> tantivy.Index:
    with reading:
        return open_index(folder)


def _finish(
    store: Store,
    folder: Path,
    ledger: Ledger,
    sets: SetsBuilder,
    orders: Orders,
    places: Places,
    catalogue: Catalogue,
    previous: Manifest | None,
) -> None:
    write_arrays(folder / ARRAYS, sets, orders)
    places.write(folder / PLACES)
    options = json.dumps(catalogue.to_json(), ensure_ascii=False)
    (folder / CATALOGUE).write_text(options, encoding="utf-8")
    ledger.write(folder / LEDGER)
    store.switch(folder, programmes=len(ledger), capacity=ledger.capacity, previous=previous)


@contextmanager
def _new_generation(store: Store, previous: Manifest | None) -> Iterator[Path]:
    folder = store.new_folder(previous)
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
