"""From the server's answer to results."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from directory.record import Point
from search.cards import card_record
from search.catalogue import Catalogue
from search.distance import nearest
from search.documents import TEXT_LANGUAGES
from search.engines.elastic.asked import Asked, Unknown
from search.engines.elastic.connection import well_formed
from search.engines.highlight import Highlighter, Text
from search.engines.meant import Meanings, texts_of
from search.facets import PROGRAMME_FACETS
from search.query import ProgrammeQuery
from search.results import Hit, OptionCount, Towns
from search.words import Word

Answer = Mapping[str, Any]
Thing = TypeVar("Thing")


@well_formed()
def total_of(answer: Answer) -> int:
    return int(answer["hits"]["total"]["value"])


@well_formed()
def programmes_of(answer: Answer) -> int:
    """How many programmes there are, found or not."""
    return int(answer["aggregations"]["everything"]["doc_count"])


@well_formed()
def words_nowhere(answer: Answer, words: Sequence[Word]) -> list[Word]:
    """Which of the words that were asked for stand in no programme at all."""
    if not words:
        return []
    counted = answer["aggregations"]["everything"]["words"]["buckets"]
    return [word for place, word in enumerate(words) if counted[str(place)]["doc_count"] == 0]


def understood_of(answer: Answer, asked: Asked, unknown: Unknown) -> Asked:
    """A search with what its words mean, by the answer about words that stand nowhere."""
    return unknown.understand(
        asked, _there(answer, "parts", unknown.parts), _there(answer, "slips", unknown.slips)
    )


@well_formed()
def _there(answer: Answer, name: str, asked: Sequence[Thing]) -> set[Thing]:
    if not asked:
        return set()
    counted = answer["aggregations"][name]["buckets"]
    return {thing for place, thing in enumerate(asked) if counted[str(place)]["doc_count"]}


def meanings_of(answer: Answer, unknown: Unknown, catalogue: Catalogue) -> Meanings:
    """What the unknown words may mean, where the answer holds texts with words like them."""
    places = {word.typed: str(place) for place, word in enumerate(unknown.words)}

    def texts_with(word: str) -> Iterator[str]:
        with well_formed():
            bucket = answer["aggregations"]["like"]["buckets"][places[word]]
            sources = [found["_source"] for found in bucket["programmes"]["hits"]["hits"]]
            said = [(card_record(source["card"]), source["texts"].values()) for source in sources]
        for card, texts in said:
            yield from texts_of(card, texts)

    return Meanings(catalogue, texts_with)


@well_formed()
def towns_of(answer: Answer) -> Towns:
    counted = answer["aggregations"]
    totals = {bucket["key"]: bucket["doc_count"] for bucket in counted["towns"]["buckets"]}
    return Towns(totals, counted["nowhere"]["doc_count"])


@well_formed()
def totals_of(answer: Answer, number: int) -> list[int]:
    counted = answer["aggregations"]["found"]["buckets"]
    return [int(counted[str(place)]["doc_count"]) for place in range(number)]


@well_formed()
def facets_of(
    answer: Answer, query: ProgrammeQuery, catalogue: Catalogue
) -> dict[str, tuple[OptionCount, ...]]:
    """The counts of every option, in the catalogue's order."""
    facets = {}
    for facet, options in catalogue.options.items():
        chosen = query.selections.get(facet, ())
        group = answer["aggregations"][f"own {facet}" if chosen else "all"]
        counted = _counted(group, facet) if options else {}
        facets[facet] = tuple(
            OptionCount(option.code, counted.get(option.code, 0), option.code in chosen)
            for option in options
        )
    return facets


def _counted(group: Mapping[str, Any], facet: str) -> dict[str, int]:
    if facet in PROGRAMME_FACETS:
        return {bucket["key"]: bucket["doc_count"] for bucket in group[facet]["buckets"]}
    buckets = group["strands"]["fitting"][facet]["buckets"]
    return {bucket["key"]: bucket["programmes"]["doc_count"] for bucket in buckets}


def hit_of(
    found: Mapping[str, Any],
    query: ProgrammeQuery,
    place: Point | None,
    highlighter: Highlighter,
    language: str,
) -> Hit:
    """Read one hit. All text is encoded; what was found is marked as the other engine marks it."""
    with well_formed():
        source, strands = found["_source"], found["_source"]["strands"]
        record = card_record(source["card"])
    card = record.in_language(language)
    title, in_title = highlighter.mark(Text(card.title, card.title_language))
    summary, in_summary = highlighter.mark(Text(card.summary, card.summary_language))
    snippet = None
    if highlighter and not (in_title or in_summary):
        languages = tuple(dict.fromkeys((*card.languages, *TEXT_LANGUAGES)))
        snippet = highlighter.snippet(_texts(source), languages)
    return Hit(
        card=card,
        matched=tuple(_fits(strand, query) for strand in strands),
        title=title,
        summary=summary if card.summary else None,
        snippet=snippet,
        distance=nearest(place, card.points),
    )


def _texts(source: Mapping[str, Any]) -> dict[str, Text]:
    return {code: Text(text, code) for code, text in source.get("texts", {}).items()}


def _fits(strand: Mapping[str, Sequence[str]], query: ProgrammeQuery) -> bool:
    return all(
        not set(codes).isdisjoint(strand.get(facet, ()))
        for facet, codes in query.selections.items()
        if facet not in PROGRAMME_FACETS
    )
