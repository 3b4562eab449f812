"""Production's database, migrated once: the tests of both zones start from a copy of it."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.zones import PUBLIC, STAFF, Production, as_account


@pytest.fixture(scope="session")
def production(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Production]:
    """From nothing, with commands alone, by the staff zone's account."""
    with psycopg.connect(postgresql_server, autocommit=True) as link:
        for name in (STAFF, PUBLIC):
            link.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
        link.execute(f"CREATE DATABASE production OWNER {STAFF}")
        made = Production(
            as_account(postgresql_server, STAFF, "production"),
            tmp_path_factory.mktemp("production"),
        )
        for command in ("make_keys", "migrate", "createcachetable"):
            made.says(command)
        link.execute(f"CREATE DATABASE migrated OWNER {STAFF} TEMPLATE production")
        yield made


@pytest.fixture(scope="session")
def migrated(production: Production) -> str:
    """The name of the database as the migrations of production left it."""
    return "migrated"
