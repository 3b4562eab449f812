"""The labels of all terms, kept in each process until a term changes."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from directory.edition import seen_edition
from directory.languages import pick_text
from directory.models import Term
from directory.record import TermRecord

#: Seconds after which the terms are read again even if nothing seems to have changed.
LONGEST = 60.0


@dataclass(frozen=True)
class Catalogue:
    """All terms, by vocabulary and code, in the order of their vocabulary."""

    terms: Mapping[str, Mapping[str, TermRecord]]
    places: Mapping[str, Mapping[str, int]]
    spoken: dict[str, dict[tuple[str, str], str]] = field(default_factory=dict)

    def all_labels(self, language: str) -> Mapping[tuple[str, str], str]:
        """``(vocabulary, code)`` → label in ``language``, or in another where there is none."""
        if language not in self.spoken:
            self.spoken[language] = {
                (vocabulary, code): pick_text(term.labels, language).words or code
                for vocabulary, codes in self.terms.items()
                for code, term in codes.items()
            }
        return self.spoken[language]

    def label(self, vocabulary: str, code: str, language: str) -> str:
        """The label of a term, or its code where the term is gone."""
        return self.all_labels(language).get((vocabulary, code), code)

    def labels(self, vocabulary: str, codes: Iterable[str], language: str) -> list[str]:
        """The labels of several terms, in the order of their vocabulary."""
        labels = self.all_labels(language)
        return [labels.get((vocabulary, code), code) for code in self.ordered(vocabulary, codes)]

    def ordered(self, vocabulary: str, codes: Iterable[str]) -> list[str]:
        """The codes, each once, in the order of their vocabulary."""
        places = self.places.get(vocabulary, {})
        codes = set(codes)
        if len(codes) < 2:
            return list(codes)
        return sorted(codes, key=lambda code: (places.get(code, len(places)), code))


_kept: tuple[tuple[Any, ...], float, Catalogue] | None = None


def stamp() -> tuple[Any, ...]:
    """What tells that a term changed since it was last asked."""
    table = connection.ops.quote_name(Term._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), MAX(id), MAX(changed_at) FROM {table}")  # noqa: S608
        return tuple(cursor.fetchone())


def catalogue() -> Catalogue:
    """The terms as they are now, read again only after a change.

    In a request of the public process its edition tells; elsewhere one small query does.
    """
    global _kept
    seen, now = seen_edition() or stamp(), time.monotonic()
    if _kept is None or _kept[0] != seen or now - _kept[1] > LONGEST:
        _kept = (seen, now, _load())
    return _kept[2]


def _load() -> Catalogue:
    terms: dict[str, dict[str, TermRecord]] = {}
    rows = Term.objects.order_by("vocabulary", "sort_order", "code").values_list(
        "vocabulary", "code", "labels", "broader__code"
    )
    for vocabulary, code, labels, broader in rows:
        record = TermRecord(code=code, labels=labels, broader=broader)
        terms.setdefault(vocabulary, {})[code] = record
    places = {
        vocabulary: {code: place for place, code in enumerate(codes)}
        for vocabulary, codes in terms.items()
    }
    return Catalogue(terms=terms, places=places)
