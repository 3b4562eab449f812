"""A wrapped content key opens for its recipient, in its place, and nowhere else."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from portal.vault.compartments import Compartment
from portal.vault.errors import InvalidTag
from portal.vault.recipients import RecipientPrivateKey, RecipientPublicKey
from portal.vault.sealing import ContentSecret, new_key
from portal.vault.wraps import (
    WrapContext,
    unwrap_from_portal,
    unwrap_from_receipt,
    wrap_for_portal,
    wrap_for_receipt,
)

PRIVATE = RecipientPrivateKey.generate()
MOVES: dict[str, dict[str, Any]] = {
    "owner": {"owner": uuid4()},
    "compartment": {"compartment": Compartment.VICTIM_SUPPORT},
    "content key": {"content_key_id": uuid4()},
    "key id": {"key_id": "0002-00000000"},
}


@pytest.fixture(params=[Compartment.SHARED, Compartment.STAFF])
def place(request) -> WrapContext:
    return WrapContext(
        content_key_id=uuid4(), owner=uuid4(), compartment=request.param, key_id="0001-00000000"
    )


@pytest.fixture
def secret(place) -> ContentSecret:
    return ContentSecret(place.owner, place.compartment, new_key())


def _for_portal(secret: ContentSecret, place: WrapContext) -> bytes:
    return wrap_for_portal(
        secret, context=place, public_key=PRIVATE.public_key, private_key=PRIVATE
    )


def test_a_wrap_for_the_portal_opens_with_its_private_key(secret, place):
    wrapped = _for_portal(secret, place)
    assert unwrap_from_portal(wrapped, context=place, private_key=PRIVATE) == secret
    assert secret.key not in wrapped


@pytest.mark.parametrize("moved", MOVES)
def test_a_wrap_for_the_portal_does_not_open_elsewhere(secret, place, moved):
    wrapped = _for_portal(secret, place)
    with pytest.raises(InvalidTag):
        unwrap_from_portal(wrapped, context=replace(place, **MOVES[moved]), private_key=PRIVATE)


def test_another_private_key_does_not_open_it(secret, place):
    wrapped = _for_portal(secret, place)
    with pytest.raises(InvalidTag):
        unwrap_from_portal(wrapped, context=place, private_key=RecipientPrivateKey.generate())


@pytest.mark.parametrize("moved", MOVES)
def test_a_wrap_for_a_receipt_does_not_open_elsewhere(secret, place, moved):
    key = new_key()
    wrapped = wrap_for_receipt(secret, context=place, receipt_key=key)
    assert unwrap_from_receipt(wrapped, context=place, receipt_key=key) == secret
    with pytest.raises(InvalidTag):
        unwrap_from_receipt(wrapped, context=replace(place, **MOVES[moved]), receipt_key=key)


def test_another_receipt_does_not_open_it(secret, place):
    wrapped = wrap_for_receipt(secret, context=place, receipt_key=new_key())
    with pytest.raises(InvalidTag):
        unwrap_from_receipt(wrapped, context=place, receipt_key=new_key())


@pytest.mark.parametrize("position", [0, 1, 500, 1100, 1130, -1])
def test_an_altered_wrap_is_noticed(secret, place, position):
    altered = bytearray(_for_portal(secret, place))
    altered[position] ^= 1
    with pytest.raises(InvalidTag):
        unwrap_from_portal(bytes(altered), context=place, private_key=PRIVATE)


def test_who_holds_only_the_public_key_cannot_plant_a_key_for_the_staff(place):
    """HPKE alone would accept it: its base mode does not say who sealed."""
    planted = ContentSecret(place.owner, place.compartment, b"k" * 32)
    wrapped = b"\x01" + PRIVATE.public_key.encrypt(planted.key, info=place.info())
    if place.compartment is Compartment.SHARED:
        assert unwrap_from_portal(wrapped, context=place, private_key=PRIVATE) == planted
    else:
        with pytest.raises(InvalidTag):
            unwrap_from_portal(wrapped, context=place, private_key=PRIVATE)


def test_recipient_keys_survive_their_files():
    assert RecipientPrivateKey.from_pem(PRIVATE.to_pem()).to_pem() == PRIVATE.to_pem()
    public = RecipientPublicKey.from_pem(PRIVATE.public_key.to_pem())
    sealed = public.encrypt(b"x" * 32, info=b"here")
    assert PRIVATE.decrypt(sealed, info=b"here") == b"x" * 32
    assert len(public.material) == 1184 + 32


@pytest.mark.parametrize(
    "pem",
    [b"", b"nonsense", PRIVATE.to_pem(), PRIVATE.to_pem() * 2],
    ids=["nothing", "nonsense", "a private key", "two private keys"],
)
def test_what_is_no_public_key_is_refused(pem):
    with pytest.raises(ValueError, match=r"PEM|key|load"):
        RecipientPublicKey.from_pem(pem)


def test_a_private_key_does_not_print_itself():
    assert "PrivateKey object" not in repr(PRIVATE)
