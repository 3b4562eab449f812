"""Imports that ended, forgotten after a time: their rows and files hold what the directory holds
by now, and the disk they take is for something better.
"""

import datetime as dt
import time
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from directory.imports.storage import folder, forget_files
from directory.imports.working import PAUSE, WORKING, delete_rows
from directory.models import ProgrammeImport

State = ProgrammeImport.State
#: Days after which an import in a state is forgotten. One that was applied can be undone till then.
KEPT = {
    State.DROPPED: 0,
    State.REFUSED: 30,
    State.READY: 90,
    State.UNDONE: 90,
    State.APPLIED: 365,
}
_DAY = 24 * 3600


def purge_is_due() -> bool:
    return _past().exists()


def purge_imports(*, seconds: float) -> bool:
    """Forget for about so long what is past its time. Returns whether something is left."""
    deadline = time.monotonic() + seconds
    for batch in _past().order_by("pk"):
        while delete_rows(batch):
            if time.monotonic() > deadline:
                return True
            time.sleep(PAUSE)
        forget_files(batch)
        batch.delete()
    _forget_strays()
    return False


def _past() -> QuerySet[ProgrammeImport]:
    now = timezone.now()
    past = Q()
    for state, days in KEPT.items():
        before = now - dt.timedelta(days=days)
        ended = Q(ended_at__lte=before) | Q(ended_at=None, made_at__lte=before)
        past |= Q(state=state) & ended
    return ProgrammeImport.objects.filter(past)


def _forget_strays() -> None:
    """Files that a worker left behind when it was killed."""
    wanted = set(
        ProgrammeImport.objects.filter(state__in=(*WORKING, State.READY)).values_list(
            "uuid", flat=True
        )
    )
    for path in folder().iterdir():
        old = time.time() - path.stat().st_mtime > _DAY
        own = path.suffix in (".rows", ".csv", ".xlsx", ".json")
        if old and not (own and _uuid(path.stem) in wanted):
            path.unlink(missing_ok=True)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
