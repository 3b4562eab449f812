"""Stems of Dutch, French, German and English words, for the embedded engine and the synonyms."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy

#: The languages whose words are stemmed, whatever the interface speaks.
TEXT_LANGUAGES = ("nl", "fr", "de", "en")

LONGEST_WORD = 60  # bytes

_STEMMERS = {"nl": "dutch", "fr": "french", "de": "german", "en": "english"}


@lru_cache(maxsize=1)
def analysers() -> dict[str, "tantivy.TextAnalyzer"]:
    """The analyser of each language, and ``plain``."""
    # Imported here: the library is not needed by processes that never search.
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    def builder() -> TextAnalyzerBuilder:
        return (
            TextAnalyzerBuilder(Tokenizer.simple())
            .filter(Filter.remove_long(LONGEST_WORD))
            .filter(Filter.lowercase())
            .filter(Filter.ascii_fold())
        )

    built = {
        language: builder().filter(Filter.stemmer(_STEMMERS[language])).build()
        for language in TEXT_LANGUAGES
    }
    return {**built, "plain": builder().build()}


@lru_cache(maxsize=4096)
def stems(part: str) -> Mapping[str, str]:
    """Return the stem of a folded word per language; languages that split it are left out."""
    found = {}
    for language in TEXT_LANGUAGES:
        tokens = analysers()[language].analyze(part)
        if len(tokens) == 1:
            found[language] = tokens[0]
    return found
