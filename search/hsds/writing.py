"""From keys to what HSDS calls them, in the language asked for."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from directory.hsds.attributes import Writing
from directory.hsds.ids import own
from directory.hsds.organization import organization, organization_brief
from directory.hsds.reading import read_by_keys
from directory.hsds.service import STATUSES, Danger, ServiceWriter
from directory.hsds.vocabularies import Entry, vocabularies
from directory.models import LegalText, ProgrammeOrganisation, ProgrammePlace
from directory.queries import current_legal_text

Thing = dict[str, Any]


def service_writer(language: str) -> ServiceWriter:
    found = current_legal_text(LegalText.Kind.DANGER, language or "en", timezone.localdate())
    danger = None
    if found is not None:
        text = found[0]
        danger = Danger(text.texts, text.valid_from, text.approved_on, text.approved_by)
    return ServiceWriter(vocabularies(), language=language, site=settings.PUBLIC_URL, danger=danger)


def write_services(
    keys: Sequence[int], *, language: str, minimal: bool = False, full: bool = False
) -> Iterator[Thing]:
    writer = service_writer(language)
    write = writer.minimal if minimal else writer.full if full else writer.brief
    for _key, data in read_by_keys(_programme(full), keys):
        yield write(data)


def write_at_locations(keys: Sequence[int], *, language: str, full: bool) -> Iterator[Thing]:
    """Services at places, by the keys of the rows that join the two."""
    rows = ProgrammePlace.objects.filter(pk__in=keys).values_list("pk", "page_id", "place_id")
    joined = {pk: (page, place) for pk, page, place in rows}
    wanted = [joined[key] for key in keys if key in joined]
    writer = service_writer(language)
    pages = dict(read_by_keys(_programme(full), _once(page for page, _place in wanted)))
    places = dict(read_by_keys("place", _once(place for _page, place in wanted)))
    write = writer.at_location_full if full else writer.at_location
    for page, place in wanted:
        if page in pages and place in places:
            yield write(pages[page], places[place])


def write_organizations(keys: Sequence[int], *, language: str, full: bool) -> Iterator[Thing]:
    writing = Writing(vocabularies(), language)
    if not full:
        for _key, data in read_by_keys("organisation in lists", keys):
            yield organization_brief(data, writing)
        return
    services = _services_of(keys)
    for key, data in read_by_keys("organisation", keys):
        found = services.get(key)
        yield {**organization(data, writing), **({"services": found} if found else {})}


def _services_of(keys: Sequence[int]) -> dict[int, list[Thing]]:
    """What each organisation delivers or oversees: no more of it than HSDS requires, since one
    organisation can have thousands. The names are in each entry's original language."""
    roles = ProgrammeOrganisation.Role
    rows = ProgrammeOrganisation.objects.filter(
        organisation__in=keys, role__in=(roles.DELIVERS, roles.OVERSEES), page__live=True
    )
    found: dict[int, list[Thing]] = {}
    columns = ("organisation_id", "page__uuid", "page__title", "page__status")
    for body, uuid, name, status in rows.order_by("page_id").values_list(*columns).distinct():
        service = {"id": own(uuid), "name": name, "status": STATUSES[status]}
        found.setdefault(body, []).append(service)
    return found


def write_terms(entries: Sequence[Entry], *, language: str) -> Iterator[Thing]:
    known = vocabularies()
    for entry in entries:
        yield known.whole_term(entry, language or "en")


def write_taxonomies(codes: Sequence[str], *, language: str) -> Iterator[Thing]:
    known = vocabularies()
    for code in codes:
        yield known.taxonomy(code, language or "en")


def _programme(full: bool) -> str:
    return "programme" if full else "programme in lists"


def _once(keys: Iterator[int]) -> list[int]:
    return list(dict.fromkeys(keys))
