"""Telephone numbers: kept as E.164, shown as people write them."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DEFAULT_REGION = "BE"


def to_e164(number: str, region: str = DEFAULT_REGION) -> str:
    """The number as E.164 (``+3225126243``), from any usual way of writing it.

    Raises ``ValueError`` where it cannot be a telephone number.
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException as error:
        raise ValueError(number) from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def validate_e164(number: str) -> None:
    """Refuse what is not a telephone number in E.164."""
    try:
        right = to_e164(number) == number
    except ValueError:
        right = False
    if not right:
        raise ValidationError(
            _("“%(number)s” is not a telephone number. Write it like +32 2 512 62 43."),
            code="phone",
            params={"number": number},
        )


def show_phone(number: str) -> str:
    """The number in the international way of writing: ``+32 2 512 62 43``."""
    try:
        parsed = phonenumbers.parse(number, DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
