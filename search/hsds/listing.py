"""Lists of keys that are paged at a constant cost: count, slice, walk.

A page is cut from an indexed key and read by its keys; nothing is made for what stands before it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page

from directory.editing.finding import matching
from directory.models import (
    Organisation,
    OrganisationMembership,
    ProgrammeOrganisation,
    ProgrammePage,
    ProgrammePlace,
)
from directory.reading.database import in_chunks
from search.engines import get_engine
from search.finder import edited
from search.hsds.filters import carrying, changed_since, provided_by
from search.query import ProgrammeQuery

FILTERS = ("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")
#: How many keys are read at a time where everything is asked for.
CHUNK = 100
#: How many programmes of a search are looked up in one query: databases bound their parameters.
FOUND_AT_ONCE = 5_000


class Listing(Protocol):
    """Keys in an order."""

    def count(self) -> int: ...

    def page(self, offset: int, size: int) -> Sequence[Any]: ...

    def chunks(self) -> Iterator[Sequence[Any]]: ...


class Fixed:
    """Keys that are known already: the answers of a search, or terms."""

    def __init__(self, keys: Sequence[Any]) -> None:
        self.keys = keys

    def count(self) -> int:
        return len(self.keys)

    def page(self, offset: int, size: int) -> Sequence[Any]:
        return self.keys[offset : offset + size]

    def chunks(self) -> Iterator[Sequence[Any]]:
        for start in range(0, len(self.keys), CHUNK):
            yield self.keys[start : start + CHUNK]


class Stored:
    """The primary keys of a query set, in their order.

    ``counted`` are rows of which there are as many, where those are cheaper to count.
    """

    def __init__(self, rows: QuerySet[Any], counted: QuerySet[Any] | None = None) -> None:
        self.rows = rows.order_by()
        self.counted = self.rows if counted is None else counted
        self._count: int | None = None

    def count(self) -> int:
        if self._count is None:
            self._count = self.counted.count()
        return self._count

    def page(self, offset: int, size: int) -> Sequence[Any]:
        """The keys from ``offset`` on, walked to from the nearer end."""
        total = self.count()
        end = min(offset + size, total)
        if offset >= total:
            return []
        if offset <= total // 2:
            return list(self.rows.order_by("pk").values_list("pk", flat=True)[offset:end])
        backwards = self.rows.order_by("-pk").values_list("pk", flat=True)
        return list(backwards[total - end : total - offset])[::-1]

    def chunks(self) -> Iterator[Sequence[Any]]:
        """All keys, each chunk asked for by the last key of the one before it."""
        last = 0
        while True:
            rows = self.rows.filter(pk__gt=last).order_by("pk")
            keys = list(rows.values_list("pk", flat=True)[:CHUNK])
            if not keys:
                return
            yield keys
            last = keys[-1]


def programmes(asked: dict[str, Any]) -> QuerySet[ProgrammePage]:
    """The published programmes that the filters leave (not yet the words)."""
    pages: QuerySet[ProgrammePage] = ProgrammePage.objects.live()
    if asked["organization_id"]:
        pages = pages.filter(provided_by(asked["organization_id"]))
    if asked["taxonomy_term_id"]:
        pages = pages.filter(carrying(term=asked["taxonomy_term_id"]))
    if asked["taxonomy_id"]:
        pages = pages.filter(carrying(taxonomy=asked["taxonomy_id"]))
    if asked["modified_after"] is not None:
        pages = pages.filter(changed_since(asked["modified_after"]))
    return pages


def services(asked: dict[str, Any]) -> Listing:
    """The programmes that are asked for. Raises :class:`search.engines.IndexUnavailable`."""
    pages = programmes(asked)
    if asked["search"]:
        return Fixed(_found(asked, pages))
    # Joining two tables costs more than what is counted: the pages' own index knows their type.
    kind = ContentType.objects.get_for_model(ProgrammePage)
    every = Page.objects.live().filter(content_type=kind)
    return Stored(pages, None if any(asked[name] for name in FILTERS) else every)


def _found(asked: dict[str, Any], pages: QuerySet[ProgrammePage]) -> list[int]:
    """All programmes of a search that are published as we speak, best fit first."""
    query = ProgrammeQuery.from_pairs([("q", asked["search"])])
    found = get_engine().found(edited(query), language=asked["language"] or "en")
    keys: dict[str, int] = {}
    for part in in_chunks(found, FOUND_AT_ONCE):
        rows = pages.filter(uuid__in=part).order_by().values_list("uuid", "pk")
        keys.update((str(uuid), pk) for uuid, pk in rows)
    return [keys[uuid] for uuid in found if uuid in keys]


def at_locations(asked: dict[str, Any]) -> Listing:
    """The rows of programmes at places that are asked for."""
    pages = programmes(asked)
    if not asked["search"]:
        return Stored(ProgrammePlace.objects.filter(page__in=pages))
    order = {pk: place for place, pk in enumerate(_found(asked, pages))}
    rows: list[tuple[int, int]] = []
    for part in in_chunks(order, FOUND_AT_ONCE):
        at = ProgrammePlace.objects.filter(page__in=part).order_by()
        rows += at.values_list("page_id", "pk")
    return Fixed([pk for _page, pk in sorted(rows, key=lambda row: (order[row[0]], row[1]))])


def organizations(search: str = "") -> QuerySet[Organisation]:
    """The organisations that a published programme names: with a part in it, as a member or
    network of one that has a part, or as the one whose place (not a confidential one) it is."""
    this, published = OuterRef("pk"), {"page__live": True}
    joined = OrganisationMembership.objects
    with_part = "programme_rows__page__live"
    named: QuerySet[Organisation] = Organisation.objects.filter(
        Exists(ProgrammeOrganisation.objects.filter(organisation=this, **published))
        | Exists(joined.filter(member=this, **{f"network__{with_part}": True}))
        | Exists(joined.filter(network=this, **{f"member__{with_part}": True}))
        | Exists(
            ProgrammePlace.objects.filter(
                place__organisation=this, place__confidential=False, **published
            )
        )
    )
    return matching(named, ("name", "former_names"), search) if search else named
