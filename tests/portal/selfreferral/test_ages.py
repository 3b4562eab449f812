"""Minors never meet strands for adults."""

from dataclasses import dataclass

import pytest

from portal.selfreferral.ages import BY_CODE, strands_for


@dataclass(frozen=True)
class Strand:
    population: frozenset[str]
    age_from: int | None = None
    age_to: int | None = None


YOUTH = Strand(frozenset({"minors"}), 12, 17)
ADULT = Strand(frozenset({"adults"}), 18, None)
EVERYONE = Strand(frozenset({"minors", "adults"}))
UNSTATED_AGES = Strand(frozenset({"adults"}))


@pytest.mark.parametrize(
    ("age", "fitting"),
    [
        ("under-12", [EVERYONE]),
        ("12-15", [YOUTH, EVERYONE]),
        ("16-17", [YOUTH, EVERYONE]),
        ("18-25", [ADULT, EVERYONE, UNSTATED_AGES]),
        ("26-plus", [ADULT, EVERYONE, UNSTATED_AGES]),
    ],
)
def test_strands_that_take_an_age(age, fitting):
    assert strands_for(BY_CODE[age], [YOUTH, ADULT, EVERYONE, UNSTATED_AGES]) == fitting
