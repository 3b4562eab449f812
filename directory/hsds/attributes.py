"""Attributes: what HSDS has no field of its own for, written by the table of `mapping.py`."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from directory.hsds.ids import derived
from directory.hsds.mapped import Kind, Row
from directory.hsds.mapping import link_type, rows_of
from directory.hsds.vocabularies import FIELD, Vocabularies, field_code
from directory.languages import pick_text
from directory.reading.records import by_language


class Writing:
    """What is being written: one entry, its taxonomies, and the language of its main texts."""

    def __init__(self, terms: Vocabularies, language: str = "", original: str = "") -> None:
        self.terms = terms
        self.original = original
        self.language = language or original or "en"

    def text(self, texts: Mapping[str, str] | None) -> str:
        """The words in the language asked for, else in the original, else in any."""
        return pick_text(texts or {}, self.language, self.original).words

    def labels(self, taxonomy: str, codes: Iterable[str] | None) -> list[str]:
        return [
            self.terms.label(taxonomy, code, self.language)
            for code in self.terms.in_order(taxonomy, codes)
        ]


class Attributes:
    """The attributes of one object. :attr:`rows` is what HSDS calls ``attributes``."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        self.rows: list[dict[str, Any]] = []

    def columns(self, entity: str, link_id: str, data: Mapping[str, Any], *models: str) -> None:
        """Every column of ``models`` that the table writes as an attribute, from what was read."""
        for row in rows_of(*models):
            if row.kind is Kind.LINK:
                continue
            if row.kind is Kind.TEXT:
                value: Any = by_language(data["texts"], row.read_as)
            else:
                value = data[row.read_as]
            self.column(entity, link_id, row, value)

    def column(self, entity: str, link_id: str, row: Row, value: Any) -> None:
        name = link_type(row)
        if row.kind in (Kind.TEXT, Kind.TEXTS):
            self.texts(entity, link_id, name, value)
        elif row.kind in (Kind.TERM, Kind.CHOICE):
            self.terms(entity, link_id, name, row.taxonomy, [value] if value else [])
        elif row.kind is Kind.TERMS:
            self.terms(entity, link_id, name, row.taxonomy, value)
        elif row.kind is Kind.FLAG:
            # SQLite gives numbers for truth.
            self.value(entity, link_id, name, "true" if value else "")
        else:
            self.value(entity, link_id, name, value)

    def value(self, entity: str, link_id: str, name: str, value: Any, key: object = "") -> None:
        """A value as text; nothing where nothing is stated."""
        words = _as_text(value)
        if words:
            term = self.writing.terms.terms[FIELD][field_code(entity, name)]
            self._add(entity, link_id, name, key, {"taxonomy_term_id": term.uuid, "value": words})

    def texts(self, entity: str, link_id: str, name: str, texts: Mapping[str, str] | None) -> None:
        """A text, once for each language it is written in."""
        for language, words in (texts or {}).items():
            code = field_code(entity, name, language)
            term = self.writing.terms.term(FIELD, code, self.writing.language)
            about = {"taxonomy_term_id": term["id"], "taxonomy_term": term} if term else {}
            self._add(entity, link_id, name, language, {**about, "value": words})

    def terms(
        self, entity: str, link_id: str, name: str, taxonomy: str, codes: Iterable[str] | None
    ) -> None:
        """Terms, in the order of their vocabulary."""
        for code in self.writing.terms.in_order(taxonomy, codes):
            term = self.writing.terms.term(taxonomy, code, self.writing.language)
            if term is not None:
                about = {"taxonomy_term_id": term["id"], "taxonomy_term": term}
                self._add(entity, link_id, name, code, about)

    def _add(self, entity: str, link_id: str, name: str, key: object, said: dict[str, Any]) -> None:
        self.rows.append(
            {
                "id": derived(link_id, "attribute", name, key),
                "link_id": link_id,
                "link_entity": entity,
                "link_type": name,
                **said,
            }
        )


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def filled(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not stated: HSDS knows no null."""
    return {name: value for name, value in thing.items() if value not in ("", [], {}, None)}
