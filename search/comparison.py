"""Programmes side by side: the same questions asked of each."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from directory.record import NOBODY, ProgrammeRecord
from search.card_views import CardViews
from search.cards import read_card
from search.documents import stored_card
from search.facets import FACETS_BY_NAME
from search.labels import Labels
from search.results import Card, StrandCard
from search.shortlist import programme_code
from search.translation import programme_address


@dataclass(frozen=True, slots=True)
class Column:
    """A programme: its code, address, title and the language of that."""

    code: str
    slug: str
    address: str
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one programme says; ``label`` names the strand where its strands differ."""

    said: str
    label: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A question, what each programme answers, and whether they all answer alike.

    ``limited`` asks for the law's limit beside it: one of them says that nobody is told.
    """

    question: str
    answers: list[list[Answer]]
    alike: bool
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    columns: list[Column]
    rows: list[Row]

    @property
    def nobody(self) -> bool:
        return any(row.limited for row in self.rows)


def compare_records(
    records: Sequence[ProgrammeRecord], labels: Labels, *, language: str, today: dt.date
) -> Comparison:
    """Put published programmes side by side, in the active language, which is ``language``."""
    cards = [read_card(stored_card(record), language) for record in records]
    views = CardViews(labels, language=language, today=today)
    rows = [
        _row(question, [_strands(card, said) for card in cards])
        for question, said in _strand_questions(views)
    ]
    evidence = [labels.of("evidence", record.evidence) for record in records]
    told = str(FACETS_BY_NAME["told"].label)
    rows = [replace(row, limited=row.question == told and _says_nobody(cards)) for row in rows]
    rows.append(_row(_("Where"), [[Answer(views.where(card))] for card in cards]))
    rows.append(_row(_("Evidence rating"), [[Answer(said)] for said in evidence]))
    rows.append(_row(_("How fresh"), [[Answer(views.freshness(card)[0])] for card in cards]))
    columns = [
        Column(
            code=programme_code(card.uuid),
            slug=card.slug,
            address=programme_address(card.slug, language),
            title=card.title,
            language=card.title_language,
        )
        for card in cards
    ]
    return Comparison(columns, rows)


def _strand_questions(views: CardViews) -> list[tuple[str, Callable[[StrandCard, Card], str]]]:
    def facet(name: str) -> tuple[str, Callable[[StrandCard, Card], str]]:
        return str(FACETS_BY_NAME[name].label), lambda strand, _card: views.listed(strand, name)

    return [
        (_("For whom"), lambda strand, _card: views.for_whom(strand)),
        facet("harm"),
        (_("How"), lambda strand, _card: views.listed(strand, "mode", "setting")),
        facet("basis"),
        facet("told"),
        facet("referrer"),
        facet("language"),
        (_("Is there room"), lambda strand, card: views.status(card.status) or views.room(strand)),
    ]


def _says_nobody(cards: Sequence[Card]) -> bool:
    return any(NOBODY in s.codes.get("told", ()) for card in cards for s in card.strands)


def _strands(card: Card, say: Callable[[StrandCard, Card], str]) -> list[Answer]:
    """What each strand says, said once where they all say the same."""
    said = [(say(strand, card), strand) for strand in card.strands]
    if len({words for words, _strand in said}) == 1:
        return [Answer(said[0][0])]
    return [Answer(words, strand.label, strand.label_language) for words, strand in said] or [
        Answer(_("not stated"))
    ]


def _row(question: str, answers: list[list[Answer]]) -> Row:
    alike = len(answers) > 1 and all(answer == answers[0] for answer in answers)
    return Row(question, answers, alike)
