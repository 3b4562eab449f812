"""The taxonomies of the API: the directory's vocabularies, choices fixed in code, and columns.

Labels are looked up in one language at a time; what is made for one is kept until a term changes.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation

from directory.hsds.ids import named, own
from directory.hsds.mapped import Kind, Row
from directory.hsds.mapping import field_names
from directory.languages import pick_text
from directory.models import (
    EligibilityCondition,
    EvidenceRating,
    ProgrammeOrganisation,
    Term,
    Vocabulary,
)
from directory.models.strands import Capacity, Gender
from directory.reading.catalogue import LONGEST, stamp

#: Choices fixed in code that are a taxonomy too, with the column they belong to.
CHOICES: Mapping[str, tuple[type[TextChoices], str, str]] = {
    "capacity": (Capacity, "Strand", "capacity"),
    "gender": (Gender, "Strand", "gender"),
    "evidence": (EvidenceRating.Level, "EvidenceRating", "level"),
    "part": (ProgrammeOrganisation.Role, "ProgrammeOrganisation", "role"),
    "condition": (EligibilityCondition.Kind, "EligibilityCondition", "kind"),
}
#: The taxonomy whose terms are the columns that attributes carry.
FIELD = "field"
_DESCRIPTIONS = {
    "vocabulary": "A vocabulary of this directory. Staff edit its terms; codes stay.",
    "choices": "Choices that are fixed in the program.",
    "field": (
        "The columns of this directory's record that HSDS has no field for. The code is what an "
        "attribute says as link_entity and link_type; of a text there is a term per language."
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of any taxonomy. ``labels`` are by language, or words that the interface translates.

    ``language`` is that of the value of an attribute, where the term stands for a text in it.
    """

    taxonomy: str
    code: str
    uuid: str
    labels: Any
    notes: Mapping[str, str] = field(default_factory=dict)
    broader: str | None = None
    language: str = ""


@dataclass
class Vocabularies:
    """All taxonomies with their terms, in their order."""

    terms: Mapping[str, Mapping[str, Entry]]
    by_uuid: Mapping[str, Entry]
    written: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)

    def taxonomies(self, language: str) -> list[dict[str, Any]]:
        return [self.taxonomy(code, language) for code in self.terms]

    def taxonomy(self, code: str, language: str) -> dict[str, Any]:
        """A taxonomy as HSDS has it."""
        with translation.override(_interface(language)):
            return {
                "id": taxonomy_id(code),
                "name": _taxonomy_name(code),
                "description": _DESCRIPTIONS[_sort(code)],
            }

    def term(self, taxonomy: str, code: str, language: str) -> dict[str, Any] | None:
        """A term as an attribute holds it; None where it is gone. Do not change the answer."""
        key = (taxonomy, code, language)
        if key not in self.written:
            entry = self.terms.get(taxonomy, {}).get(code)
            if entry is None:
                return None
            self.written[key] = self._write(entry, language)
        return self.written[key]

    def whole_term(self, entry: Entry, language: str) -> dict[str, Any]:
        """A term by itself: with its broader term and its taxonomy."""
        written = dict(self.term(entry.taxonomy, entry.code, language) or {})
        written["taxonomy_detail"] = self.taxonomy(entry.taxonomy, language)
        return written

    def label(self, taxonomy: str, code: str, language: str) -> str:
        term = self.term(taxonomy, code, language)
        return str(term["name"]) if term else code

    def in_order(self, taxonomy: str, codes: Any) -> list[str]:
        """The codes, each once, in the order of their vocabulary."""
        places = {code: place for place, code in enumerate(self.terms.get(taxonomy, {}))}
        return sorted(set(codes or ()), key=lambda code: (places.get(code, len(places)), code))

    def _write(self, entry: Entry, language: str) -> dict[str, Any]:
        if isinstance(entry.labels, Mapping):
            name, spoken = pick_text(entry.labels, language)
        else:
            spoken = _interface(language)
            with translation.override(spoken):
                name = _sentence(str(entry.labels))
        written = {
            "id": entry.uuid,
            "code": entry.code,
            "name": name or entry.code,
            "description": pick_text(entry.notes, language).words,
            "taxonomy_id": taxonomy_id(entry.taxonomy),
            "language": entry.language or spoken,
        }
        broader = self.terms[entry.taxonomy].get(entry.broader or "")
        return {**written, "parent_id": broader.uuid} if broader else written


def taxonomy_id(code: str) -> str:
    return named("taxonomy", code)


def field_code(entity: str, name: str, language: str = "") -> str:
    return ".".join(filter(None, (entity, name, language)))


def _sort(taxonomy: str) -> str:
    if taxonomy == FIELD:
        return "field"
    return "choices" if taxonomy in CHOICES else "vocabulary"


def _interface(language: str) -> str:
    """The language, where the interface speaks it."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _taxonomy_name(code: str) -> str:
    if code == FIELD:
        return "Fields of this directory"
    if code in CHOICES:
        _choices, model, column = CHOICES[code]
        return _sentence(str(_column(model, column)))
    return str(Vocabulary(code).label)


def _column(model: str, name: str) -> Any:
    return getattr(apps.get_model("directory", model)._meta.get_field(name), "verbose_name", name)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _fixed_entries() -> Iterator[Entry]:
    label: Any
    for taxonomy, (choices, _model, _column_name) in CHOICES.items():
        for code, label in choices.choices:
            yield Entry(taxonomy, str(code), named("term", taxonomy, str(code)), label)
    for entity, name, row in field_names():
        label = _column(row.model, row.field) if row else name.replace("_", " ")
        code = field_code(entity, name)
        yield Entry(FIELD, code, named("term", FIELD, code), label)
        if row is not None and row.kind in (Kind.TEXT, Kind.TEXTS):
            yield from _spoken(row, entity, name, label)


def _spoken(row: Row, entity: str, name: str, label: Any) -> Iterator[Entry]:
    above = field_code(entity, name)
    for language in settings.CONTENT_LANGUAGES:
        code = field_code(entity, name, language)
        yield Entry(FIELD, code, named("term", FIELD, code), label, {}, above, language)


def _stored_entries() -> Iterator[Entry]:
    rows = Term.objects.order_by("vocabulary", "sort_order", "code").values_list(
        "vocabulary", "code", "uuid", "labels", "scope_notes", "broader__code"
    )
    for vocabulary, code, uuid, labels, notes, broader in rows:
        yield Entry(vocabulary, code, own(uuid), labels, notes, broader)


@cache
def _fixed() -> tuple[Entry, ...]:
    return tuple(_fixed_entries())


_kept: tuple[tuple[Any, ...], float, Vocabularies] | None = None


def vocabularies() -> Vocabularies:
    """The taxonomies as they are now: one small query, and all of them again after a change."""
    global _kept
    now_is, now = stamp(), time.monotonic()
    if _kept is None or _kept[0] != now_is or now - _kept[1] > LONGEST:
        _kept = (now_is, now, _load())
    return _kept[2]


def _load() -> Vocabularies:
    return vocabularies_with(_stored_entries())


def vocabularies_with(stored: Iterable[Entry]) -> Vocabularies:
    """The taxonomies with these terms, and those that are fixed in code."""
    terms: dict[str, dict[str, Entry]] = {code: {} for code in Vocabulary.values}
    for entry in (*stored, *_fixed()):
        terms.setdefault(entry.taxonomy, {})[entry.code] = entry
    by_uuid = {entry.uuid: entry for codes in terms.values() for entry in codes.values()}
    return Vocabularies(terms, by_uuid)
