"""Choosing among programmes: who types a name finds the programme of that name first."""

import pytest

from portal.referrals.programmes import partner_choices
from tests.cast import cast_organisation
from tests.portal.referrals.builders import make_door, make_programme


@pytest.fixture
def iter_and_cosa(db):
    keeper = cast_organisation("iter")
    for slug, title, summary in (
        ("iter", "I.T.E.R. outpatient clinic", "Treatment in Liège."),
        ("cosa", "COSA, circles of support", "A project of I.T.E.R. with volunteers."),
    ):
        page = make_programme(keeper, slug, title)
        page.texts.filter(language="en").update(summary=summary)
        make_door(page)


@pytest.mark.parametrize("typed", ["I.T.E.R.", "iter", "Iter"])
def test_a_name_finds_its_own_programme_before_those_that_mention_it(iter_and_cosa, typed):
    assert [choice.slug for choice in partner_choices("en", typed)] == ["iter", "cosa"]


def test_without_words_programmes_stand_by_title(iter_and_cosa):
    assert [choice.slug for choice in partner_choices("en")] == ["cosa", "iter"]


def test_words_are_found_without_their_accents(iter_and_cosa):
    assert [choice.slug for choice in partner_choices("en", "liege")] == ["iter"]
