"""Why a referral is redirected: codes are stored, words are read in the reader's language."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

REDIRECTION_REASONS: Mapping[str, Text] = MappingProxyType(
    {
        "target-group": _("The programme is made for another group of people."),
        "age": _("The programme is made for another age."),
        "area": _("The programme works in another area."),
        "language": _("The programme does not work in the person's language."),
        "no-place": _("There is no place soon enough."),
        "other-help-first": _("Other help should come first."),
        "conditions": _("The programme's conditions and the person's wishes do not meet."),
    }
)


def reason_words(code: str) -> Text:
    """A reason's sentence; empty for a code that is not in the table."""
    return REDIRECTION_REASONS.get(code, "")
