"""A programme as the public door shows it: for whom, under which conditions, who is told what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from directory.languages import pick_text
from directory.models import LegalText, ProgrammePage, Strand
from directory.queries import current_legal_text
from portal.selfreferral import ages
from portal.selfreferral.models import Door


@dataclass(frozen=True, slots=True)
class ToldLine:
    """Who is told what in one legal context, in words."""

    context: str
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class OfferedStrand:
    """A strand as somebody choosing for themself needs it; ages in years, None is not stated."""

    uuid: UUID
    label: str
    population: frozenset[str]
    age_from: int | None
    age_to: int | None
    told: tuple[ToldLine, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """When staff may or must speak, as the CMS holds it: words, their language, its date."""

    text: str
    language: str
    on: date
    approved: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """An open door, in one language."""

    uuid: UUID
    slug: str
    language: str
    title: str
    answer_within_days: int
    strands: tuple[OfferedStrand, ...]
    conditions: tuple[str, ...]
    statement: Statement | None

    def strands_for(self, age: str | None) -> Sequence[OfferedStrand]:
        """The strands that take somebody of an age band (its code); all, while none was chosen."""
        if age is None:
            return self.strands
        return ages.strands_for(ages.BY_CODE[age], self.strands)

    def shown(self, age: str | None) -> dict[str, Any]:
        """What somebody of this age is shown before they agree. It tells their age: seal it."""
        strands = self.strands_for(age)
        return {
            "title": self.title,
            "slug": self.slug,
            "strands": [{"uuid": str(strand.uuid), "label": strand.label} for strand in strands],
            "told": [
                {"context": line.context, "who": line.who, "text": line.text}
                for strand in strands
                for line in strand.told
            ],
            "statement_on": self.statement.on.isoformat() if self.statement else "",
        }


def read_offer(programme: UUID, language: str) -> Offer | None:
    """The open self-referral door of a published programme, or None when there is none."""
    door = Door.objects.filter(programme=programme, self_open=True).first()
    page = (
        ProgrammePage.objects.live()
        .filter(uuid=programme, status=ProgrammePage.Status.OPEN)
        .prefetch_related(
            "texts",
            "conditions",
            "strands__texts",
            "strands__populations",
            "strands__told_rows__context",
            "strands__told_rows__told",
        )
        .first()
    )
    if door is None or page is None:
        return None
    titles = {text.language: text.title for text in page.texts.all()}
    return Offer(
        uuid=page.uuid,
        slug=page.slug,
        language=language,
        title=pick_text(titles, language, page.original_language).words,
        answer_within_days=door.answer_within_days,
        strands=tuple(
            _strand(strand, language, page.original_language) for strand in page.strands.all()
        ),
        conditions=tuple(
            pick_text(condition.texts, language, page.original_language).words
            for condition in page.conditions.all()
            if condition.kind == condition.Kind.PERSON
        ),
        statement=current_statement(language),
    )


def current_statement(language: str) -> Statement | None:
    """The text in force today, in `language` where it has been written."""
    found = current_legal_text(LegalText.Kind.DANGER, language)
    if found is None:
        return None
    text, words = found
    return Statement(words.words, words.language, text.valid_from, bool(text.approved_by))


def _strand(strand: Strand, language: str, original: str) -> OfferedStrand:
    labels = {text.language: text.label for text in strand.texts.all()}
    told = tuple(
        ToldLine(
            context=row.context.label(language),
            who=", ".join(term.label(language) for term in row.told.all()),
            text=pick_text(row.notes, language, original).words,
        )
        for row in strand.told_rows.all()
    )
    return OfferedStrand(
        uuid=strand.uuid,
        label=pick_text(labels, language, original).words,
        population=frozenset(term.code for term in strand.populations.all()),
        age_from=strand.age_from,
        age_to=strand.age_to,
        told=told,
    )
