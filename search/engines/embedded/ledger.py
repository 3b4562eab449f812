"""The writer's ledger: which programme has which number, and what it is sorted by."""

import json
from array import array
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from search.documents import TEXT_LANGUAGES, ProgrammeDocument
from search.engines.embedded.arrays import Numbers, Orders
from search.words import sort_key

#: (UUID, day of the newest information as an ordinal or 0, name in each of TEXT_LANGUAGES)
Row = tuple[str, int, Sequence[str]]
Key = Callable[[int], tuple[object, ...]]


class Ledger:
    """Numbers are stable: a programme keeps its own while it is indexed, then it is free again."""

    def __init__(self, rows: Iterable[Row | None] = ()) -> None:
        self.rows = list(rows)
        self.numbers = {row[0]: n for n, row in enumerate(self.rows) if row is not None}
        self._free = [n for n, row in enumerate(self.rows) if row is None]

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def capacity(self) -> int:
        return len(self.rows)

    def enter(self, document: ProgrammeDocument) -> int:
        """Write a document's row and return its number."""
        number = self.numbers.get(document.uuid)
        if number is None:
            if self._free:
                number = self._free.pop()
            else:
                number = len(self.rows)
                self.rows.append(None)
            self.numbers[document.uuid] = number
        informed = document.informed_on.toordinal() if document.informed_on else 0
        self.rows[number] = (document.uuid, informed, _names(document))
        return number

    def strike(self, uuid: str) -> int | None:
        """Remove a row; returns its number, or None when there was none."""
        number = self.numbers.pop(uuid, None)
        if number is not None:
            self.rows[number] = None
            self._free.append(number)
        return number

    def orders(self) -> Orders:
        """Sort everything."""
        numbers = list(self.numbers.values())
        names = {
            language: array("I", sorted(numbers, key=self._name_key(place)))
            for place, language in enumerate(TEXT_LANGUAGES)
        }
        return Orders(names, array("I", sorted(numbers, key=self._freshness_key)))

    def reorder(self, orders: Orders, touched: set[int]) -> Orders:
        """Return ``orders`` with the ``touched`` numbers taken out and, if still in use, put in."""
        back = [number for number in sorted(touched) if self.rows[number] is not None]

        def mended(order: Numbers, key: Key) -> Numbers:
            left = [number for number in order if number not in touched]
            for number in back:
                insort(left, number, key=key)
            return array("I", left)

        return Orders(
            {
                language: mended(orders.names[language], self._name_key(place))
                for place, language in enumerate(TEXT_LANGUAGES)
            },
            mended(orders.freshness, self._freshness_key),
        )

    def _name_key(self, place: int) -> Key:
        def key(number: int) -> tuple[object, ...]:
            row = self.rows[number]
            return (row[2][place], row[0]) if row else ()

        return key

    def _freshness_key(self, number: int) -> tuple[object, ...]:
        row = self.rows[number]
        return (-row[1], row[2][-1], row[0]) if row else ()

    def write(self, path: Path) -> None:
        rows = json.dumps(self.rows, ensure_ascii=False, separators=(",", ":"))
        path.write_text(rows, encoding="utf-8")

    @classmethod
    def read(cls, data: bytes) -> "Ledger":
        """Raises ``ValueError`` or ``TypeError`` when damaged."""
        return cls(json.loads(data))


def _names(document: ProgrammeDocument) -> list[str]:
    titles = document.titles
    original = titles.get(str(document.card.get("language", "")))
    anything = original or next(iter(titles.values()), document.slug)
    names = [titles.get(language) or anything for language in TEXT_LANGUAGES]
    keys = {name: sort_key(name) for name in set(names)}
    return [keys[name] for name in names]
