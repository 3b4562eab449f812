"""What only the owner of the database can do: change the log, its triggers taken away."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

append_only = import_module("portal.audit.migrations.0002_append_only")


class _Direct:
    """Runs a migration's statements at once, inside whatever transaction there is."""

    connection = connection

    @staticmethod
    def execute(statement: str, params: None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


@contextmanager
def triggers_off() -> Iterator[None]:
    """What only the database's owner can do: the log's tables without their triggers."""
    append_only.remove(None, _Direct)
    try:
        yield
    finally:
        append_only.install(None, _Direct)
