"""Choosing among programmes: who types a name finds the programme of that name first."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.referrals import programmes, services
from portal.referrals.programmes import narrow, partner_choices, redirection_choices
from portal.referrals.services import redirecting
from tests.cast import cast_organisation
from tests.portal.referrals.builders import make_door, make_programme


@pytest.fixture(scope="module")
def desk():
    """Nothing is shared here: each test says which programmes there are."""


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
    assert [choice.slug for choice in narrow(partner_choices("en"), typed)] == ["iter", "cosa"]


def test_without_words_programmes_stand_by_title(iter_and_cosa):
    assert [choice.slug for choice in partner_choices("en")] == ["cosa", "iter"]


def test_words_are_found_without_their_accents(iter_and_cosa):
    assert [choice.slug for choice in narrow(partner_choices("en"), "liege")] == ["iter"]


def texts_read(queries: CaptureQueriesContext) -> int:
    """How often the texts of programmes were read."""
    return sum('FROM "directory_programmetext"' in query["sql"] for query in queries)


def test_a_choice_among_some_reads_no_others(iter_and_cosa, programme, elsewhere):
    some = [programme.uuid, elsewhere.uuid]
    assert {choice.uuid for choice in partner_choices("en", among=some)} == set(some)
    left = redirection_choices("en", without=programme.uuid, among=some)
    assert [choice.uuid for choice in left] == [elsewhere.uuid]


def test_a_search_among_programmes_reads_them_once(iter_and_cosa, in_triage, signed_in):
    for name, address, others in (
        ("petra", "/portal/refer/", 0),
        # The page of a step reads the title of the referral's own programme too.
        ("ines", f"/portal/referrals/{in_triage.pk}/redirect/", 1),
    ):
        client = signed_in(name)
        with CaptureQueriesContext(connection) as queries:
            page = client.post(address, {"find": "cosa", "look": "1"}).content.decode()
        assert "COSA" in page
        assert texts_read(queries) == 1 + others


def test_a_long_list_is_cut_and_says_how_to_find_the_rest(
    iter_and_cosa, in_triage, elsewhere, signed_in, monkeypatch
):
    monkeypatch.setattr(programmes, "LISTED", 1)
    for name, address in (
        ("petra", "/portal/refer/"),
        ("ines", f"/portal/referrals/{in_triage.pk}/redirect/"),
    ):
        client = signed_in(name)
        page = client.get(address).content.decode()
        assert "more programmes are not listed" in page
        assert page.count('class="programme-option"') == 1
        page = client.post(address, {"find": "far pier", "look": "1"}).content.decode()
        assert "Far Pier" in page
        assert "not listed" not in page


def test_what_was_chosen_stays_though_the_list_is_cut(
    iter_and_cosa, programme, signed_in, monkeypatch
):
    monkeypatch.setattr(programmes, "LISTED", 1)
    client = signed_in("petra")
    page = client.get(f"/portal/refer/?programme={programme.slug}").content.decode()
    assert page.count('class="programme-option"') == 2
    assert f'value="{programme.slug}" checked' in page


def test_a_redirection_reads_the_chosen_programmes_alone(
    iter_and_cosa, in_triage, ines, elsewhere, monkeypatch
):
    read: list[int] = []
    among = programmes.redirection_choices

    def counted(*args, **kwargs):
        found = among(*args, **kwargs)
        read.append(len(found))
        return found

    monkeypatch.setattr(redirecting, "redirection_choices", counted)
    services.redirect_referral(
        acting_user=ines, referral=in_triage, reason="area", programmes=[elsewhere.uuid]
    )
    assert read == [1]
