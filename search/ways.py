"""How to reach programmes: what their pages say under "Contact", short enough for a list."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from directory.models import ContactPoint, ProgrammePage
from directory.reading.build import SheetBuilder
from directory.reading.catalogue import catalogue
from directory.reading.database import read_many
from directory.reading.sheet import Contact, Sheet

_ON_A_LIST = {
    ContactPoint.Kind.PHONE,
    ContactPoint.Kind.MOBILE,
    ContactPoint.Kind.EMAIL,
    ContactPoint.Kind.WEBSITE,
}


@dataclass(frozen=True, slots=True)
class Ways:
    """Numbers, e-mail and website, each once, and the streets that are no secret."""

    contacts: tuple[Contact, ...] = ()
    streets: tuple[str, ...] = ()


def programme_ways(uuids: Collection[str], language: str) -> dict[str, Ways]:
    """Return how each of these published programmes is reached, by UUID, in one query."""
    terms, today = catalogue(), timezone.localdate()
    pages = ProgrammePage.objects.live().filter(uuid__in=uuids)
    sheets = [SheetBuilder(data, terms, language, today).build() for data in read_many(pages)]
    return {str(UUID(str(sheet.uuid))): _ways(sheet) for sheet in sheets}


def _ways(sheet: Sheet) -> Ways:
    contacts = [*sheet.contacts, *(way for place in sheet.places for way in place.phones)]
    if not contacts:
        contacts = [way for part in sheet.organisations for way in part.reach]
    shown = {way.shown: way for way in contacts if way.kind in _ON_A_LIST}
    streets = [", ".join(p.lines) for p in sheet.places if not p.confidential and p.lines[1:]]
    return Ways(tuple(shown.values()), tuple(dict.fromkeys(streets)))
