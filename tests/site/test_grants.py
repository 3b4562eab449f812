"""On PostgreSQL, the public role's account: what public pages need, and nothing else.

A real server, two real accounts, and the public web server connected as the lesser one. What it
may not do is enumerated from the database itself: a new table is refused until it is granted.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from config.grants import insertable_tables, readable_columns, readable_tables
from tests.contract.environment import PRODUCTION
from tests.demonstration import (
    ROOT,
    bare_environment,
    manage,
    run_python,
)
from tests.referring import SelfReferrer, receipt_on, state_on
from tests.visitor import Visitor, field_value
from tests.zones import PUBLIC, STAFF, Zones, as_account, two_zones

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("grants")]
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
    "directory_reminderaddress",
    "directory_correctionchange",
)
OPERATIONS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
# Two programmes of the sample, by the codes that their UUIDs give.
KEPT = "keep=IF-Au2DGVzyIxi6Y8MJtKg&keep=C0qe4pphWVSskCnA5faxwg"
PUBLIC_PAGES = (
    *("", "find/", "find/?q=minors&mode=group&near=9000", "programmes/iter/", "programmes/cosa/"),
    *("ratings/", "emergency/", "start/", "receipt/", "privacy/", "guidance/", "someone-close/"),
    *("find/map/", "choose/", f"list/?{KEPT}", f"compare/?{KEPT}"),
    *("accuracy/", "ratings/not-rated/", "programmes/iter/suggest/"),
)

OPEN_DATA = (
    *("services", "services?full=true", "services?search=minors", "services?format=ndjson"),
    *("organizations?full=true", "service_at_locations?full=true", "taxonomies", "taxonomy_terms"),
)


@pytest.fixture(scope="module")
def zones(
    postgresql_server: str, migrated: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Zones]:
    with two_zones(postgresql_server, migrated, tmp_path_factory.mktemp("zones")) as made:
        yield made


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


def test_of_answers_and_corrections_the_public_account_reads_days_and_no_words(zones: Zones):
    """A reader suggests, a provider would; neither the account nor whoever has it reads it back."""
    path = "/en/programmes/iter/suggest/"
    words = {"part": "contact", "wrong": "canary-suggestion", "right": "", "source": ""}
    answer = Visitor(zones.site).post(path, words)
    assert answer.status == 200, _log(zones)
    assert "data-said=" in answer.text
    with psycopg.connect(zones.staff_url) as link:
        stored = link.execute("SELECT content::text FROM directory_entryanswer").fetchall()
    assert ["canary-suggestion" in text for (text,) in stored] == [True]
    with psycopg.connect(zones.public_url, autocommit=True) as link:
        for table, columns in readable_columns().items():
            with psycopg.connect(zones.staff_url) as owner:
                named = owner.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                    " AND attnum > 0 AND NOT attisdropped",
                    [table],
                ).fetchall()
            for (column,) in named:
                read = sql.SQL("SELECT {} FROM {}").format(
                    sql.Identifier(column), sql.Identifier(table)
                )
                if column in columns:
                    link.execute(read)
                    continue
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    link.execute(read)


MAKE_LINK = """
from directory.corrections.links import make_link
from directory.models import ProgrammePage, ReminderAddress
entry = ProgrammePage.objects.get(slug="iter")
keeper = entry.get_parent()
address = ReminderAddress.objects.get(page_id=keeper.pk)
print(make_link(address=address)[1], entry.uuid)
"""


def test_a_provider_answers_by_its_link_with_the_public_account(zones: Zones):
    made = run_python(MAKE_LINK, environment=zones.environment("staff"))
    assert made.returncode == 0, made.stderr
    token, entry = made.stdout.split()
    visitor = Visitor(zones.site)
    for page in ("", "entry/", "change/", "places/"):
        answer = visitor.get(f"/en/keep/{page}?link={token}&entry={entry}")
        assert answer.status == 200, _log(zones)
    shown = visitor.get(f"/en/keep/entry/?link={token}&entry={entry}").text
    fields = {"link": token, "entry": entry, "version": field_value(shown, "version")}
    answer = visitor.post("/en/keep/confirm/", fields)
    assert answer.status == 200, _log(zones)
    assert 'data-said="confirmed"' in answer.text
    with psycopg.connect(zones.staff_url) as link:
        kinds = link.execute("SELECT kind FROM directory_entryanswer WHERE link_id IS NOT NULL")
        assert kinds.fetchall() == [("confirmed",)]


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
            "GRANT SELECT (content) ON directory_entryanswer TO PUBLIC",
            "REVOKE SELECT (content) ON directory_entryanswer FROM PUBLIC",
            "it may read content of directory_entryanswer",
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
