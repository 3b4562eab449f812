"""One generation, loaded for searching."""

import json
from array import array
from functools import cached_property
from typing import Any

from search.catalogue import Catalogue
from search.documents import STATUSES
from search.engines.base import IndexUnavailable
from search.engines.embedded.arrays import read_arrays
from search.engines.embedded.schema import open_index
from search.engines.embedded.sets import members
from search.engines.embedded.store import ARRAYS, CATALOGUE, TEXT, Manifest, Store
from search.engines.embedded.text import TextSearch

# Fewer than one in so many: cheaper to sort the few than to walk the order of all.
_FEW = 32


class Generation:
    """Everything a search needs. Never changes; requests may share it."""

    def __init__(self, store: Store, manifest: Manifest) -> None:
        """Load it. Raises :class:`IndexUnavailable` when anything of it is damaged."""
        self.manifest = manifest
        try:
            self.sets, self.orders = read_arrays(store.read(manifest, ARRAYS))
            self.catalogue = Catalogue.from_json(json.loads(store.read(manifest, CATALOGUE)))
            self.text = TextSearch(open_index(manifest.folder / TEXT), manifest.capacity)
        except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise IndexUnavailable("the index cannot be read") from error

    def card(self, number: int) -> dict[str, Any]:
        card: dict[str, Any] = json.loads(self.text.stored(number, "card"))
        return card

    def texts(self, number: int) -> dict[str, str]:
        texts: dict[str, str] = json.loads(self.text.stored(number, "texts"))
        return texts

    def by_name(self, programmes: int, language: str, needed: int) -> list[int]:
        """Return the first ``needed`` of a set by name."""
        return self._first(programmes, self._names(language), language, needed)

    def by_freshness(self, programmes: int, needed: int) -> list[int]:
        """Return the first ``needed`` of a set, newest information first."""
        return self._first(programmes, self.orders.freshness, "", needed)

    def by_status(self, programmes: int, language: str, needed: int) -> list[int]:
        """Return the first ``needed`` of a set: open before paused before closed, each by name."""
        first: list[int] = []
        for status in STATUSES:
            if len(first) < needed:
                those = programmes & self.sets.of_status(status)
                first += self.by_name(those, language, needed - len(first))
        return first

    def _names(self, language: str) -> "array[int]":
        return self.orders.names.get(language, self.orders.names["en"])

    @cached_property
    def _ranks(self) -> dict[str, "array[int]"]:
        return {}

    def _rank(self, order: "array[int]", name: str) -> "array[int]":
        rank = self._ranks.get(name)
        if rank is None:
            rank = array("I", bytes(4 * self.manifest.capacity))
            for place, number in enumerate(order):
                rank[number] = place
            self._ranks[name] = rank
        return rank

    def _first(self, programmes: int, order: "array[int]", name: str, needed: int) -> list[int]:
        count = programmes.bit_count()
        needed = min(needed, count)
        if needed == 0:
            return []
        if count * _FEW < len(order):
            rank = self._rank(order, name)
            return sorted(members(programmes), key=rank.__getitem__)[:needed]
        data = programmes.to_bytes(self.manifest.capacity // 8 + 1, "little")
        first = []
        for number in order:
            if data[number >> 3] >> (number & 7) & 1:
                first.append(number)
                if len(first) == needed:
                    break
        return first
