"""Importing, step by step. Each step may be cut off at any moment and is gone on with by the next.

A step is short: what is written is written in transactions of at most :data:`MOST_ROWS` rows and
about :data:`LONGEST` seconds, with a pause between them in which others can write.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from directory.exchange.formats import FORMATS, FileRefused
from directory.imports.applying import Held, Terms, apply_row, undo_row
from directory.imports.planning import Planner
from directory.imports.scratch import Scratch
from directory.imports.storage import file_of, forget_files, keep_file, scratch_of
from directory.models import ImportRow, ProgrammeImport, RegisterPage

log = logging.getLogger(__name__)

State = ProgrammeImport.State
RowState = ImportRow.State
#: Rows of one transaction, at most.
MOST_ROWS = 50
#: Seconds after which a transaction takes no further row.
LONGEST = 0.4
#: Seconds between two transactions: SQLite's waiting writers look every tenth of a second.
PAUSE = 0.12
PERMISSION = "directory.add_programmeimport"
#: States in which the worker has something to do.
WORKING = (State.WAITING, State.COMPARING, State.APPLYING, State.UNDOING)
Progress = Callable[[int, int], object]


def may_import(user: Any) -> bool:
    """Whether somebody may see, start and undo imports: editors and administrators."""
    return bool(user.is_active and user.has_perm(PERMISSION))


def may_publish(user: Any) -> bool:
    """Whether an import of theirs may publish at once."""
    register = RegisterPage.objects.first()
    return bool(
        may_import(user)
        and register is not None
        and register.permissions_for_user(user).can_publish_subpage()
    )


def publishes_by_default(user: Any) -> bool:
    """Administrators, who look after the whole site, publish at once unless they say otherwise."""
    return may_publish(user) and bool(user.has_perm("wagtailcore.change_site"))


def start_import(
    *,
    acting_user: Any,
    file_name: str,
    pieces: Iterable[bytes],
    publish: bool,
    change_shared: bool,
) -> ProgrammeImport:
    """Take in a file and have it compared by the worker.

    ``acting_user`` is None for a command. Raises :class:`FileRefused` for a file that cannot be
    read, before anything is stored, and PermissionDenied.
    """
    _refuse_without(acting_user, publish=publish)
    form = Path(file_name).suffix.lower().lstrip(".")
    if form not in FORMATS:
        raise FileRefused(
            _("“%(name)s” is neither CSV nor XLSX: its name must end in .csv or .xlsx.")
            % {"name": file_name[-60:]}
        )
    batch = ProgrammeImport(
        file_name=Path(file_name).name[-255:],
        format=form,
        publish=publish,
        change_shared=change_shared,
        made_by=acting_user,
        language=get_language() or "en",
    )
    keep_file(file_of(batch), pieces)
    try:
        FORMATS[form].headings(file_of(batch))
    except FileRefused:
        forget_files(batch)
        raise
    batch.save()
    _work_later()
    return batch


def map_terms(*, acting_user: Any, batch: ProgrammeImport, terms: dict[str, str]) -> None:
    """Say which terms of ours stand for those of the file, and have it compared anew."""
    _refuse_without(acting_user)
    _expect(batch, State.READY)
    batch.terms = {**batch.terms, **terms}
    _compare_again(batch)


def compare_again(*, acting_user: Any, batch: ProgrammeImport) -> None:
    """Compare the file once more with what is here by now."""
    _refuse_without(acting_user)
    _expect(batch, State.READY)
    _compare_again(batch)


def _compare_again(batch: ProgrammeImport) -> None:
    batch.unknown_terms, batch.total = {}, 0
    batch.state = State.COMPARING
    with transaction.atomic():
        batch.rows.all().delete()
        batch.save(update_fields=["terms", "unknown_terms", "total", "state"])
    _work_later()


def set_aside(*, acting_user: Any, batch: ProgrammeImport, position: int, aside: bool) -> None:
    """Leave one row out of an import that is being looked at, or take it in again."""
    _refuse_without(acting_user)
    with transaction.atomic():
        _expect(batch, State.READY)
        was, now = (RowState.WAITING, RowState.HELD) if aside else (RowState.HELD, RowState.WAITING)
        reason = _("Left out by hand.") if aside else ""
        batch.rows.filter(position=position, state=was).update(state=now, reason=reason)


def accept_import(*, acting_user: Any, batch: ProgrammeImport) -> None:
    """Have the worker apply what is new and changed."""
    _refuse_without(acting_user, publish=batch.publish)
    with transaction.atomic():
        _expect(batch, State.READY)
        batch.state = State.APPLYING
        batch.accepted_by, batch.accepted_at = acting_user, timezone.now()
        batch.save(update_fields=["state", "accepted_by", "accepted_at"])
    forget_files(batch)
    _work_later()


def drop_import(*, acting_user: Any, batch: ProgrammeImport) -> None:
    """Throw away an import that was not accepted."""
    _refuse_without(acting_user)
    with transaction.atomic():
        _expect(batch, State.READY, State.REFUSED, State.WAITING, State.COMPARING)
        batch.state = State.DROPPED
        batch.ended_at = timezone.now()
        batch.save(update_fields=["state", "ended_at"])
        batch.rows.all().delete()
    forget_files(batch)


def undo_import(*, acting_user: Any, batch: ProgrammeImport) -> None:
    """Have the worker put back what was there before; what was edited since stays and is named."""
    _refuse_without(acting_user, publish=batch.publish)
    with transaction.atomic():
        _expect(batch, State.APPLIED, State.APPLYING)
        batch.rows.filter(state=RowState.WAITING).update(
            state=RowState.HELD, reason=_("The import was undone first.")
        )
        batch.state = State.UNDOING
        batch.undone_by = acting_user
        batch.save(update_fields=["state", "undone_by"])
    _work_later()


class NotNow(Exception):
    """The import is in another state by now: somebody else was first."""


def _expect(batch: ProgrammeImport, *states: str) -> None:
    batch.refresh_from_db(fields=["state"])
    if batch.state not in states:
        raise NotNow(_("Somebody was here before you: look at the import again."))


def _refuse_without(user: Any, *, publish: bool = False) -> None:
    if user is not None and not (may_publish(user) if publish else may_import(user)):
        raise PermissionDenied


def _work_later() -> None:
    def enqueue() -> None:
        from directory.imports.tasks import enqueue_if_due

        enqueue_if_due()

    transaction.on_commit(enqueue)


# The worker's part


def work_is_due() -> bool:
    return ProgrammeImport.objects.filter(state__in=WORKING).exists()


def continue_imports(*, seconds: float) -> bool:
    """Go on with the oldest import for about so long. Returns whether something is left to do."""
    batch = ProgrammeImport.objects.filter(state__in=WORKING).order_by("pk").first()
    if batch is not None:
        deadline = time.monotonic() + seconds
        for _done in steps(batch):
            if time.monotonic() > deadline:
                break
    return work_is_due()


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
        if batch.state in (State.WAITING, State.COMPARING):
            yield from _compare(batch, progress)
        elif batch.state == State.APPLYING:
            yield from _each(batch, State.APPLYING, State.APPLIED, progress)
        elif batch.state == State.UNDOING:
            yield from _each(batch, State.UNDOING, State.UNDONE, progress)
    except FileRefused as refusal:
        batch.refusal, batch.state = str(refusal), State.REFUSED
        batch.ended_at = timezone.now()
        batch.save(update_fields=["refusal", "state", "ended_at"])
        forget_files(batch)
    except (OperationalError, InterfaceError):
        raise  # the database was away or busy: the next step goes on
    except Exception:
        if batch.state not in (State.WAITING, State.COMPARING):
            raise
        # A mistake of ours would come again with each try.
        log.exception("an import could not be compared")
        batch.refusal = _("It could not be compared, by a mistake of this site; it is logged.")
        batch.state, batch.ended_at = State.REFUSED, timezone.now()
        batch.save(update_fields=["refusal", "state", "ended_at"])
        forget_files(batch)


def _compare(batch: ProgrammeImport, progress: Progress) -> Iterator[None]:
    with _scratch(batch, progress) as scratch:
        total = scratch.count()
        if batch.state != State.COMPARING or batch.total != total:
            batch.state, batch.total = State.COMPARING, total
            batch.save(update_fields=["state", "total"])
        yield
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
        if _keep(batch, slice_, last, planner.unknown):
            progress(total, total)
            batch.state = State.READY
            batch.save(update_fields=["state"])


def _scratch(batch: ProgrammeImport, progress: Progress) -> Scratch:
    """The file's rows taken apart; done anew where it was cut off."""
    path = scratch_of(batch)
    if path.exists():
        scratch = Scratch(path)
        if scratch.is_filled:
            return scratch
        scratch.close()
    source = file_of(batch)
    if not source.exists():
        raise FileRefused(_("The file is gone: hand it in again."))
    unfinished = path.with_suffix(f".{time.monotonic_ns()}")
    form = FORMATS[batch.format]
    try:
        with Scratch(unfinished) as scratch:
            scratch.fill(
                form.read(source), form.headings(source), lambda count: progress(-count, 0)
            )
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return Scratch(path)


@transaction.atomic
def _keep(
    batch: ProgrammeImport, rows: list[ImportRow], last: int, unknown: dict[str, int]
) -> bool:
    """Store what was compared, unless somebody else did in the meantime, or it was dropped."""
    fresh = ProgrammeImport.objects.select_for_update().get(pk=batch.pk)
    stored = fresh.rows.order_by("-position").values_list("position", flat=True).first() or 0
    if fresh.state != State.COMPARING or stored != last:
        return False
    ImportRow.objects.bulk_create(rows, batch_size=25)
    batch.unknown_terms = unknown
    batch.save(update_fields=["unknown_terms"])
    return True


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
    waiting = fresh.rows.filter(state=RowState.WAITING if applying else RowState.DONE)
    rows = list(waiting.order_by("position" if applying else "-position")[:MOST_ROWS])
    started = time.monotonic()
    for row in rows:
        _do(row, fresh, terms, applying)
        if time.monotonic() - started > LONGEST:
            break
    left = waiting.count()
    if not left:
        fresh.state, fresh.ended_at = after, timezone.now()
        fresh.save(update_fields=["state", "ended_at"])
        batch.state = fresh.state
    return left


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
    except Exception:  # one row that fails must not hold up the others for ever
        log.exception("a row of an import failed")
        _hold(row, applying, _("It could not be done, by a mistake of this site; it is logged."))
    row.save(update_fields=["state", "reason", "undo", "content"])


def _hold(row: ImportRow, applying: bool, why: str) -> None:
    row.state = RowState.HELD if applying else RowState.STAYS
    row.reason = why
