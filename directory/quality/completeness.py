"""What a whole entry has: a table of aspects with their weight, and what to do where one lacks.

The score is the part, in hundredths, of the weight that an entry fills; an aspect of strands
counts for as many of its strands as state it. What a source may rightly leave open weighs little.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.models import ProgrammeOrganisation

#: An entry as `directory.reading` reads it.
Data = Mapping[str, Any]
#: An entry below this score is *incomplete*.
INCOMPLETE_BELOW = 60


class Share(NamedTuple):
    """Of how many things that could state an aspect how many do."""

    has: int
    of: int


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that a whole entry states. ``path`` is where it is edited, as Wagtail's own
    links to a field name it (``contentpath``)."""

    key: str
    weight: int
    lacks: str | Promise
    path: str
    share: Callable[[Data], Share]


@dataclass(frozen=True, slots=True)
class Lack:
    """An aspect that an entry does not state, or not for all of its strands."""

    aspect: Aspect
    lacking: int
    of: int

    @property
    def words(self) -> str:
        """The sentence, with the number of strands where not all of several lack it."""
        if self.of <= 1 or self.lacking == self.of:
            return str(self.aspect.lacks)
        where = gettext("For %(lacking)s of %(of)s strands.") % {
            "lacking": self.lacking,
            "of": self.of,
        }
        return f"{self.aspect.lacks} {where}"


@dataclass(frozen=True, slots=True)
class Weighed:
    """The score of an entry, 0 to 100, and what it lacks, the heaviest first."""

    score: int
    lacks: tuple[Lack, ...]


def _text(name: str) -> Callable[[Data], Share]:
    """A long text, in the language the entry is kept in."""

    def share(data: Data) -> Share:
        original = data["original_language"]
        rows = (row for row in data["texts"] or [] if row["language"] == original)
        return Share(int(any(row[name].strip() for row in rows)), 1)

    return share


def _strands(states: Callable[[Data], object]) -> Callable[[Data], Share]:
    """What each strand states by itself."""

    def share(data: Data) -> Share:
        strands = data["strands"] or []
        return Share(sum(bool(states(strand)) for strand in strands), max(1, len(strands)))

    return share


def _rows(name: str) -> Callable[[Data], Share]:
    return lambda data: Share(int(bool(data[name])), 1)


def _in_texts(strand: Data, name: str) -> bool:
    return any(row[name].strip() for row in strand["texts"] or [])


def _delivered(data: Data) -> Share:
    roles = {row["role"] for row in data["organisation_rows"] or []}
    return Share(int(ProgrammeOrganisation.Role.DELIVERS in roles), 1)


def _reached(data: Data) -> Share:
    """By its own contact points, or those of its organisations and open places."""
    bodies = [row["organisation"] or {} for row in data["organisation_rows"] or []]
    places = [row["place"] for row in data["place_rows"] or [] if row["place"]]
    found = (
        data["contact_points"]
        or any(body.get("phones") or body.get("email") for body in bodies)
        or any(place["phones"] and not place["confidential"] for place in places)
    )
    return Share(int(bool(found)), 1)


def _checked(data: Data) -> Share:
    return Share(int(bool(data["checked_on"])), 1)


ASPECTS: tuple[Aspect, ...] = (
    Aspect(
        "description",
        8,
        _("What is done, step by step, is not described."),
        "texts",
        _text("description"),
    ),
    Aspect(
        "contact",
        8,
        _("Nobody can reach it: no number, address or website."),
        "contact_points",
        _reached,
    ),
    Aspect("areas", 6, _("The area served is not stated."), "areas", _rows("areas")),
    Aspect(
        "told",
        6,
        _("Who is told what is not stated."),
        "strands",
        _strands(lambda strand: strand["told_rows"]),
    ),
    Aspect(
        "modes",
        6,
        _("The delivery mode is not stated."),
        "strands",
        _strands(lambda strand: strand["modes"]),
    ),
    Aspect(
        "harms",
        5,
        _("The kind of harm is not stated."),
        "strands",
        _strands(lambda strand: strand["harms"]),
    ),
    Aspect(
        "referrers",
        5,
        _("Who may refer is not stated."),
        "strands",
        _strands(lambda strand: strand["referrers"]),
    ),
    Aspect(
        "intensity",
        5,
        _("How often, how long and over how many months is not described."),
        "texts",
        _text("intensity"),
    ),
    Aspect(
        "checked", 5, _("Nobody has compared it with the programme yet."), "checked_on", _checked
    ),
    Aspect(
        "ages",
        4,
        _("The ages are not stated."),
        "strands",
        _strands(lambda strand: strand["age_from"] is not None or strand["age_to"] is not None),
    ),
    Aspect(
        "basis",
        4,
        _("Whether it is voluntary or court-ordered is not stated."),
        "strands",
        _strands(lambda strand: strand["basis"]),
    ),
    Aspect(
        "languages",
        4,
        _("The languages in which the work is done are not stated."),
        "strands",
        _strands(lambda strand: strand["languages"]),
    ),
    Aspect(
        "costs",
        4,
        _("The cost is not stated."),
        "strands",
        _strands(lambda strand: strand["costs"] or _in_texts(strand, "cost_note")),
    ),
    Aspect(
        "capacity",
        4,
        _("The capacity is not stated."),
        "strands",
        _strands(lambda strand: strand["capacity"]),
    ),
    Aspect(
        "victim_safety",
        4,
        _("How victims are kept safe and supported is not described."),
        "texts",
        _text("victim_safety"),
    ),
    Aspect(
        "target_population",
        4,
        _("Who is welcome, and who is not, is not described."),
        "texts",
        _text("target_population"),
    ),
    Aspect(
        "organisations",
        4,
        _("Which organisation delivers it is not stated."),
        "organisation_rows",
        _delivered,
    ),
    Aspect("source", 4, _("The source is not named."), "source", _rows("source")),
    Aspect(
        "settings",
        3,
        _("The setting is not stated."),
        "strands",
        _strands(lambda strand: strand["settings"]),
    ),
    Aspect(
        "frequency",
        3,
        _("How often people come is not stated."),
        "strands",
        _strands(lambda strand: _in_texts(strand, "frequency")),
    ),
    Aspect(
        "mode_and_context",
        3,
        _("Where and how people meet is not described."),
        "texts",
        _text("mode_and_context"),
    ),
    Aspect(
        "staff_expertise",
        3,
        _("The expertise of the staff is not described."),
        "texts",
        _text("staff_expertise"),
    ),
    Aspect(
        "delivery_organisation",
        3,
        _("Who runs it, and on which agreement, is not described."),
        "texts",
        _text("delivery_organisation"),
    ),
    Aspect("places", 3, _("No place is named."), "place_rows", _rows("place_rows")),
    Aspect(
        "conditions",
        3,
        _("The conditions for taking part are not stated."),
        "conditions",
        _rows("conditions"),
    ),
    Aspect("methods", 3, _("The methods are not stated."), "methods", _rows("methods")),
    Aspect("ratings", 3, _("The evidence has not been rated."), "ratings", _rows("ratings")),
    Aspect(
        "disciplines",
        2,
        _("The disciplines of the staff are not stated."),
        "strands",
        _strands(lambda strand: strand["disciplines"]),
    ),
    Aspect(
        "prevention_levels",
        2,
        _("The prevention level is not stated."),
        "strands",
        _strands(lambda strand: strand["prevention_levels"]),
    ),
    Aspect("mandate", 2, _("The mandate is not described."), "texts", _text("mandate")),
    Aspect("recognition", 2, _("The recognition is not described."), "texts", _text("recognition")),
)
BY_KEY: Mapping[str, Aspect] = {aspect.key: aspect for aspect in ASPECTS}
_WHOLE = sum(aspect.weight for aspect in ASPECTS)


def weigh(data: Data) -> Weighed:
    """Weigh an entry as `directory.reading` reads it, from the database or from memory."""
    filled, lacks = 0.0, []
    for aspect in ASPECTS:
        share = aspect.share(data)
        filled += aspect.weight * share.has / share.of
        if share.has < share.of:
            lacks.append(Lack(aspect, share.of - share.has, share.of))
    return Weighed(int(100 * filled / _WHOLE), tuple(lacks))


def stored(lacks: Iterable[Lack]) -> list[list[Any]]:
    """What is kept of what an entry lacks: ``[key, lacking, of]`` each."""
    return [[lack.aspect.key, lack.lacking, lack.of] for lack in lacks]


def read_stored(rows: Iterable[Iterable[Any]]) -> list[Lack]:
    """The other way; an aspect that is in the table no more is left out."""
    return [Lack(BY_KEY[key], lacking, of) for key, lacking, of in rows if key in BY_KEY]
