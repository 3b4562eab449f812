"""Writers at the same moment: threads and processes, on a file and on a server."""

import threading
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from portal.audit.chain import checked_rows
from portal.audit.models import AuditEvent, SubjectPseudonym
from portal.audit.services import Actor, record_event
from tests.portal.vault.databases import new_connection, run_in_new_process, sqlite_database

WRITERS, EACH = 6, 15


def _write_at_once(subject, open_connection) -> list[BaseException]:
    """Six threads, each with a connection of its own, each adding fifteen rows."""
    start = threading.Barrier(WRITERS)
    troubles: list[BaseException] = []

    def write(number: int) -> None:
        connections["default"] = open_connection()
        try:
            start.wait(10)
            for _ in range(EACH):
                with transaction.atomic():
                    record_event(
                        actor=Actor.user(number, role="intake"),
                        action="referral.opened",
                        subject=subject,
                    )
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


def _assert_whole() -> None:
    rows = list(checked_rows())
    assert [row.seq for row in rows] == list(range(1, WRITERS * EACH + 1))
    assert AuditEvent.objects.values("actor_id").distinct().count() == WRITERS
    assert SubjectPseudonym.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_threads(tmp_path: Path):
    """On PostgreSQL where the suite runs on it, else on a SQLite file: memory has no rivals."""
    if connection.vendor == "postgresql":
        assert _write_at_once(uuid4(), connection.copy) == []
        _assert_whole()
        return
    path = tmp_path / "db.sqlite3"
    with sqlite_database(path):
        assert _write_at_once(uuid4(), lambda: new_connection(path)) == []
        _assert_whole()


WRITER = """
from uuid import UUID
from portal.audit.services import Actor, record_event
for _ in range(40):
    record_event(
        actor=Actor.user(sys.argv[2], role="intake"),
        action="referral.opened",
        subject=UUID(int=1),
    )
"""


def test_processes_on_a_sqlite_file(tmp_path: Path, django_db_blocker):
    with django_db_blocker.unblock(), sqlite_database(tmp_path / "db.sqlite3"):
        running = [run_in_new_process(WRITER, tmp_path, number) for number in range(2)]
        for process in running:
            _, trouble = process.communicate(timeout=120)
            assert process.returncode == 0, trouble[-2000:]
        assert [row.seq for row in checked_rows()] == list(range(1, 81))
        assert AuditEvent.objects.values("actor_id").distinct().count() == 2
