"""Rows made into instances of the record, in memory; and instances back into rows."""

import datetime as dt
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey

from directory.exchange import values
from directory.exchange.columns import KINDS, PROGRAMME, STRAND
from directory.exchange.kind import Column, Kind
from directory.exchange.rows import Row, row_of
from directory.exchange.values import YES, split_codes
from directory.imports.known import Known
from directory.models import (
    OrganisationPhone,
    PlacePhone,
    ProgrammePage,
    StrandText,
)
from directory.reading.memory import read_row
from directory.rules import check_programme_rules

#: (row, column, sentence)
Refusal = tuple[Row, str, str]
_FOLDED = ("label", "frequency", "cost_note")


class Builder:
    """Puts rows into instances and remembers which row each came from."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.rows: dict[int, Row] = {}
        self._kept: list[Any] = []

    def programme(self, row: Row, page: ProgrammePage | None = None) -> ProgrammePage:
        """The programme of a row: ``page`` changed in memory, or a new one."""
        page = page or ProgrammePage(uuid=UUID(row.values["uuid"]))
        self._fill(page, row, PROGRAMME)
        for accessor, kind in PROGRAMME.below.items():
            if accessor not in row.below:
                continue
            there = list(getattr(page, accessor).all()) if page.pk else []
            built = [
                self._below(kind, child, number, there)
                for number, child in enumerate(row.below[accessor])
            ]
            setattr(page, accessor, built)
        titles = {text.language: text.title for text in page.texts.all()}
        page.title = (
            titles.get(page.original_language) or next(iter(titles.values()), "") or page.title
        )
        return page

    def _below(self, kind: Kind, row: Row, number: int, there: list[Any]) -> Any:
        found = _same_as(kind, row, number, there)
        instance: Any = found if found is not None else kind.model()
        self._fill(instance, row, kind)
        if kind.ordered:
            instance.sort_order = number
        if kind is STRAND:
            self._fold(instance, row)
        for accessor, below in kind.below.items():
            if accessor in row.below:
                own = list(getattr(instance, accessor).all()) if instance.pk else []
                built = [
                    self._below(below, child, place, own)
                    for place, child in enumerate(row.below[accessor])
                ]
                setattr(instance, accessor, built)
        return instance

    def _fold(self, strand: Any, row: Row) -> None:
        """The texts of a strand stand in columns per language."""
        there = {text.language: text for text in (strand.texts.all() if strand.pk else ())}
        texts = []
        for code in settings.CONTENT_LANGUAGES:
            said = {
                name: row.values[f"{name}.{code}"]
                for name in _FOLDED
                if f"{name}.{code}" in row.values
            }
            text = there.get(code)
            if text is None and not any(said.values()):
                continue
            if said and not any(said.values()) and len(said) == len(_FOLDED):
                continue
            text = text or StrandText(language=code)
            for name, words in said.items():
                setattr(text, name, words)
            self._remember(text, row)
            texts.append(text)
        strand.texts = texts

    def shared(self, row: Row, instance: Any | None = None) -> Any:
        """The term, organisation or place of a row, with its telephone numbers."""
        kind = KINDS[row.kind]
        instance = cast(Any, instance if instance is not None else kind.model())
        new = instance.pk is None
        self._fill(instance, row, kind)
        if new and not row.values.get("uuid") and hasattr(instance, "uuid"):
            instance.uuid = kind.model().uuid  # type: ignore[attr-defined]
        phones = {"organisation": OrganisationPhone, "place": PlacePhone}.get(kind.name)
        if phones is not None and "phones" in row.below:
            there = list(instance.phones.all()) if instance.pk else []
            instance.phones = [
                self._below(kind.below["phones"], child, number, there)
                for number, child in enumerate(row.below["phones"])
            ]
        return instance

    def _remember(self, instance: Any, row: Row) -> None:
        self._kept.append(instance)
        self.rows[id(instance)] = row

    def _fill(self, instance: Any, row: Row, kind: Kind) -> None:
        self._remember(instance, row)
        for column in kind.columns:
            if column.computed:
                continue
            said = [row.values[name] for name in column.names if name in row.values]
            if not said:
                continue
            if column.by_language:
                _put_texts(instance, column, row)
            else:
                self._put(instance, column, said[0], row.kind)

    def _put(self, instance: Any, column: Column, text: str, kind: str) -> None:
        if column.terms and column.many:
            terms = [self._term(column.terms, code) for code in split_codes(text)]
            setattr(instance, column.name, terms)
        elif column.terms:
            setattr(instance, column.name, self._term(column.terms, text) if text else None)
        elif column.refers:
            setattr(instance, column.name, self._referred(instance, column, text))
        elif not text and _falls_back(instance, column.name):
            setattr(instance, column.name, _default(instance, column.name))
        elif not (column.value is values.UUID and (not text or instance.pk)):
            setattr(instance, column.name, _typed(column, text))

    def _term(self, vocabulary: str, code: str) -> Any:
        return _there(self.known.term(vocabulary, code), code)

    def _referred(self, instance: Any, column: Column, text: str) -> Any:
        if not text:
            return None
        if column.refers == "organisation":
            return _there(self.known.organisation(text), text)
        if column.refers == "place":
            return _there(self.known.place(text), text)
        return self._term(instance.vocabulary, text)

    # Checking

    def refusals(self, instance: Any) -> list[Refusal]:
        """What the record's own rules say against an instance and the rows below it."""
        found: list[Refusal] = []
        for one in self._kept:
            found += self._of_row(one, self.rows[id(one)])
        if isinstance(instance, ProgrammePage) and not found:
            for refusal in check_programme_rules(instance):
                at = self.rows.get(id(refusal.row), self.rows[id(instance)])
                found.append((at, refusal.field, str(refusal.message)))
        return found

    def _of_row(self, instance: Any, row: Row) -> list[Refusal]:
        left_out = {
            f.name
            for f in instance._meta.fields
            if isinstance(f, (models.ForeignKey, ParentalKey))
            or f.model not in type(instance).mro()
        }
        if isinstance(instance, ProgrammePage):
            own = {f.name for f in ProgrammePage._meta.local_fields} | {"slug", "title"}
            left_out |= {f.name for f in instance._meta.fields if f.name not in own}
        found: list[Refusal] = []
        for check in (lambda: instance.clean_fields(exclude=left_out), instance.clean):
            if found:
                break
            try:
                check()
            except ValidationError as error:
                found += [
                    (row, _heading(row, name, instance), message)
                    for name, messages in _by_field(error)
                    for message in messages
                ]
        return found


def _there(found: Any, key: str) -> Any:
    """What a row names. It was there when the file was compared, and may be gone by now."""
    if found is None:
        raise ValidationError(
            _("“%(key)s” was merged or deleted after the file was compared: compare it again.")
            % {"key": key}
        )
    return found


def _by_field(error: ValidationError) -> list[tuple[str, list[str]]]:
    if hasattr(error, "error_dict"):
        return list(error.message_dict.items())
    return [("", error.messages)]


def _heading(row: Row, field: str, instance: Any) -> str:
    """The heading under which a field of an instance stands."""
    if field == "__all__":
        return ""
    if isinstance(instance, StrandText) and f"{field}.{instance.language}" in row.values:
        return f"{field}.{instance.language}"
    return field


def _same_as(kind: Kind, row: Row, number: int, there: list[Any]) -> Any | None:
    """The instance among ``there`` that a row is about, so that it keeps its primary key."""
    if kind.key:
        wanted = row.values.get(kind.key, "")
        return next((one for one in there if str(getattr(one, kind.key)) == wanted), None)
    return there[number] if number < len(there) else None


def _put_texts(instance: Any, column: Column, row: Row) -> None:
    texts = dict(getattr(instance, column.name) or {})
    for name in column.names:
        if name in row.values:
            code = name.rpartition(".")[2]
            if row.values[name]:
                texts[code] = row.values[name]
            else:
                texts.pop(code, None)
    order = settings.CONTENT_LANGUAGES
    setattr(instance, column.name, {code: texts[code] for code in order if code in texts})


def _field(instance: Any, name: str) -> Any:
    try:
        return instance._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _falls_back(instance: Any, name: str) -> bool:
    field = _field(instance, name)
    return field is not None and field.has_default() and not field.blank and not field.null


def _default(instance: Any, name: str) -> Any:
    return _field(instance, name).get_default()


def _typed(column: Column, text: str) -> Any:
    if column.value is values.FLAG:
        return text == YES
    if column.value is values.UUID:
        return UUID(text)
    if column.value not in (values.NUMBER, values.DEGREES, values.DAY, values.MONTH):
        return text
    if not text:
        return None
    if column.value is values.NUMBER:
        return int(text)
    if column.value is values.DEGREES:
        return Decimal(text)
    return dt.date.fromisoformat(text)


def row_of_instance(kind: Kind, instance: Any, *, keeper: str = "", part_of: str = "") -> Row:
    """The row of an instance in memory, with those below it."""
    row = row_of(kind, read_row(kind.shape, instance))
    if kind is PROGRAMME:
        row.values["keeper"], row.values["part_of"] = keeper, part_of
    return row
