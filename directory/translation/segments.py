"""What of a programme is translated: its texts by language, in the order the public reads them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from directory.languages import Text, pick_text
from directory.models import (
    ContactPoint,
    EligibilityCondition,
    EvidenceRating,
    ProgrammeOrganisation,
    ProgrammeText,
    Strand,
    StrandText,
    StrandTold,
)
from directory.models.programme_texts import HEADINGS


@dataclass(frozen=True)
class Part:
    """Rows of the record and which of their fields are texts.

    ``by_row``: there is a row per language; otherwise each field holds all languages.
    """

    rows: str
    model: type[models.Model]
    fields: tuple[str, ...] = ()
    by_row: bool = False
    below: tuple["Part", ...] = ()


PARTS = (
    Part("texts", ProgrammeText, ("title", "summary", "title_note"), by_row=True),
    Part(
        "strands",
        Strand,
        below=(
            Part("texts", StrandText, ("label", "frequency", "cost_note"), by_row=True),
            Part("told_rows", StrandTold, ("notes",)),
        ),
    ),
    Part("conditions", EligibilityCondition, ("texts",)),
    Part("texts", ProgrammeText, tuple(HEADINGS), by_row=True),
    Part("organisation_rows", ProgrammeOrganisation, ("parts",)),
    Part("ratings", EvidenceRating, ("outcomes", "reasons", "change_reasons")),
    Part("contact_points", ContactPoint, ("labels", "hours")),
)


@dataclass(frozen=True)
class Segment:
    """One text of a programme: the words it is translated from, and those in ``language``.

    ``place`` leads to the row: relation and number, once or twice. ``key`` names the text for a
    form and stays the same when rows are moved.
    """

    language: str
    part: Part
    name: str
    place: tuple[tuple[str, int], ...]
    key: str
    source: Text
    words: str
    owner: Any = field(repr=False, compare=False)

    @property
    def kind(self) -> str:
        """Which field of the record it is: ``strands.told_rows.notes``."""
        return ".".join([*(relation for relation, _number in self.place), self.name])

    @property
    def column(self) -> models.Field[Any, Any]:
        found: models.Field[Any, Any] = self.part.model._meta.get_field(self.name)  # type: ignore[assignment]
        return found

    @property
    def label(self) -> str:
        return str(self.column.verbose_name)


@dataclass(frozen=True)
class Texts:
    """One text of a programme in all its languages, and where it stands."""

    part: Part
    name: str
    place: tuple[tuple[str, int], ...]
    key: str
    by_language: Mapping[str, str]
    owner: Any = field(repr=False, compare=False)

    def segment(self, language: str, original: str) -> Segment | None:
        others = {code: words for code, words in self.by_language.items() if code != language}
        source = pick_text(others, original, original)
        words = self.by_language.get(language, "")
        if not (source.words or words):
            return None
        return Segment(
            language, self.part, self.name, self.place, self.key, source, words, self.owner
        )


@dataclass(frozen=True)
class Reading:
    """All texts of a programme, read once."""

    original: str
    texts: tuple[Texts, ...]
    translated_from: tuple[Mapping[str, str], ...]


def read(page: Any) -> Reading:
    """All texts of ``page``: a programme, as it is in memory, or the content of a revision.

    From a revision it asks nothing of the database; from a programme, a query per relation that
    is not in memory yet.
    """
    if isinstance(page, Reading):
        return page
    original = value(page, "original_language")
    return Reading(
        original,
        tuple(text for part in PARTS for text in _part(page, part, original, (), "")),
        tuple(value(page, "translated_from") or ()),
    )


def segments(page: Any, language: str) -> Iterator[Segment]:
    """Every text that ``page`` says in ``language`` or in the language it is translated from.

    ``page`` is whatever :func:`read` takes, or what it gave.
    """
    reading = read(page)
    for texts in reading.texts:
        segment = texts.segment(language, reading.original)
        if segment is not None:
            yield segment


def _part(
    owner: Any, part: Part, original: str, place: tuple[tuple[str, int], ...], above: str
) -> Iterator[Texts]:
    there = rows(owner, part.rows)
    if part.by_row:
        # The place is that of the rows' owner: there may be no row in a language yet.
        here = (*place, (part.rows, 0))
        for name in part.fields:
            texts = {value(row, "language"): plain(value(row, name)) for row in there}
            yield Texts(part, name, here, _key(above, part.rows, name), texts, owner)
        return
    for number, row in enumerate(there):
        here = (*place, (part.rows, number))
        key = _key(above, part.rows, _row_key(row, part, original))
        for name in part.fields:
            texts = {code: plain(words) for code, words in (value(row, name) or {}).items()}
            yield Texts(part, name, here, _key(key, name), texts, row)
        for below in part.below:
            yield from _part(row, below, original, here, key)


def plain(words: str | None) -> str:
    """Words without what a browser's form adds to them."""
    return (words or "").replace("\r\n", "\n").strip()


def rows(owner: Any, relation: str) -> list[Any]:
    """The rows below a programme or strand, of the record or of a revision's content."""
    if isinstance(owner, Mapping):
        return list(owner.get(relation) or ())
    return list(getattr(owner, relation).all())


def value(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name)


def _key(*parts: str) -> str:
    return "-".join(part for part in parts if part)


def _row_key(row: Any, part: Part, original: str) -> str:
    """What stays with a row: its UUID or number; before it has one, what it says."""
    own = value(row, "uuid") if part.model is Strand else value(row, "pk")
    if own:
        return str(own).replace("-", "")
    said: Iterable[str] = (
        pick_text(value(row, name) or {}, original).words for name in part.fields
    )
    return "new" + hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]
