"""The clock's part: sign where the log stands, unless it is no longer what was signed before."""

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from portal.audit.actions import STARTED
from portal.audit.anchors import AnchorFile, anchors_path, hold_anchor_file
from portal.audit.chain import append_row, checked_rows, head, lock_log
from portal.audit.entries import FIRST_PREVIOUS, Actor
from portal.audit.errors import AuditError, AuditLogBroken
from portal.audit.models import AuditEvent
from portal.vault.keyring import load_anchor_signing_key

# Bytes of each file when this process last wrote it: a shorter one has lost lines.
_sizes: dict[Path, int] = {}


def anchor_head(*, begin_anew: bool = False) -> bool:
    """Add an anchor when the log has grown since the last; returns whether one was added.

    Only the clock calls this: it alone holds the signing key. The rows since the last anchor are
    checked first, and only a chain that continues it is signed. The first anchor is preceded by a
    row that says so; a file lost later is therefore noticed, and only `begin_anew` (an operator's
    decision, which leaves a second such row) starts another.

    Raises AuditLogBroken when the rows do not continue the last anchor, and AuditError when the
    anchor file is gone or has lost lines; then nothing is signed.
    """
    if head()[0] == 0:
        return False
    path = anchors_path()
    with hold_anchor_file(path) as file:
        _refuse_lost_lines(file, begin_anew=begin_anew)
        last = file.last()
        if last is None:
            _start(file, begin_anew=begin_anew)
        elif head() == (last.count, last.head):
            return False
        else:
            _continue(file, last.count, last.head)
        _sizes[path] = file.size
    return True


def _start(file: AnchorFile, *, begin_anew: bool) -> None:
    load_anchor_signing_key()
    with transaction.atomic():
        lock_log()
        started = AuditEvent.objects.filter(action=STARTED).order_by("seq").last()
        # A start that was cut short between its row and its line is simply finished.
        if started is None or (begin_anew and started.seq != head()[0]):
            actor = Actor.operator() if begin_anew else Actor.system("clock")
            started = append_row(actor=actor, action=STARTED, subject=None, details="{}")
        elif started.seq != head()[0]:
            raise AuditError(
                f"The log says that it is anchored, but {file.path} is empty or gone. Put back a "
                "copy. If there is none: verify_audit --begin-anew, and write down why."
            )
    _sign(file, up_to=started.seq, after=0, previous=FIRST_PREVIOUS)


def _continue(file: AnchorFile, count: int, previous: str) -> None:
    stored = AuditEvent.objects.filter(seq=count).values_list("hash", flat=True).first()
    if stored is None:
        raise AuditLogBroken(head()[0] + 1, f"it is missing; {count} rows were anchored.")
    if stored != previous:
        raise AuditLogBroken(count, "it is not the row that was anchored.")
    _sign(file, up_to=None, after=count, previous=previous)


def _sign(file: AnchorFile, *, up_to: int | None, after: int, previous: str) -> None:
    end = None
    for row in checked_rows(after=after, previous=previous):
        end = row
        if row.seq == up_to:
            break
    if end is None:
        return
    # Loaded each time and kept nowhere: the key is in memory only while it signs.
    file.append(
        count=end.seq, head=end.hash, on=timezone.localdate(), key=load_anchor_signing_key()
    )


def _refuse_lost_lines(file: AnchorFile, *, begin_anew: bool) -> None:
    if begin_anew and file.size:
        raise AuditError(f"{file.path} holds anchors. Move it away first; do not delete it.")
    if 0 < file.size < _sizes.get(file.path, 0):
        raise AuditError(
            f"{file.path} is shorter than this process left it: anchors were taken out. Put back "
            "a copy, then start the clock again."
        )
