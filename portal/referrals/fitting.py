"""For whom a programme is, how and where, so that who redirects chooses by more than its name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from directory.models import ProgrammePage, Strand, Term
from directory.reading.words import age_words
from portal.referrals.contradictions import age_in_years
from portal.referrals.programmes import ProgrammeChoice
from portal.selfreferral.ages import BY_CODE, AgeBand, strands_for
from portal.selfreferral.shown import offered_strands


@dataclass(frozen=True, slots=True)
class Described:
    """One programme in words; what it does not state is empty. `strands` are pairs of for whom
    and how. `fits` says whether it is for the person's age; None where one is not known."""

    strands: tuple[tuple[str, str], ...]
    area: str
    fits: bool | None


def age_of(answers: Mapping[str, Any], submission: Mapping[str, Any]) -> AgeBand | None:
    """The person's age as a band of years, from a partner's answers or from what the person sent;
    None where neither says it."""
    if submission:
        return BY_CODE.get(str(submission.get("age", "")))
    years = age_in_years(answers)
    return AgeBand("", "", years, years) if years is not None else None


def describe(
    choices: Iterable[ProgrammeChoice], language: str, age: AgeBand | None
) -> dict[UUID, Described]:
    """What is said of each of `choices` besides its name, by its uuid."""
    pages = ProgrammePage.objects.filter(uuid__in=[choice.uuid for choice in choices])
    read = pages.prefetch_related(
        "areas", "strands__texts", "strands__populations", "strands__modes", "strands__told_rows"
    )
    return {page.uuid: _described(page, language, age) for page in read}


def _described(page: ProgrammePage, language: str, age: AgeBand | None) -> Described:
    offered = offered_strands(page, language)
    return Described(
        strands=tuple(_strand(strand, language) for strand in page.strands.all()),
        area=_labels(page.areas.all(), language),
        fits=bool(strands_for(age, offered)) if age and offered else None,
    )


def _strand(strand: Strand, language: str) -> tuple[str, str]:
    groups = _labels(strand.populations.all(), language)
    ages = age_words(strand.age_from, strand.age_to)
    return ", ".join(filter(None, (groups, ages))), _labels(strand.modes.all(), language)


def _labels(terms: Iterable[Term], language: str) -> str:
    return ", ".join(term.label(language) for term in terms)
