"""What others read of the directory: records, terms, areas, the sheet of a programme's page."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from directory.languages import Text, pick_text
from directory.models import EmergencyNumber, LegalText, ProgrammePage
from directory.reading.catalogue import catalogue
from directory.reading.content import help_line_groups
from directory.reading.database import read_by_slug, read_many
from directory.reading.memory import read_page
from directory.reading.records import build_record
from directory.record import ProgrammeRecord, TermRecord

__all__ = [
    "area_relatives",
    "current_legal_text",
    "emergency_numbers",
    "help_line_groups",
    "live_programme_records",
    "moved_programme_slug",
    "read_by_slug",
    "read_page",
    "vocabulary_terms",
]

#: Asked for on every programme's page: written out, because putting it together costs more.
IN_FORCE = (
    "SELECT * FROM directory_legaltext WHERE kind = %s AND valid_from <= %s "
    "ORDER BY valid_from DESC LIMIT 1"
)


def live_programme_records(
    uuids: Collection[UUID | str] | None = None, chunk_size: int = 200
) -> Iterator[ProgrammeRecord]:
    """The records of all published programmes (of those named), in the order of the tree.

    A query for each ``chunk_size`` programmes. Unknown and unpublished UUIDs are left out.
    """
    pages = ProgrammePage.objects.live()
    if uuids is not None:
        pages = pages.filter(uuid__in=[str(key) for key in uuids])
    terms = catalogue()
    for data in read_many(pages, chunk_size):
        yield build_record(data, terms)


def moved_programme_slug(slug: str) -> str | None:
    """Where a programme that had this slug is now, by Wagtail's redirects in any language."""
    from wagtail.contrib.redirects.models import Redirect

    old = [f"/{code}/programmes/{slug}" for code, _name in settings.LANGUAGES]
    pages = Redirect.objects.filter(old_path__in=old).values_list("redirect_page_id", flat=True)
    found = ProgrammePage.objects.live().filter(pk__in=[pk for pk in pages if pk])
    return found.values_list("slug", flat=True).first()


def vocabulary_terms(vocabulary: str) -> list[TermRecord]:
    """The terms of a vocabulary, in its order."""
    return list(catalogue().terms.get(vocabulary, {}).values())


def area_relatives() -> dict[str, set[str]]:
    """Area code → that area, all it lies in and all that lie in it."""
    areas = catalogue().terms.get("area", {})
    above = {code: _above(code, areas) for code in areas}
    relatives = {code: {code, *wider} for code, wider in above.items()}
    for code, wider in above.items():
        for other in wider:
            relatives[other].add(code)
    return relatives


def _above(code: str, areas: Mapping[str, TermRecord]) -> set[str]:
    wider: set[str] = set()
    broader = areas[code].broader
    while broader and broader not in wider and broader in areas:
        wider.add(broader)
        broader = areas[broader].broader
    return wider


def emergency_numbers() -> list[EmergencyNumber]:
    return list(EmergencyNumber.objects.all())


def current_legal_text(
    kind: str, language: str, today: dt.date | None = None
) -> tuple[LegalText, Text] | None:
    """The newest text of a kind whose date has come, with its words in ``language``."""
    found = LegalText.objects.raw(IN_FORCE, [kind, today or timezone.localdate()])
    text = next(iter(found), None)
    return (text, pick_text(text.texts, language)) if text else None
