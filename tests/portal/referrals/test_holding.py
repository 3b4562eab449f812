"""A programme with referrals under way, and an organisation with people, are not deleted."""

import pytest

from directory.editing.holding import page_holders, snippet_holders
from portal.referrals.models import Referral

SAID = "referrals that are under way"


@pytest.mark.parametrize(("state", "held"), [("submitted", [SAID]), ("withdrawn", [])])
def test_referrals_under_way_hold_their_programme(programme, sent, state, held) -> None:
    Referral.objects.filter(pk=sent.pk).update(state=state, due_on=sent.due_on if held else None)
    for page in (programme, programme.get_parent()):
        named = [holder.name for holder in page_holders([page])]
        assert [name for name in named if name == SAID] == held


def test_the_people_and_referrals_of_an_organisation_are_named_without_numbers(
    programme, sent, petra
) -> None:
    keeper = programme.get_parent().specific.organisation
    named = [holder.name for holder in snippet_holders([keeper])]
    assert "referrals, under way or ended" in named
    assert not any(str(sent.pk) in name for name in named)
