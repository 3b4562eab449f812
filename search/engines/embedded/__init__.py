"""The embedded engine: nothing to install, several reading processes, one writer.

Text lies in a `tantivy` index, facets in integers used as sets, both in generations on disk.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import repeat
from pathlib import Path

from directory.record import Point
from search.catalogue import Catalogue
from search.distance import nearest
from search.documents import ProgrammeDocument
from search.editorial import Editorial
from search.engines.base import MAX_LISTED, PAGE_SIZE, EngineStatus, IndexUnavailable
from search.engines.embedded import writer
from search.engines.embedded.generation import Generation
from search.engines.embedded.sets import STATUS, Matches
from search.engines.embedded.store import Signature, Store
from search.engines.embedded.text import TextMatch
from search.engines.highlight import Highlighter, highlighter_for
from search.engines.paging import page_to_show
from search.query import NEAR_SORT, ProgrammeQuery
from search.results import Hit, OptionCount, Remark, RemarkKind, Results, Towns
from search.wordings import read_wordings

log = logging.getLogger(__name__)

_ATTEMPTS = 3
#: Seconds after which a generation that could not be read is tried again: the trouble may have
#: been the machine's, and gone by.
TRIED_AGAIN = 5.0
# Seconds within which what is made of an answer has been made.
_LATELY = 60.0


class EmbeddedEngine:
    """See :class:`search.engines.base.SearchEngine`."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder)
        self._loaded: tuple[Signature, Generation] | None = None
        self._loading = threading.Lock()
        self._refused: Signature | None = None
        self._trouble = ""
        self._try_at = 0.0
        self._answered_of_old = -_LATELY
        self._sound: Signature | None = None

    # Reading

    def search(
        self, query: ProgrammeQuery, *, language: str, page_size: int = PAGE_SIZE
    ) -> Results:
        generation = self._generation()
        wordings, remarks = read_wordings(query)
        found = None
        meant = ""
        if wordings:
            plan = generation.text.plan(wordings, query.editorial)
            found = TextMatch(generation.text, plan)
            if plan.similar:
                remarks.append(Remark(RemarkKind.SIMILAR_WORDS, words=plan.similar))
                if len(query.texts) == 1:
                    meant = generation.meanings.suggest(query.texts[0], plan.similar, language)
        text = found.programmes if found else None
        matches = generation.sets.filter(text, query.selections)
        total = matches.total
        page, pages = page_to_show(query.page, total, page_size, remarks)
        end = min(page * page_size, MAX_LISTED)
        numbers = _in_order(generation, query, matches, found, language, end)
        highlighter = highlighter_for(tuple(wordings))
        return Results(
            hits=tuple(
                _hit(generation, number, matches, highlighter, language, query.place)
                for number in numbers[(page - 1) * page_size : end]
            ),
            total=total,
            page=page,
            pages=pages,
            facets=_facets(generation, query, found, matches),
            programmes=generation.manifest.programmes,
            remarks=tuple(remarks),
            meant=meant,
        )

    def found(self, query: ProgrammeQuery, *, language: str) -> list[str]:
        generation = self._generation()
        wordings, _ = read_wordings(query)
        text = (
            TextMatch(generation.text, generation.text.plan(wordings, query.editorial))
            if wordings
            else None
        )
        matches = generation.sets.filter(text.programmes if text else None, query.selections)
        numbers = _in_order(generation, query, matches, text, language, matches.total)
        return [generation.uuid(number) for number in numbers]

    def towns(self, query: ProgrammeQuery) -> Towns:
        generation = self._generation()
        wordings, _ = read_wordings(query)
        text = (
            generation.text.matching_set(generation.text.plan(wordings, query.editorial))
            if wordings
            else None
        )
        matches = generation.sets.filter(text, query.selections)
        return generation.places.towns(matches.programmes)

    def totals(self, queries: Sequence[ProgrammeQuery]) -> list[int]:
        generation = self._generation()
        texts: dict[tuple[tuple[str, ...], Editorial], int | None] = {}
        totals = []
        for query in queries:
            asked = query.texts, query.editorial
            if asked not in texts:
                wordings, _ = read_wordings(query)
                texts[asked] = (
                    generation.text.matching_set(generation.text.plan(wordings, query.editorial))
                    if wordings
                    else None
                )
            totals.append(generation.sets.filter(texts[asked], query.selections).total)
        return totals

    def catalogue(self) -> Catalogue:
        return self._generation().catalogue

    def status(self, *, thorough: bool = False) -> EngineStatus:
        signature = self._store.signature()
        if signature is None:
            return EngineStatus("missing", detail="the index was not built yet")
        try:
            manifest = self._store.manifest()
            if thorough:
                self._store.check(manifest)
            if signature != self._sound and (not self._loaded or signature != self._loaded[0]):
                Generation(self._store, manifest)
            self._sound = signature
        except IndexUnavailable as error:
            if self._store.signature() != signature:  # it was built anew while it was looked at
                return self.status(thorough=thorough)
            return EngineStatus("damaged", detail=str(error))
        return EngineStatus("ready", programmes=manifest.programmes)

    def _generation(self) -> Generation:
        signature = self._store.signature()
        loaded = self._loaded
        if loaded is not None:
            if signature == loaded[0]:
                return loaded[1]
            waits = signature == self._refused and time.monotonic() < self._try_at
            if signature is None or waits:
                return self._old(loaded[1])
        elif signature == self._refused and time.monotonic() < self._try_at:
            raise IndexUnavailable(self._trouble)
        # One thread reads it; the others answer from the old one meanwhile, where there is one.
        if not self._loading.acquire(blocking=loaded is None):
            assert loaded is not None
            return self._old(loaded[1])
        try:
            return self._load()
        finally:
            self._loading.release()

    def _load(self) -> Generation:
        loaded = self._loaded
        signature = self._store.signature()
        if loaded is not None and signature in (None, loaded[0]):
            # Another thread read it just now, or it was taken away.
            return loaded[1] if signature else self._old(loaded[1])
        if signature is None:
            raise IndexUnavailable("the index was not built yet")
        if signature == self._refused and time.monotonic() < self._try_at:
            # Another thread could not read it just now.
            if loaded is None:
                raise IndexUnavailable(self._trouble)
            return self._old(loaded[1])
        try:
            self._loaded = self._read()
        except IndexUnavailable as trouble:
            if loaded is not None and signature != self._refused:
                log.warning("the finder answers from an old index: %s", trouble)
            self._refused, self._try_at = signature, time.monotonic() + TRIED_AGAIN
            self._trouble = str(trouble)
            if loaded is None:
                raise
            return self._old(loaded[1])
        return self._loaded[1]

    def _read(self) -> tuple[Signature, Generation]:
        for _ in range(_ATTEMPTS):
            signature = self._store.signature()
            if signature is None:
                break
            try:
                return signature, Generation(self._store, self._store.manifest())
            except IndexUnavailable:
                # Another generation may have become current, and this one been cleared away.
                if self._store.signature() == signature:
                    raise
        raise IndexUnavailable("the index changes faster than it can be read")

    def _old(self, generation: Generation) -> Generation:
        self._answered_of_old = time.monotonic()
        return generation

    def has_answered_of_old(self) -> bool:
        """Whether an answer of late was not of the generation that is current."""
        return time.monotonic() - self._answered_of_old < _LATELY

    # Writing

    def index(
        self,
        documents: Iterable[ProgrammeDocument],
        *,
        removed: Collection[str] = (),
        catalogue: Catalogue | None = None,
    ) -> None:
        with self._store.writing():
            writer.change(self._store, documents, removed, catalogue)

    def rebuild(
        self,
        documents: Iterable[ProgrammeDocument],
        *,
        catalogue: Catalogue,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        with self._store.writing():
            return writer.rebuild(self._store, documents, catalogue, progress)


def _in_order(
    generation: Generation,
    query: ProgrammeQuery,
    matches: Matches,
    found: TextMatch | None,
    language: str,
    needed: int,
) -> list[int]:
    if query.sort == "name":
        return generation.by_name(matches.programmes, language, needed)
    if query.sort == "freshness":
        return generation.by_freshness(matches.programmes, needed)
    place = query.place if query.sort == NEAR_SORT else None
    if found is None and place is None:
        return generation.by_status(matches.programmes, language, needed)

    def ranked(programmes: int, needed: int) -> list[int]:
        if place is not None:
            return generation.by_distance(programmes, place, language, needed)
        return found.ranked(programmes, needed) if found else []

    # However well a closed programme fits, it takes nobody: it comes after all others.
    closed = matches.programmes & generation.sets.of(STATUS, "closed")
    if matches.total <= needed:
        ranking = ranked(matches.programmes, needed)
        return sorted(ranking, key=lambda number: closed >> number & 1)
    first = ranked(matches.programmes ^ closed, needed)
    if closed and len(first) < needed:
        first += ranked(closed, needed - len(first))
    return first


def _facets(
    generation: Generation, query: ProgrammeQuery, found: TextMatch | None, matches: Matches
) -> dict[str, tuple[OptionCount, ...]]:
    counts = iter(generation.counts(found, query.selections, matches))
    facets = {}
    for facet, codes in generation.codes.items():
        selected = query.selections.get(facet, ())
        chosen = [code in selected for code in codes] if selected else repeat(False)
        # The codes come first: what is taken from the counts is exactly theirs.
        facets[facet] = tuple(map(OptionCount, codes, counts, chosen))
    return facets


def _hit(
    generation: Generation,
    number: int,
    matches: Matches,
    highlighter: Highlighter,
    language: str,
    place: Point | None,
) -> Hit:
    card = generation.entry(number, language).card
    title, summary, snippet = generation.marked(number, language, highlighter)
    fits = generation.sets.fits(matches, number)
    return Hit(
        card=card,
        matched=tuple(fits[: len(card.strands)]),
        title=title,
        summary=summary if card.summary else None,
        snippet=snippet,
        distance=nearest(place, card.points),
    )
