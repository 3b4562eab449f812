"""Putting what was proposed for a field into an entry, where its path says."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from directory.corrections.proposable import (
    STRAND_TERMS,
    STRAND_TEXTS,
    is_path,
    row_in,
    strand_label,
)
from directory.languages import pick_text
from directory.models import ContactPoint, ProgrammePage, Strand, StrandText, Term


class RowGone(Exception):
    """The row that a change is about is no longer in the entry, or never could be."""


class TermGone(Exception):
    """A term that is proposed is no longer in its vocabulary."""


def put_value(page: ProgrammePage, path: str, value: Any) -> None:
    """Put a value into a page in memory. Raises :class:`RowGone`, :class:`TermGone`, and
    ValidationError for a value that the field cannot take."""
    if not is_path(path):
        raise RowGone
    head, _slash, rest = path.partition("/")
    _PUT[head](page, rest, value)


def _put_text(page: ProgrammePage, name: str, value: Any) -> None:
    rows = list(page.texts.all())
    row = row_in(rows, page.original_language)
    if row is None:
        raise RowGone
    setattr(row, name, value)
    page.texts = rows


def _put_status(page: ProgrammePage, name: str, value: Any) -> None:
    page.status = value
    page.status_since = None


def _put_condition(page: ProgrammePage, key: str, value: Any) -> None:
    rows, row = _by_key(page.conditions, key)
    # The language that was shown: the original, or where the condition has none, another.
    spoken = pick_text(row.texts, page.original_language).language
    texts = {**row.texts, spoken: value}
    row.texts = {code: words for code, words in texts.items() if words}
    page.conditions = rows if value else [one for one in rows if one is not row]


def _put_contact(page: ProgrammePage, key: str, value: Any) -> None:
    if key == "new":
        rows = list(page.contact_points.all())
        row = ContactPoint(kind=kind_of_contact(value), value=value, sort_order=len(rows))
        rows.append(row)
    else:
        rows, row = _by_key(page.contact_points, key)
        row.value = value
        row.source_text = ""  # what the source wrote was another one
    if value:
        row.clean()
    page.contact_points = rows if value else [one for one in rows if one is not row]


def kind_of_contact(value: str) -> str:
    """What a way to make contact is, by the look of it."""
    if value.startswith(("http://", "https://", "www.")):
        return ContactPoint.Kind.WEBSITE
    try:
        validate_email(value)
    except ValidationError:
        return ContactPoint.Kind.PHONE
    return ContactPoint.Kind.EMAIL


def _put_strand(page: ProgrammePage, rest: str, value: Any) -> None:
    key, _slash, name = rest.partition("/")
    rows = list(page.strands.all())
    row = next((one for one in rows if one.uuid == UUID(key)), None)
    if row is None:
        raise RowGone
    if name in STRAND_TEXTS:
        texts = list(row.texts.all())
        text = row_in(texts, page.original_language)
        if text is None:
            text = StrandText(language=page.original_language, label=strand_label(row, "en"))
            texts.append(text)
        setattr(text, name, value)
        row.texts = texts
    elif name in STRAND_TERMS:
        vocabulary = Strand._meta.get_field(name).vocabulary
        terms = list(Term.objects.filter(vocabulary=vocabulary, code__in=value))
        if len(terms) < len(set(value)):
            raise TermGone
        setattr(row, name, terms)
        if name == "modes":
            row.modes_not_stated = not value
    else:
        setattr(row, name, value)
    page.strands = rows


def _by_key(manager: Any, key: str) -> tuple[list[Any], Any]:
    rows = list(manager.all())
    row = next((one for one in rows if str(one.pk) == key), None)
    if row is None:
        raise RowGone
    return rows, row


_PUT: dict[str, Callable[[ProgrammePage, str, Any], None]] = {
    "texts": _put_text,
    "status": _put_status,
    "conditions": _put_condition,
    "contact_points": _put_contact,
    "strands": _put_strand,
}
