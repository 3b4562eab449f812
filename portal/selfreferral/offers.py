"""A programme as the public door shows it: for whom, under which conditions, who is told what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils import translation

from directory.languages import Text
from directory.reading.words import OWN_REQUEST, context_words
from portal.selfreferral import ages
from portal.selfreferral.models import Door
from portal.selfreferral.shown import (
    READ_OF_A_PAGE,
    OfferedStrand,
    Statement,
    current_statement,
    offered_strands,
    open_programmes,
    personal_conditions,
    title_in,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """An open door, in one language."""

    uuid: UUID
    slug: str
    language: str
    title: str
    answer_within_days: int
    strands: tuple[OfferedStrand, ...]
    conditions: tuple[Text, ...]
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
            "strands": [
                {"uuid": str(strand.uuid), "label": strand.label.words} for strand in strands
            ],
            "told": [
                {"context": line.context, "who": line.who, "text": line.text.words}
                for strand in strands
                for line in strand.told
            ],
            "statement_on": self.statement.on.isoformat() if self.statement else "",
        }


def read_offer(programme: UUID, language: str) -> Offer | None:
    """The open self-referral door of a published programme, or None when there is none."""
    door = Door.objects.filter(programme=programme, self_open=True).first()
    page = open_programmes().filter(uuid=programme).prefetch_related(*READ_OF_A_PAGE).first()
    if door is None or page is None:
        return None
    return Offer(
        uuid=page.uuid,
        slug=page.slug,
        language=language,
        title=title_in(page, language),
        answer_within_days=door.answer_within_days,
        strands=tuple(
            _as_asked_here(strand, language) for strand in offered_strands(page, language)
        ),
        conditions=personal_conditions(page, language),
        statement=current_statement(language),
    )


def answer_within_days(programme: UUID) -> int | None:
    """Working days within which a programme promises a first answer, whether its door is open or
    not.
    """
    promised = Door.objects.filter(programme=programme).values_list("answer_within_days", flat=True)
    return promised.first()


def _as_asked_here(strand: OfferedStrand, language: str) -> OfferedStrand:
    """What holds at one's own request comes first: whoever reads this comes by themself."""
    with translation.override(language):
        alone = [
            replace(line, context=context_words(OWN_REQUEST, line.context))
            for line in strand.told_alone
        ]
    return replace(strand, told=(*alone, *strand.told_sent))
