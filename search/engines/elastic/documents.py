"""What the server holds of a programme: the typed document, its analysers, and the way into it.

Words come prepared from :mod:`search.words`, apart from each other by spaces, so that both engines
know the same words; the server's analysers only bring their forms together.
"""

import copy
import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from elasticsearch.dsl import (
    Boolean,
    Date,
    Document,
    GeoPoint,
    InnerDoc,
    Integer,
    Keyword,
    MetaField,
    Nested,
    Object,
    Text,
    analyzer,
    token_filter,
)

from search.documents import STATUSES, TEXT_LANGUAGES, ProgrammeDocument
from search.facets import PROGRAMME_FACETS, STRAND_FACETS
from search.words import fold, join_acronyms, joined_forms, sort_key

#: Raise when what :func:`source_of` writes changes but the mapping does not.
VERSION = 4

# Before any other: what states no day comes last.
_NO_DAY = "0001-01-01"

_PART = re.compile(r"[^\W_]+")
_STEMMERS = {"nl": "dutch", "fr": "french", "de": "german", "en": "porter2"}
_FOLDING = ["lowercase", "asciifolding"]
WORDS = analyzer("words", tokenizer="standard", filter=_FOLDING)


def _stems(language: str) -> Any:
    stemmer = token_filter(f"stems_{language}", "stemmer", language=_STEMMERS[language])
    return analyzer(f"words_{language}", tokenizer="standard", filter=[*_FOLDING, stemmer])


_NL, _FR, _DE, _EN = (_stems(language) for language in TEXT_LANGUAGES)


class StrandPart(InnerDoc):
    """A strand's codes: filters must match within one of these."""

    population = Keyword(multi=True)
    mode = Keyword(multi=True)
    setting = Keyword(multi=True)
    harm = Keyword(multi=True)
    age = Keyword(multi=True)
    basis = Keyword(multi=True)
    told = Keyword(multi=True)
    referrer = Keyword(multi=True)
    language = Keyword(multi=True)
    availability = Keyword(multi=True)


class ProgrammeEntry(Document):
    """A programme, as :class:`search.documents.ProgrammeDocument` describes it.

    ``card`` and ``texts`` are given back as they are and never searched; ``digest`` tells whether
    an entry is what the database says today.
    """

    uuid = Keyword()
    digest = Keyword(index=False)
    card = Object(enabled=False)
    texts = Object(enabled=False)

    # Filters
    strands = Nested(StrandPart)
    area = Keyword(multi=True)
    evidence = Keyword(multi=True)

    # Words
    title_nl = Text(analyzer=_NL)
    title_fr = Text(analyzer=_FR)
    title_de = Text(analyzer=_DE)
    title_en = Text(analyzer=_EN)
    all_nl = Text(analyzer=_NL)
    all_fr = Text(analyzer=_FR)
    all_de = Text(analyzer=_DE)
    all_en = Text(analyzer=_EN)
    names = Text(analyzer=WORDS)
    plain = Text(analyzer=WORDS)
    phones = Keyword(multi=True)
    # A text and no keyword: that a programme stands for many terms counts against each.
    concepts = Text(analyzer="keyword", index_options="docs", multi=True)

    # Places
    towns = Keyword(multi=True)
    points = GeoPoint(index=False, multi=True)

    # Orders
    status = Integer(index=False)
    closed = Boolean(index=False)
    informed_on = Date(index=False, format="yyyy-MM-dd")
    name_nl = Keyword(index=False)
    name_fr = Keyword(index=False)
    name_de = Keyword(index=False)
    name_en = Keyword(index=False)

    class Index:
        # One shard: counts are exact in one, and some hundred thousand programmes fit; a copy of
        # it wherever there is a second server. Changes show when the writer says so, so that those
        # of one change show together.
        settings = {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "-1",
        }

    class Meta:
        dynamic = MetaField("strict")
        # What is read back; the rest can be made anew from the database at any time.
        source = MetaField(includes=["card", "strands", "texts"])


def definition() -> dict[str, Any]:
    """The settings and mappings to make an index with, its fingerprint in them."""
    found = _definition()
    form = json.dumps([VERSION, found], sort_keys=True)
    mark = hashlib.sha256(form.encode()).hexdigest()[:16]
    found["mappings"]["_meta"] = {"fingerprint": mark}
    return found


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """What changes whenever an index must be built anew for this version of the program."""
    return str(definition()["mappings"]["_meta"]["fingerprint"])


def _definition() -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(ProgrammeEntry._index.to_dict())
    return found


def source_of(document: ProgrammeDocument) -> dict[str, Any]:
    """Turn a document into what the server is sent."""
    source: dict[str, Any] = {
        "uuid": document.uuid,
        "card": dict(document.card),
        "texts": dict(document.texts),
        "strands": [_codes(strand, STRAND_FACETS) for strand in document.strands],
        **_codes(document.codes, PROGRAMME_FACETS),
        "phones": list(document.phones),
        "concepts": sorted(document.concepts),
        "towns": list(document.towns),
        "points": [{"lat": p.latitude, "lon": p.longitude} for p in document.points],
        "status": STATUSES.index(document.status) if document.status in STATUSES else len(STATUSES),
        "closed": document.status == "closed",
        "informed_on": document.informed_on.isoformat() if document.informed_on else _NO_DAY,
        **_names(document),
        **_words(document),
    }
    form = json.dumps(source, sort_keys=True, ensure_ascii=False)
    source["digest"] = hashlib.sha256(form.encode()).hexdigest()[:32]
    return source


def digest_of(document: ProgrammeDocument) -> str:
    """What changes whenever the document does."""
    return str(source_of(document)["digest"])


def _codes(codes: frozenset[tuple[str, str]], facets: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for facet, code in sorted(codes):
        if facet in facets:
            found.setdefault(facet, []).append(code)
    return found


def _names(document: ProgrammeDocument) -> Mapping[str, str]:
    titles = document.titles
    original = titles.get(str(document.card.get("language", "")))
    anything = original or next(iter(titles.values()), document.slug)
    return {
        f"name_{language}": sort_key(titles.get(language) or anything)
        for language in TEXT_LANGUAGES
    }


def _words(document: ProgrammeDocument) -> Mapping[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    everything = [document.names]
    for language in TEXT_LANGUAGES:
        title = join_acronyms(document.titles.get(language, ""))
        lines = (*document.bodies.get(language, ()), *document.labels.get(language, ()))
        body = join_acronyms("\n".join(lines))
        if title:
            found[f"title_{language}"] = _prepared(title)
        if title or body:
            everything += [title, body]
            found[f"all_{language}"] = _prepared(f"{title}\n{body}")
    everything.append(joined_forms("\n".join(everything)))
    found["names"] = _prepared(document.names)
    # Values apart: no phrase begins in a title and ends in a summary.
    apart = "\n".join(everything).splitlines()
    found["plain"] = [prepared for line in apart if (prepared := _prepared(line))]
    return found


def _prepared(text: str) -> str:
    return " ".join(_PART.findall(fold(text)))
