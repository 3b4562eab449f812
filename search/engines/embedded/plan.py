"""A text search ready to run."""

from dataclasses import dataclass

from search.engines.meant import Meant
from search.words import Form, Word, Wording


@dataclass(frozen=True, slots=True)
class Clause:
    """What each hit of a wording must hold: a telephone number, a phrase, a word or one like it."""

    word: Word | None = None
    misspelt: bool = False
    phone: str = ""
    phrase: Form = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The ``wordings`` of a text search, what each of their words is ``meant`` to be, and what
    editors put first (``pinned``) or left out (``excluded``). Equal plans find and rank alike.
    """

    wordings: tuple[Wording, ...]
    meant: tuple[tuple[Meant, ...], ...]
    pinned: tuple[str, ...]
    excluded: frozenset[str]

    @property
    def required(self) -> tuple[tuple[Clause, ...], ...]:
        """The clauses of each wording: all those of one of them must be found."""
        return tuple(map(_clauses, self.wordings, self.meant))

    @property
    def similar(self) -> tuple[str, ...]:
        """The words, as typed, that something else is looked for instead of."""
        meanings = (meant for of_wording in self.meant for meant in of_wording)
        return tuple(dict.fromkeys(meant.typed.typed for meant in meanings if not meant.exact))


def _clauses(wording: Wording, meant: tuple[Meant, ...]) -> tuple[Clause, ...]:
    clauses = [Clause(phone=phone) for phone in wording.phones]
    clauses += [Clause(phrase=phrase) for phrase in wording.phrases]
    clauses += [Clause(word=m.word, misspelt=m.misspelt) for m in meant if not m.typed.optional]
    return tuple(clauses)
