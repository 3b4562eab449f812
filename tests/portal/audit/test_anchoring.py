"""The clock's anchors: signed, linked, one for each change, and none over a broken chain."""

import base64
import json
import os
import stat
from datetime import date

import pytest

from portal.audit.anchoring import anchor_head
from portal.audit.anchors import Anchor
from portal.audit.errors import AuditError, AuditLogBroken
from portal.audit.models import AuditEvent
from portal.audit.services import Actor, record_event
from portal.vault.errors import KeyRingError
from portal.vault.keymaking import add_key
from portal.vault.keyring import load_key_ring

pytestmark = pytest.mark.django_db


def _lines(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_empty_log_has_no_anchor(anchors):
    assert anchor_head() is False
    assert not anchors.exists()


def test_the_first_anchor_covers_a_row_that_says_so(anchors, record):
    record(3)
    assert anchor_head() is True
    last = AuditEvent.objects.latest("seq")
    assert (last.seq, last.action) == (4, "audit.anchoring-started")
    assert (last.actor_kind, last.role) == ("system", "clock")
    (line,) = _lines(anchors)
    assert (line["count"], line["head"]) == (4, last.hash)


def test_an_anchor_is_added_only_when_the_log_has_grown(anchors, record):
    record(1)
    assert [anchor_head() for _ in range(3)] == [True, False, False]
    record(2)
    assert [anchor_head() for _ in range(2)] == [True, False]
    assert [line["count"] for line in _lines(anchors)] == [2, 4]


def test_an_anchors_signature_verifies_with_the_public_half_alone(anchors, record):
    record(1)
    anchor_head()
    (line,) = _lines(anchors)
    key = load_key_ring(role="public").anchor_public[line["key_id"]]
    key.verify(base64.b64decode(line["signature"]), Anchor(**line).signed_bytes())


def test_an_anchor_has_a_day_and_no_time(anchors, record):
    record(1)
    anchor_head()
    (line,) = _lines(anchors)
    assert date.fromisoformat(line["on"])
    assert set(line) == {"count", "head", "on", "previous", "key_id", "signature"}


def test_each_line_carries_the_hash_of_the_one_before(anchors, record):
    import hashlib

    for _ in range(3):
        record(1)
        anchor_head()
    raw = anchors.read_bytes().splitlines(keepends=True)
    links = [line["previous"] for line in _lines(anchors)]
    assert links == ["0" * 64, *(hashlib.sha256(line).hexdigest() for line in raw[:-1])]


def test_the_file_is_closed_to_others(anchors, record):
    before = os.umask(0)
    try:
        record(1)
        anchor_head()
    finally:
        os.umask(before)
    assert stat.S_IMODE(anchors.stat().st_mode) == 0o600


def test_a_line_reaches_the_disk_before_it_counts(anchors, record, monkeypatch):
    synced: list[int] = []
    real = os.fsync

    def note(handle: int) -> None:
        synced.append(handle)
        real(handle)

    monkeypatch.setattr(os, "fsync", note)
    record(1)
    anchor_head()
    assert len(synced) == 2, "the file, and the folder it is new in"


def test_a_rotated_key_signs_from_then_on(anchors, keys, record):
    record(1)
    anchor_head()
    new = add_key(folder=keys, kind="anchor")
    record(1)
    anchor_head()
    assert _lines(anchors)[-1]["key_id"] == new


def test_a_broken_chain_is_not_signed(anchors, record, tampering):
    record(2)
    anchor_head()
    record(3)
    with tampering():
        AuditEvent.objects.filter(seq=5).update(role="supervisor")
    with pytest.raises(AuditLogBroken, match="Row 5"):
        anchor_head()
    assert len(_lines(anchors)) == 1


def test_a_cut_log_is_not_signed(anchors, record, tampering):
    record(4)
    anchor_head()
    with tampering():
        AuditEvent.objects.filter(seq__gte=4).delete()
    with pytest.raises(AuditLogBroken, match="Row 4"):
        anchor_head()


def test_a_log_cut_and_grown_again_is_not_signed(anchors, record, tampering):
    record(4)
    anchor_head()
    with tampering():
        AuditEvent.objects.filter(seq__gte=4).delete()
    record(5)
    with pytest.raises(AuditLogBroken, match="Row 5: it is not the row that was anchored"):
        anchor_head()


def test_a_deleted_file_is_not_begun_anew_in_silence(anchors, record):
    record(1)
    anchor_head()
    record(1)
    anchors.unlink()
    with pytest.raises(AuditError, match="empty or gone"):
        anchor_head()


def test_lines_taken_out_under_a_running_clock_are_noticed(anchors, record):
    for _ in range(3):
        record(1)
        anchor_head()
    anchors.write_bytes(anchors.read_bytes().splitlines(keepends=True)[0])
    record(1)
    with pytest.raises(AuditError, match="shorter"):
        anchor_head()


def test_an_operator_can_begin_anew_and_it_shows(anchors, record):
    record(1)
    anchor_head()
    record(1)
    anchors.unlink()
    assert anchor_head(begin_anew=True) is True
    last = AuditEvent.objects.latest("seq")
    assert (last.action, last.actor_kind) == ("audit.anchoring-started", "operator")
    record(1)
    assert anchor_head() is True


def test_beginning_anew_is_refused_while_there_are_anchors(anchors, record):
    record(1)
    anchor_head()
    with pytest.raises(AuditError, match="Move it away"):
        anchor_head(begin_anew=True)


def test_a_line_cut_short_by_a_crash_is_completed(anchors, record):
    record(1)
    anchor_head()
    whole = anchors.read_bytes()
    record(1)
    anchor_head()
    anchors.write_bytes(anchors.read_bytes()[: len(whole) + 40])
    from portal.audit import anchoring

    anchoring._sizes.clear()
    assert anchor_head() is True
    assert [line["count"] for line in _lines(anchors)] == [2, 3]


def test_a_start_cut_short_between_row_and_line_is_finished(anchors, record):
    record(1)
    anchor_head()
    anchors.write_bytes(b"")
    from portal.audit import anchoring

    anchoring._sizes.clear()
    assert anchor_head() is True
    assert AuditEvent.objects.count() == 2


def test_without_its_key_the_clock_changes_nothing(anchors, keys, record):
    record(1)
    for path in (keys / "clock").iterdir():
        path.unlink()
    with pytest.raises(KeyRingError, match="anchor signing key"):
        anchor_head()
    assert AuditEvent.objects.count() == 1


def test_a_last_line_that_is_no_anchor_is_not_built_upon(anchors, record):
    record(1)
    anchor_head()
    with anchors.open("ab") as file:
        file.write(b"something else\n")
    record(1)
    with pytest.raises(AuditError, match="no anchor"):
        anchor_head()


def test_the_services_name_is_the_clocks(anchors, subject):
    from portal.audit import services

    record_event(actor=Actor.self_referrer(), action="message.sent", subject=subject)
    assert services.anchor_head() is True
