"""Give the public process's PostgreSQL account the few rights it needs, and take all others."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from config.grants import grant_statements, insertable_tables, what_is_too_much


class Command(BaseCommand):
    help = "Set the rights of the public role's PostgreSQL account, as config/grants.py lists them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help="The account that the public process connects with.")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError(
                "This database is SQLite, which has no accounts: there the zones part keys and "
                "secrets only. Set DATABASE_URL to a PostgreSQL database."
            )
        role = options["role"]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no account {role!r}. Create it first: CREATE ROLE …")
            if found[0]:
                raise CommandError(f"{role!r} is a superuser; no grant could hold it. Use another.")
            quoted = connection.ops.quote_name(role)
            for statement in grant_statements(quoted):
                cursor.execute(statement)
            for table in insertable_tables():
                for sequence in _sequences(cursor, table):
                    cursor.execute(f"GRANT USAGE ON SEQUENCE {sequence} TO {quoted}")
            too_much = what_is_too_much(cursor, role)
            if too_much:
                raise CommandError(
                    f"Nothing was changed: {role!r} may do more than these grants say, by other "
                    f"accounts that it belongs to or by what is granted to PUBLIC: "
                    f"{'; '.join(too_much)}. Take that away first (REVOKE …), or use an account "
                    "of its own."
                )
        self.stdout.write(
            f"{role} may read the directory, entries that are not published included, and which "
            "doors stand open; insert what people send, and read it back sealed. Nothing else."
        )


def _sequences(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT pg_get_serial_sequence(quote_ident(%s), column_name)"
        " FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s",
        [table, table],
    )
    return [name for (name,) in cursor.fetchall() if name]
