"""What is here already, as rows, to compare a file with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from directory.exchange.columns import KEEPER, KINDS, MEMBERSHIPS, PROGRAMME
from directory.exchange.entries import keeper_rows, membership_rows, read_programmes
from directory.exchange.rows import Row, row_of
from directory.imports.building import row_of_instance
from directory.models import Organisation, Place, ProgrammePage, Term
from directory.reading.database import read_rows

_MODELS: dict[str, Any] = {"term": Term, "organisation": Organisation, "place": Place}


@dataclass(slots=True)
class Here:
    """A programme that is here: as published (or as first written), and its draft if it has one."""

    pk: int
    live: bool
    stored: Row
    draft: Row | None
    #: It was published once and is not now: somebody took it down, or it ended.
    taken_down: bool = False

    def base(self, *, publish: bool) -> Row:
        """What an import would replace."""
        if self.draft is not None and not (publish and self.live):
            return self.draft
        return self.stored


def programmes_here(uuids: Iterable[str]) -> dict[str, Here]:
    """UUID → what is here of these programmes. One query for all; one more for each draft."""
    wanted = list(uuids)
    found = {
        page.pk: page
        for page in ProgrammePage.objects.filter(uuid__in=wanted).only(
            "pk", "uuid", "live", "has_unpublished_changes", "latest_revision", "first_published_at"
        )
    }
    here = {}
    for row in read_programmes(list(found), within=None, live=False):
        page = next(p for p in found.values() if str(p.uuid) == row.values["uuid"])
        draft = None
        if page.has_unpublished_changes and page.latest_revision_id is not None:
            whole = ProgrammePage.objects.get(pk=page.pk).get_latest_revision_as_object()
            draft = row_of_instance(
                PROGRAMME,
                whole,
                keeper=row.values["keeper"],
                part_of=row.values["part_of"],
            )
        here[row.values["uuid"]] = Here(
            page.pk,
            page.live,
            row,
            draft,
            taken_down=not page.live and page.first_published_at is not None,
        )
    return here


def instance_here(row: Row) -> Any | None:
    """The term, organisation or place that a row is about: by its code or key, else its UUID."""
    if row.kind == "term":
        return Term.objects.filter(
            vocabulary=row.values["vocabulary"], code=row.values["code"]
        ).first()
    model = _MODELS[row.kind]
    found = model.objects.filter(key=row.values["key"]).first()
    if found is None and row.values.get("uuid"):
        found = model.objects.filter(uuid=UUID(row.values["uuid"])).first()
    return found


def row_here(row: Row) -> Row | None:
    """What is here of anything but a programme."""
    if row.kind == MEMBERSHIPS.name:
        key = row.values["organisation"]
        there = list(membership_rows({key}))
        return Row(row.kind, {"organisation": key}, {"memberships": there}) if there else None
    if row.kind == KEEPER.name:
        return next(keeper_rows({row.values["organisation"]}), None)
    instance = instance_here(row)
    if instance is None:
        return None
    kind = KINDS[row.kind]
    found = read_rows(kind.shape, _MODELS[row.kind].objects.filter(pk=instance.pk))
    return row_of(kind, found[instance.pk])
