"""Rows as the public may have them: nothing for editors, of a confidential place its town alone.

Which programmes share a confidential address is nobody's business: each shows a place of its own,
made of the programme and the town. So a file that was read into another directory and is written
there is the same again.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from directory.exchange.columns import PLACE, headings_of
from directory.exchange.rows import Row
from directory.exchange.values import YES
from directory.hsds.ids import derived, own, shown_with
from directory.models import ProgrammePlace

#: What the public reads of a confidential place.
OPEN_OF_CONFIDENTIAL = ("confidential", "town", "country")
#: Kinds of row that stand before places or among them.
_UP_TO_PLACES = frozenset(
    {"term", "organisation", "organisation-phone", "membership", "place", "place-phone"}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A confidential place as one programme shows it: ``key`` and ``uuid`` are not the place's."""

    programme: str
    place: str
    place_uuid: str
    town: str
    country: str
    uuid: str

    @property
    def uuid_in_answers(self) -> str:
        """The identifier that the API gives it."""
        return shown_with(self.programme, self.place_uuid)

    @property
    def key(self) -> str:
        return f"confidential-{self.uuid[:13]}"

    def row(self, headings: Iterable[str]) -> Row:
        said = {
            "uuid": self.uuid,
            "key": self.key,
            "confidential": YES,
            "town": self.town,
            "country": self.country,
        }
        return Row(PLACE.name, {name: said.get(name, "") for name in headings})


def confidential_places() -> Iterator[Shown]:
    """What programmes show of confidential places: of each programme in its order."""
    rows = ProgrammePlace.objects.filter(place__confidential=True)
    rows = rows.order_by("page_id", "sort_order", "pk")
    names = ("page__uuid", "place__key", "place__uuid", "place__town", "place__country")
    met: Counter[tuple[str, str, str]] = Counter()
    for page, key, uuid, town, country in rows.values_list(*names).iterator():
        programme = own(page)
        at = (programme, country, town)
        met[at] += 1
        shown = derived(programme, "confidential place", country, town, met[at])
        yield Shown(programme, key, own(uuid), town, country, shown)


def for_the_public(rows: Iterable[Row], programmes: Collection[str] | None = None) -> Iterator[Row]:
    """``rows`` of a directory without what is not for the public; ``programmes`` are UUIDs."""
    headings = headings_of(public=True)
    shown = {
        (one.programme, one.place): one
        for one in confidential_places()
        if programmes is None or one.programme in programmes
    }
    before = sorted(shown.values(), key=lambda one: one.key, reverse=True)
    hidden: set[str] = set()
    for row in _with_shown(rows, before, headings[PLACE.name], hidden):
        if row.values.get("place") in hidden:
            there = shown.get((row.values.get("programme", ""), row.values["place"]))
            if there is None:
                continue
            row.values["place"] = there.key
        kept = {name: text for name, text in row.values.items() if name in headings[row.kind]}
        yield replace(row, values=kept)


def _with_shown(
    rows: Iterable[Row], before: list[Shown], headings: Iterable[str], hidden: set[str]
) -> Iterator[Row]:
    """Put what is shown, the last first in ``before``, among places in the order of keys."""
    for row in rows:
        if row.kind == PLACE.name and row.values["confidential"] == YES:
            hidden.add(row.values["key"])
            continue
        after_places = row.kind not in _UP_TO_PLACES
        while before and (
            after_places or (row.kind == PLACE.name and before[-1].key < row.values["key"])
        ):
            yield before.pop().row(headings)
        yield row
    while before:
        yield before.pop().row(headings)
