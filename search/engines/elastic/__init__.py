"""The Elasticsearch engine, for servers of version 8.19 and 9.

Each search is one request, three where a word stands nowhere. Only features of every licence are
used, and no scripts.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from elasticsearch import Elasticsearch

from directory.edition import Edition, seen_edition
from search.catalogue import Catalogue
from search.documents import ProgrammeDocument
from search.engines.address import Address
from search.engines.base import (
    MAX_LISTED,
    PAGE_SIZE,
    EngineAway,
    EngineStatus,
    IndexUnavailable,
)
from search.engines.elastic import answers, queries
from search.engines.elastic.asked import Asked, Unknown
from search.engines.elastic.connection import (
    PATIENCE,
    SLOW,
    Patience,
    connect,
    understood,
    well_formed,
)
from search.engines.elastic.indices import Indices, Served
from search.engines.highlight import Highlighter
from search.engines.paging import page_to_show
from search.query import ProgrammeQuery
from search.results import Remark, RemarkKind, Results, Towns
from search.wordings import read_wordings

# Seconds after which is asked again which index the alias names.
_LOOK_AGAIN = 1.0
_AT_ONCE = 2_000  # UUIDs in one piece of a long list
_KEEP_OPEN = "30s"

Answer = TypeVar("Answer")


class ElasticsearchEngine:
    """See :class:`search.engines.base.SearchEngine`."""

    name = "elasticsearch"

    def __init__(self, address: Address, folder: Path, *, patience: float = PATIENCE) -> None:
        """Nothing is asked yet. ``folder`` holds the writer's lock.

        ``patience`` is how many seconds an answer to a visitor may take.
        """
        self.patience = patience
        self._client = connect(address)
        self._indices = Indices(self._client, address.alias, folder)
        self._served: Served | None = None
        self._looked = 0.0
        self._edition: Edition | None = None

    # Reading

    def search(
        self, query: ProgrammeQuery, *, language: str, page_size: int = PAGE_SIZE
    ) -> Results:
        def answer(served: Served, patience: Patience) -> Results:
            return self._search(served, patience, query, language, page_size)

        return self._ask(answer)

    def found(self, query: ProgrammeQuery, *, language: str) -> list[str]:
        wordings, _ = read_wordings(query)

        def answer(served: Served, patience: Patience) -> list[str]:
            (asked,) = self._understood(served, patience, [Asked.as_typed(query, wordings)])
            body = queries.all_hits(asked, language=language, size=_AT_ONCE)
            hits = list(self._every(served, body))
            with well_formed():
                return [hit["_id"] for hit in hits]

        return self._ask(answer)

    def towns(self, query: ProgrammeQuery) -> Towns:
        wordings, _ = read_wordings(query)

        def answer(served: Served, patience: Patience) -> Towns:
            (asked,) = self._understood(served, patience, [Asked.as_typed(query, wordings)])
            return answers.towns_of(self._request(served, patience, queries.towns(asked)))

        return self._ask(answer)

    def totals(self, asked: Sequence[ProgrammeQuery]) -> list[int]:
        typed = [Asked.as_typed(query, read_wordings(query)[0]) for query in asked]

        def answer(served: Served, patience: Patience) -> list[int]:
            found = [queries.found_by(one) for one in self._understood(served, patience, typed)]
            body = queries.totals(found)
            return answers.totals_of(self._request(served, patience, body), len(found))

        return self._ask(answer) if asked else []

    def catalogue(self) -> Catalogue:
        return self._ask(lambda served, patience: served.catalogue)

    def status(self, *, thorough: bool = False) -> EngineStatus:
        try:
            with understood(), well_formed():
                patience = Patience(self.patience)
                served = self._look(patience)
                client = self._client.options(request_timeout=patience.left())
                number = int(client.count(index=served.name)["count"])
                if thorough:
                    client = self._client.options(request_timeout=patience.left())
                    if client.cluster.health(index=served.name)["status"] == "red":
                        return EngineStatus("damaged", detail="a part of the index is lost")
        except EngineAway as error:
            return EngineStatus("away", detail=str(error))
        except IndexUnavailable as error:
            return EngineStatus("missing", detail=str(error))
        return EngineStatus("ready", programmes=number)

    def digests(self) -> Iterator[tuple[str, str]]:
        """Go through what is indexed: the UUID of each programme and the digest of its entry."""
        with understood():
            served = self._look(Patience(self.patience))
            body = {
                "query": {"match_all": {}},
                "docvalue_fields": ["digest"],
                "_source": False,
                "sort": ["uuid"],
                "size": _AT_ONCE,
            }
            for hit in self._every(served, body):
                with well_formed():
                    digest = hit["_id"], hit["fields"]["digest"][0]
                yield digest

    # Writing

    def index(
        self,
        documents: Iterable[ProgrammeDocument],
        *,
        removed: Collection[str] = (),
        catalogue: Catalogue | None = None,
    ) -> None:
        # Labels come with the documents; the options wait for the index to be built anew.
        with self._indices.writing():
            with understood():
                served = self._look(Patience(self.patience))
            self._indices.change(served.name, documents, removed)

    def rebuild(
        self,
        documents: Iterable[ProgrammeDocument],
        *,
        catalogue: Catalogue,
        progress: Callable[[int], None] | None = None,
    ) -> int:
        with self._indices.writing():
            size = self._indices.build(documents, catalogue, progress)
            self._served = None
            return size

    def clear_away(self) -> None:
        """Delete what rebuilds left that were killed."""
        with self._indices.writing(), understood():
            self._indices.clear_away()

    # Asking

    def _ask(self, answer: Callable[[Served, Patience], Answer]) -> Answer:
        """Have ``answer`` asked of the index that serves; of the next one when it has gone."""
        patience = Patience(self.patience)
        with understood():
            served = self._served
            edition = seen_edition()
            # What is made of the answer may be kept as of this edition.
            old = edition != self._edition or time.monotonic() - self._looked > _LOOK_AGAIN
            if served is None or old:
                served = self._look(patience)
                self._edition = edition
            try:
                with understood():
                    return answer(served, patience)
            except IndexUnavailable:
                # A rebuild may have taken its place a moment ago, or while it answered.
                newer = self._look(patience)
                if newer.name == served.name:
                    raise
            return answer(newer, patience)

    def _look(self, patience: Patience) -> Served:
        known, self._served = self._served, None
        with well_formed():
            self._served = self._indices.served(known, patience)
        self._looked = time.monotonic()
        return self._served

    def _request(self, served: Served | None, patience: Patience, body: dict[str, Any]) -> Any:
        left = patience.left()
        options: dict[str, Any] = {}
        if served is not None:
            # Half an answer is none: where a part of the index fails, another engine is asked.
            options = {"index": served.name, "allow_partial_search_results": False}
        client: Elasticsearch = self._client.options(request_timeout=left)
        with well_formed():
            found = client.search(body={**body, "timeout": f"{int(left * 1000)}ms"}, **options).body
            incomplete = found["timed_out"] or found["_shards"]["failed"]
        if incomplete:
            raise EngineAway(SLOW)
        return found

    def _search(
        self,
        served: Served,
        patience: Patience,
        query: ProgrammeQuery,
        language: str,
        page_size: int,
    ) -> Results:
        wordings, remarks = read_wordings(query)
        asked = Asked.as_typed(query, wordings)
        meant = ""

        def ask(page: int) -> Any:
            start = (page - 1) * page_size
            body = queries.page_of_hits(
                asked,
                catalogue=served.catalogue,
                language=language,
                start=start,
                size=min(page_size, MAX_LISTED - start),
            )
            return self._request(served, patience, body)

        first = min(query.page, -(-MAX_LISTED // page_size))
        answer = ask(first)
        nowhere = answers.words_nowhere(answer, asked.required)
        if nowhere:
            unknown = Unknown([asked], nowhere)
            body = queries.about_words(unknown, with_texts=len(query.texts) == 1)
            about = self._request(served, patience, body)
            asked = answers.understood_of(about, asked, unknown)
            if asked.not_exact:
                remarks.append(Remark(RemarkKind.SIMILAR_WORDS, words=asked.not_exact))
                if len(query.texts) == 1:
                    meanings = answers.meanings_of(about, unknown, served.catalogue)
                    meant = meanings.suggest(query.texts[0], asked.not_exact, language)
            answer = ask(first)
        total = answers.total_of(answer)
        page, pages = page_to_show(query.page, total, page_size, remarks)
        if page != first:
            answer = ask(page)
        highlighter = Highlighter(wordings)
        place = query.place
        return Results(
            hits=tuple(
                answers.hit_of(found, query, place, highlighter, language)
                for found in answer["hits"]["hits"]
            ),
            total=total,
            page=page,
            pages=pages,
            facets=answers.facets_of(answer, query, served.catalogue),
            programmes=answers.programmes_of(answer),
            remarks=tuple(remarks),
            meant=meant,
        )

    def _understood(
        self, served: Served, patience: Patience, searches: Sequence[Asked]
    ) -> list[Asked]:
        """Searches with what their words mean, where some of them may stand nowhere."""
        words = list(dict.fromkeys(word for asked in searches for word in asked.required))
        if not words:
            return list(searches)
        body = queries.totals([queries.holds_word(word) for word in words])
        counted = answers.totals_of(self._request(served, patience, body), len(words))
        nowhere = [word for word, number in zip(words, counted, strict=True) if number == 0]
        if not nowhere:
            return list(searches)
        unknown = Unknown(searches, nowhere)
        about = self._request(served, patience, queries.about_words(unknown, with_texts=False))
        return [answers.understood_of(about, asked, unknown) for asked in searches]

    def _every(self, served: Served, body: dict[str, Any]) -> Iterator[Any]:
        """Go through all hits of a search, as they stood when it began."""
        with self._frozen(served) as point:
            after: list[Any] | None = None
            while True:
                piece = {**body, "pit": {"id": point, "keep_alive": _KEEP_OPEN}}
                if after is not None:
                    piece["search_after"] = after
                answer = self._request(None, Patience(self.patience), piece)
                with well_formed():
                    hits = answer["hits"]["hits"]
                    after = hits[-1]["sort"] if hits else None
                yield from hits
                if len(hits) < body["size"]:
                    return

    @contextmanager
    def _frozen(self, served: Served) -> Iterator[str]:
        client = self._client.options(request_timeout=Patience(self.patience).left())
        with well_formed():
            point = client.open_point_in_time(index=served.name, keep_alive=_KEEP_OPEN)["id"]
        try:
            yield point
        finally:
            client.options(ignore_status=(404,)).close_point_in_time(id=point)
