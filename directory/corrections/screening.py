"""Looking for what may be about a person in a text that should say nothing about anybody."""

import re
import unicodedata
from collections.abc import Mapping

import phonenumbers
from django.utils.translation import gettext as _

from directory.phones import DEFAULT_REGION

#: As it is, and as people hide it: "jan [at] example (dot) org".
_EMAIL = re.compile(
    r"[\w.+-]+(?:\s?@\s?|\s*[\[({]\s*(?:at|@|apenstaartje|arobase|à)\s*[\])}]\s*)"
    r"[\w-]+(?:(?:\.|\s*[\[({]\s*(?:dot|punt|point)\s*[\])}]\s*)[\w-]+)+",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uar[yi]|vier)?|feb(?:ruar[yi])?|f[ée]v(?:rier)?|m(?:ar(?:ch|s)?|aart|rt|ärz)"
    r"|a(?:pr(?:il)?|vr(?:il)?)|ma[yi]|mei|june?|ju[in]n?i|juin|july?|juil(?:let)?"
    r"|aug(?:ust(?:us)?)?|ao[uû]t|sep(?:t(?:emb(?:er|re))?)?|o[ck]t(?:ob(?:er|re))?"
    r"|nov(?:emb(?:er|re))?|d[eé][czs](?:emb(?:er|re))?)\.?"
)
_DAY = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{1,2}-\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|e|\.)?\s+(?:of\s+)?{_MONTH},?\s+(?:19|20)\d{{2}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)
#: Belgian national register number, however it is spaced: a day of birth, then 3 and 2 digits.
_NATIONAL = re.compile(
    r"(?<![+\d])\d{2}[ ./-]?[0-5]\d[ ./-]?[0-3]\d(?:[ ./]|\s?-\s?)?\d{3}[ ./-]?\d{2}\b"
)


def personal_traces(text: str) -> list[str]:
    """What looks like a person's data, each in words that name it: kind and finding."""
    found: list[str] = []
    rest = unicodedata.normalize("NFKC", text)
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


def traces_in_suggestion(said: Mapping[str, str | None]) -> list[str]:
    """The same for all that a reader says of an entry, by the names of its fields."""
    return personal_traces("\n".join(said.get(name) or "" for name in ("wrong", "right", "source")))
