"""What editors decided, read from the database, remembered, and read anew when it changes."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import Error
from django.db.models import Count, Max, Model

from directory.edition import seen_edition
from search.editorial import UNEDITED, Editorial
from search.models import ExcludedProgramme, PinnedProgramme, SearchDecision, SynonymEntry
from search.thesaurus import NO_SYNONYMS, Synonym, Thesaurus
from search.words import wording_key

#: For how long a process does not ask whether anything has changed.
REMEMBERED = 2.0  # seconds

_Rows = TypeVar("_Rows")
_Made = TypeVar("_Made")
_Decisions = Mapping[str, tuple[tuple[str, ...], frozenset[str]]]


class _Read(NamedTuple, Generic[_Rows, _Made]):
    version: Any
    rows: _Rows
    made: _Made


class _Remembered(Generic[_Rows, _Made]):
    """What is made of the rows of a model, as they were when the request began.

    The edition tells whether anything has changed. Outside of a request, one small query does,
    every two seconds. Where these rows are the same, so is what was made of them. Without a
    database what was last read serves on: the finder answers all the same.
    """

    def __init__(
        self, model: type[Model], read: Callable[[], _Rows], make: Callable[[_Rows], _Made]
    ) -> None:
        self.model, self.read, self.make = model, read, make
        self.known: _Read[_Rows, _Made] | None = None  # replaced as one: threads share it
        self.asked_at = float("-inf")

    def now(self, nothing: _Made) -> _Made:
        """What is made of the rows now; ``nothing`` where they were never read."""
        known = self.known
        edition, now = seen_edition(), time.monotonic()
        if edition is None and now - self.asked_at < REMEMBERED:
            return known.made if known else nothing
        try:
            version = edition or self.newest()
            if known is None or version != known.version:
                rows = self.read()
                made = known.made if known and rows == known.rows else self.make(rows)
                self.known = known = _Read(version, rows, made)
        except Error:
            pass
        self.asked_at = now
        return known.made if known else nothing

    def newest(self) -> Any:
        rows = self.model._default_manager.all()
        return rows.aggregate(Count("pk"), Max("changed_at"), Max("pk"))

    def forget(self) -> None:
        self.asked_at = float("-inf")
        if self.known:
            self.known = self.known._replace(version=None)


def decided(texts: tuple[str, ...]) -> Editorial:
    """What editors decided about a search for these texts."""
    if not texts:
        return UNEDITED
    synonyms = thesaurus.now(NO_SYNONYMS)
    decisions = answers.now({})
    if len(texts) > 1 or not decisions:
        return Editorial(synonyms)
    pinned, excluded = decisions.get(wording_key(texts[0]), ((), frozenset()))
    return Editorial(synonyms, pinned, excluded)


def forget_decisions() -> None:
    """Ask anew at the next search."""
    thesaurus.forget()
    answers.forget()


def _read_synonyms() -> list[Synonym]:
    return [entry.as_synonym() for entry in SynonymEntry.objects.prefetch_related("terms")]


def _read_answers() -> _Decisions:
    pinned, excluded = _uuids(PinnedProgramme), _uuids(ExcludedProgramme)
    found: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}
    for decision in SearchDecision.objects.all():
        first, out = pinned.get(decision.pk, ()), frozenset(excluded.get(decision.pk, ()))
        for key in decision.asked():
            before, left_out = found.get(key, ((), frozenset()))
            found[key] = tuple(dict.fromkeys((*before, *first))), left_out | out
    return found


def _uuids(model: type[PinnedProgramme] | type[ExcludedProgramme]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    rows = model._default_manager.order_by("sort_order", "pk")
    for decision, uuid in rows.values_list("decision_id", "programme__uuid"):
        found[decision] = (*found.get(decision, ()), str(uuid))
    return found


def _as_read(rows: _Decisions) -> _Decisions:
    return rows


thesaurus = _Remembered(SynonymEntry, _read_synonyms, Thesaurus)
answers = _Remembered(SearchDecision, _read_answers, _as_read)
