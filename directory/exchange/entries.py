"""What is published, as rows: the whole directory, or some programmes with all they point at.

The order depends on the content alone, so that the same directory always gives the same file:
terms, organisations, memberships, places and keepers by their keys; programmes by depth and
address, each with the rows below it. Read in chunks, so memory stays flat whatever the size.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Collate
from wagtail.models import Page

from directory.exchange.columns import (
    KEEPER,
    KINDS,
    MEMBERSHIP,
    ORGANISATION,
    PLACE,
    PROGRAMME,
    TERM,
)
from directory.exchange.kind import Kind
from directory.exchange.public import for_the_public
from directory.exchange.rows import Row, row_of
from directory.exchange.values import YES, split_codes
from directory.hsds.ids import own
from directory.models import (
    KeeperPage,
    Organisation,
    OrganisationMembership,
    Place,
    ProgrammePage,
    Term,
)
from directory.reading.database import STEP, in_chunks, read_rows

_CHUNK = 200


@dataclass(slots=True)
class Wanted:
    """What a set of programmes points at: terms by (vocabulary, code), the rest by key."""

    terms: set[tuple[str, str]] = field(default_factory=set)
    organisations: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    def note(self, row: Row) -> None:
        """Add what a row and those below it name."""
        for one in row.walk():
            for column in KINDS[one.kind].columns:
                value = one.values.get(column.name, "")
                if column.terms:
                    self.terms |= {(column.terms, code) for code in split_codes(value)}
                elif value and column.refers == "organisation":
                    self.organisations.add(value)
                elif value and column.refers == "place":
                    self.places.add(value)


def directory_rows(
    uuids: Collection[UUID | str] | None = None, *, public: bool = False
) -> Iterator[Row]:
    """The rows of everything published, or of some programmes and what they point at.

    ``public`` leaves out what is for editors, and of a confidential place all but its town.
    """
    wanted = None if uuids is None else _wanted(uuids, public=public)
    rows = _everything(uuids, wanted)
    if not public:
        return rows
    return for_the_public(rows, None if uuids is None else {own(one) for one in uuids})


def _everything(uuids: Collection[UUID | str] | None, wanted: Wanted | None) -> Iterator[Row]:
    yield from term_rows(wanted.terms if wanted else None)
    organisations = wanted.organisations if wanted else None
    yield from organisation_rows(organisations)
    yield from membership_rows(organisations)
    yield from place_rows(wanted.places if wanted else None)
    yield from keeper_rows(organisations)
    for row in programme_rows(uuids):
        yield from row.walk()


def _wanted(uuids: Collection[UUID | str], *, public: bool) -> Wanted:
    wanted = Wanted()
    for row in programme_rows(uuids):
        wanted.note(row)
    # Whose place it is, which networks they belong to, what they are: until nothing is new.
    for row in place_rows(wanted.places):
        if not (public and row.values.get("confidential") == YES):
            wanted.note(row)
    seen: set[str] = set()
    while new := wanted.organisations - seen:
        seen |= new
        for row in (*organisation_rows(new), *membership_rows(new)):
            wanted.note(row)
    rows = Term.objects.values_list("vocabulary", "code", "broader__code")
    broader = {(vocabulary, code): above for vocabulary, code, above in rows}
    for vocabulary, code in list(wanted.terms):
        above = broader.get((vocabulary, code))
        while above and (vocabulary, above) not in wanted.terms:
            wanted.terms.add((vocabulary, above))
            above = broader.get((vocabulary, above))
    return wanted


def by_text(name: str) -> Collate:
    """An order that is the same in every database: that of the characters' numbers."""
    return Collate(name, "C" if connection.vendor == "postgresql" else "BINARY")


def term_rows(wanted: Collection[tuple[str, str]] | None = None) -> Iterator[Row]:
    data = read_rows(TERM.shape, Term.objects.all())
    rows = [row_of(TERM, one) for one in data.values()]
    rows.sort(
        key=lambda r: (
            r.values["vocabulary"],
            int(r.values["sort_order"] or 0),
            r.values["code"],
        )
    )
    for row in rows:
        if wanted is None or (row.values["vocabulary"], row.values["code"]) in wanted:
            yield row


def organisation_rows(keys: Collection[str] | None = None) -> Iterator[Row]:
    for row in _by_key(ORGANISATION, Organisation.objects.all(), keys):
        yield from row.walk()


def place_rows(keys: Collection[str] | None = None) -> Iterator[Row]:
    for row in _by_key(PLACE, Place.objects.all(), keys):
        yield from row.walk()


def _by_key(kind: Kind, all_of: QuerySet[Any], keys: Collection[str] | None) -> Iterator[Row]:
    wanted: Iterable[str]
    if keys is None:
        wanted = all_of.order_by(by_text("key")).values_list("key", flat=True).iterator()
    else:
        wanted = sorted(keys)
    for chunk in in_chunks(wanted, _CHUNK):
        found = read_rows(kind.shape, all_of.filter(key__in=chunk))
        by_key = {data["key"]: data for data in found.values()}
        for key in chunk:
            if key in by_key:
                yield row_of(kind, by_key[key])


def membership_rows(members: Collection[str] | None = None) -> Iterator[Row]:
    """The rows of memberships, those of an organisation in their order."""
    rows = OrganisationMembership.objects.order_by(by_text("member__key"), "sort_order", "pk")
    if members is not None and len(members) <= _CHUNK:
        rows = rows.filter(member__key__in=members)
    pairs = rows.values_list("member__key", "network__key")
    for member, network in pairs.iterator():
        if members is None or member in members:
            yield Row(MEMBERSHIP.name, {"organisation": member, "network": network})


def keeper_rows(keys: Collection[str] | None = None) -> Iterator[Row]:
    """Keepers' pages, those of some organisations only where they keep something."""
    pages = KeeperPage.objects.order_by(by_text("organisation__key"))
    for key, slug, title in pages.values_list("organisation__key", "slug", "title").iterator():
        if keys is None or key in keys:
            yield Row(KEEPER.name, {"organisation": key, "slug": slug, "title": title})


def programme_rows(
    uuids: Collection[UUID | str] | None = None, *, live: bool = True
) -> Iterator[Row]:
    """Programmes with all rows below them; those that others are part of come first.

    ``part_of`` is empty where the programme above is not among what is read.
    """
    pages = ProgrammePage.objects.live() if live else ProgrammePage.objects.all()
    wanted = None if uuids is None else {str(UUID(str(one))) for one in uuids}
    found: list[tuple[str, str, int]] = []
    if wanted is None:
        found += pages.values_list("path", "slug", "pk").iterator()
    else:
        for part in in_chunks(sorted(wanted), _CHUNK):
            found += pages.filter(uuid__in=part).values_list("path", "slug", "pk")
    for chunk in in_chunks(_in_order(found), _CHUNK):
        yield from read_programmes(chunk, within=wanted, live=live)


def _in_order(found: list[tuple[str, str, int]]) -> list[int]:
    """Primary keys, by how many above each are read too, and by address.

    Not by depth in the tree: where a programme above is not read, a copy of the directory has none.
    """
    paths = {path for path, _slug, _pk in found}
    depth: dict[str, int] = {}
    for path in sorted(paths):
        above = path[:-STEP]
        depth[path] = depth[above] + 1 if above in paths else 0
    return [pk for path, _slug, pk in sorted(found, key=lambda one: (depth[one[0]], *one[1:]))]


def read_programmes(
    chunk: list[int], *, within: Collection[str] | None, live: bool
) -> Iterator[Row]:
    """The rows of the pages with these primary keys, in one query for all."""
    found = read_rows(PROGRAMME.shape, ProgrammePage.objects.filter(pk__in=chunk))
    places = dict(Page.objects.filter(pk__in=chunk).values_list("pk", "path"))
    keepers, parents = _above(places.values(), live=live)
    for pk in chunk:
        if pk not in found:
            continue
        row = row_of(PROGRAMME, found[pk])
        path = places[pk]
        parent = parents.get(path[:-STEP], "")
        steps = range(STEP, len(path), STEP)
        keeper = next((keepers[path[:end]] for end in steps if path[:end] in keepers), "")
        row.values["keeper"] = keeper
        row.values["part_of"] = parent if within is None or parent in within else ""
        yield row


def _above(paths: Iterable[str], *, live: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Path → the key of the keeper, and path → the UUID of the programme, above some pages."""
    above = {path[:end] for path in paths for end in range(STEP, len(path), STEP)}
    keepers = KeeperPage.objects.filter(path__in=above).values_list("path", "organisation__key")
    parents = ProgrammePage.objects.filter(path__in=above)
    if live:
        parents = parents.live()
    return dict(keepers), {path: str(own) for path, own in parents.values_list("path", "uuid")}
