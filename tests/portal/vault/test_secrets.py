"""Second-factor secrets: sealed under a key that only the staff zone holds."""

import pytest

from portal.vault.errors import InvalidTag, KeyNotHeld
from portal.vault.keymaking import add_key
from portal.vault.secrets import key_id_of, open_text, reseal_text, seal_text, sealed_prefix

SECRET = "JBSWY3DPEHPK3PXP"


def test_a_sealed_text_opens_for_its_purpose(keys):
    sealed = seal_text(SECRET, purpose="totp 17")
    assert SECRET not in sealed
    assert open_text(sealed, purpose="totp 17") == SECRET


def test_a_text_moved_to_another_user_does_not_open(keys):
    sealed = seal_text(SECRET, purpose="totp 17")
    with pytest.raises(InvalidTag):
        open_text(sealed, purpose="totp 18")


def test_the_public_role_neither_seals_nor_opens(keys, settings):
    sealed = seal_text(SECRET, purpose="totp 17")
    settings.ROLE = "public"
    with pytest.raises(KeyNotHeld):
        seal_text(SECRET, purpose="totp 17")
    with pytest.raises(KeyNotHeld):
        open_text(sealed, purpose="totp 17")


@pytest.mark.parametrize("text", ["", SECRET, "v1.x", "v2.0001-00000000.AAAA"])
def test_what_was_never_sealed_does_not_open(keys, text):
    with pytest.raises(InvalidTag):
        open_text(text, purpose="totp 17")


@pytest.mark.parametrize("body", ["", "A", "AAAA", "\u00e9", "x" * 400])
def test_a_mangled_body_does_not_open(keys, body):
    key_id = key_id_of(seal_text(SECRET, purpose="totp 17"))
    with pytest.raises(InvalidTag):
        open_text(f"v1.{key_id}.{body}", purpose="totp 17")


def test_the_key_id_is_bound(keys):
    old = seal_text(SECRET, purpose="totp 17")
    new_id = add_key(folder=keys, kind="totp")
    with pytest.raises(InvalidTag):
        open_text(old.replace(key_id_of(old), new_id), purpose="totp 17")


def test_resealing_moves_a_text_to_the_current_key(keys):
    old = seal_text(SECRET, purpose="totp 17")
    assert reseal_text(old, purpose="totp 17") == old
    new_id = add_key(folder=keys, kind="totp")
    new = reseal_text(old, purpose="totp 17")
    assert new.startswith(sealed_prefix(new_id))
    assert open_text(new, purpose="totp 17") == open_text(old, purpose="totp 17") == SECRET


def test_secrets_of_any_usual_length_look_alike(keys):
    lengths = {len(seal_text("x" * length, purpose="totp 1")) for length in (1, 16, 32, 200)}
    assert len(lengths) == 1
