"""A search of several words that no programme holds together: those that tell, without the rest.

Somebody who tells what happened writes a sentence. Of its words those are kept that programmes
hold, as long as some programme holds them all: first those whose meaning editors gave or that name
a harm, then the rarest; the page says which were left out. Filters play no part in this, so that a
text comes down to the same words whatever else is chosen.
"""

from collections.abc import Sequence
from dataclasses import replace

from search.editorial import Editorial
from search.engines import IndexUnavailable, embedded_engine
from search.engines.base import SearchEngine
from search.engines.embedded.label_index import LabelIndex, label_index_of
from search.facets import concept_of
from search.query import ProgrammeQuery
from search.results import OptionCount, Remark, RemarkKind, Results
from search.words import Word, read_wording

_HARM, _POPULATION = concept_of("harm", ""), concept_of("population", "")


def words_to_leave_out(
    engine: SearchEngine, query: ProgrammeQuery, results: Results, *, language: str
) -> tuple[str, ...]:
    """The words of an edited query without which it finds something; none where it does as it is.

    ``results`` are what the engine answered. Phrases and telephone numbers are never loosened.
    """
    if not _finds_nothing(engine, query, results):
        return ()
    words = _loose_words(query)
    if len(words) < 2:
        return ()
    # Many small searches: the index at hand answers them within one that goes over a network.
    try:
        return _left_out(embedded_engine(), query, words, language)
    except IndexUnavailable:
        return _left_out(engine, query, words, language)


def _left_out(
    engine: SearchEngine, query: ProgrammeQuery, words: Sequence[Word], language: str
) -> tuple[str, ...]:
    labels = label_index_of(engine.catalogue())
    found = []
    for place, word in enumerate(words):
        total, resembles = _found(engine, query, _written(word), language)
        if total:
            found.append((resembles, not _tells(word, labels), total, place))
    kept: list[int] = []
    for resembles, _, _, place in sorted(found):
        tried = [_written(words[one]) for one in sorted([*kept, place])]
        if not kept or (not resembles and engine.totals([_asking(query, tried)])[0]):
            kept.append(place)
    left_out = [_written(word) for place, word in enumerate(words) if place not in kept]
    return tuple(left_out) if kept else ()


def nothing_of(results: Results) -> Results:
    """The answer that finds nothing, where this one finds only what resembles."""
    facets = {
        name: tuple(OptionCount(option.code, 0, option.selected) for option in options)
        for name, options in results.facets.items()
    }
    remarks = tuple(r for r in results.remarks if r.kind is not RemarkKind.SIMILAR_WORDS)
    return replace(results, hits=(), total=0, page=1, pages=1, facets=facets, remarks=remarks)


def without_words(query: ProgrammeQuery, left_out: Sequence[str]) -> ProgrammeQuery:
    """The same search without these words of its text."""
    if not left_out:
        return query
    written = map(_written, _loose_words(query))
    kept = [word for word in written if word not in left_out]
    return replace(query, texts=(" ".join(kept),))


def _loose_words(query: ProgrammeQuery) -> list[Word]:
    if len(query.texts) != 1:
        return []
    wording = read_wording(query.texts[0], query.editorial.synonyms)
    if wording.phones or wording.phrases:
        return []
    return [word for word in wording.words if not word.optional]


def _tells(word: Word, labels: LabelIndex) -> bool:
    """Whether editors said what programmes call it, or it names a harm: no chance word.

    That somebody asks for a way of helping, as by telephone, tells less than what it is about.
    """
    if word.synonyms or any(concept.startswith((_HARM, _POPULATION)) for concept in word.concepts):
        return True
    of_parts = (labels.concepts(part) for form in word.forms for part in form)
    return any(concept.startswith(_HARM) for concepts in of_parts for concept in concepts)


def _written(word: Word) -> str:
    """The word, or the phrase that stands for one, as it would be typed."""
    return word.typed if " " in word.typed else "-".join(word.forms[0])


def _finds_nothing(engine: SearchEngine, query: ProgrammeQuery, results: Results) -> bool:
    """Whether no programme holds the text, or only words that resemble it and mean other things."""
    if only_resembles(query, results):
        return True
    if results.total or not query.texts:
        return False
    return not query.selections or not engine.totals([query.without_filters()])[0]


def _found(
    engine: SearchEngine, query: ProgrammeQuery, word: str, language: str
) -> tuple[int, bool]:
    """How many programmes hold a word, and whether what they hold only resembles it."""
    asked = _asking(query, [word])
    results = engine.search(asked, language=language, page_size=1)
    if only_resembles(asked, results):
        return 0, True
    return results.total, bool(_strange(asked, results))


def only_resembles(query: ProgrammeQuery, results: Results) -> bool:
    """Whether a word stands nowhere, and nothing tells which other one was meant.

    What an engine then finds has words that look alike and mean another thing: "vader" for "dader".
    Where editors say what comes first, that is the answer. Of several texts, one may be known.
    """
    if query.editorial.pinned or len(query.texts) > 1:
        return False
    return not results.meant and bool(_strange(query, results))


def _strange(query: ProgrammeQuery, results: Results) -> list[str]:
    """The words that stand nowhere and are no slip of what people type."""
    unknown = [word for remark in results.remarks for word in _unknown(remark)]
    slip_of = query.editorial.synonyms.slip_of
    return [word for word in unknown if slip_of(Word(((word,),), typed=word)) is None]


def _unknown(remark: Remark) -> tuple[str, ...]:
    return remark.words if remark.kind is RemarkKind.SIMILAR_WORDS else ()


def _asking(query: ProgrammeQuery, words: Sequence[str]) -> ProgrammeQuery:
    editorial = Editorial(query.editorial.synonyms, excluded=query.editorial.excluded)
    return ProgrammeQuery(texts=(" ".join(words),), editorial=editorial)
