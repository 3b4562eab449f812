"""In production, on PostgreSQL: from nothing to an open door, with commands alone.

The steps are those of docs/operating.md, run by one user here; what each zone may do is tried in
`test_grants.py`.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.contract.environment import PRODUCTION
from tests.demonstration import bare_environment, manage

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Production:
    """A database and keys with production's settings; commands run as the staff zone's user."""

    database: str
    data: Path

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        environment = PRODUCTION | {
            "TURNSTONE_DATA": str(self.data),
            "TURNSTONE_KEYS": str(self.data / "keys"),
            "DATABASE_URL": self.database,
        }
        return manage(*arguments, environment=bare_environment(**environment))

    def says(self, *arguments: str) -> str:
        """What a command prints, which must succeed."""
        done = self.command(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refuses(self, *arguments: str) -> str:
        """What a command that must fail says about it."""
        done = self.command(*arguments)
        assert done.returncode == 1, done.stdout
        return done.stderr

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database) as link:
            return link.execute(sql).fetchall()


@pytest.fixture(scope="module")
def production(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Production]:
    with psycopg.connect(postgresql_server, autocommit=True) as link:
        link.execute("CREATE DATABASE production")
        try:
            made = Production(
                postgresql_server.rpartition("/")[0] + "/production",
                tmp_path_factory.mktemp("production"),
            )
            for command in ("make_keys", "migrate", "createcachetable"):
                made.says(command)
            yield made
        finally:
            link.execute("DROP DATABASE production WITH (FORCE)")


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
