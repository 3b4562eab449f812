"""Comparing Elasticsearch's index with the database, and mending what differs."""

import logging
from dataclasses import dataclass

from search.engines import EngineAway, IndexUnavailable, elasticsearch_engine
from search.following import ELASTICSEARCH, awaited_by, settle
from search.services import documents_now, read_catalogue, rebuild_elasticsearch, send_programmes

log = logging.getLogger(__name__)

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found and mended."""

    programmes: int = 0
    missing: int = 0
    changed: int = 0
    extra: int = 0
    rebuilt: bool = False

    def __str__(self) -> str:
        if self.rebuilt:
            return f"Elasticsearch's index was built anew, with {self.programmes} programmes"
        return (
            f"Elasticsearch's index, of {self.programmes} programmes: {self.missing} were missing, "
            f"{self.changed} out of date, {self.extra} too many; all mended"
        )


def compare_index() -> Comparison | None:
    """Compare every programme with what is indexed of it, and mend what differs.

    An index that is missing, of another version or with other options is built anew. None: there
    is no Elasticsearch. Raises :class:`EngineAway`.
    """
    engine = elasticsearch_engine()
    if engine is None:
        return None
    awaited = awaited_by(ELASTICSEARCH)
    try:
        same = engine.catalogue().to_json() == read_catalogue().to_json()
        indexed = dict(engine.digests()) if same else {}
    except EngineAway:
        raise
    except IndexUnavailable:
        same = False
    if not same:
        found = Comparison(rebuild_elasticsearch(), rebuilt=True)
    else:
        found = _mend(indexed)
        engine.clear_away()
        settle(ELASTICSEARCH, awaited)
    mended = found.rebuilt or found.missing or found.changed or found.extra
    log.log(logging.WARNING if mended else logging.INFO, "%s", found)
    return found


def _mend(indexed: dict[str, str]) -> Comparison:
    from search.engines.elastic.documents import digest_of

    programmes, missing, changed = 0, [], []
    for document in documents_now():
        programmes += 1
        digest = indexed.pop(document.uuid, None)
        if digest is None:
            missing.append(document.uuid)
        elif digest != digest_of(document):
            changed.append(document.uuid)
    extra = list(indexed)
    wrong = [*missing, *changed, *extra]
    for start in range(0, len(wrong), _AT_ONCE):
        send_programmes(uuids=wrong[start : start + _AT_ONCE])
    return Comparison(programmes, len(missing), len(changed), len(extra))
