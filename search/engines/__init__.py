"""The engines behind the finder, and the ones in use."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from search.engines.base import (
    EngineAway,
    EngineStatus,
    IndexUnavailable,
    SearchEngine,
    WrittenEngine,
)

if TYPE_CHECKING:
    from search.engines.elastic import ElasticsearchEngine
    from search.engines.embedded import EmbeddedEngine
    from search.engines.guarded import GuardedEngine

__all__ = [
    "EngineAway",
    "EngineStatus",
    "IndexUnavailable",
    "SearchEngine",
    "WrittenEngine",
    "elasticsearch_engine",
    "embedded_engine",
    "get_engine",
    "guarded_engine",
]

# Imported where they are made: their libraries are not needed by processes that never search.


@lru_cache(maxsize=8)
def _embedded(folder: Path) -> "EmbeddedEngine":
    from search.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(folder)


@lru_cache(maxsize=8)
def _elasticsearch(url: str, folder: Path) -> "ElasticsearchEngine":
    from search.engines.address import Address
    from search.engines.elastic import ElasticsearchEngine

    return ElasticsearchEngine(Address.read(url), folder)


@lru_cache(maxsize=8)
def _guarded(url: str, folder: Path) -> "GuardedEngine":
    from search.engines.guarded import GuardedEngine
    from search.following import elasticsearch_lags

    return GuardedEngine(_elasticsearch(url, folder), _embedded(folder), lags=elasticsearch_lags)


def _folder() -> Path:
    return _index_in(settings.DATA)


@lru_cache(maxsize=8)
def _index_in(data: "str | Path") -> Path:
    return Path(data) / "index"


def get_engine() -> SearchEngine:
    """Return this process's engine: Elasticsearch where there is one, guarded; else embedded."""
    return guarded_engine() or embedded_engine()


def guarded_engine() -> "GuardedEngine | None":
    """Return Elasticsearch with the embedded engine behind it, where it is configured."""
    url = settings.ELASTICSEARCH_URL
    return _guarded(url, _folder()) if url else None


def embedded_engine() -> "EmbeddedEngine":
    """Return the embedded engine, which is kept up to date in every case."""
    return _embedded(_folder())


def elasticsearch_engine() -> "ElasticsearchEngine | None":
    """Return the Elasticsearch engine alone, where it is configured."""
    url = settings.ELASTICSEARCH_URL
    return _elasticsearch(url, _folder()) if url else None
