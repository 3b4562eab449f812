"""Codes, ids and counts enter the log; nothing that somebody typed does."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from portal.audit.entries import Actor, Entry, details_json
from portal.audit.errors import EntryRefused
from portal.audit.models import ActorKind


@pytest.mark.parametrize(
    "value",
    [
        "none-fits",
        "referral.accepted",
        "in-triage",
        "2026-11-22",
        "0001-12345678",
        "f3b0a1de-0000-4000-8000-000000000001",
        "12345678-1234-1234-1234-123456789012",
        "a" * 64,
        0,
        -3,
        1_000_000,
        True,
        None,
        UUID(int=1),
        ["cosa", "iter"],
        (1, 2),
        [],
    ],
)
def test_codes_ids_and_counts_pass(value):
    assert details_json({"value": value})


@pytest.mark.parametrize(
    "value",
    [
        "I want to stop before it gets worse",
        "Petra",
        "jan peeters",
        "ines@example.org",
        "0475123456",
        "+32475123456",
        "0475-12-34-56",
        "1969-7-1",
        "a" * 65,
        "",
        "é",
        "a\n",
        32475123456,
        1.5,
        b"code",
        {"nested": "code"},
        [["code"]],
        ["code", "Not a code"],
        ["code"] * 51,
        date(2026, 11, 22),
    ],
)
def test_everything_else_is_refused_without_being_repeated(value):
    with pytest.raises(EntryRefused) as refused:
        details_json({"reason": value})
    assert "reason" in str(refused.value)
    if value and isinstance(value, str):
        assert value.strip() not in str(refused.value) or len(value) < 3


@pytest.mark.parametrize("name", ["Reason", "a reason", "", "é", "x" * 41, 7])
def test_details_are_named_by_codes(name):
    with pytest.raises(EntryRefused, match="short code"):
        details_json({name: 1})


def test_details_are_bounded():
    with pytest.raises(EntryRefused, match="longer than 4000"):
        details_json({f"list_{number}": ["a" * 64] * 40 for number in range(3)})


def test_details_have_one_spelling():
    assert details_json({"b": 1, "a": ["x"]}) == details_json({"a": ("x",), "b": 1})
    assert details_json({"b": True, "a": None}) == '{"a":null,"b":true}'


def test_a_user_is_an_id_and_a_role():
    assert Actor.user(17, role="intake").identity == "17"
    identity = uuid4()
    assert Actor.user(identity, role="case-manager").identity == str(identity)


@pytest.mark.parametrize(
    ("identity", "role"),
    [("Ines Peeters", "intake"), ("ines@example.org", "intake"), (17, "Case manager"), ("", "x")],
)
def test_a_name_is_no_actor(identity, role):
    with pytest.raises(EntryRefused):
        Actor.user(identity, role=role)


ENTRY: dict[str, Any] = {
    "seq": 7,
    "on": date(2026, 11, 22),
    "at": datetime(2026, 11, 22, 10, 3, 5, tzinfo=UTC),
    "actor_kind": ActorKind.USER.value,
    "actor_id": "17",
    "role": "intake",
    "action": "referral.opened",
    "subject": UUID(int=5),
    "details": "{}",
    "prev_hash": "0" * 64,
}


def test_the_hash_is_the_one_the_documents_describe():
    """Computed here from docs/audit.md alone."""
    import hashlib

    parts = [
        "turnstone/audit-event/v1",
        "7",
        "2026-11-22",
        "2026-11-22T10:03:05.000000+00:00",
        "user",
        "17",
        "intake",
        "referral.opened",
        "00000000-0000-0000-0000-000000000005",
        "{}",
        "0" * 64,
    ]
    encoded = len(parts).to_bytes(8, "little")
    for part in parts:
        encoded += len(part).to_bytes(8, "little") + part.encode()
    assert Entry(**ENTRY).digest() == hashlib.sha256(encoded).hexdigest()


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 8},
        {"on": date(2026, 11, 23)},
        {"at": None},
        {"at": datetime(2026, 11, 22, 10, 3, 5, 1, tzinfo=UTC)},
        {"actor_kind": "system"},
        {"actor_id": "18"},
        {"actor_id": "17intake", "role": ""},
        {"role": "supervisor"},
        {"action": "referral.accepted"},
        {"subject": None},
        {"subject": UUID(int=6)},
        {"details": '{"a":1}'},
        {"prev_hash": "0" * 63 + "1"},
    ],
)
def test_every_column_changes_the_hash(changes):
    assert Entry(**{**ENTRY, **changes}).digest() != Entry(**ENTRY).digest()
