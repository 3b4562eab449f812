"""On PostgreSQL, the public role's account: what public pages need, and nothing else.

A real server, two real accounts, and the public web server connected as the lesser one. What it
may not do is enumerated from the database itself: a new table is refused until it is granted.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from config.grants import insertable_tables, readable_tables
from config.run import server
from tests.contract.environment import PRODUCTION
from tests.demonstration import (
    ROOT,
    bare_environment,
    free_ports,
    kill_group,
    manage,
    run_python,
    wait_for,
)
from tests.referring import SelfReferrer, receipt_on, state_on
from tests.visitor import ServerGone, Visitor, field_value

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("grants")]
STAFF, PUBLIC = "turnstone_staff", "turnstone_public"
# Whatever grants.py says, these are never the public role's.
NEVER = (
    "accounts_user",
    "accounts_membership",
    "django_session",
    "mfa_authenticator",
    "audit_auditevent",
    "audit_subjectpseudonym",
    "django_tasks_database_dbtaskresult",
    "wagtailcore_revision",
    "turnstone_cache",
    "django_migrations",
    "auth_group",
    "auth_permission",
    "directory_sampleentry",
    "directory_programmeimport",
    "directory_importrow",
)
OPERATIONS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
PUBLIC_PAGES = (
    *("", "find/", "find/?q=minors&mode=group", "programmes/iter/", "programmes/cosa/"),
    *("ratings/", "emergency/", "start/", "receipt/", "privacy/", "guidance/", "someone-close/"),
)

OPEN_DATA = (
    *("services", "services?full=true", "services?search=minors", "services?format=ndjson"),
    *("organizations?full=true", "service_at_locations?full=true", "taxonomies", "taxonomy_terms"),
)


@dataclass(frozen=True, slots=True)
class Zones:
    """A database with two accounts, and the public server that is connected as the lesser."""

    staff_url: str
    public_url: str
    data: Path
    port: int

    @property
    def site(self) -> str:
        return f"http://localhost:{self.port}"

    def environment(self, role: str) -> dict[str, str]:
        return bare_environment(
            TURNSTONE_DATA=str(self.data),
            TURNSTONE_ROLE=role,
            DATABASE_URL=self.public_url if role == "public" else self.staff_url,
            PORT=str(self.port),
        )

    def tables(self) -> list[str]:
        with psycopg.connect(self.staff_url) as link:
            rows = link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            return sorted(name for (name,) in rows)

    def may(self, operation: str, table: str) -> bool:
        """Whether the public account really can; nothing is changed."""
        name = sql.Identifier(table)
        with psycopg.connect(self.public_url) as link:
            column = self._a_column(table)
            statement = {
                "SELECT": sql.SQL("SELECT 1 FROM {} LIMIT 1").format(name),
                "INSERT": sql.SQL("INSERT INTO {} SELECT * FROM {} WHERE false").format(name, name),
                "UPDATE": sql.SQL("UPDATE {} SET {c} = NULL WHERE false").format(name, c=column),
                "DELETE": sql.SQL("DELETE FROM {} WHERE false").format(name),
                "TRUNCATE": sql.SQL("TRUNCATE {} CASCADE").format(name),
            }[operation]
            try:
                link.execute(statement)
            except psycopg.errors.InsufficientPrivilege:
                return False
            finally:
                link.rollback()
        return True

    def _a_column(self, table: str) -> sql.Identifier:
        with psycopg.connect(self.staff_url) as link:
            [name] = link.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                " AND NOT attisdropped ORDER BY attnum DESC LIMIT 1",
                [f'"{table}"'],
            ).fetchone()
        return sql.Identifier(name)


def as_account(url: str, account: str, database: str) -> str:
    """The server's URL for another account and database."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, f"{quote(account)}@{place}", f"/{database}", "", ""))


@pytest.fixture(scope="module")
def zones(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zones]:
    with accounts_and_database(postgresql_server):
        [port] = free_ports(1)
        made = Zones(
            as_account(postgresql_server, STAFF, "zones"),
            as_account(postgresql_server, PUBLIC, "zones"),
            tmp_path_factory.mktemp("zones"),
            port,
        )
        prepared = subprocess.run(
            [sys.executable, "-m", "config.prepare"],
            cwd=ROOT,
            env=made.environment("staff"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert prepared.returncode == 0, prepared.stdout + prepared.stderr
        granted = manage("grant_public_role", PUBLIC, environment=made.environment("staff"))
        assert granted.returncode == 0, granted.stderr
        assert "entries that are not published included" in granted.stdout
        with public_server(made):
            yield made


@contextmanager
def accounts_and_database(server: str) -> Iterator[None]:
    with psycopg.connect(server, autocommit=True) as link:
        try:
            for name in (STAFF, PUBLIC):
                link.execute(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
            link.execute(f"CREATE DATABASE zones OWNER {STAFF}")
            yield
        finally:
            link.execute("DROP DATABASE IF EXISTS zones WITH (FORCE)")
            for name in (STAFF, PUBLIC):
                link.execute(f"DROP ROLE IF EXISTS {name}")


@contextmanager
def public_server(zones: Zones) -> Iterator[None]:
    output = zones.data / "server.log"
    with output.open("wb") as log:
        process = subprocess.Popen(
            server(zones.port),
            cwd=ROOT,
            env=zones.environment("public"),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    visitor = Visitor(zones.site)

    def alive() -> bool:
        try:
            return visitor.get("/healthz").status == 200
        except ServerGone:
            return False

    try:
        wait_for(alive, "the public server on PostgreSQL")
        yield
    finally:
        kill_group(process)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_public_page_works_with_the_public_account(zones: Zones, language: str, path: str):
    answer = Visitor(zones.site).get(f"/{language}/{path}")

    assert answer.status == 200, _log(zones)
    assert "<main" in answer.text


@pytest.mark.parametrize("path", OPEN_DATA)
def test_open_data_works_with_the_public_account(zones: Zones, path: str):
    answer = Visitor(zones.site).get(f"/api/hsds/{path}")

    assert answer.status == 200, _log(zones)
    assert '"id":' in answer.text


def test_ready_says_that_the_database_answers(zones: Zones):
    answer = Visitor(zones.site).get("/ready")

    assert answer.status == 200, answer.brief
    assert '"postgresql"' in answer.text


def test_a_self_referral_is_sent_read_and_withdrawn_with_the_public_account(zones: Zones):
    visitor = Visitor(zones.site)
    page = visitor.get("/en/programmes/iter/")
    person = SelfReferrer(visitor, field_value(page.text, "programme"))
    receipt = person.refer()

    back = Visitor(zones.site)
    shown = back.post("/en/receipt/", {"receipt": receipt})
    assert person.answers["words"]["words"] in shown.text
    assert state_on(shown.text) == "submitted"
    assert back.post("/en/receipt/withdraw/").status == 200, _log(zones)
    assert receipt_on(person.send()) == receipt
    assert Visitor(zones.site).post("/en/receipt/", {"receipt": "x"}).status == 200


def test_the_tables_that_are_granted_are_the_ones_that_grants_lists(zones: Zones):
    tables = zones.tables()
    allowed = {
        (operation, table)
        for table in tables
        for operation in OPERATIONS
        if zones.may(operation, table)
    }

    expected = {("SELECT", table) for table in readable_tables()}
    expected |= {("INSERT", table) for table in insertable_tables()}
    assert allowed == expected
    assert len(tables) > len(readable_tables()) + len(NEVER)


@pytest.mark.parametrize("table", NEVER)
def test_users_sessions_factors_members_audit_tasks_and_revisions_are_out_of_reach(
    zones: Zones, table: str
):
    assert table in zones.tables()

    assert not [operation for operation in OPERATIONS if zones.may(operation, table)]


def test_what_an_editor_has_not_published_of_an_entry_is_out_of_reach_unless_it_is_a_row(
    zones: Zones,
):
    """As the command and docs/operating.md say: rows of the directory whole, revisions not."""
    with psycopg.connect(zones.public_url) as link:
        link.execute("SELECT notes_on_source FROM directory_programmepage")
        link.execute("SELECT 1 FROM wagtailcore_page WHERE NOT live")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("SELECT content FROM wagtailcore_revision")


def test_the_public_account_can_be_nobody_else_and_make_nothing(zones: Zones):
    refused = (
        f"SET ROLE {STAFF}",
        "CREATE TABLE mine (a integer)",
        "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE accounts_user DISABLE TRIGGER ALL",
        f"GRANT SELECT ON accounts_user TO {PUBLIC}",
        "SELECT pg_read_file('/etc/hostname')",
        "COPY accounts_user TO STDOUT",
        "SELECT * FROM pg_authid",
    )
    for statement in refused:
        with (
            psycopg.connect(zones.public_url) as link,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            link.execute(statement)


def test_a_grant_too_many_is_taken_back(zones: Zones):
    with psycopg.connect(zones.staff_url) as link:
        link.execute(f"GRANT ALL ON accounts_user TO {PUBLIC}")
    assert zones.may("SELECT", "accounts_user")

    manage("grant_public_role", PUBLIC, environment=zones.environment("staff"))

    assert not zones.may("SELECT", "accounts_user")


def test_the_public_process_cannot_reach_a_user_through_django(zones: Zones):
    source = "from portal.accounts.models import User; print(User.objects.count())"
    done = run_python(source, environment=zones.environment("public"))

    assert done.returncode != 0
    assert "permission denied for table accounts_user" in done.stderr


def _log(zones: Zones) -> str:
    log = zones.data / "log" / "public.log"
    return log.read_text()[-4000:] if log.exists() else str(log)


@pytest.mark.parametrize(
    ("give", "take", "says"),
    [
        (
            "GRANT SELECT ON accounts_user TO PUBLIC",
            "REVOKE SELECT ON accounts_user FROM PUBLIC",
            "it may read accounts_user",
        ),
        (
            "GRANT UPDATE (username) ON accounts_user TO PUBLIC",
            "REVOKE UPDATE (username) ON accounts_user FROM PUBLIC",
            "it may change accounts_user",
        ),
        (
            f"GRANT {STAFF} TO {PUBLIC}",
            f"REVOKE {STAFF} FROM {PUBLIC}",
            "it owns accounts_user, or can become its owner",
        ),
    ],
)
def test_rights_that_came_by_another_way_are_found(
    zones: Zones, postgresql_server: str, give: str, take: str, says: str
):
    server = urlsplit(postgresql_server)
    everywhere = urlunsplit((server.scheme, server.netloc, "/zones", "", ""))
    with psycopg.connect(everywhere, autocommit=True) as link:
        link.execute(give)
        try:
            done = manage("grant_public_role", PUBLIC, environment=zones.environment("staff"))
        finally:
            link.execute(take)
    assert done.returncode == 1
    assert "Nothing was changed" in done.stderr
    assert says in done.stderr
    done = manage("grant_public_role", PUBLIC, environment=zones.environment("staff"))
    assert done.returncode == 0, done.stderr


def start_in_production(zones: Zones, account: str, folder: Path) -> str:
    """What the public web process says on its last line as it starts with an account."""
    url = as_account(zones.staff_url, account, "zones")
    for name in ("public", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    for key in (zones.data / "keys" / "public").iterdir():
        shutil.copy(key, folder / "public" / key.name)
    variables = {name: text for name, text in PRODUCTION.items() if name != "EMAIL_URL"} | {
        "TURNSTONE_ROLE": "public",
        "TURNSTONE_DATA": str(folder / "data"),
        "TURNSTONE_KEYS": str(folder),
        "DATABASE_URL": url,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import config.wsgi; print('started')"],
        cwd=ROOT,
        env=bare_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout.strip() or done.stderr.strip()).splitlines()[-1]


def test_a_public_server_starts_with_the_lesser_account_only(zones: Zones, tmp_path: Path):
    assert start_in_production(zones, PUBLIC, tmp_path) == "started"
    owner = start_in_production(zones, STAFF, tmp_path)
    assert f"DATABASE_URL: the public role's account '{STAFF}' may do too much" in owner
    superuser = start_in_production(zones, "turnstone", tmp_path)
    assert "it is a superuser" in superuser
