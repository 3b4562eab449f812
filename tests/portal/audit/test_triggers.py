"""The database itself refuses to change, delete, skip or replace a row."""

import pytest
from django.db import DatabaseError, connection, transaction

from portal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def _refused(statement: str, why: str) -> None:
    before = list(AuditEvent.objects.values_list())
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=why),
        transaction.atomic(),
    ):
        cursor.execute(statement)
    assert list(AuditEvent.objects.values_list()) == before


@pytest.mark.parametrize("column", ["role", "details", "hash", "prev_hash", "action", "actor_id"])
def test_no_column_can_be_changed(record, column):
    record(2)
    _refused(f"UPDATE audit_auditevent SET {column} = 'x' WHERE seq = 1", "never changed")


def test_no_row_can_be_deleted(record):
    record(2)
    _refused("DELETE FROM audit_auditevent WHERE seq = 2", "never deleted")
    _refused("DELETE FROM audit_auditevent", "never deleted")


def test_the_models_own_ways_are_closed_too(record):
    record(1)
    event = AuditEvent.objects.get()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        event.save()
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        event.delete()


COLUMNS = "actor_kind, actor_id, role, action, subject, details, prev_hash, hash"


def _insert(seq: int, how: str = "INSERT", ending: str = "") -> str:
    return (
        f'{how} INTO audit_auditevent (seq, "on", at, {COLUMNS})'
        f' SELECT {seq}, "on", at, {COLUMNS} FROM audit_auditevent WHERE seq = 1 {ending}'
    )


@pytest.mark.parametrize("seq", [0, 2, 4])
def test_a_number_cannot_be_skipped_or_used_twice(record, seq):
    record(2)
    _refused(_insert(seq), "without gaps")


def test_a_row_cannot_be_replaced(record):
    record(2)
    if connection.vendor == "sqlite":
        _refused(_insert(2, how="INSERT OR REPLACE"), "without gaps")
    else:
        ending = "ON CONFLICT (seq) DO UPDATE SET role = 'x'"
        _refused(_insert(2, ending=ending), r"without gaps|never changed")


def test_the_table_cannot_be_emptied(record):
    record(1)
    if connection.vendor == "sqlite":
        _refused("DELETE FROM audit_auditevent", "never deleted")
    else:
        _refused("TRUNCATE audit_auditevent", "never deleted")


def test_an_empty_table_may_be_truncated():
    """Else no test that commits could be cleaned up after; there is nothing in it to lose."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE audit_auditevent")
    assert not AuditEvent.objects.exists()
