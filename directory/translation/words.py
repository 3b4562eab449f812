"""The state of a translation, in words, and the languages there are."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.translation.state import TranslationState


def target_languages(page: Any) -> list[str]:
    """The languages a programme can be translated into."""
    return [code for code in settings.CONTENT_LANGUAGES if code != page.original_language]


def describe(state: TranslationState) -> str:
    """A translation's state in a few words."""
    if not state.begun:
        return _("not translated")
    if state.complete:
        return _("complete")
    return ", ".join(list_of_work(state))


def list_of_work(state: TranslationState) -> list[str]:
    """What there is to do in a translation, as phrases."""
    return [
        said % {"number": number}
        for number, said in (
            (
                len(state.missing),
                ngettext("%(number)s text missing", "%(number)s texts missing", len(state.missing)),
            ),
            (
                len(state.changed),
                ngettext(
                    "%(number)s text changed in the original since",
                    "%(number)s texts changed in the original since",
                    len(state.changed),
                ),
            ),
        )
        if number
    ]
