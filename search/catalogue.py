"""The catalogue: every option of every facet with its labels, as it stood when it was indexed.

It lies beside the index, so that a page of the finder asks nothing of the database.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from search.facets import FACETS, VOCABULARIES


@dataclass(frozen=True, slots=True)
class Option:
    """A term that can be filtered by: its code, labels by language, how deep it is nested, below
    which term."""

    code: str
    labels: Mapping[str, str]
    depth: int = 0
    broader: str | None = None


class Catalogue:
    """The options of each facet, in the order they are shown."""

    def __init__(self, options: Mapping[str, Iterable[Option]] | None = None) -> None:
        given = options or {}
        self.options: dict[str, tuple[Option, ...]] = {}
        for facet in FACETS:
            if facet.choices is not None:
                self.options[facet.name] = tuple(Option(code, {}) for code, _ in facet.choices)
            else:
                self.options[facet.name] = tuple(given.get(facet.name, ()))

    @cached_property
    def codes(self) -> Mapping[str, Mapping[str, Option]]:
        """Option by code, by facet."""
        return {
            facet: {option.code: option for option in options}
            for facet, options in self.options.items()
        }

    def with_broader(self, codes: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """The (facet, code) pairs, and those of all terms that are broader than theirs."""
        found = set(codes)
        for facet, code in tuple(found):
            option = self.codes.get(facet, {}).get(code)
            while option and option.broader and (facet, option.broader) not in found:
                found.add((facet, option.broader))
                option = self.codes[facet].get(option.broader)
        return frozenset(found)

    def label(self, facet: str, code: str, language: str) -> str:
        """The label of a term, in English or any language where its own is missing, else its code.

        The labels of fixed choices belong to the interface: see :attr:`Facet.choices`.
        """
        option = self.codes.get(facet, {}).get(code)
        if option is None or not option.labels:
            return code
        labels = option.labels
        return labels.get(language) or labels.get("en") or next(iter(labels.values()))

    def to_json(self) -> dict[str, Any]:
        return {
            name: [[o.code, dict(o.labels), o.depth, o.broader] for o in self.options[name]]
            for name in VOCABULARIES
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Catalogue":
        """Read :meth:`to_json`. Raises ``KeyError``, ``TypeError`` or ``ValueError`` on others."""
        return cls({name: [Option(*row) for row in data[name]] for name in VOCABULARIES})


@lru_cache(maxsize=2)
def stored_catalogue(stored: bytes) -> Catalogue:
    """The catalogue that was stored as JSON: the same one for as long as it stays the same.

    Errors as :meth:`Catalogue.from_json`.
    """
    return Catalogue.from_json(json.loads(stored))
