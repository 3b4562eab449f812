"""The finder once more in plain Python, fast enough to check answers at every size.

Searches are taken apart, and words folded and stemmed, as the engines do it; all else (which
programme holds which word, the strand rule, every count) is worked out here with dictionaries and
loops. It knows no phrases.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from search.documents import TEXT_LANGUAGES, FacetCode, ProgrammeDocument
from search.facets import FACETS, PROGRAMME_FACETS
from search.query import ProgrammeQuery
from search.stemming import stems
from search.words import Word, fold, join_acronyms, joined_forms, read_wording

_WORD = re.compile(r"[^\W_]+")
_PLAIN = ""


class Reference:
    """Holds what is needed to answer: per programme its codes, per word its programmes."""

    def __init__(self, documents: Iterable[ProgrammeDocument]) -> None:
        self.slugs: list[str] = []
        self._strands: list[tuple[frozenset[FacetCode], ...]] = []
        self._codes: list[frozenset[FacetCode]] = []
        self._holders: dict[tuple[str, str], array[int]] = {}
        self._phones: dict[str, set[int]] = {}
        self._words_of_stem: dict[str, dict[str, list[str]]] = {}
        for document in documents:
            self._add(document)

    def _add(self, document: ProgrammeDocument) -> None:
        number = len(self.slugs)
        self.slugs.append(document.slug)
        self._strands.append(document.strands or (frozenset(),))
        self._codes.append(document.codes)
        texts = {
            language: join_acronyms(
                "\n".join(
                    [
                        document.titles.get(language, ""),
                        *document.bodies.get(language, ()),
                        *document.labels.get(language, ()),
                    ]
                )
            )
            for language in TEXT_LANGUAGES
        }
        everything = "\n".join([*texts.values(), document.names])
        texts[_PLAIN] = f"{everything}\n{joined_forms(everything)}"
        for language, text in texts.items():
            for word in set(_WORD.findall(fold(text))):
                self._holders.setdefault((language, word), array("I")).append(number)
        for phone in document.phones:
            self._phones.setdefault(phone, set()).add(number)

    def knows_all_words(self, query: ProgrammeQuery) -> bool:
        """Whether every word is found somewhere. Similar words are the engine's business."""
        return all(
            word.optional or any(all(self._holding(p) for p in form) for form in word.forms)
            for text in query.texts
            for word in read_wording(text).words
        )

    def answer(
        self, query: ProgrammeQuery, options: Mapping[str, Sequence[str]]
    ) -> tuple[set[str], dict[str, dict[str, int]]]:
        """Return the slugs found, and for every facet the count of each of its ``options``."""
        numbers = self._with_text(query)
        found, common = self._count(numbers, query.selections, ())
        counts = {}
        for facet in FACETS:
            counted = common
            if facet.name in query.selections:
                _, counted = self._count(numbers, query.selections, (facet.name,))
            counts[facet.name] = {c: counted[facet.name, c] for c in options[facet.name]}
        return {self.slugs[number] for number in found}, counts

    def _count(
        self,
        numbers: Iterable[int],
        selections: Mapping[str, Sequence[str]],
        ignored: Sequence[str],
    ) -> tuple[list[int], Counter[FacetCode]]:
        wanted = {facet: codes for facet, codes in selections.items() if facet not in ignored}
        of_programme = [
            {(facet, code) for code in codes}
            for facet, codes in wanted.items()
            if facet in PROGRAMME_FACETS
        ]
        of_strand = [
            {(facet, code) for code in codes}
            for facet, codes in wanted.items()
            if facet not in PROGRAMME_FACETS
        ]
        found: list[int] = []
        counts: Counter[FacetCode] = Counter()
        for number in numbers:
            if any(not chosen & self._codes[number] for chosen in of_programme):
                continue
            fitting = [
                strand
                for strand in self._strands[number]
                if all(chosen & strand for chosen in of_strand)
            ]
            if fitting:
                found.append(number)
                counts.update(self._codes[number].union(*fitting))
        return found, counts

    def _with_text(self, query: ProgrammeQuery) -> Iterable[int]:
        wordings = [wording for text in query.texts if (wording := read_wording(text))]
        if not wordings:
            return range(len(self.slugs))
        found: set[int] = set()
        for wording in wordings:
            required = [self._phones.get(phone, set()) for phone in wording.phones]
            required += [self._with_word(w) for w in wording.words if not w.optional]
            found |= set.intersection(*required)
        return sorted(found)

    def _with_word(self, word: Word) -> set[int]:
        forms = [set.intersection(*(self._holding(p) for p in form)) for form in word.forms]
        return set().union(*forms)

    def _holding(self, part: str) -> set[int]:
        holding = set(self._holders.get((_PLAIN, part), ()))
        for language, stem in stems(part).items():
            for word in self._stemmed(language).get(stem, ()):
                holding.update(self._holders[language, word])
        return holding

    def _stemmed(self, language: str) -> dict[str, list[str]]:
        if language not in self._words_of_stem:
            by_stem: dict[str, list[str]] = {}
            for of_language, word in self._holders:
                if of_language == language:
                    by_stem.setdefault(stems(word).get(language, word), []).append(word)
            self._words_of_stem[language] = by_stem
        return self._words_of_stem[language]
