"""What is sealed opens only as what it is: every binding is held."""

import hashlib
import hmac
from typing import Any
from uuid import uuid4

import pytest

from portal.vault.compartments import Compartment
from portal.vault.encoding import Part, encode
from portal.vault.errors import InvalidTag
from portal.vault.sealing import (
    ContentSecret,
    derive,
    new_key,
    open_bytes,
    open_sealed,
    seal,
    seal_bytes,
)

WORDS = "I want to stop before it gets worse. 🙏".encode()


@pytest.fixture
def secret() -> ContentSecret:
    return ContentSecret(uuid4(), Compartment.SHARED, new_key())


def test_sealed_content_opens(secret):
    sealed = seal(secret, field="words", version=1, plaintext=WORDS)
    assert open_sealed(secret, field="words", version=1, sealed=sealed) == WORDS


def test_sealed_content_shows_nothing_of_the_text(secret):
    sealed = seal(secret, field="words", version=1, plaintext=WORDS * 3)
    assert not any(word in sealed for word in WORDS.split() if len(word) > 3)


def test_the_same_text_is_sealed_differently_each_time(secret):
    twice = {seal(secret, field="words", version=1, plaintext=WORDS) for _ in range(2)}
    assert len(twice) == 2


def _changed(secret: ContentSecret, **changes) -> ContentSecret:
    values = {"owner": secret.owner, "compartment": secret.compartment, "key": secret.key}
    return ContentSecret(**{**values, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"owner": uuid4()},
        {"compartment": Compartment.STAFF},
        {"compartment": Compartment.VICTIM_SUPPORT},
        {"key": new_key()},
    ],
    ids=["owner", "staff", "victim-support", "key"],
)
def test_content_moved_elsewhere_does_not_open(secret, changes):
    sealed = seal(secret, field="words", version=1, plaintext=WORDS)
    with pytest.raises(InvalidTag):
        open_sealed(_changed(secret, **changes), field="words", version=1, sealed=sealed)


@pytest.mark.parametrize(("field", "version"), [("answers", 1), ("words", 2), ("word", 1)])
def test_another_field_or_version_does_not_open(secret, field, version):
    sealed = seal(secret, field="words", version=1, plaintext=WORDS)
    with pytest.raises(InvalidTag):
        open_sealed(secret, field=field, version=version, sealed=sealed)


def test_any_flipped_bit_is_noticed(secret):
    sealed = seal(secret, field="words", version=1, plaintext=WORDS)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(InvalidTag):
            open_sealed(secret, field="words", version=1, sealed=bytes(altered))


@pytest.mark.parametrize("length", [0, 1, 12, 13, 28, 100])
def test_a_cut_value_is_noticed(secret, length):
    sealed = seal(secret, field="words", version=1, plaintext=WORDS)
    with pytest.raises(InvalidTag):
        open_sealed(secret, field="words", version=1, sealed=sealed[:length])


def test_lengths_within_a_bucket_cannot_be_told_apart(secret):
    sizes = {
        len(seal(secret, field="words", version=1, plaintext=b"x" * length))
        for length in (0, 1, 100, 252)
    }
    assert sizes == {1 + 12 + 256 + 16}
    assert len(seal(secret, field="words", version=1, plaintext=b"x" * 253)) == 1 + 12 + 512 + 16


def test_a_field_without_name_or_version_is_refused(secret):
    with pytest.raises(ValueError, match="version from 1"):
        seal(secret, field="words", version=0, plaintext=WORDS)
    with pytest.raises(ValueError, match="field's name"):
        seal(secret, field="", version=1, plaintext=WORDS)


def test_a_secret_does_not_print_its_key(secret):
    assert secret.key.hex() not in repr(secret)
    assert repr(secret.key) not in repr(secret)


def test_purposes_are_kept_apart():
    key = new_key()
    sealed = seal_bytes(key, purpose="draft", context=["a", 1], plaintext=WORDS)
    assert open_bytes(key, purpose="draft", context=["a", 1], sealed=sealed) == WORDS
    others: list[tuple[str, list[Part]]]
    others = [("content", ["a", 1]), ("draft", ["a", 2]), ("draft", ["a"])]
    for purpose, context in others:
        with pytest.raises(InvalidTag):
            open_bytes(key, purpose=purpose, context=context, sealed=sealed)


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        seal_bytes(b"x" * 16, purpose="draft", context=[], plaintext=WORDS)


def test_derived_bytes_differ_by_secret_salt_and_use():
    base: dict[str, Any] = {"secret": b"s" * 15, "salt": b"p" * 32, "info": ["receipt", "key"]}
    made = {
        derive(**base),
        derive(**{**base, "secret": b"t" * 15}),
        derive(**{**base, "salt": b"q" * 32}),
        derive(**{**base, "info": ["receipt", "locator"]}),
        derive(**{**base, "info": ["receiptkey"]}),
    }
    assert len(made) == 5
    assert derive(**base) == derive(**base)
    assert len(derive(**base, length=16)) == 16


def test_derivation_is_hkdf_sha256():
    # RFC 5869 in its own words, with HMAC from the standard library.
    pseudorandom = hmac.new(b"salt", b"secret", hashlib.sha256).digest()
    info = encode("turnstone/derive/v1", "use")
    expected = hmac.new(pseudorandom, info + b"\x01", hashlib.sha256).digest()
    assert derive(secret=b"secret", salt=b"salt", info=["use"]) == expected
