"""`verify_audit` and the anchor file: altered, removed, reordered, forged or lost lines."""

import base64
import json
import shutil

import pytest
from django.core.management import CommandError

from portal.audit.anchoring import anchor_head
from portal.audit.anchors import Anchor, hold_anchor_file
from portal.audit.models import AuditEvent
from portal.vault.keymaking import make_missing_keys
from portal.vault.keyring import load_anchor_signing_key

pytestmark = pytest.mark.django_db


def _lines(anchors) -> list[bytes]:
    return anchors.read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("count", 8),
        ("head", "1" * 64),
        ("on", "2020-01-01"),
        ("previous", "1" * 64),
        ("key_id", "0009-00000000"),
        ("signature", "AAAA"),
        ("signature", "!"),
        ("count", "7"),
        ("count", True),
        ("count", 0),
        ("signature", 7),
    ],
)
def test_an_altered_anchor_is_found(log, verify, anchors, column, value):
    lines = _lines(anchors)
    changed = {**json.loads(lines[1]), column: value}
    lines[1] = json.dumps(changed, separators=(",", ":")).encode() + b"\n"
    anchors.write_bytes(b"".join(lines))
    with pytest.raises(CommandError, match=r"line 2 of the anchors"):
        verify()


@pytest.mark.parametrize("line", [0, 1])
def test_a_deleted_anchor_is_found(log, verify, anchors, line):
    lines = _lines(anchors)
    del lines[line]
    anchors.write_bytes(b"".join(lines))
    with pytest.raises(CommandError, match=r"^Row \d+: line \d of the anchors does not follow"):
        verify()


def test_anchors_in_another_order_are_found(log, verify, anchors):
    lines = _lines(anchors)
    anchors.write_bytes(lines[0] + lines[2] + lines[1])
    with pytest.raises(CommandError, match="line 2 of the anchors"):
        verify()


@pytest.mark.parametrize("extra", [b"\n", b"{}\n", b"null\n", b"x" * 5000 + b"\n", b"\xff\n"])
def test_a_line_that_is_no_anchor_is_found(log, verify, anchors, extra):
    with anchors.open("ab") as file:
        file.write(extra)
    with pytest.raises(CommandError, match="line 4 of the anchors is not an anchor"):
        verify()


def test_an_anchor_signed_by_another_key_is_found(log, verify, anchors, tmp_path):
    make_missing_keys(folder=tmp_path / "other")
    stranger = load_anchor_signing_key(folder=tmp_path / "other")
    lines = _lines(anchors)
    genuine = json.loads(lines[2])
    for key_id in (stranger.key_id, genuine["key_id"]):
        forged = Anchor(**{**genuine, "key_id": key_id, "signature": ""})
        signature = base64.b64encode(stranger.private.sign(forged.signed_bytes())).decode()
        line = Anchor(**{**genuine, "key_id": key_id, "signature": signature}).line()
        anchors.write_bytes(lines[0] + lines[1] + line)
        with pytest.raises(CommandError, match=r"^Row 9: line 3 of the anchors"):
            verify()


def test_an_anchor_is_good_for_its_own_place_only(log, verify, anchors, tampering):
    """The signature covers the count: an old head cannot be passed off as a longer log's."""
    lines = _lines(anchors)
    replayed = {**json.loads(lines[2]), "count": 10}
    changed = json.dumps(replayed, separators=(",", ":")).encode() + b"\n"
    anchors.write_bytes(lines[0] + lines[1] + changed)
    with pytest.raises(CommandError, match="signature that does not fit"):
        verify()


@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_a_lost_anchor_file_is_found(log, verify, anchors, how):
    if how == "deleted":
        anchors.unlink()
    else:
        anchors.write_bytes(b"")
    with pytest.raises(CommandError, match=r"^Row 4: it says that the log is anchored, but"):
        verify()


def test_a_file_begun_anew_behind_the_clocks_back_is_found(log, verify, anchors):
    """Whoever has the key but not the database can sign a short history, and it does not fit."""
    key = load_anchor_signing_key()
    last = AuditEvent.objects.latest("seq")
    anchors.unlink()
    with hold_anchor_file(anchors) as file:
        file.append(count=last.seq, head=last.hash, on=last.on, key=key)
    with pytest.raises(CommandError, match=r"^Row 4: .* do not begin where the log says they do"):
        verify()


@pytest.mark.parametrize("count", [8, 9])
def test_a_signed_anchor_that_counts_backwards_is_found(log, verify, anchors, count):
    row = AuditEvent.objects.get(seq=count)
    with hold_anchor_file(anchors) as file:
        file.append(count=count, head=row.hash, on=row.on, key=load_anchor_signing_key())
    with pytest.raises(CommandError, match=rf"^Row {count}: line 4 .* counts no more rows"):
        verify()


def test_lines_and_rows_deleted_together_are_the_limit(log, verify, anchors, tampering):
    """Said in docs/audit.md; a copy of the anchors kept elsewhere shows it all the same."""
    shutil.copy(anchors, anchors.with_name("copy"))
    with tampering():
        AuditEvent.objects.filter(seq__gt=7).delete()
    anchors.write_bytes(b"".join(_lines(anchors)[:2]))
    assert "7 rows, 7 of them anchored" in verify()
    with pytest.raises(CommandError, match=r"^Row 8: it is missing; 9 rows were anchored"):
        verify("--anchors", str(anchors.with_name("copy")))


def test_a_last_line_without_its_end_does_not_count(log, verify, anchors):
    anchors.write_bytes(anchors.read_bytes()[:-20])
    assert "7 of them anchored by 2 anchors" in verify()


def test_an_anchor_for_each_row_is_fine(record, verify, anchors):
    for _ in range(5):
        record(1)
        anchor_head()
    assert "6 rows, 6 of them anchored by 5 anchors" in verify()


def test_beginning_anew_is_said_each_time(log, verify, anchors):
    anchors.unlink()
    said = verify("--begin-anew")
    assert "Row 11: an operator started the anchors anew here." in said
    assert "11 rows, 11 of them anchored" in said
