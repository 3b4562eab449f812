"""The help lines that the public door names, as an editor entered them."""

from dataclasses import dataclass

from directory.languages import Text, pick_text
from directory.models import EmergencyNumber


@dataclass(frozen=True, slots=True)
class HelpLine:
    """What a line is called, its number as people read it, and as a telephone dials it.

    The words of `hours`, when somebody answers, are empty where that is not known.
    """

    name: str
    number: str
    dial: str
    hours: Text


def lines_for_oneself(language: str) -> list[HelpLine]:
    """The lines about one's own behaviour; none where no editor entered any."""
    rows = EmergencyNumber.objects.filter(need=EmergencyNumber.Need.OWN_BEHAVIOUR)
    return [_line(row, language) for row in rows]


def named_line(named: str, language: str) -> HelpLine | None:
    """The line that a programme named as "name, number"; None where it is listed no more."""
    row = EmergencyNumber.objects.filter(number=named.rpartition(", ")[2]).first()
    return _line(row, language) if row else None


def _line(row: EmergencyNumber, language: str) -> HelpLine:
    name = pick_text(row.names, language).words
    return HelpLine(name, row.number, row.dial, pick_text(row.hours, language))
