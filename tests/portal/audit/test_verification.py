"""`verify_audit` finds an altered, removed, cut-off or rebuilt log, and says at which row."""

from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from portal.audit.anchoring import anchor_head
from portal.audit.chain import checked_rows
from portal.audit.entries import FIRST_PREVIOUS, Entry
from portal.audit.errors import AuditLogBroken
from portal.audit.models import AuditEvent
from portal.audit.services import Actor, record_event
from portal.audit.verification import verify_log
from tests.portal.vault.databases import run_in_new_process, sqlite_database

pytestmark = pytest.mark.django_db


def _rebuild(first: int) -> None:
    """What whoever owns the database would do: make the chain fit again, without the key."""
    previous = FIRST_PREVIOUS
    for row in AuditEvent.objects.order_by("seq"):
        if row.seq < first:
            previous = row.hash
            continue
        row.prev_hash = previous
        columns = {name: getattr(row, name) for name in Entry.__dataclass_fields__}
        previous = Entry(**columns).digest()
        AuditEvent.objects.filter(seq=row.seq).update(prev_hash=row.prev_hash, hash=previous)
    list(checked_rows())


def test_a_whole_log_is_said_to_be_whole(log, verify):
    said = verify()
    assert "10 rows, 9 of them anchored by 3 anchors; 1 not yet anchored" in said
    assert f"Head: row 10, {AuditEvent.objects.latest('seq').hash}" in said


def test_an_empty_log_is_whole(verify):
    assert "0 rows" in verify()


ALTERED = {
    "on": timezone.localdate() - timedelta(days=1),
    "at": timezone.now() - timedelta(days=1),
    "actor_kind": "system",
    "actor_id": "somebody-else",
    "role": "supervisor",
    "action": "referral.accepted",
    "subject": "00000000-0000-4000-8000-000000000000",
    "details": "{}",
    "prev_hash": "1" * 64,
    "hash": "1" * 64,
}


@pytest.mark.parametrize("column", [name for name in Entry.__dataclass_fields__ if name != "seq"])
@pytest.mark.parametrize("row", [1, 5, 10])
def test_any_altered_column_is_found(log, verify, tampering, column, row):
    with tampering():
        AuditEvent.objects.filter(seq=row).update(**{column: ALTERED[column]})
    with pytest.raises(CommandError, match=rf"^Row {row}: "):
        verify()


def test_an_altered_hash_is_found(log, verify, tampering):
    with tampering():
        AuditEvent.objects.filter(seq=5).update(hash=ALTERED["hash"])
    with pytest.raises(CommandError, match=r"^Row 5: "):
        verify()


@pytest.mark.parametrize("row", [1, 5, 9])
def test_an_altered_row_with_its_own_hash_made_to_fit_is_found(log, verify, tampering, row):
    event = AuditEvent.objects.get(seq=row)
    event.role = "supervisor"
    columns = {name: getattr(event, name) for name in Entry.__dataclass_fields__}
    with tampering():
        AuditEvent.objects.filter(seq=row).update(role=event.role, hash=Entry(**columns).digest())
    with pytest.raises(CommandError, match=rf"^Row ({row}|{row + 1}): it (does not carry|is not)"):
        verify()


def test_a_changed_number_is_found(log, verify, tampering):
    with tampering():
        AuditEvent.objects.filter(seq=5).update(seq=50)
    with pytest.raises(CommandError, match=r"^Row 5: it is missing; the next one there is row 6"):
        verify()


def test_two_rows_exchanged_are_found(log, verify, tampering):
    with tampering():
        for before, after in ((5, 99), (6, 5), (99, 6)):
            AuditEvent.objects.filter(seq=before).update(seq=after)
    with pytest.raises(CommandError, match=r"^Row 5: "):
        verify()


@pytest.mark.parametrize("row", [1, 2, 6, 9])
def test_a_deleted_row_is_found(log, verify, tampering, row):
    with tampering():
        AuditEvent.objects.filter(seq=row).delete()
    with pytest.raises(CommandError, match=rf"^Row {row}: it is missing"):
        verify()


def test_an_emptied_log_without_anchors_is_found(log, verify, tampering, anchors):
    with tampering():
        AuditEvent.objects.all().delete()
    anchors.unlink()
    with pytest.raises(CommandError, match=r"^Row 1: the log is empty"):
        verify()


def test_a_deleted_row_with_the_rest_moved_up_and_rebuilt_is_found(log, verify, tampering):
    with tampering():
        AuditEvent.objects.filter(seq=5).delete()
        for row in range(6, 11):
            AuditEvent.objects.filter(seq=row).update(seq=row - 1)
        _rebuild(5)
    with pytest.raises(CommandError, match=r"^Row 7: it is not the row that was anchored"):
        verify()


@pytest.mark.parametrize("left", [8, 5, 1])
def test_a_cut_off_tail_is_found(log, verify, tampering, left):
    with tampering():
        AuditEvent.objects.filter(seq__gt=left).delete()
    with pytest.raises(CommandError, match=rf"^Row {left + 1}: it is missing"):
        verify()


def test_an_emptied_log_is_found(log, verify, tampering):
    with tampering():
        AuditEvent.objects.all().delete()
    with pytest.raises(CommandError, match=r"^Row 1: it is missing"):
        verify()


def test_a_rebuilt_chain_is_found(log, verify, tampering):
    with tampering():
        AuditEvent.objects.filter(seq=2).update(role="supervisor")
        _rebuild(1)
    with pytest.raises(CommandError, match=r"^Row 4: it is not the row that was anchored"):
        verify()


def test_a_chain_rebuilt_after_the_last_anchor_is_the_limit(log, verify, tampering):
    """Said in docs/audit.md: what no anchor covers yet can still be rewritten."""
    with tampering():
        AuditEvent.objects.filter(seq=10).update(role="supervisor")
        _rebuild(10)
    assert "1 not yet anchored" in verify()


def test_anchors_missing_for_more_than_a_minute_are_a_failure(record, verify, anchors):
    record(1)
    assert "1 not yet anchored" in verify()
    later = timezone.now() + timedelta(seconds=61)
    with pytest.raises(AuditLogBroken, match="Row 1: it is older than a minute"):
        verify_log(now=later)


def test_rows_with_a_day_only_are_missed_by_the_next_day(anchors, subject):
    record_event(actor=Actor.self_referrer(), action="message.sent", subject=subject)
    assert verify_log(now=timezone.now()).rows == 1
    with pytest.raises(AuditLogBroken, match="Row 1"):
        verify_log(now=timezone.now() + timedelta(days=1))


def test_a_kind_of_value_that_cannot_be_is_found(log, verify, tampering):
    """SQLite stores anything anywhere; PostgreSQL has no such value to put there."""
    if connection.vendor == "postgresql":
        return
    for column, value in (("on", "'garbage'"), ("at", "'2026-13-45'"), ("subject", "'x'")):
        before = AuditEvent.objects.filter(seq=6).values(column).get()
        with tampering(), connection.cursor() as cursor:
            cursor.execute(f'UPDATE audit_auditevent SET "{column}" = {value} WHERE seq = 6')
        with pytest.raises(CommandError, match=r"^Row 6: "):
            verify()
        with tampering():
            AuditEvent.objects.filter(seq=6).update(**before)
    assert "10 rows" in verify()


def test_a_row_before_the_first_is_found(log, verify, tampering):
    if connection.vendor == "postgresql":
        return  # its check constraint cannot be taken off without altering the table
    with tampering(), connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE audit_auditevent SET seq = 0 WHERE seq = 1")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    with pytest.raises(CommandError, match=r"^Row 1: a row numbered 0 stands in its place"):
        verify()


VERIFY = """
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "verify_audit"])
"""


def test_the_exit_code_is_one_and_names_the_row(anchors, tmp_path, django_db_blocker):
    """The command as an operator runs it: another process, on a file."""

    def run() -> tuple[int, str, str]:
        process = run_in_new_process(VERIFY, tmp_path)
        out, trouble = process.communicate(timeout=120)
        return process.returncode, out, trouble

    with django_db_blocker.unblock(), sqlite_database(tmp_path / "db.sqlite3"):
        for _ in range(3):
            record_event(actor=Actor.operator(), action="keys.rotated")
        anchor_head()
        code, out, trouble = run()
        assert (code, "4 rows, 4 of them anchored" in out) == (0, True), trouble
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER audit_event_no_update")
            cursor.execute("UPDATE audit_auditevent SET role = 'x' WHERE seq = 2")
        code, out, trouble = run()
    assert code == 1
    assert "Row 2: its hash does not fit its content" in trouble


def test_memory_stays_flat(record, verify, anchors):
    """Five times the rows may not take much more memory: a chunk at a time is held."""
    import tracemalloc

    def peak() -> int:
        tracemalloc.start()
        verify_log()
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    _fill(2_500)
    small = peak()
    _fill(12_000)
    assert peak() < small * 1.5


def _fill(until: int) -> None:
    previous, rows, start = FIRST_PREVIOUS, [], 1
    last = AuditEvent.objects.order_by("-seq").first()
    if last:
        previous, start = last.hash, last.seq + 1
    for seq in range(start, until + 1):
        entry = Entry(
            seq=seq,
            on=timezone.localdate(),
            at=timezone.now(),
            actor_kind="system",
            actor_id="",
            role="worker",
            action="keys.rotated",
            subject=None,
            details="{}",
            prev_hash=previous,
        )
        previous = entry.digest()
        columns = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
        rows.append(AuditEvent(**columns, hash=previous))
    AuditEvent.objects.bulk_create(rows, batch_size=500)
