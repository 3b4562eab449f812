"""Letting the suite empty the database after a test, which the log's triggers rightly refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

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


def empty_the_log() -> None:
    """Delete every row of the log, with its triggers off while that happens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM audit_auditevent)")
        if not cursor.fetchone()[0]:
            return
    with transaction.atomic(), triggers_off():
        _Direct.execute("DELETE FROM audit_auditevent")


def empty_the_log_before_each_flush() -> None:
    """Call once per run, before the first test that commits."""
    case: Any = TransactionTestCase
    flush = case._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        empty_the_log()
        flush(self)

    case._fixture_teardown = teardown
