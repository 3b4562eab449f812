"""What both doors show of a programme before anything is sent, in words of one language."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from directory.languages import Text, pick_text
from directory.models import LegalText, ProgrammePage, Strand, StrandTold
from directory.queries import current_legal_text
from directory.reading.words import OWN_REQUEST

#: What the functions below read of a page, for `prefetch_related`.
READ_OF_A_PAGE = (
    "texts",
    "conditions",
    "strands__texts",
    "strands__populations",
    "strands__told_rows__context",
    "strands__told_rows__told",
)


@dataclass(frozen=True, slots=True)
class ToldLine:
    """Who is told what in one legal context, in words."""

    context: str
    who: str
    text: Text
    own_request: bool


@dataclass(frozen=True, slots=True)
class OfferedStrand:
    """A strand as somebody choosing needs it; ages in years, None is not stated."""

    uuid: UUID
    label: Text
    population: frozenset[str]
    age_from: int | None
    age_to: int | None
    told: tuple[ToldLine, ...]

    @property
    def told_alone(self) -> list[ToldLine]:
        """What holds for somebody who comes by themself."""
        return [line for line in self.told if line.own_request]

    @property
    def told_sent(self) -> list[ToldLine]:
        """What holds for somebody whom a court or a service sends."""
        return [line for line in self.told if not line.own_request]


@dataclass(frozen=True, slots=True)
class Statement:
    """When staff may or must speak, as the CMS holds it: words, their language, its date."""

    text: str
    language: str
    on: date
    approved: bool


def open_programmes() -> Any:
    """The published programmes that take people now."""
    return ProgrammePage.objects.live().filter(status=ProgrammePage.Status.OPEN)


def page_said(
    *, language: str, said: dict[str, Any], statement: Statement | None
) -> dict[str, Any]:
    """What a page on who is told what said, kept with the agreement: it counts for that alone."""
    return {
        "language": language,
        "said": said,
        "statement": {"text": statement.text, "language": statement.language} if statement else {},
    }


def title_in(page: ProgrammePage, language: str) -> str:
    titles = {text.language: text.title for text in page.texts.all()}
    return pick_text(titles, language, page.original_language).words


def offered_strands(page: ProgrammePage, language: str) -> tuple[OfferedStrand, ...]:
    """The strands of a page, each with its lines of who is told what, in the editors' order."""
    return tuple(_strand(strand, language, page.original_language) for strand in page.strands.all())


def personal_conditions(page: ProgrammePage, language: str) -> tuple[Text, ...]:
    """The eligibility conditions that are sentences a person can say yes to."""
    return tuple(
        pick_text(condition.texts, language, page.original_language)
        for condition in page.conditions.all()
        if condition.kind == condition.Kind.PERSON
    )


def current_statement(language: str, *kinds: LegalText.Kind) -> Statement | None:
    """The text in force today, in `language` where it has been written.

    It speaks to the person; the first of `kinds` that has been written goes before it.
    """
    for kind in (*kinds, LegalText.Kind.DANGER):
        found = current_legal_text(kind, language)
        if found is not None:
            text, words = found
            approved = bool(text.approved_by)
            return Statement(words.words, words.language, text.valid_from, approved)
    return None


def _strand(strand: Strand, language: str, original: str) -> OfferedStrand:
    labels = {text.language: text.label for text in strand.texts.all()}
    return OfferedStrand(
        uuid=strand.uuid,
        label=pick_text(labels, language, original),
        population=frozenset(term.code for term in strand.populations.all()),
        age_from=strand.age_from,
        age_to=strand.age_to,
        told=tuple(_told(row, language, original) for row in strand.told_rows.all()),
    )


def _told(row: StrandTold, language: str, original: str) -> ToldLine:
    return ToldLine(
        context=row.context.label(language),
        who=", ".join(term.label(language) for term in row.told.all()),
        text=pick_text(row.notes, language, original),
        own_request=row.context.code == OWN_REQUEST,
    )
