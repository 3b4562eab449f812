"""Stems of Dutch, French, German and English words, for the embedded engine and the synonyms."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy

#: The languages whose words are stemmed, whatever the interface speaks.
TEXT_LANGUAGES = ("nl", "fr", "de", "en")

LONGEST_WORD = 60  # bytes; a longer one has no stem

_STEMMERS = {"nl": "dutch", "fr": "french", "de": "german", "en": "english"}


@lru_cache(maxsize=1)
def _stemmers() -> dict[str, "tantivy.TextAnalyzer"]:
    # Imported here: the library is not needed by processes that never search.
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    return {
        language: TextAnalyzerBuilder(Tokenizer.raw())
        .filter(Filter.remove_long(LONGEST_WORD))
        .filter(Filter.stemmer(name))
        .build()
        for language, name in _STEMMERS.items()
    }


def stem(word: str, language: str) -> str | None:
    """Return the stem of a folded word in one of :data:`TEXT_LANGUAGES`; None where too long."""
    found = _stemmers()[language].analyze(word)
    return found[0] if found else None


@lru_cache(maxsize=4096)
def stems(word: str) -> Mapping[str, str]:
    """Return the stem of a folded word per language: of one that is too long, none."""
    found = {language: stem(word, language) for language in TEXT_LANGUAGES}
    return {language: stemmed for language, stemmed in found.items() if stemmed is not None}
