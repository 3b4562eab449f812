"""The help lines for somebody who worries about themself, as an editor entered them."""

from dataclasses import dataclass

from directory.languages import pick_text
from directory.models import EmergencyNumber


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What a line is called, its number as people read it, and as a telephone dials it."""

    name: str
    number: str
    dial: str


def lines_for_oneself(language: str) -> list[HelpLine]:
    """The lines about one's own behaviour; none where no editor entered any."""
    rows = EmergencyNumber.objects.filter(need=EmergencyNumber.Need.OWN_BEHAVIOUR)
    return [HelpLine(pick_text(row.names, language).words, row.number, row.dial) for row in rows]
