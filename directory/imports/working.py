"""An import's work, step by step. Each step may be cut off at any moment; the next goes on.

A step is short: what is written is written in transactions of at most :data:`MOST_ROWS` rows and
about :data:`LONGEST` seconds, with a pause between them in which others can write.
"""

import logging
import time
from collections.abc import Callable, Iterator

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.exchange.formats import FORMATS, FileRefused
from directory.imports.applying import apply_row, undo_row
from directory.imports.applying_shared import Terms
from directory.imports.guarding import Held
from directory.imports.planning import Planner
from directory.imports.scratch import Scratch
from directory.imports.states import change_state, lock_import
from directory.imports.storage import file_of, forget_files, scratch_of
from directory.models import ImportRow, ProgrammeImport

log = logging.getLogger(__name__)

State = ProgrammeImport.State
RowState = ImportRow.State
#: Rows of one transaction, at most.
MOST_ROWS = 50
#: Seconds after which a transaction takes no further row.
LONGEST = 0.4
#: Seconds between two transactions: SQLite's waiting writers look every tenth of a second.
PAUSE = 0.12
#: Rows that are held in one statement, at most.
MOST_HELD = 500
#: States in which the file is to be compared.
TO_COMPARE = (State.WAITING, State.COMPARING)
#: States in which the worker has something to do.
WORKING = (*TO_COMPARE, State.APPLYING, State.UNDOING)
Progress = Callable[[int, int], object]


def work_is_due() -> bool:
    return ProgrammeImport.objects.filter(state__in=WORKING).exists()


def continue_imports(*, seconds: float) -> bool:
    """Go on with the oldest import for about so long. Returns whether something is left to do."""
    batch = ProgrammeImport.objects.filter(state__in=WORKING).order_by("pk").first()
    ahead = _gone_on_with(batch)
    if batch is not None:
        deadline = time.monotonic() + seconds
        for _done in ahead:
            if time.monotonic() > deadline:
                if not scratch_of(batch).exists():
                    _begun[batch.pk] = ahead
                break
    return work_is_due()


#: Files that this process has begun to read, by import: their reading goes on with the next task.
_begun: dict[int, Iterator[None]] = {}


def _gone_on_with(batch: ProgrammeImport | None) -> Iterator[None]:
    """The steps of an import, from where this process left off with its file."""
    ahead = _begun.pop(batch.pk, None) if batch is not None else None
    for pk in list(_begun):
        _begun.pop(pk)  # somebody dropped it, or was quicker
    if batch is None:
        return iter(())
    return ahead or steps(batch)


def steps(batch: ProgrammeImport, progress: Progress = lambda done, of: None) -> Iterator[None]:
    """Do what an import's state asks for, one short transaction at each step."""
    ahead = _steps(batch, progress)
    while True:
        with override(batch.language):
            try:
                next(ahead)
            except StopIteration:
                return
        yield


def _steps(batch: ProgrammeImport, progress: Progress) -> Iterator[None]:
    try:
        if batch.state in TO_COMPARE:
            yield from _compare(batch, progress)
        elif batch.state == State.APPLYING:
            yield from _each(batch, State.APPLYING, State.APPLIED, progress)
        elif batch.state == State.UNDOING:
            yield from _each(batch, State.UNDOING, State.UNDONE, progress)
    except FileRefused as refusal:
        _refuse(batch, str(refusal))
    except ProgrammeImport.DoesNotExist:
        return  # thrown away and purged meanwhile
    except (OperationalError, InterfaceError):
        raise  # the database was away or busy: the next step goes on
    except Exception:
        if batch.state not in TO_COMPARE:
            raise
        # A mistake of ours would come again with each try.
        log.exception("an import could not be compared")
        _refuse(batch, _("It could not be compared, by a mistake of this site; it is logged."))


def _refuse(batch: ProgrammeImport, why: str) -> None:
    now = timezone.now()
    if change_state(batch, expected=TO_COMPARE, to=State.REFUSED, refusal=why, ended_at=now):
        forget_files(batch)


def _compare(batch: ProgrammeImport, progress: Progress) -> Iterator[None]:
    yield from _take_apart(batch, progress)
    while batch.total == 0 and _delete_former(batch):
        yield
    with Scratch(scratch_of(batch)) as scratch:
        total = scratch.count()
        if not change_state(batch, expected=TO_COMPARE, to=State.COMPARING, total=total):
            return
        planner = Planner(batch, scratch)
        last = batch.rows.order_by("-position").values_list("position", flat=True).first() or 0
        slice_: list[ImportRow] = []
        started = time.monotonic()
        for row in planner.rows(last):
            slice_.append(row)
            if len(slice_) >= MOST_ROWS or time.monotonic() - started > 1:
                if not _keep(batch, slice_, last, planner.unknown):
                    return
                last = slice_[-1].position
                progress(last, total)
                slice_, started = [], time.monotonic()
                yield
        if _keep(batch, slice_, last, planner.unknown, ready=True):
            progress(total, total)


def _take_apart(batch: ProgrammeImport, progress: Progress) -> Iterator[None]:
    """Take the file's rows apart, bit by bit; done anew where it was cut off."""
    path = scratch_of(batch)
    if path.exists():
        with Scratch(path) as scratch:
            if scratch.is_filled:
                return
    source = file_of(batch)
    if not source.exists():
        raise FileRefused(_("The file is gone: hand it in again."))
    unfinished = path.with_suffix(f".{time.monotonic_ns()}")
    form = FORMATS[batch.format]
    try:
        with Scratch(unfinished) as scratch:
            for count in scratch.filling(form.read(source), form.headings(source)):
                progress(-count, 0)
                yield
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@transaction.atomic
def delete_rows(batch: ProgrammeImport) -> int:
    """Delete some rows of an import; returns how many."""
    keys = list(batch.rows.order_by().values_list("pk", flat=True)[:MOST_ROWS])
    ImportRow.objects.filter(pk__in=keys).delete()
    return len(keys)


@transaction.atomic
def _delete_former(batch: ProgrammeImport) -> int:
    """Delete some rows of a former comparison, unless somebody compares it by now."""
    if lock_import(batch, "total") not in TO_COMPARE or batch.total:
        return 0
    return delete_rows(batch)


@transaction.atomic
def _keep(
    batch: ProgrammeImport,
    rows: list[ImportRow],
    last: int,
    unknown: dict[str, int],
    *,
    ready: bool = False,
) -> bool:
    """Store what was compared, unless somebody else did in the meantime, or it was dropped."""
    state = lock_import(batch)
    stored = batch.rows.order_by("-position").values_list("position", flat=True).first() or 0
    if state != State.COMPARING or stored != last:
        return False
    ImportRow.objects.bulk_create(rows, batch_size=25)
    after = State.READY if ready else State.COMPARING
    return change_state(batch, expected=[State.COMPARING], to=after, unknown_terms=unknown)


def _each(batch: ProgrammeImport, during: str, after: str, progress: Progress) -> Iterator[None]:
    total = batch.rows.exclude(state=RowState.NOTHING).count()
    terms = Terms()
    while True:
        left = _one_transaction(batch, during, after, terms)
        progress(total - left, total)
        if not left:
            return
        yield
        time.sleep(PAUSE)


@transaction.atomic
def _one_transaction(batch: ProgrammeImport, during: str, after: str, terms: Terms) -> int:
    """Apply or undo some rows. Returns how many are left, 0 when the import has ended."""
    fresh = ProgrammeImport.objects.select_for_update().get(pk=batch.pk)
    if fresh.state != during:
        return 0
    applying = during == State.APPLYING
    if not applying and _hold_waiting(fresh):
        return fresh.rows.filter(state__in=[RowState.WAITING, RowState.DONE]).count() or 1
    waiting = fresh.rows.filter(state=RowState.WAITING if applying else RowState.DONE)
    rows = list(waiting.order_by("position" if applying else "-position")[:MOST_ROWS])
    started = time.monotonic()
    for row in rows:
        _do(row, fresh, terms, applying)
        if time.monotonic() - started > LONGEST:
            break
    left = waiting.count()
    if not left:
        change_state(batch, expected=[during], to=after, ended_at=timezone.now())
    return left


def _hold_waiting(batch: ProgrammeImport) -> int:
    """Hold some rows that were still to be applied when the undoing was asked for."""
    waiting = batch.rows.filter(state=RowState.WAITING).order_by("position")
    keys = list(waiting.values_list("pk", flat=True)[:MOST_HELD])
    return ImportRow.objects.filter(pk__in=keys).update(
        state=RowState.HELD, reason=_("The import was undone first.")
    )


def _do(row: ImportRow, batch: ProgrammeImport, terms: Terms, applying: bool) -> None:
    try:
        with transaction.atomic():
            if applying:
                apply_row(row, batch, batch.accepted_by, terms)
                row.content = None
            else:
                undo_row(row, batch, batch.undone_by)
        row.state = RowState.DONE if applying else RowState.UNDONE
        row.reason = ""
    except Held as why:
        _hold(row, applying, str(why))
    except (OperationalError, InterfaceError):
        raise  # the database was away or busy: the row waits for the next try
    except Exception:  # one row that fails must not hold up the others for ever
        log.exception("a row of an import failed")
        _hold(row, applying, _("It could not be done, by a mistake of this site; it is logged."))
    row.save(update_fields=["state", "reason", "undo", "content"])


def _hold(row: ImportRow, applying: bool, why: str) -> None:
    row.state = RowState.HELD if applying else RowState.STAYS
    row.reason = why
