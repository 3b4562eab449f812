"""Engines of tests on a server: which versions, and an engine that finds nothing left over."""

from pathlib import Path

from elasticsearch import Elasticsearch

from search.engines.address import Address
from search.engines.elastic import ElasticsearchEngine
from search.engines.elastic.connection import PATIENCE
from tests.elasticsearch.distribution import VERSIONS
from tests.settings import ELASTICSEARCH_TO_TEST

ALIAS = "turnstone-tests"


def versions_to_test() -> tuple[str, ...]:
    """The servers that tests run on: our own, or the one that ELASTICSEARCH_URL names."""
    return ("elsewhere",) if ELASTICSEARCH_TO_TEST else VERSIONS


def emptied_engine(url: str, folder: Path) -> ElasticsearchEngine:
    """An engine without an index; ``folder`` is for its lock.

    It is patient: a server just started takes its time, and these tests ask what it answers.
    """
    with Elasticsearch(url) as client:
        for name in client.indices.get(index=f"{ALIAS}-*").body:
            client.indices.delete(index=name)
    return engine_at(url, folder, patience=60)


def engine_at(url: str, folder: Path, *, patience: float = PATIENCE) -> ElasticsearchEngine:
    """An engine that asks the servers at ``url`` (several with commas between)."""
    return ElasticsearchEngine(Address.read(f"{url}/{ALIAS}"), folder, patience=patience)
