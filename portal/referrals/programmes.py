"""Programmes as the portal needs them: what may be referred to, who receives it, what was shown."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from directory.languages import Text, pick_text
from directory.models import KeeperPage, LegalText, Organisation, ProgrammePage
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
from search.words import sort_key

#: So many programmes are listed at once; words find the others.
LISTED = 50
_STEP_LENGTH = ProgrammePage.steplen


@dataclass(frozen=True, slots=True)
class ProgrammeChoice:
    """A programme in a list to choose from. `days` is its promise of an answer, in working days;
    None where it has no open partner door."""

    uuid: UUID
    slug: str
    title: str
    summary: str
    organisation: str
    days: int | None


@dataclass(frozen=True, slots=True)
class PartnerOffer:
    """An open partner door, in one language."""

    uuid: UUID
    slug: str
    language: str
    title: str
    organisation: Organisation
    answer_within_days: int
    strands: tuple[OfferedStrand, ...]
    conditions: tuple[Text, ...]
    statement: Statement | None

    def shown(self) -> dict[str, Any]:
        """What the referrer was shown, in the shape that self-referrals keep it in too."""
        return {
            "title": self.title,
            "slug": self.slug,
            "strands": [
                {"uuid": str(strand.uuid), "label": strand.label.words} for strand in self.strands
            ],
            "told": [
                {
                    "strand": strand.label.words,
                    "context": line.context,
                    "who": line.who,
                    "text": line.text.words,
                }
                for strand in self.strands
                for line in strand.told
            ],
            "statement_on": self.statement.on.isoformat() if self.statement else "",
        }


def receiving_organisation(programme: UUID) -> Organisation | None:
    """The organisation that keeps a programme and so receives referrals to it; None when the
    programme is gone. One that was unpublished meanwhile still has its people."""
    page = ProgrammePage.objects.filter(uuid=programme).first()
    return _keepers([page])[page.pk] if page else None


def read_partner_offer(
    *, language: str, slug: str = "", uuid: UUID | None = None
) -> PartnerOffer | None:
    """A programme whose partner door stands open, by its slug or uuid; None for any other."""
    wanted = Q(uuid=uuid) if uuid else Q(slug=slug)
    page = open_programmes().filter(wanted).prefetch_related(*READ_OF_A_PAGE).first()
    door = Door.objects.filter(programme=page.uuid, partner_open=True).first() if page else None
    if page is None or door is None:
        return None
    return PartnerOffer(
        uuid=page.uuid,
        slug=page.slug,
        language=language,
        title=title_in(page, language),
        organisation=_keepers([page])[page.pk],
        answer_within_days=door.answer_within_days,
        strands=offered_strands(page, language),
        conditions=personal_conditions(page, language),
        statement=current_statement(language, LegalText.Kind.DANGER_REFERRED),
    )


def partner_choices(
    language: str, *, among: Collection[UUID] | None = None
) -> list[ProgrammeChoice]:
    """The programmes that take partner referrals here, by title; of those `among`, if given."""
    doors = _partner_doors()
    wanted = doors.keys() if among is None else doors.keys() & set(among)
    return _choices(open_programmes().filter(uuid__in=wanted), language, doors)


def redirection_choices(
    language: str, *, without: UUID | None = None, among: Collection[UUID] | None = None
) -> list[ProgrammeChoice]:
    """The open programmes that a referral can be redirected to, by title; of those `among`, if
    given."""
    pages = open_programmes().exclude(uuid=without)
    if among is not None:
        pages = pages.filter(uuid__in=among)
    return _choices(pages, language, _partner_doors())


def narrow(choices: Iterable[ProgrammeChoice], text: str) -> list[ProgrammeChoice]:
    """Those of `choices` that have all words of `text`, the ones with a title that has them first:
    whoever types a name means the programme of that name, not those that mention it."""
    words = sort_key(text).split()
    found = [choice for choice in choices if _has_all(words, _everything(choice))]
    return sorted(found, key=lambda choice: not _has_all(words, choice.title))


def cut(choices: Sequence[ProgrammeChoice]) -> tuple[Sequence[ProgrammeChoice], int]:
    """As many as a page lists, and how many more there are."""
    return choices[:LISTED], max(0, len(choices) - LISTED)


def titles_of(programmes: Iterable[UUID], language: str) -> dict[UUID, str]:
    """The titles of programmes that are still in the directory, published or not."""
    pages = ProgrammePage.objects.filter(uuid__in=set(programmes)).prefetch_related("texts")
    return {page.uuid: title_in(page, language) for page in pages}


def add_working_days(start: dt.date, days: int) -> dt.date:
    """The day so many working days (Monday to Friday) after `start`."""
    day = start
    while days > 0:
        day += dt.timedelta(days=1)
        days -= day.weekday() < 5
    return day


def answer_day(programme: UUID, *, start: dt.date | None = None) -> dt.date:
    """The day by which the programme promised to answer what reached it on `start` (today)."""
    door = Door.objects.filter(programme=programme).first()
    return add_working_days(start or timezone.localdate(), door.answer_within_days if door else 1)


def _partner_doors() -> dict[UUID, int]:
    open_ = Door.objects.filter(partner_open=True)
    return dict(open_.values_list("programme", "answer_within_days"))


def _choices(pages: Any, language: str, doors: dict[UUID, int]) -> list[ProgrammeChoice]:
    found = list(pages.prefetch_related("texts"))
    keepers = _keepers(found)
    choices = [
        ProgrammeChoice(
            uuid=page.uuid,
            slug=page.slug,
            title=title_in(page, language),
            summary=pick_text(
                {row.language: row.summary for row in page.texts.all()},
                language,
                page.original_language,
            ).words,
            organisation=keepers[page.pk].name,
            days=doors.get(page.uuid),
        )
        for page in found
    ]
    return sorted(choices, key=lambda choice: sort_key(choice.title))


def _everything(choice: ProgrammeChoice) -> str:
    return f"{choice.title} {choice.organisation} {choice.summary}"


def _has_all(words: list[str], text: str) -> bool:
    """Whether a text holds all words; "ITER" is in "I.T.E.R.", and "liege" in "Liège"."""
    plain = sort_key(text)
    return all(word in plain for word in words)


def _keepers(pages: Iterable[ProgrammePage]) -> dict[int, Organisation]:
    """The organisation on whose page each programme stands, by the programme's primary key."""
    listed = list(pages)
    above = {
        page.path[:length]
        for page in listed
        for length in range(_STEP_LENGTH, len(page.path), _STEP_LENGTH)
    }
    keepers = {
        keeper.path: keeper.organisation
        for keeper in KeeperPage.objects.filter(path__in=above).select_related("organisation")
    }
    return {
        page.pk: next(
            organisation for path, organisation in keepers.items() if page.path.startswith(path)
        )
        for page in listed
    }
