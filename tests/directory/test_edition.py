"""The edition changes with what the public may read, in its transaction, and with nothing else."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.grants import readable_tables, shown_tables
from directory.edition import (
    TABLE,
    Watcher,
    change_edition,
    one_edition,
    read_edition,
    seen_edition,
)
from directory.models import PublicEdition, SampleEntry, Term
from search.models import SearchSighting

DAY = dt.date(2026, 1, 1)
pytestmark = pytest.mark.django_db(transaction=True)


def add(code: str) -> Term:
    return Term.objects.create(vocabulary="mode", code=code, labels={"en": code})


def changes(write: Callable[[], object]) -> bool:
    before = read_edition()
    write()
    after = read_edition()
    assert after is not None
    return before != after


def test_each_kind_of_write_changes_it():
    term = add("one")
    assert changes(lambda: add("two"))
    assert changes(lambda: Term.objects.update(sort_order=3))
    assert changes(lambda: Term.objects.bulk_create([Term(vocabulary="mode", code="three")]))
    assert changes(lambda: Term.objects.bulk_update([term], ["sort_order"]))
    assert changes(lambda: connection.cursor().execute("UPDATE directory_term SET sort_order = 4"))
    raw = "DELETE FROM directory_term WHERE code = 'three'"
    assert changes(lambda: connection.cursor().execute(raw))
    assert changes(change_edition)


def test_what_the_public_does_not_see_leaves_it():
    add("one")
    assert not changes(lambda: SampleEntry.objects.update(key="x"))
    assert not changes(lambda: SearchSighting.objects.create(digest="x", seen_on=DAY))
    assert not changes(lambda: list(Term.objects.all()))
    assert not changes(lambda: connection.cursor().execute("SELECT 'UPDATE directory_term'"))


#: Statements as people and libraries write them, and whether they change what the public reads.
TERMS, PAGES = "directory_term", "wagtailcore_page"
STATEMENTS = {
    f'UPDATE "public"."{TERMS}" SET "code" = %s': True,
    f"update only public.{TERMS} set code = 1": True,
    f"UPDATE OR IGNORE {TERMS} SET code = 1": True,
    f"-- a term\n/* one */ DELETE FROM ONLY {TERMS}": True,
    f"WITH old AS (SELECT 1) UPDATE {TERMS} SET code = 1": True,
    f"WITH gone AS (DELETE FROM {TERMS} RETURNING *) SELECT * FROM gone": True,
    f"INSERT OR REPLACE INTO {TERMS} VALUES (1)": True,
    f'TRUNCATE TABLE ONLY "other", "{TERMS}"': True,
    "TRUNCATE other": False,
    f"COPY {TERMS} FROM STDIN": True,
    f"MERGE INTO {TERMS} USING x ON true WHEN MATCHED THEN DELETE": True,
    "UPDATE [somewhere] SET code = 1": True,  # nobody knows where
    f'UPDATE "{PAGES}" SET "locked" = %s, "draft_title" = %s WHERE "id" = %s': False,
    f'UPDATE "{PAGES}" SET "locked" = %s, "live" = %s WHERE "id" = %s': True,
    f"UPDATE {PAGES} SET locked = 1": False,
    f"UPDATE {PAGES} SET live=0 WHERE locked = 1": True,
    f'UPDATE "{PAGES}" SET "locked" = 1, live = 0': True,
    f"UPDATE {PAGES} SET (live, locked) = (0, 0)": True,
    f"INSERT INTO {PAGES} VALUES (1) ON CONFLICT (id) DO UPDATE SET locked = 1": True,
    f"WITH some AS (SELECT * FROM {TERMS}) SELECT * FROM some FOR UPDATE": False,
    f"INSERT INTO audit_entry SELECT * FROM {TERMS}": False,
    "PRAGMA busy_timeout": False,
}


@pytest.mark.parametrize("sql", STATEMENTS)
def test_statements_of_every_form_are_read(sql: str):
    assert Watcher({TERMS, PAGES}).changes_something(sql) == STATEMENTS[sql]


def test_statements_that_are_no_text_are_read_too():
    seen: list[Any] = []
    watcher = Watcher({TERMS})
    for sql in (f"UPDATE {TERMS} SET code = code".encode(), Composed(f"DELETE FROM {TERMS}")):
        before = read_edition()
        watcher(lambda sql, *_: seen.append(sql), sql, (), False, {"connection": connection})
        assert seen[-1] is sql
        assert read_edition() != before


class Composed:
    """As psycopg's own: what a statement is put together of."""

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def as_string(self, context: object) -> str:
        return self.sql


def test_a_transaction_marks_itself_once_and_a_rollback_takes_its_mark_back():
    add("one")
    before = read_edition()
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            for number in range(3):
                add(f"of-many-{number}")
        assert sum(TABLE in query["sql"] for query in queries) == 1
        assert read_edition() is None  # nobody else sees yet what this transaction sees
        transaction.set_rollback(True)
    assert read_edition() == before
    with transaction.atomic():
        try:
            with transaction.atomic():
                add("rolled-back")
                raise ValueError
        except ValueError:
            pass
        add("kept")
    assert read_edition() != before


def test_while_a_statement_of_its_own_is_written_nobody_knows(monkeypatch: pytest.MonkeyPatch):
    add("one")
    during = []

    def look(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "directory_term" in sql:
            during.append(list(PublicEdition.objects.values_list("mark", flat=True)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        Term.objects.update(sort_order=3)
    assert 0 in during[0]
    assert read_edition() is not None


def test_a_request_asks_once_and_nobody_else_is_given_its_answer():
    add("one")
    assert seen_edition() is None
    with one_edition():
        with CaptureQueriesContext(connection) as queries:
            seen = seen_edition()
            assert seen_edition() == seen == read_edition() or len(queries) > 2
        add("two")
        assert seen_edition() == seen != read_edition()
    assert seen_edition() is None


def test_no_edition_is_ever_one_that_was_before():
    seen = set()
    for number in range(3):
        add(f"one-{number}")
        seen.add(read_edition())
        PublicEdition.objects.update(written_at=timezone.now() - dt.timedelta(hours=1))
    assert len(seen) == 3


def test_a_table_that_the_public_reads_is_watched_unless_people_write_to_it():
    assert PublicEdition._meta.db_table == TABLE
    assert set(shown_tables()) <= set(readable_tables())
    left_out = set(readable_tables()) - set(shown_tables())
    assert left_out == {
        *("selfreferral_draft", "selfreferral_letter", "vault_contentkey", "vault_keywrap")
    }
