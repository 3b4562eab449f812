"""Two different contexts never give the same bytes; lengths hide in their bucket."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vault.encoding import bucket_size, encode, pad, unpad

PARTS = st.lists(st.text(), max_size=4)


@given(one=PARTS, other=PARTS)
def test_different_lists_encode_differently(one, other):
    assert (encode(*one) == encode(*other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", ""), ("a",)),
        (("a",), ("", "a")),
        (("a\0b",), ("a", "b")),
    ],
)
def test_moving_a_border_changes_the_encoding(one, other):
    assert encode(*one) != encode(*other)


def test_the_encoding_is_pasetos():
    # From PASETO's "Common" document: PAE(["test"]).
    assert encode(b"test") == b"\x01" + b"\0" * 7 + b"\x04" + b"\0" * 7 + b"test"
    assert encode() == b"\0" * 8
    assert encode(b"") == b"\x01" + b"\0" * 15


def test_a_uuid_is_its_bytes_and_a_number_its_digits():
    identity = UUID(int=7)
    assert encode(identity, 12) == encode(identity.bytes, "12")


def test_what_has_no_one_encoding_is_refused():
    with pytest.raises(TypeError, match="bool"):
        encode(True)
    with pytest.raises(TypeError, match="float"):
        encode(1.5)  # type: ignore[arg-type]


@given(st.binary(max_size=3000))
def test_padding_comes_off_again(plaintext):
    assert unpad(pad(plaintext)) == plaintext


@pytest.mark.parametrize(
    ("length", "bucket"),
    [
        (0, 256),
        (252, 256),
        (253, 512),
        (508, 512),
        (65_532, 65_536),
        (65_533, 131_072),
        (131_069, 196_608),
    ],
)
def test_lengths_are_rounded_up_to_their_bucket(length, bucket):
    assert bucket_size(length) == len(pad(b"x" * length)) == bucket


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\0" * 255,
        b"\0\0\0\1" + b"x" + b"\1" * 251,
        b"\xff\xff\xff\xff" + b"\0" * 252,
        b"\0\0\0\1x" + b"\0" * 507,
    ],
)
def test_padding_that_is_not_ours_is_refused(padded):
    with pytest.raises(ValueError, match="padding"):
        unpad(padded)


def test_content_too_long_is_refused():
    with pytest.raises(ValueError, match="too long"):
        pad(bytes(64 * 1024 * 1024 + 1))
