"""Looking for what may be about a person in a text that should say nothing about anybody."""

import re

import phonenumbers
from django.utils.translation import gettext as _

from directory.phones import DEFAULT_REGION

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DAY = re.compile(r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{1,2}-\d{1,2})\b")
#: Belgian national register number, as it is written.
_NATIONAL = re.compile(r"\b\d{2}\.?\d{2}\.?\d{2}-?\d{3}[.-]?\d{2}\b")


def personal_traces(text: str) -> list[str]:
    """What looks like a person's data, each in words that name it: kind and finding."""
    found: list[str] = []
    rest = text
    for pattern, words in (
        (_NATIONAL, _("a national number: %(found)s")),
        (_EMAIL, _("an e-mail address: %(found)s")),
        (_DAY, _("a date: %(found)s")),
    ):
        found += [words % {"found": hit} for hit in pattern.findall(rest)]
        rest = pattern.sub(" ", rest)
    for match in phonenumbers.PhoneNumberMatcher(rest, DEFAULT_REGION):
        found.append(_("a telephone number: %(found)s") % {"found": match.raw_string})
    return list(dict.fromkeys(found))
