"""The engines behind the finder, and the one in use."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.engines.base import EngineStatus, IndexUnavailable, SearchEngine

__all__ = ["EngineStatus", "IndexUnavailable", "SearchEngine", "get_engine"]


@lru_cache(maxsize=8)
def _embedded(folder: Path) -> SearchEngine:
    # Imported here: the engine's library is not needed by processes that never search.
    from search.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(folder)


def get_engine() -> SearchEngine:
    """Return this process's engine."""
    return _embedded(Path(settings.DATA) / "index")
