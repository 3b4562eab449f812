"""Finding one object by its identifier."""

import time
from typing import Any

from django.db.models import Count, F, Max, Sum

from directory.hsds.ids import at_location, own
from directory.hsds.vocabularies import Entry, taxonomy_id, vocabularies
from directory.models import ProgrammePage, ProgrammePlace
from search.hsds.listing import organizations

#: Seconds after which the identifiers of places are made again even if nothing seems changed.
_LONGEST = 60.0
_kept: tuple[Any, float, dict[str, int]] | None = None


def find_service(uuid: str) -> list[int]:
    """The key of a published programme, if it is one."""
    return list(ProgrammePage.objects.live().filter(uuid=uuid).values_list("pk", flat=True))


def find_organization(uuid: str) -> list[int]:
    """The key of an organisation that a published programme names."""
    return list(organizations().filter(uuid=uuid).values_list("pk", flat=True))


def find_at_location(uuid: str) -> list[int]:
    """The key of the row that joins a published programme and a place.

    These rows have no UUID; theirs is made of the two, so all are made to find one, and kept.
    """
    key = _at_locations().get(uuid)
    rows = ProgrammePlace.objects.filter(pk=key, page__in=ProgrammePage.objects.live())
    for pk, service, place in rows.values_list("pk", "page__uuid", "place__uuid"):
        if at_location(own(service), own(place)) == uuid:
            return [pk]
    return []


def _at_locations() -> dict[str, int]:
    global _kept
    # Two sums tell when a row was pointed at another place.
    seen = ProgrammePlace.objects.aggregate(
        rows=Count("pk"), last=Max("pk"), places=Sum("place_id"), pairs=Sum(F("pk") * F("place_id"))
    )
    now = time.monotonic()
    if _kept is None or _kept[0] != seen or now - _kept[1] > _LONGEST:
        rows = ProgrammePlace.objects.values_list("pk", "page__uuid", "place__uuid")
        found = {at_location(own(service), own(place)): pk for pk, service, place in rows}
        _kept = (seen, now, found)
    return _kept[2]


def find_term(uuid: str) -> list[Entry]:
    entry = vocabularies().by_uuid.get(uuid)
    return [entry] if entry else []


def find_taxonomy(uuid: str) -> list[str]:
    return [code for code in vocabularies().terms if taxonomy_id(code) == uuid]


def terms_listed(asked: dict[str, Any]) -> list[Entry]:
    """The terms asked for, taxonomy by taxonomy, in the order of each."""
    known = vocabularies()
    wanted = find_taxonomy(asked["taxonomy_id"]) if asked["taxonomy_id"] else list(known.terms)
    words = asked["search"].casefold().split()
    language = asked["language"] or "en"
    return [
        entry
        for code in wanted
        for entry in known.terms[code].values()
        if _has(words, known.label(code, entry.code, language))
    ]


def taxonomies_listed(asked: dict[str, Any]) -> list[str]:
    known, words = vocabularies(), asked["search"].casefold().split()
    language = asked["language"] or "en"
    return [code for code in known.terms if _has(words, known.taxonomy(code, language)["name"])]


def _has(words: list[str], name: str) -> bool:
    return all(word in name.casefold() for word in words)
