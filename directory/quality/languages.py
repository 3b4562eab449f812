"""In which languages an entry says some of its texts and not others."""

from collections.abc import Iterable

from django.conf import settings

from directory.quality.completeness import Data
from directory.translation.segments import read
from directory.translation.state import translation_state


def partly_translated(data: Data) -> list[str]:
    """Those languages, of an entry as `directory.reading` reads it. What nobody began with is
    told elsewhere; the translators' page shows which texts are missing."""
    reading = read(data)
    states = (translation_state(reading, code) for code in settings.CONTENT_LANGUAGES)
    return [state.language for state in states if state.begun and state.missing]


def languages_as_text(codes: Iterable[str]) -> str:
    """As it is kept, so that the database finds one."""
    return "".join(f",{code}" for code in sorted(codes)) + "," if codes else ""
