"""The index behind its alias: which one serves, how another takes its place, how it changes.

An index is named after the alias with a random suffix. A new one is built beside the one that
serves, and the alias is moved in one step, so that readers see the old one or the new one, whole.
"""

import fcntl
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from search.catalogue import Catalogue
from search.documents import ProgrammeDocument
from search.engines.base import EngineAway, IndexUnavailable
from search.engines.elastic.connection import WRITING_PATIENCE, Patience, understood
from search.engines.elastic.documents import definition, fingerprint, source_of

LOCK = "elasticsearch.lock"
PROGRESS_EVERY = 500
# Seconds to wait for a second copy of a new index before readers are sent to it.
_COPY_PATIENCE = 30
#: Seconds after which what another worker's host began to build is not being built any more.
ABANDONED = 6 * 60 * 60

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Served:
    """The index that the alias names, and the options as they stood when it was built."""

    name: str
    catalogue: Catalogue


class Indices:
    """The indices of one alias."""

    def __init__(self, client: Elasticsearch, alias: str, folder: Path) -> None:
        self._client = client
        self._patient = client.options(request_timeout=WRITING_PATIENCE)
        self._folder = folder
        self._writer = ""
        self.alias = alias

    # Reading

    def served(self, known: Served | None, patience: Patience) -> Served:
        """Return what the alias names now; ``known`` is returned again while that is the same.

        Raises :class:`IndexUnavailable` when there is none, or one of another version.
        """
        client = self._client.options(request_timeout=patience.left())
        try:
            names = list(client.indices.get_alias(name=self.alias).body)
        except NotFoundError:
            raise IndexUnavailable("the alias names no index") from None
        if len(names) != 1:
            raise IndexUnavailable("the alias names several indices")
        if known is not None and known.name == names[0]:
            return known
        # By the alias again: by now it may name another, and what it named may be gone.
        client = self._client.options(request_timeout=patience.left())
        ((name, index),) = client.indices.get_mapping(index=self.alias).body.items()
        meta = index["mappings"].get("_meta")
        if not isinstance(meta, dict) or meta.get("fingerprint") != fingerprint():
            raise IndexUnavailable("the index was built by another version")
        return Served(name, Catalogue.from_json(meta["catalogue"]))

    # Writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock: a change waits for a rebuild, and goes into its outcome."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / LOCK).open("a+", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # What was built by who held this lock is being built by nobody else now.
            lock.seek(0)
            self._writer = lock.read().strip()
            if not self._writer:
                self._writer = secrets.token_hex(6)
                lock.write(self._writer)
                lock.flush()
            yield

    def build(
        self,
        documents: Iterable[ProgrammeDocument],
        catalogue: Catalogue,
        progress: Progress | None,
    ) -> int:
        """Build an index, then have the alias name it. Returns its size. Needs the lock."""
        with understood():
            name = f"{self.alias}-{secrets.token_hex(6)}"
            form = definition()
            form["mappings"]["_meta"] |= {
                "catalogue": catalogue.to_json(),
                "writer": self._writer,
            }
            self._patient.indices.create(index=name, **form)
        try:
            with understood():
                size = self._fill(name, documents, progress)
                before = self._move_alias(name)
        except BaseException:
            with understood():
                self._patient.indices.delete(index=name, ignore_unavailable=True)
            raise
        with understood():
            for gone in before:
                self._patient.indices.delete(index=gone, ignore_unavailable=True)
            self.clear_away()
        return size

    def change(
        self, name: str, documents: Iterable[ProgrammeDocument], removed: Collection[str]
    ) -> None:
        """Change an index, all at once for those who search it. Needs the lock."""
        newest = {document.uuid: document for document in documents}
        actions = [_index(document) for document in newest.values()]
        actions += [{"_op_type": "delete", "_id": uuid} for uuid in removed if uuid not in newest]
        if not actions:
            return
        with understood():
            for _ in self._bulk(name, actions):
                pass
            self._patient.indices.refresh(index=name)

    def clear_away(self) -> None:
        """Delete what rebuilds left that were killed, and what no alias names any more.

        At once where this lock's holder built it, else when it is old: a worker on another host
        may be building it. Needs the lock.
        """
        own = re.compile(re.escape(self.alias) + r"-[0-9a-f]{12}")
        found = self._patient.indices.get(
            index=f"{self.alias}-*",
            allow_no_indices=True,
            features=["aliases", "mappings", "settings"],
        )
        for name, index in found.body.items():
            if not own.fullmatch(name) or self.alias in index["aliases"]:
                continue
            writer = index["mappings"].get("_meta", {}).get("writer")
            made = int(index["settings"]["index"]["creation_date"]) / 1000
            if writer == self._writer or time.time() - made > ABANDONED:
                self._patient.indices.delete(index=name, ignore_unavailable=True)

    def _fill(
        self, name: str, documents: Iterable[ProgrammeDocument], progress: Progress | None
    ) -> int:
        seen: set[str] = set()

        def actions() -> Iterator[dict[str, Any]]:
            for document in documents:
                if document.uuid in seen:
                    continue  # published twice while the records were read
                seen.add(document.uuid)
                yield _index(document)
                if progress is not None and len(seen) % PROGRESS_EVERY == 0:
                    progress(len(seen))

        for _ in self._bulk(name, actions()):
            pass
        if progress is not None:
            progress(len(seen))
        self._patient.indices.refresh(index=name)
        self._check(name, len(seen))
        # Where there is a second server, its copy is there before anybody looks.
        self._patient.options(request_timeout=_COPY_PATIENCE + 5).cluster.health(
            index=name, wait_for_status="green", timeout=f"{_COPY_PATIENCE}s"
        )
        return len(seen)

    def _bulk(self, name: str, actions: Iterable[dict[str, Any]]) -> Iterator[Any]:
        try:
            # What is to be removed may be gone already.
            for done, outcome in streaming_bulk(
                self._patient, actions, index=name, chunk_size=500, raise_on_error=False
            ):
                status = next(iter(outcome.values()))["status"]
                if not done and status != 404:
                    raise EngineAway(f"Elasticsearch refuses to be written, with status {status}")
                yield outcome
        except BulkIndexError as error:
            raise EngineAway("Elasticsearch refuses to be written") from error

    def _check(self, name: str, size: int) -> None:
        """Whether it is what was made and filled: a server makes an index anew that was deleted
        while it is written to, with a mapping of its own."""
        mappings = self._patient.indices.get_mapping(index=name)[name]["mappings"]
        whole = mappings.get("_meta", {}).get("fingerprint") == fingerprint()
        if not whole or self._patient.count(index=name)["count"] != size:
            raise EngineAway("the new index was not left alone while it was built")

    def _move_alias(self, name: str) -> list[str]:
        """Have the alias name this index; returns what it named before."""
        every = {"index": f"{self.alias}-*", "alias": self.alias, "must_exist": False}
        here = {"index": name, "alias": self.alias}
        try:
            before = list(self._patient.indices.get_alias(name=self.alias).body)
        except NotFoundError:
            before = []
        self._patient.indices.update_aliases(actions=[{"remove": every}, {"add": here}])
        return [other for other in before if other != name]


def _index(document: ProgrammeDocument) -> dict[str, Any]:
    return {"_op_type": "index", "_id": document.uuid, "_source": source_of(document)}
