"""From a programme as read to its flat record."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from directory.models import ContactPoint, ProgrammeOrganisation
from directory.models.programme_texts import HEADINGS
from directory.models.strands import FACET_FIELDS
from directory.quality.review import add_months, capacity_until, programme_kind
from directory.reading.catalogue import Catalogue
from directory.record import Point, ProgrammeRecord, StrandRecord
from directory.towns import town_centre, town_names
from directory.towns.lookup import find_place

NOT_RATED = "not-rated"


def as_date(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def review_due(data: Mapping[str, Any]) -> dt.date | None:
    """The day after which the entry counts as out of date; None if it was never checked."""
    checked = as_date(data["checked_on"]) or as_date(data["correct_at"])
    if checked is None:
        return None
    months = data["review_months"] or data["periods"][programme_kind(data["status"])]
    return add_months(checked, months)


def capacity_counts_until(data: Mapping[str, Any], strand: Mapping[str, Any]) -> dt.date | None:
    """The last day on which what a strand of the programme says of its capacity counts."""
    return capacity_until(as_date(strand["capacity_on"]), data["periods"]["capacity_weeks"])


def in_order(rows: list[Any]) -> list[Any]:
    """Rows in the editor's order; those with the same place in the order they were made."""
    return sorted(rows or [], key=lambda row: (row["sort_order"] or 0, row["pk"] or 0))


def by_language(rows: list[Any], name: str) -> dict[str, str]:
    """One column of the rows per language, the empty ones left out."""
    return {row["language"]: row[name] for row in rows or [] if row[name]}


def ratings_now(data: Mapping[str, Any]) -> list[Any]:
    """The ratings that hold, in the editor's order."""
    return [row for row in in_order(data["ratings"]) if row["valid_until"] is None]


def ratings_before(data: Mapping[str, Any]) -> list[Any]:
    """The ratings that ended, the last one first."""
    ended = [row for row in in_order(data["ratings"]) if row["valid_until"] is not None]
    return sorted(ended, key=lambda row: str(row["valid_until"]), reverse=True)


def evidence(data: Mapping[str, Any]) -> str:
    """The level of the first rating that holds, or not rated."""
    ratings = ratings_now(data)
    return ratings[0]["level"] if ratings else NOT_RATED


def build_record(data: Mapping[str, Any], terms: Catalogue) -> ProgrammeRecord:
    """The flat record of a programme as `database` or `memory` reads it."""
    texts = data["texts"] or []
    organisations = [
        row["organisation"] for row in in_order(data["organisation_rows"]) if row["organisation"]
    ]
    names: list[str] = []
    for organisation in organisations:
        names.append(organisation["name"])
        names.extend(line for line in organisation["former_names"].splitlines() if line.strip())
    places = [row["place"] for row in in_order(data["place_rows"])]
    parent = data["parent"]
    return ProgrammeRecord(
        uuid=str(uuid.UUID(str(data["uuid"]))),
        slug=data["slug"],
        original_language=data["original_language"],
        titles=by_language(texts, "title"),
        summaries=by_language(texts, "summary"),
        texts=_long_texts(data),
        status=data["status"],
        strands=tuple(
            _strand(strand, terms, capacity_counts_until(data, strand))
            for strand in in_order(data["strands"])
        ),
        areas=tuple(terms.ordered("area", data["areas"] or [])),
        evidence=evidence(data),
        organisations=tuple(dict.fromkeys(names)),
        towns={
            place["town"]: town_names(place["town"], place["country"])
            for place in places
            if place["town"]
        },
        points=tuple(dict.fromkeys(_points(places))),
        phones=tuple(dict.fromkeys(shown_numbers(data))),
        parent_title=by_language(parent["texts"], "title") if parent else {},
        correct_at=as_date(data["correct_at"]),
        checked_on=as_date(data["checked_on"]),
        review_due=review_due(data),
        changed_at=data["changed_at"],
    )


def _points(places: Iterable[Mapping[str, Any]]) -> Iterator[Point]:
    """Where each place is, or the centre of its town; nothing of those that are confidential."""
    for place in places:
        if place["confidential"]:
            continue
        if place["latitude"] is not None and place["longitude"] is not None:
            # An address needs no more to be sorted by how far it is.
            latitude, longitude = float(place["latitude"]), float(place["longitude"])
            yield Point(round(latitude, 3), round(longitude, 3))
        elif place["country"] == "BE":
            centre = town_centre(place["postal_code"]) or find_place(place["town"])
            if centre:
                yield Point(float(centre.latitude), float(centre.longitude))


def shown_numbers(data: Mapping[str, Any]) -> Iterator[str]:
    """The telephone numbers that the programme's page shows."""
    for point in in_order(data["contact_points"]):
        if point["kind"] in ContactPoint.NUMBERS:
            yield point["value"]
    for row in in_order(data["place_rows"]):
        if not row["place"]["confidential"]:
            yield from (phone["number"] for phone in in_order(row["place"]["phones"]))
    for row in in_order(data["organisation_rows"]):
        if row["role"] != ProgrammeOrganisation.Role.MEMBER_OF:
            yield from (phone["number"] for phone in in_order(row["organisation"]["phones"]))


def _strand(strand: Mapping[str, Any], terms: Catalogue, until: dt.date | None) -> StrandRecord:
    codes = {
        facet: tuple(terms.ordered(facet, strand[name] or []))
        for facet, name in FACET_FIELDS.items()
    }
    told = [code for row in strand["told_rows"] or [] for code in row["told"] or []]
    codes["told"] = tuple(terms.ordered("told", told))
    return StrandRecord(
        uuid=str(uuid.UUID(str(strand["uuid"]))),
        labels=by_language(strand["texts"], "label"),
        codes={facet: found for facet, found in codes.items() if found},
        age_from=strand["age_from"],
        age_to=strand["age_to"],
        availability=strand["capacity"] or None,
        waiting_weeks=strand["waiting_weeks"],
        availability_on=as_date(strand["capacity_on"]),
        availability_until=until,
    )


def _long_texts(data: Mapping[str, Any]) -> dict[str, str]:
    """All long texts by language, with the conditions and what organisations do."""
    parts: dict[str, list[str]] = {}
    for row in data["texts"] or []:
        words = (row[name] for name in ("title_note", *HEADINGS))
        parts.setdefault(row["language"], []).extend(text for text in words if text)
    phrases = [row["texts"] for row in in_order(data["conditions"])]
    phrases += [row["parts"] for row in in_order(data["organisation_rows"])]
    for strand in in_order(data["strands"]):
        phrases += [row["notes"] for row in in_order(strand["told_rows"])]
    for texts in phrases:
        for language, words in (texts or {}).items():
            parts.setdefault(language, []).append(words)
    return {language: "\n\n".join(texts) for language, texts in parts.items()}
