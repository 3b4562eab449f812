"""A search as the server is asked it, and what is asked beforehand about words that are nowhere."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from search.engines.meant import Meant, read_meaning, splits
from search.query import ProgrammeQuery
from search.words import Form, Word, Wording


@dataclass(frozen=True, slots=True)
class AskedText:
    """One text of a search, with what each of its words means."""

    wording: Wording
    meanings: tuple[Meant, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search with the meaning of its texts, any of which may be found."""

    query: ProgrammeQuery
    texts: tuple[AskedText, ...]

    @classmethod
    def as_typed(cls, query: ProgrammeQuery, wordings: Iterable[Wording]) -> "Asked":
        """Every word means what it says: true where all of them stand somewhere."""
        texts = [
            AskedText(wording, tuple(Meant(word, word) for word in wording.words))
            for wording in wordings
        ]
        return cls(query, tuple(texts))

    @property
    def required(self) -> list[Word]:
        """The words that must be found, each once."""
        words = (m.typed for text in self.texts for m in text.meanings if not m.typed.optional)
        return list(dict.fromkeys(words))

    @property
    def not_exact(self) -> tuple[str, ...]:
        """The words, as typed, that something else is looked for instead of."""
        meanings = (meant for text in self.texts for meant in text.meanings)
        return tuple(dict.fromkeys(m.typed.typed for m in meanings if not m.exact))


class Unknown:
    """Words that stand nowhere, and what has to be known of the index to say what they mean."""

    def __init__(self, searches: Sequence[Asked], nowhere: Collection[Word]) -> None:
        self.words = dict.fromkeys(nowhere)
        pairs = [pair for word in self.words for pair in splits(word)]
        #: Of which compounds may be made, and words of which these may be slips.
        self.parts = list(dict.fromkeys(part for pair in pairs for part in pair))
        slips = [
            asked.query.editorial.synonyms.slip_of(word)
            for asked in searches
            for word in asked.required
            if word in nowhere
        ]
        self.slips = list(dict.fromkeys(slip for slip in slips if slip is not None))

    def understand(
        self, asked: Asked, parts_there: Collection[str], slips_there: Collection[Word]
    ) -> Asked:
        """The search with what its words mean, where these parts and slips stand somewhere."""

        def occurs(word: Word) -> bool:
            return word not in self.words or word in slips_there

        def are_words(parts: Form) -> bool:
            return all(part in parts_there for part in parts)

        synonyms = asked.query.editorial.synonyms
        texts = [
            AskedText(
                text.wording,
                tuple(
                    read_meaning(word, synonyms, occurs=occurs, are_words=are_words)
                    for word in text.wording.words
                ),
            )
            for text in asked.texts
        ]
        return Asked(asked.query, tuple(texts))
