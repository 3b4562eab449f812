"""Records, documents and a catalogue for the finder's tests, small enough to read."""

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from directory.record import ProgrammeRecord, StrandRecord
from search.catalogue import Catalogue, Option
from search.documents import ProgrammeDocument, programme_document
from search.facets import VOCABULARIES

TERMS: dict[str, dict[str, dict[str, str]]] = {
    "population": {
        "minors": {"en": "minors", "nl": "minderjarigen", "fr": "mineurs", "de": "Minderjährige"},
        "adults": {"en": "adults", "nl": "volwassenen", "fr": "adultes"},
        "young-adults": {"en": "young adults", "nl": "jongvolwassenen", "fr": "jeunes adultes"},
    },
    "mode": {
        "individual": {"en": "individual", "nl": "individueel", "fr": "individuel"},
        "group": {"en": "group", "nl": "groep", "fr": "groupe"},
        "online": {"en": "online", "nl": "online", "fr": "en ligne"},
    },
    "setting": {
        "outpatient": {"en": "outpatient", "nl": "ambulant", "fr": "ambulatoire"},
        "prison": {"en": "prison", "nl": "gevangenis", "fr": "prison"},
    },
    "harm": {
        "sexual": {"en": "sexual harm", "nl": "seksueel misbruik", "fr": "abus sexuel"},
        "partner": {"en": "partner violence", "nl": "partnergeweld"},
    },
    "basis": {
        "voluntary": {"en": "voluntary", "nl": "vrijwillig", "fr": "volontaire"},
        "court-ordered": {"en": "court-ordered", "nl": "opgelegd", "fr": "ordonné"},
    },
    "told": {
        "referrer": {"en": "the referrer", "nl": "de verwijzer"},
        "nobody-by-agreement": {"en": "nobody, by agreement"},
    },
    "referrer": {"self": {"en": "the person"}, "professional": {"en": "a professional"}},
    "language": {"nl": {"en": "Dutch", "nl": "Nederlands"}, "fr": {"en": "French"}},
    "area": {
        "belgium": {"en": "Belgium", "nl": "België", "fr": "Belgique"},
        "flanders": {"en": "Flanders", "nl": "Vlaanderen", "fr": "Flandre"},
        "antwerp": {"en": "Antwerp", "nl": "Antwerpen", "fr": "Anvers"},
        "liege": {"en": "Liège", "nl": "Luik", "fr": "Liège"},
    },
}
RELATIVES = {
    "belgium": {"belgium", "flanders", "antwerp", "liege"},
    "flanders": {"flanders", "belgium", "antwerp"},
    "antwerp": {"antwerp", "flanders", "belgium"},
    "liege": {"liege", "belgium"},
}
CATALOGUE = Catalogue(
    {name: [Option(code, labels) for code, labels in TERMS[name].items()] for name in VOCABULARIES}
)


def identity(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def strand(label: str = "", **given: Any) -> StrandRecord:
    """A strand; facets as keyword arguments: ``strand(population="minors", mode=("group",))``."""
    values: dict[str, Any] = {
        "uuid": identity(label or repr(sorted(given.items(), key=repr))),
        "labels": {"en": label} if label else {},
        "codes": {},
        "age_from": None,
        "age_to": None,
        "availability": None,
        "waiting_weeks": None,
        "availability_on": None,
        "availability_until": None,
    }
    for name, value in given.items():
        if name in values:
            values[name] = value
        else:
            values["codes"][name] = (value,) if isinstance(value, str) else tuple(value)
    return StrandRecord(**values)


def record(slug: str, *strands: StrandRecord, **given: Any) -> ProgrammeRecord:
    """A programme in English called after its slug, with everything else not stated."""
    values: dict[str, Any] = {
        "uuid": identity(slug),
        "slug": slug,
        "original_language": "en",
        "titles": {"en": slug.replace("-", " ").capitalize()},
        "summaries": {},
        "texts": {},
        "status": "open",
        "strands": strands,
        "areas": (),
        "evidence": "not-rated",
        "organisations": (),
        "towns": {},
        "phones": (),
        "parent_title": {},
        "correct_at": None,
        "checked_on": date(2026, 6, 1),
        "review_due": date(2027, 6, 1),
        "changed_at": None,
    }
    return ProgrammeRecord(**{**values, **given})


def document(slug: str, *strands: StrandRecord, **given: Any) -> ProgrammeDocument:
    return as_document(record(slug, *strands, **given))


def as_document(programme: ProgrammeRecord) -> ProgrammeDocument:
    return programme_document(
        programme, catalogue=CATALOGUE, relatives=RELATIVES, today=date(2026, 6, 1)
    )
