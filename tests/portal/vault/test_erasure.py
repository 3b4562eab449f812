"""After erasure the wrapped keys' bytes are in neither the database nor its journal."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection, transaction

from portal.vault.compartments import Compartment
from portal.vault.erasure import purge_journal, require_secure_delete
from portal.vault.errors import VaultError
from portal.vault.models import KeyWrap
from portal.vault.sealing import new_key
from portal.vault.services import create_content_keys, destroy_keys
from tests.portal.vault.databases import bytes_on_disk, new_connection, sqlite_database

SHARED = Compartment.SHARED
# On PostgreSQL other tests' databases live on the same server, and their transactions hold it up.
PATIENT = 300


def _wrapped(owner) -> list[bytes]:
    return [bytes(wrap.wrapped) for wrap in KeyWrap.objects.filter(content_key__owner=owner)]


def _found(wraps: list[bytes], stored: bytes) -> int:
    """How many wraps have left a piece of their own ciphertext anywhere in `stored`."""
    return sum(
        any(wrap[place : place + 24] in stored for place in range(1, len(wrap) - 24, 24))
        for wrap in wraps
    )


def _make_referrals(count: int) -> dict:
    owners = [uuid4() for _ in range(count)]
    for owner in owners:
        create_content_keys(owner=owner, compartments=list(Compartment), receipt_key=new_key())
    return {owner: _wrapped(owner) for owner in owners}


def test_erased_keys_are_gone_from_the_file_and_its_journal(keys, sqlite_file):
    """Sixty referrals, a third erased: pages are split, merged and used again on the way."""
    made = _make_referrals(60)
    erased = dict(list(made.items())[::3])
    everything = [wrap for wraps in made.values() for wrap in wraps]
    assert _found(everything, bytes_on_disk(sqlite_file)) == len(everything) == 240
    for owner in erased:
        destroy_keys(owner=owner)
    gone = [wrap for wraps in erased.values() for wrap in wraps]
    # The journal still has them: this is what the purge is for.
    assert _found(gone, bytes_on_disk(sqlite_file)) > 0
    assert purge_journal() is True
    stored = bytes_on_disk(sqlite_file)
    assert _found(gone, stored) == 0
    assert _found(everything, stored) == 240 - 80


def test_without_secure_delete_the_search_would_find_them(keys, tmp_path, django_db_blocker):
    """The search is no search if it finds nothing where SQLite is known to leave bytes."""
    careless = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=OFF;"
    path = tmp_path / "careless.sqlite3"
    with django_db_blocker.unblock(), sqlite_database(path, init_command=careless):
        ((owner, wraps),) = _make_referrals(1).items()
        with pytest.raises(VaultError, match="secure_delete"):
            destroy_keys(owner=owner)
        KeyWrap.objects.all().delete()
        purge_journal()
        assert _found(wraps, bytes_on_disk(path)) > 0


def test_fast_secure_delete_is_not_enough(sqlite_file):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = FAST")
    with pytest.raises(VaultError, match="init_command"):
        require_secure_delete()


def test_the_journal_is_cut_to_nothing(keys, sqlite_file):
    _make_referrals(1)
    journal = sqlite_file.with_name(sqlite_file.name + "-wal")
    assert journal.stat().st_size > 0
    assert purge_journal() is True
    assert journal.stat().st_size == 0


def test_a_reader_delays_the_purge_for_a_bounded_time(keys, sqlite_file):
    ((owner, wraps),) = _make_referrals(1).items()
    reader = new_connection(sqlite_file)
    with reader.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("SELECT count(*) FROM vault_keywrap")
        destroy_keys(owner=owner)
        started = time.monotonic()
        assert purge_journal(attempts=3, pause=0.05) is False
        assert time.monotonic() - started < 3
        assert _found(wraps, bytes_on_disk(sqlite_file)) > 0
        cursor.execute("ROLLBACK")
    reader.close()
    assert purge_journal() is True
    assert _found(wraps, bytes_on_disk(sqlite_file)) == 0


def test_the_wait_for_a_lock_is_put_back(sqlite_file):
    purge_journal()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (5000,)


@pytest.mark.django_db
def test_inside_a_transaction_the_purge_is_refused():
    with transaction.atomic(), pytest.raises(VaultError, match="once the transaction is over"):
        purge_journal()


@pytest.mark.django_db
def test_this_databases_settings_pass():
    require_secure_delete()


def _stored_bytes() -> bytes:
    """Every byte of the vault's tables, from SQLite in memory or PostgreSQL's own files."""
    if connection.vendor == "sqlite":
        return connection.connection.serialize()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('vault_keywrap'))")
        return bytes(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_erased_keys_are_gone_from_the_tables_own_bytes(keys):
    made = _make_referrals(3)
    (owner, gone), (_, kept), _ = made.items()
    assert _found(gone, _stored_bytes()) == len(gone) == 4
    destroy_keys(owner=owner)
    assert purge_journal(attempts=PATIENT) is True
    assert _found(gone, _stored_bytes()) == 0
    assert _found(kept, _stored_bytes()) == 4


@pytest.mark.django_db(transaction=True)
def test_the_purge_takes_other_tables_along(keys):
    assert purge_journal(also=("audit_subjectpseudonym",), attempts=PATIENT) is True


@pytest.mark.django_db(transaction=True)
def test_a_transaction_from_before_keeps_erased_bytes_and_the_purge_says_so(keys):
    """In memory SQLite has no journal that another reader could hold; see the file's test above."""
    ((owner, gone),) = _make_referrals(1).items()
    if connection.vendor == "sqlite":
        destroy_keys(owner=owner)
        assert purge_journal() is True
        return
    with _snapshot_of_another_session():
        destroy_keys(owner=owner)
        assert purge_journal(attempts=2, pause=0.05) is False
        assert _found(gone, _stored_bytes()) == 4
    assert purge_journal(attempts=PATIENT) is True
    assert _found(gone, _stored_bytes()) == 0


@pytest.mark.django_db(transaction=True)
def test_a_transaction_in_another_database_keeps_them_too_and_the_purge_says_so(keys):
    if connection.vendor == "sqlite":
        return
    ((owner, gone),) = _make_referrals(1).items()
    with _transaction_in_another_database():
        destroy_keys(owner=owner)
        assert purge_journal(attempts=2, pause=0.05) is False
        assert _found(gone, _stored_bytes()) == 4
    assert purge_journal(attempts=PATIENT) is True
    assert _found(gone, _stored_bytes()) == 0


@contextmanager
def _snapshot_of_another_session() -> Iterator[None]:
    """It touches none of the vault's tables and locks none, and still keeps old rows alive."""
    reader = connection.copy()
    try:
        with reader.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT count(*) FROM audit_auditevent")
            yield
    finally:
        reader.close()


@contextmanager
def _transaction_in_another_database() -> Iterator[None]:
    elsewhere = connection.copy()
    elsewhere.settings_dict = {**elsewhere.settings_dict, "NAME": "postgres"}
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")
            yield
    finally:
        elsewhere.close()


def test_tables_that_are_not_ours_are_not_rewritten(keys, as_visitor: Callable):
    with as_visitor():
        assert purge_journal() is (connection.vendor == "sqlite")


@pytest.fixture
def as_visitor(transactional_db):
    """On PostgreSQL, a role that owns no table; SQLite knows no roles."""

    @contextmanager
    def acting():
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("CREATE ROLE vault_visitor NOLOGIN")
            try:
                cursor.execute("SET ROLE vault_visitor")
                yield
            finally:
                cursor.execute("RESET ROLE")
                cursor.execute("DROP ROLE vault_visitor")

    return acting
