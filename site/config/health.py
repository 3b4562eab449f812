"""`/healthz` says the process is alive; `/ready` says part by part what works."""

import logging
import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.vault.keyring import KeyRingError, load_key_ring
from search.services import search_status

log = logging.getLogger(__name__)
# A beat older than this many seconds means that the worker or the clock stands still.
BEAT_TOO_OLD = 60


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """JSON of every part's state. 503 only where visitors would fail: database, search or keys."""
    parts = {
        "database": _database(),
        "search engine": search_status(),
        "worker": beat_status("worker"),
        "clock": beat_status("clock"),
        "keys": _keys(),
    }
    needed = ("database", "search engine", "keys")
    status = 200 if all(parts[name]["ok"] for name in needed) else 503
    return JsonResponse(parts, status=status)


def beat_status(name: str) -> dict[str, Any]:
    """How long ago the worker or the clock last gave a sign, from its file under `run/`."""
    try:
        age = time.time() - (settings.DATA / "run" / f"{name}.beat").stat().st_mtime
    except FileNotFoundError:
        return {"ok": False, "says": f"the {name} has not run yet"}
    if age > BEAT_TOO_OLD:
        return {"ok": False, "says": f"the {name} gave its last sign {int(age)} seconds ago"}
    return {"ok": True, "says": "running"}


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return {"ok": False, "says": "the database does not answer"}
    return {"ok": True, "says": connection.vendor}


def _keys() -> dict[str, Any]:
    try:
        load_key_ring()
    except KeyRingError as trouble:
        # It names files of this machine, and anybody may ask.
        log.error("the keys are not usable: %s", trouble)
        return {"ok": False, "says": "not usable; the log of this process says why"}
    return {"ok": True, "says": "readable"}
