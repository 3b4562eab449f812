"""What rows may point at: terms, organisations and places, here already or new with the import."""

from collections.abc import Iterable, Mapping
from typing import Any

from directory.models import Organisation, Place, Term


class Known:
    """Terms by (vocabulary, code), organisations and places by key.

    What an import brings is held as an instance that is not saved: enough to check what points at
    it. When rows are applied, everything they point at is there.
    """

    def __init__(self, *, new: Mapping[str, Iterable[str]] | None = None) -> None:
        new = new or {}
        self.terms = {
            (term.vocabulary, term.code): term
            for term in Term.objects.select_related("broader__broader__broader")
        }
        self._made: dict[tuple[str, str], Any] = {}
        self._new = {kind: set(keys) for kind, keys in new.items()}
        for key in self._new.get("term", ()):
            vocabulary, _, code = key.partition("/")
            place = (vocabulary, code)
            self.terms.setdefault(place, Term(vocabulary=vocabulary, code=code))
        self._by_label = self._labels()

    def _labels(self) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for (vocabulary, code), term in self.terms.items():
            for words in term.labels.values():
                found.setdefault((vocabulary, words.casefold()), code)
        return found

    def learn(self, term: Term) -> None:
        """Know a term that is here by now, or says something else."""
        self.terms[term.vocabulary, term.code] = term
        self._by_label = self._labels()

    def term(self, vocabulary: str, code: str) -> Term | None:
        return self.terms.get((vocabulary, code))

    def code_of_label(self, vocabulary: str, words: str) -> str:
        """The code of the term that has this label in some language; empty if none has."""
        return self._by_label.get((vocabulary, words.casefold()), "")

    def organisation(self, key: str) -> Organisation | None:
        found: Organisation | None = self._one("organisation", Organisation, key)
        return found

    def place(self, key: str) -> Place | None:
        found: Place | None = self._one("place", Place, key)
        return found

    def _one(self, kind: str, model: Any, key: str) -> Any:
        place = (kind, key)
        if place not in self._made:
            found = model.objects.filter(key=key).only("pk", "key").first()
            if found is None and key in self._new.get(kind, ()):
                found = model(key=key)
            if found is None:
                return None  # it may be there the next time
            self._made[place] = found
        return self._made[place]
