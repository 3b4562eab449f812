"""The site with Elasticsearch configured, for tests of what happens when that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import Client
from elasticsearch import Elasticsearch

from search.engines import elasticsearch_engine, embedded_engine
from search.engines.elastic import ElasticsearchEngine
from tests.elasticsearch.asking import ALIAS, emptied_engine
from tests.search.builders import CATALOGUE, document
from tests.search.page import Page


class ElasticsearchSite:
    """A site on the server at ``url``, both of whose indexes hold the programme ``one``."""

    def __init__(self, settings, folder: Path, url: str) -> None:
        self._settings = settings
        settings.DATA = folder
        settings.ELASTICSEARCH_URL = f"{url}/{ALIAS}"
        emptied_engine(url, folder / "index")
        # A server that was just started on a busy machine is slower than a visitor's patience.
        self.engine.patience = 60
        self.client = Elasticsearch(url)
        self.rebuild("one")

    @property
    def engine(self) -> ElasticsearchEngine:
        engine = elasticsearch_engine()
        assert engine is not None
        return engine

    def rebuild(self, *slugs: str) -> None:
        for engine in (embedded_engine(), self.engine):
            engine.rebuild([document(slug) for slug in slugs], catalogue=CATALOGUE)

    def rebuild_elasticsearch(self, *slugs: str) -> None:
        """What only Elasticsearch holds shows that it was Elasticsearch that answered."""
        self.engine.rebuild([document(slug) for slug in slugs], catalogue=CATALOGUE)

    @contextmanager
    def as_worker(self) -> Iterator[None]:
        """Only the staff zone writes the index."""
        self._settings.ROLE = "staff"
        yield
        self._settings.ROLE = "public"

    def visit(self, querystring: str = "") -> list[str]:
        """The slugs that a visitor finds."""
        response = Client().get(f"/en/find/{querystring}")
        assert response.status_code == 200
        return Page(response.content.decode()).slugs

    @property
    def index(self) -> str:
        """The name of the index that serves."""
        return next(iter(self.client.indices.get_alias(name=ALIAS).body))

    @property
    def indices(self) -> list[str]:
        return list(self.client.indices.get(index=f"{ALIAS}-*").body)
