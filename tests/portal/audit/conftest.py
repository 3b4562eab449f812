"""Keys and a data folder of this test's own, and an actor for each kind."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from portal.audit import anchoring
from portal.audit.anchoring import anchor_head
from portal.audit.services import Actor, record_event
from portal.vault import keyring
from portal.vault.keymaking import make_missing_keys
from tests.portal.audit.flushing import triggers_off


@pytest.fixture
def keys(tmp_path: Path, settings) -> Path:
    """A folder with a full key ring, which `settings.KEYS` names."""
    folder = tmp_path / "keys"
    make_missing_keys(folder=folder)
    settings.KEYS = folder
    keyring._rings.clear()
    return folder


@pytest.fixture
def anchors(keys: Path, tmp_path: Path, settings) -> Path:
    """Where the anchor file will be; it does not exist yet."""
    (tmp_path / "log").mkdir()
    settings.DATA = tmp_path
    anchoring._sizes.clear()
    return tmp_path / "log" / "audit-anchors.jsonl"


@pytest.fixture
def ines() -> Actor:
    return Actor.user(uuid4(), role="intake")


@pytest.fixture
def subject() -> UUID:
    return uuid4()


@pytest.fixture
def record(ines: Actor, subject: UUID) -> Callable[[int], None]:
    """`record(3)` has Ines open the referral three times."""

    def times(count: int) -> None:
        for number in range(count):
            record_event(
                actor=ines, action="referral.opened", subject=subject, details={"page": number}
            )

    return times


@pytest.fixture
def verify(anchors: Path) -> Callable[..., str]:
    """Run `verify_audit`; gives what it says, or raises CommandError."""

    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("verify_audit", *arguments, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def tampering() -> Callable[[], object]:
    """Whoever owns the database can take its triggers off; what then remains is the chain."""

    return triggers_off


@pytest.fixture
def log(record: Callable[[int], None], anchors: Path) -> None:
    """Ten rows: the anchoring began at row 4, and there are anchors at rows 4, 7 and 9."""
    record(3)
    anchor_head()
    record(3)
    anchor_head()
    record(2)
    anchor_head()
    record(1)
    assert [json.loads(line)["count"] for line in anchors.read_text().splitlines()] == [4, 7, 9]
