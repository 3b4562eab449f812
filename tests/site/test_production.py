"""In production, on PostgreSQL: from nothing to an open door, with commands alone.

The steps are those of docs/operating.md, run by one user here; what each zone may do is tried in
`test_grants.py`.
"""

import pytest

from tests.zones import Production

# With the tests that copy its database.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("grants")]


@pytest.fixture(scope="module")
def sample(production: Production) -> str:
    """What `load_sample` says."""
    return production.says("load_sample")


def test_load_sample_makes_the_directory_and_says_that_it_makes_no_people(production, sample):
    assert "no sample people are made" in sample
    assert production.rows("SELECT count(*) FROM directory_programmepage")[0][0] > 30
    assert production.rows("SELECT count(*) FROM accounts_user") == [(0,)]
    assert production.rows("SELECT count(*) FROM selfreferral_door") == [(0,)]


def test_two_invited_people_and_one_command_open_a_door(production, sample):
    for name in ("lena", "jan"):
        invited = (name, f"{name}@example.org", "intake", "--organisation", "iter")
        production.says("invite_person", *invited)
    said = production.says("set_door", "iter", "--self", "open", "--days", "5")

    assert said.splitlines()[:2] == ["self: open", "partner: closed"]
    assert production.rows(
        "SELECT self_open, partner_open, answer_within_days FROM selfreferral_door"
    ) == [(True, False, 5)]
    assert "SLUG" in production.refuses("set_door", "nowhere", "--self", "open", "--days", "5")
