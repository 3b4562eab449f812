"""Telephone numbers are kept in one form and shown as people write them."""

import pytest
from django.core.exceptions import ValidationError

from directory.models import ContactPoint
from directory.phones import show_phone, to_e164, validate_e164


@pytest.mark.parametrize(
    "written", ["02/512.62.43", "02/512 62 43", "+32 2 512 62 43", "0032 2 512 62 43"]
)
def test_the_same_number_however_it_is_written(written: str) -> None:
    assert to_e164(written) == "+3225126243"


@pytest.mark.parametrize("words", ["", "call us", "12", "+32 2 512 62 43 99 99 99 99"])
def test_what_is_no_number_is_refused(words: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (the words are the whole message)
        to_e164(words)


def test_a_stored_number_must_be_e164() -> None:
    validate_e164("+3225126243")
    with pytest.raises(ValidationError, match="is not a telephone number"):
        validate_e164("02 512 62 43")


def test_a_number_is_shown_in_the_international_way() -> None:
    assert show_phone("+3225126243") == "+32 2 512 62 43"


def test_a_contact_point_mends_a_number_and_refuses_a_word() -> None:
    contact = ContactPoint(kind="phone", value="02/512.62.43")
    contact.clean()
    assert contact.value == "+3225126243"
    contact = ContactPoint(kind="phone", value="ask for Jan")
    with pytest.raises(ValidationError) as refusal:
        contact.clean()
    assert "value" in refusal.value.message_dict


@pytest.mark.parametrize(
    ("kind", "value"), [("email", "no address"), ("website", "javascript:alert(1)")]
)
def test_a_contact_point_refuses_what_is_no_address(kind: str, value: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ContactPoint(kind=kind, value=value).clean()
    assert "value" in refusal.value.message_dict
