"""Rotating the portal's key: everything moves, nothing opens with the old one, which then goes."""

import os
import time
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from portal.audit.models import AuditEvent
from portal.vault import secrets
from portal.vault.compartments import Compartment
from portal.vault.errors import KeyNotHeld, KeyRingError, VaultError
from portal.vault.keyring import load_anchor_signing_key, load_key_ring
from portal.vault.models import ContentKey, KeyWrap
from portal.vault.rotation import retire_key, rewrap_everything, rotate_key
from portal.vault.sealing import new_key
from portal.vault.secrets import SecretHolder, open_text, reseal_text, seal_text
from portal.vault.services import (
    create_content_keys,
    destroy_keys,
    rewrap_for_current_recipient,
    unwrap_with_portal_key,
    unwrap_with_receipt_key,
)

pytestmark = pytest.mark.django_db

EVERY = list(Compartment)


def _let_settle(folder, kind: str, zone: str = "staff") -> None:
    """As if the current key had been made an hour ago."""
    newest = max((folder / zone).glob(f"{kind}-*.key"))
    then = time.time() - 3600
    os.utime(newest, (then, then))


def test_rotate_rewrap_retire(keys, owner):
    receipt_key = new_key()
    made = create_content_keys(owner=owner, compartments=EVERY, receipt_key=receipt_key)
    old = load_key_ring().recipient_id
    old_private = load_key_ring().private_recipient(old)
    new = rotate_key(kind="recipient")
    report, texts = rewrap_everything()
    assert (report.rewrapped, report.unopened, texts) == (3, (), 0)
    assert set(KeyWrap.objects.filter(recipient="portal").values_list("key_id", flat=True)) == {new}
    _let_settle(keys, "recipient")
    assert retire_key(identity=old) == "recipient"
    assert not list(keys.rglob(f"*{old}*"))
    for compartment in EVERY:
        assert unwrap_with_portal_key(owner=owner, compartment=compartment) == made[compartment]
    opened = unwrap_with_receipt_key(
        owner=owner, compartment=Compartment.SHARED, receipt_key=receipt_key
    )
    assert opened == made[Compartment.SHARED]
    # What a backup from before holds opens with the destroyed key only.
    assert old_private.public_key.material != load_key_ring().recipients[new].material


def test_a_key_in_use_is_not_retired(keys, owner):
    create_content_keys(owner=owner, compartments=EVERY)
    old = load_key_ring().recipient_id
    rotate_key(kind="recipient")
    _let_settle(keys, "recipient")
    with pytest.raises(VaultError, match="still opens 3"):
        retire_key(identity=old)
    assert load_key_ring().private_recipient(old)


def test_the_current_key_is_not_retired(keys):
    with pytest.raises(VaultError, match="current recipient key"):
        retire_key(identity=load_key_ring().recipient_id)


def test_a_key_is_not_retired_before_every_process_has_seen_the_next(keys):
    old = load_key_ring().recipient_id
    rotate_key(kind="recipient")
    with pytest.raises(VaultError, match="Try again in"):
        retire_key(identity=old)


def test_an_unknown_key_is_named(keys):
    with pytest.raises(KeyRingError, match="0009-00000000"):
        retire_key(identity="0009-00000000")


def test_what_the_old_key_sealed_does_not_open_without_it(keys, owner):
    create_content_keys(owner=owner, compartments=[Compartment.SHARED])
    from portal.vault.keymaking import remove_key

    old = load_key_ring().recipient_id
    rotate_key(kind="recipient")
    remove_key(folder=keys, kind="recipient", identity=old)
    with pytest.raises(KeyNotHeld, match=old):
        unwrap_with_portal_key(owner=owner, compartment=Compartment.SHARED)


def test_rewrapping_works_in_batches_and_twice(keys):
    for _ in range(7):
        create_content_keys(owner=uuid4(), compartments=[Compartment.SHARED])
    rotate_key(kind="recipient")
    assert rewrap_for_current_recipient(batch_size=3).rewrapped == 7
    assert rewrap_for_current_recipient(batch_size=3).rewrapped == 0


def test_rewrapping_brings_no_destroyed_key_back(keys, owner):
    create_content_keys(owner=owner, compartments=EVERY)
    rotate_key(kind="recipient")
    destroy_keys(owner=owner)
    assert rewrap_for_current_recipient().rewrapped == 0
    assert not KeyWrap.objects.exists()


def test_a_wrap_that_does_not_open_is_named_and_stops_nothing(keys, owner):
    create_content_keys(owner=owner, compartments=EVERY)
    stray = ContentKey.objects.create(owner=uuid4(), compartment="shared")
    bad = KeyWrap.objects.create(
        content_key=stray, recipient="portal", key_id="0007-aaaaaaaa", wrapped=b"x"
    )
    rotate_key(kind="recipient")
    report = rewrap_for_current_recipient(batch_size=2)
    assert (report.rewrapped, report.unopened) == (3, (bad.id,))


def test_the_public_role_cannot_rewrap(keys, owner, settings):
    create_content_keys(owner=owner, compartments=EVERY)
    settings.ROLE = "public"
    with pytest.raises(KeyNotHeld):
        rewrap_for_current_recipient()


@pytest.fixture
def texts(monkeypatch) -> dict[int, str]:
    """A room that stores sealed texts, by user id."""
    kept: dict[int, str] = {}

    def reseal() -> int:
        before = dict(kept)
        kept.update(
            {user: reseal_text(text, purpose=f"totp {user}") for user, text in kept.items()}
        )
        return sum(kept[user] != before[user] for user in kept)

    holder = SecretHolder(
        name="test",
        count_uses=lambda key_id: sum(secrets.key_id_of(text) == key_id for text in kept.values()),
        reseal=reseal,
    )
    monkeypatch.setattr(secrets, "_holders", {"test": holder})
    return kept


def test_second_factor_secrets_rotate_too(keys, texts):
    texts[17] = seal_text("JBSWY3DP", purpose="totp 17")
    old = load_key_ring().totp_id
    rotate_key(kind="totp")
    _let_settle(keys, "totp")
    with pytest.raises(VaultError, match="still opens 1"):
        retire_key(identity=old)
    assert rewrap_everything()[1] == 1
    assert retire_key(identity=old) == "totp"
    assert open_text(texts[17], purpose="totp 17") == "JBSWY3DP"


def test_without_anybody_to_ask_a_totp_key_is_not_retired(keys, monkeypatch):
    monkeypatch.setattr(secrets, "_holders", {})
    old = load_key_ring().totp_id
    rotate_key(kind="totp")
    _let_settle(keys, "totp")
    with pytest.raises(VaultError, match="Nobody says"):
        retire_key(identity=old)


def test_a_retired_anchor_key_still_verifies(keys):
    old = load_anchor_signing_key()
    signature = old.private.sign(b"head")
    rotate_key(kind="anchor")
    _let_settle(keys, "anchor", "clock")
    assert retire_key(identity=old.key_id) == "anchor"
    assert load_anchor_signing_key().key_id != old.key_id
    assert not (keys / "clock" / f"anchor-{old.key_id}.key").exists()
    load_key_ring().anchor_public[old.key_id].verify(signature, b"head")


def _logged() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.values_list("action", "details"))


def test_rotation_rewrapping_and_retirement_are_logged(keys, owner):
    create_content_keys(owner=owner, compartments=EVERY)
    old = load_key_ring().recipient_id
    new = rotate_key(kind="recipient")
    rewrap_everything()
    _let_settle(keys, "recipient")
    retire_key(identity=old)
    assert _logged() == [
        ("keys.rotated", f'{{"key":"{new}","kind":"recipient"}}'),
        ("keys.rewrapped", f'{{"key":"{new}","wraps":3}}'),
        ("keys.retired", f'{{"key":"{old}","kind":"recipient"}}'),
    ]


def test_destruction_is_logged_under_the_referrals_pseudonym(keys, owner):
    create_content_keys(owner=owner, compartments=EVERY)
    destroy_keys(owner=owner)
    (event,) = AuditEvent.objects.all()
    assert (event.action, event.details, event.at) == ("keys.destroyed", '{"wraps":3}', None)
    assert event.subject not in (None, owner)


def test_the_commands_walk_through_it(keys, owner):
    create_content_keys(owner=owner, compartments=EVERY)
    old = load_key_ring().recipient_id
    out = StringIO()
    call_command("make_keys", "--rotate", "recipient", stdout=out)
    with pytest.raises(CommandError, match="too new"):
        call_command("make_keys", "--retire", old)
    _let_settle(keys, "recipient")
    with pytest.raises(CommandError, match="--rewrap"):
        call_command("make_keys", "--retire", old)
    call_command("make_keys", "--rewrap", stdout=out)
    call_command("make_keys", "--retire", old, stdout=out)
    assert "Moved 3 content keys and 0 sealed texts." in out.getvalue()
    assert f"recipient key {old} is destroyed" in out.getvalue()
