"""From a programme's record to what is indexed: texts, facet codes, sort keys and the card.

A document is plain data that any engine can take. What a source does not say has no code here,
so no filter matches it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.record import Point, ProgrammeRecord, StrandRecord
from search.catalogue import Catalogue
from search.facets import age_bands, concept_of
from search.stemming import TEXT_LANGUAGES as TEXT_LANGUAGES
from search.words import composed, join_acronyms, joined_forms, phone_forms

STATUSES = ("open", "paused", "closed")
FacetCode = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ProgrammeDocument:
    """One programme, ready for an engine.

    ``strands`` and ``codes`` hold (facet, code) pairs: of each strand, and of the whole
    programme. ``titles``, ``bodies`` (lines: summary, long texts, labels of strands), ``labels``
    (those of ``concepts``) and ``texts`` (long texts as written, for snippets) are by language;
    ``names``, a line each, are words that no language inflects. ``towns`` are those of its places
    as entered; ``points`` are what distances are measured to: never a confidential place, and none
    where the programme is nowhere. ``card`` is JSON-able and is what :mod:`search.cards` reads.
    ``concepts`` are its terms and all that are broader, as ``facet:code``: synonyms lead to them.
    """

    uuid: str
    slug: str
    status: str
    strands: tuple[frozenset[FacetCode], ...]
    codes: frozenset[FacetCode]
    titles: Mapping[str, str]
    bodies: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, ...]]
    texts: Mapping[str, str]
    names: str
    phones: tuple[str, ...]
    towns: tuple[str, ...]
    points: tuple[Point, ...]
    informed_on: date | None
    card: Mapping[str, Any]
    concepts: frozenset[str] = frozenset()


def programme_document(
    record: ProgrammeRecord,
    *,
    catalogue: Catalogue,
    relatives: Mapping[str, set[str]],
    today: date,
) -> ProgrammeDocument:
    """Turn a record into a document, as it is to be found on the day ``today``.

    ``relatives`` maps an area's code to its own code and those of all broader and narrower areas:
    a programme for a province is an answer for its towns and for its region.
    """
    areas = {code for area in record.areas for code in relatives.get(area, {area})}
    # Who asks for a term asks for what is narrower as well.
    strands = tuple(
        catalogue.with_broader(_strand_codes(strand, record.status, today))
        for strand in record.strands
    )
    codes = frozenset({("area", area) for area in areas} | {("evidence", record.evidence)})
    described = catalogue.with_broader(codes.union(*strands))
    return ProgrammeDocument(
        uuid=record.uuid,
        slug=record.slug,
        status=record.status,
        strands=strands,
        codes=codes,
        titles={code: composed(title) for code, title in record.titles.items()},
        bodies=_bodies(record),
        labels=_labels(described, catalogue),
        texts=record.texts,
        names=_names(record),
        phones=tuple(dict.fromkeys(f for phone in record.phones for f in phone_forms(phone))),
        towns=tuple(record.towns),
        points=record.points,
        informed_on=max(filter(None, (record.checked_on, record.correct_at)), default=None),
        card=stored_card(record),
        concepts=frozenset(concept_of(facet, code) for facet, code in described),
    )


def _strand_codes(strand: StrandRecord, status: str, today: date) -> frozenset[FacetCode]:
    codes = {(facet, code) for facet, chosen in strand.codes.items() for code in chosen}
    codes |= {("age", band) for band in age_bands(strand.age_from, strand.age_to)}
    # A paused or closed programme takes nobody, whatever its strands last said; and what they
    # said too long ago is not known any more.
    until = strand.availability_until
    if strand.availability and status == "open" and (until is None or until >= today):
        codes.add(("availability", strand.availability))
    return frozenset(codes)


def _bodies(record: ProgrammeRecord) -> dict[str, tuple[str, ...]]:
    bodies = {}
    for language in TEXT_LANGUAGES:
        parts = [record.summaries.get(language, "")]
        parts += [strand.labels.get(language, "") for strand in record.strands]
        parts.append(record.parent_title.get(language, ""))
        parts += record.texts.get(language, "").splitlines()
        bodies[language] = tuple(map(composed, filter(None, parts)))
    return bodies


def _labels(codes: frozenset[FacetCode], catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    # In every language, so that "minderjarigen" finds an entry written in English.
    options = [
        catalogue.codes[facet][code]
        for facet, code in codes
        if code in catalogue.codes.get(facet, {})
    ]
    return {
        language: tuple(
            sorted(composed(o.labels[language]) for o in options if o.labels.get(language))
        )
        for language in TEXT_LANGUAGES
    }


def _names(record: ProgrammeRecord) -> str:
    parts = [*record.titles.values(), *record.parent_title.values()]
    towns = [name for town, names in record.towns.items() for name in (town, *names.values())]
    parts += [*record.organisations, *dict.fromkeys(towns), record.slug]
    names = join_acronyms(composed("\n".join(parts)))
    return f"{names}\n{joined_forms(names)}"


def stored_card(record: ProgrammeRecord) -> dict[str, Any]:
    """What is kept of a programme for its card, in every language."""
    return {
        "uuid": record.uuid,
        "slug": record.slug,
        "language": record.original_language,
        "titles": dict(record.titles),
        "summaries": dict(record.summaries),
        "parent": dict(record.parent_title),
        "organisations": list(record.organisations),
        "status": record.status,
        "areas": list(record.areas),
        "towns": {town: dict(names) for town, names in record.towns.items()},
        "points": [list(point) for point in record.points],
        "correct_at": _iso(record.correct_at),
        "checked_on": _iso(record.checked_on),
        "review_due": _iso(record.review_due),
        "strands": [
            {
                "labels": dict(strand.labels),
                "codes": {name: list(codes) for name, codes in strand.codes.items()},
                "ages": [strand.age_from, strand.age_to],
                "availability": strand.availability,
                "weeks": strand.waiting_weeks,
                "on": _iso(strand.availability_on),
                "until": _iso(strand.availability_until),
            }
            for strand in record.strands
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
