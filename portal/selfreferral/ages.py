"""Age bands a person places themself in, and what follows from each."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Years inclusive; `to` is None where the band has no upper end."""

    code: str
    label: Promise | str
    start: int
    to: int | None

    @property
    def minor(self) -> bool:
        return self.start < 18

    def meets(self, age_from: int | None, age_to: int | None) -> bool:
        """Whether a strand for these ages takes somebody of this band. None is no limit."""
        starts_in_time = age_from is None or self.to is None or age_from <= self.to
        ends_in_time = age_to is None or age_to >= self.start
        return starts_in_time and ends_in_time


UNDER_TWELVE = AgeBand("under-12", _("Under 12"), 0, 11)
AGE_BANDS = (
    UNDER_TWELVE,
    AgeBand("12-15", _("12 to 15"), 12, 15),
    AgeBand("16-17", _("16 or 17"), 16, 17),
    AgeBand("18-25", _("18 to 25"), 18, 25),
    AgeBand("26-plus", _("26 or older"), 26, None),
)
BY_CODE = {band.code: band for band in AGE_BANDS}


def years_since(born: dt.date) -> int:
    """Whole years from a day until today."""
    today = timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def strands_for(band: AgeBand, strands: Iterable[Any]) -> list[Any]:
    """The strands that take somebody of this age.

    Each strand has `population` (term codes), `age_from` and `age_to` in years. Minors never meet
    a strand for adults: without *minors* among its target groups a strand is not for them, and
    with *minors* alone it is not for adults.
    """
    fitting = []
    for strand in strands:
        groups = set(strand.population)
        for_minors = "minors" in groups
        if band.minor and not for_minors:
            continue
        if not band.minor and groups == {"minors"}:
            continue
        if band.meets(strand.age_from, strand.age_to):
            fitting.append(strand)
    return fitting
