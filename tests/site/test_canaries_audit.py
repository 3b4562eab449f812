"""A log that was altered, shortened or made anew is noticed, and the row is named."""

import contextlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator

import pytest

from tests.contract.commands import copied
from tests.demonstration import DEMONSTRATION, Demonstration, wait_for
from tests.referring import SelfReferrer

pytestmark = DEMONSTRATION
TRIGGERS = ("audit_event_no_update", "audit_event_no_delete", "audit_event_next_number")
ANCHORS = "log/audit-anchors.jsonl"

# What somebody with the database and its code, but without the clock's key, would do.
REBUILD = """
from portal.audit.entries import FIRST_PREVIOUS, Entry
from portal.audit.models import AuditEvent
names = [field for field in Entry.__dataclass_fields__]
previous = FIRST_PREVIOUS
for event in AuditEvent.objects.order_by("seq"):
    columns = {name: getattr(event, name) for name in names} | {"prev_hash": previous}
    if event.seq == 3:
        columns["action"] = "keys.rotated"
    entry = Entry(**columns)
    AuditEvent.objects.filter(seq=event.seq).update(
        action=entry.action, prev_hash=previous, hash=entry.digest()
    )
    previous = entry.digest()
"""


@pytest.fixture(scope="module")
def logged(demonstration: Demonstration) -> Iterator[Demonstration]:
    """The demonstration's data at one moment, with a log that something stands in."""
    SelfReferrer.at(demonstration).refer()
    anchors = demonstration.data / ANCHORS
    wait_for(lambda: len(anchors.read_text().splitlines()) > 1, "an anchor behind the first")
    with copied(demonstration) as copy:
        yield copy


@pytest.fixture
def log(logged: Demonstration) -> Iterator[Demonstration]:
    """That copy, to be tampered with: as it was again after each test."""
    kept = logged.data.parent / "kept"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    for path in (logged.database, logged.data / ANCHORS):
        shutil.copy(path, kept / path.name)
    yield logged
    for path in logged.data.glob("db.sqlite3-*"):
        path.unlink()
    for path in (logged.database, logged.data / ANCHORS):
        shutil.copy(kept / path.name, path)


def tamper(log: Demonstration, statement: str, *values: object) -> None:
    """Change the log as somebody with the file would: the triggers are taken away first."""
    with contextlib.closing(sqlite3.connect(log.database)) as link:
        for trigger in TRIGGERS:
            link.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        link.execute(statement, values)
        link.commit()


def rows_in(log: Demonstration) -> int:
    [(count,)] = log.rows("SELECT max(seq) FROM audit_auditevent")
    return int(str(count))


def failing_row(log: Demonstration) -> int:
    """The row at which `verify_audit` fails, which must exit 1 without a trace."""
    done = log.manage("verify_audit")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    named = re.search(r"\bRow (\d+)\b", done.stderr)
    assert named, done.stderr
    return int(named[1])


def test_the_log_of_a_running_demonstration_is_whole(demonstration: Demonstration):
    done = demonstration.manage("verify_audit")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "The audit log is whole" in done.stdout


def test_the_database_itself_refuses_to_change_a_row(log: Demonstration):
    with contextlib.closing(sqlite3.connect(log.database)) as link:
        for statement in (
            "UPDATE audit_auditevent SET action = 'keys.rotated' WHERE seq = 3",
            "DELETE FROM audit_auditevent WHERE seq = 3",
            "REPLACE INTO audit_auditevent SELECT * FROM audit_auditevent WHERE seq = 3",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                link.execute(statement)


def test_an_altered_row_is_named(log: Demonstration):
    row = rows_in(log) // 2
    tamper(log, "UPDATE audit_auditevent SET actor_id = 'somebody-else' WHERE seq = ?", row)

    assert failing_row(log) == row


def test_a_deleted_row_is_named(log: Demonstration):
    row = rows_in(log) // 2
    tamper(log, "DELETE FROM audit_auditevent WHERE seq = ?", row)

    assert failing_row(log) == row


def test_rows_cut_off_at_the_end_are_noticed(log: Demonstration):
    last = rows_in(log)
    tamper(log, "DELETE FROM audit_auditevent WHERE seq > ?", last - 5)

    assert last - 5 < failing_row(log) <= last


def test_a_log_made_anew_with_right_hashes_is_noticed(log: Demonstration):
    for trigger in TRIGGERS:
        tamper(log, f"DROP TRIGGER IF EXISTS {trigger}")
    log.python(REBUILD)
    assert log.rows("SELECT action FROM audit_auditevent WHERE seq = 3") == [("keys.rotated",)]

    assert failing_row(log) >= 3


def _cut_last(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


def _forge(text: str) -> str:
    *lines, last = text.splitlines()
    anchor = json.loads(last) | {"head": "0" * 64}
    return "\n".join([*lines, json.dumps(anchor, separators=(",", ":"))]) + "\n"


def test_a_forged_anchor_is_noticed(log: Demonstration):
    anchors = log.data / ANCHORS
    anchors.write_text(_forge(anchors.read_text()))

    assert failing_row(log) >= 1


def test_log_and_last_anchor_cut_off_together_are_noticed_with_the_copy_kept_elsewhere(
    log: Demonstration,
):
    anchors = log.data / ANCHORS
    elsewhere = log.data.parent / "anchors-kept-elsewhere.jsonl"
    shutil.copy(anchors, elsewhere)
    anchors.write_text(_cut_last(anchors.read_text()))
    left = json.loads(anchors.read_text().splitlines()[-1])["count"]
    tamper(log, "DELETE FROM audit_auditevent WHERE seq > ?", left)
    assert log.manage("verify_audit").returncode == 0

    done = log.manage("verify_audit", "--anchors", str(elsewhere))

    assert done.returncode == 1
    assert f"Row {left + 1}:" in done.stderr
