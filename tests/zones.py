"""On PostgreSQL: production's database, and one that a public server reads as a lesser account."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.run import server
from tests.contract.environment import PRODUCTION
from tests.demonstration import (
    ROOT,
    bare_environment,
    free_ports,
    kill_group,
    manage,
    wait_for,
)
from tests.visitor import ServerGone, Visitor

STAFF, PUBLIC = "turnstone_staff", "turnstone_public"


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
                "SELECT": sql.SQL("SELECT * FROM {} LIMIT 1").format(name),
                "INSERT": sql.SQL("INSERT INTO {} ({c}) SELECT NULL WHERE false").format(
                    name, c=column
                ),
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


@contextmanager
def two_zones(postgresql_server: str, migrated: str, folder: Path) -> Iterator[Zones]:
    """A database set up as `./dev start` does, and the public server running.

    It is a copy of the database `migrated`, whose tables the staff account made.
    """
    with copied_database(postgresql_server, migrated):
        [port] = free_ports(1)
        made = Zones(
            as_account(postgresql_server, STAFF, "zones"),
            as_account(postgresql_server, PUBLIC, "zones"),
            folder,
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
def copied_database(server: str, migrated: str) -> Iterator[None]:
    with psycopg.connect(server, autocommit=True) as link:
        try:
            link.execute(f"CREATE DATABASE zones OWNER {STAFF} TEMPLATE {migrated}")
            yield
        finally:
            link.execute("DROP DATABASE IF EXISTS zones WITH (FORCE)")


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
