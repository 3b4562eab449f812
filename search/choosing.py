"""Help me choose: three plain questions and a place, and the search that they stand for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.query import ProgrammeQuery

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its code in the form, its words, and the options of the facet it stands for."""

    code: str
    words: Words
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its field, its words, the facet it asks about. No answer is an answer too."""

    name: str
    words: Words
    facet: str
    answers: tuple[Answer, ...]


NEAR = "near"
QUESTIONS: tuple[Question, ...] = (
    Question(
        "who",
        _("For whom are you looking?"),
        "referrer",
        (
            Answer("self", _("For myself"), ("self",)),
            Answer("close", _("For somebody close to me"), ("family",)),
            Answer("work", _("For somebody I work with"), ("professional",)),
            Answer("court", _("For somebody whom a court or prosecutor sends"), ("judicial",)),
        ),
    ),
    Question(
        "years",
        _("How old is the person it is about?"),
        "population",
        (
            Answer("under-18", _("Under 18"), ("minors",)),
            Answer("18-25", _("18 to 25"), ("young-adults", "adults")),
            Answer("26-plus", _("26 or older"), ("adults",)),
        ),
    ),
    Question(
        "about",
        _("What is it about?"),
        "harm",
        (
            Answer(
                "sexual",
                _("Something sexual: an act, images, messages, or thoughts that worry you"),
                ("sexual-harm",),
            ),
            Answer(
                "home",
                _("Violence, threats or control at home or in a relationship"),
                ("domestic-violence",),
            ),
            Answer("following", _("Following somebody, or not leaving them alone"), ("stalking",)),
            Answer(
                "child",
                _("Hurting a child, or the fear of doing so"),
                ("child-abuse", "child-sexual-abuse"),
            ),
        ),
    ),
)


def search_for(answers: Mapping[str, str]) -> ProgrammeQuery:
    """The search that answers stand for; what is unanswered, or no answer, asks for nothing."""
    pairs = [pair for question in QUESTIONS for pair in _chosen(question, answers)]
    return ProgrammeQuery.from_pairs([*pairs, (NEAR, answers.get(NEAR, ""))])


def _chosen(question: Question, answers: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for answer in question.answers:
        if answer.code == answers.get(question.name):
            yield from ((question.facet, option) for option in answer.options)
