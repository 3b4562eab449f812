"""That destroyed keys leave no bytes behind in the database's own files."""

import time
from collections.abc import Sequence

from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper

from portal.vault.errors import VaultError
from portal.vault.models import PurgeDue

VAULT_TABLES = ("vault_keywrap", "vault_contentkey")
_SECURE_DELETE = (1,)
# A standby's connection names no database; with a slot, the slot holds its snapshot.
_NOBODY_OLDER = """
SELECT pg_snapshot_xmin(pg_current_snapshot()) > %(now)s::xid8
   AND NOT EXISTS (
       SELECT 1 FROM pg_stat_activity
        WHERE (datname = current_database() OR datname IS NULL) AND pid <> pg_backend_pid()
          AND age(backend_xmin) > age(%(now)s::xid8::xid))
   AND NOT EXISTS (
       SELECT 1 FROM pg_replication_slots WHERE age(xmin) > age(%(now)s::xid8::xid))
"""


def require_secure_delete() -> None:
    """Raise VaultError when SQLite would leave deleted bytes in its pages.

    Measured with `PRAGMA secure_delete`; 2 ("fast") leaves them in free pages and is refused too.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        if cursor.fetchone() != _SECURE_DELETE:
            raise VaultError(
                "SQLite runs without secure_delete, so erased keys would stay in its file. "
                "Add `PRAGMA secure_delete=ON;` to init_command in DATABASES."
            )


def require_purge(*, asked: bool = False) -> None:
    """Note that what this transaction deletes must leave the database's files too.

    `asked`: a person asked for it, so that the clock sees to it at its next turn.
    """
    PurgeDue.objects.create(asked=asked)


def purge_is_asked() -> bool:
    """Whether something that a person had erased still lies in the database's files."""
    return PurgeDue.objects.filter(asked=True).exists()


def purge_if_due(*, also: Sequence[str] = ()) -> bool:
    """Purge the journal if anything was deleted since. Returns whether nothing is left to do."""
    # By their ids: one that is committed meanwhile was not purged, though its id may be lower.
    due = list(PurgeDue.objects.values_list("pk", flat=True))
    if not due:
        return True
    if not purge_journal(also=also):
        return False
    PurgeDue.objects.filter(pk__in=due).delete()
    return True


def purge_journal(*, also: Sequence[str] = (), attempts: int = 5, pause: float = 0.2) -> bool:
    """Take what was deleted out of the journal; returns whether that was done, else ask again.

    While others still read the old state, tries `attempts` times with `pause` seconds between.
    SQLite: writes the journal back and cuts it to nothing (`wal_checkpoint(TRUNCATE)`).
    PostgreSQL: rewrites the vault's tables and those named in `also` without their dead rows
    (VACUUM FULL), where this role owns them and gets the lock at once, and no transaction of the
    whole server is older than the deletion; its write-ahead log keeps the bytes until it is
    recycled.

    Raises VaultError inside a transaction, where neither can be done.
    """
    if connection.in_atomic_block:
        raise VaultError("The journal can only be purged once the transaction is over.")
    if connection.vendor == "sqlite":
        return _truncate_sqlite_journal(attempts, pause)
    if connection.vendor == "postgresql":
        return _rewrite_postgresql_tables((*VAULT_TABLES, *also), attempts, pause)
    return False


def _truncate_sqlite_journal(attempts: int, pause: float) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        timeout = cursor.fetchone()[0]
        # While it waits for readers it holds writers up, so it waits in small pieces.
        cursor.execute("PRAGMA busy_timeout = 100")
        try:
            for attempt in range(attempts):
                if attempt:
                    time.sleep(pause)
                if _truncated(cursor):
                    return True
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {timeout}")
    return False


def _truncated(cursor: CursorWrapper) -> bool:
    try:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _pages, _moved = cursor.fetchone()
    except OperationalError:
        return False
    return not busy


def _rewrite_postgresql_tables(tables: Sequence[str], attempts: int, pause: float) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE oid = ANY(%s::regclass[])"
            " AND pg_has_role(current_user, relowner, 'USAGE')",
            [list(tables)],
        )
        if cursor.fetchone()[0] != len(tables):
            return False
        if not _nobody_still_sees_the_rows(cursor, attempts, pause):
            return False
        cursor.execute("SET lock_timeout = '500ms'")
        try:
            for table in tables:
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
        except OperationalError:
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True


def _nobody_still_sees_the_rows(cursor: CursorWrapper, attempts: int, pause: float) -> bool:
    """Whether VACUUM may drop what was deleted before now.

    It keeps what a snapshot of this database or of a standby still sees. Its own snapshot is one:
    that goes back to the oldest transaction still running on the server, those of other databases
    included.
    """
    cursor.execute("SELECT pg_current_xact_id()::text")
    now = cursor.fetchone()[0]
    for attempt in range(attempts):
        if attempt:
            time.sleep(pause)
        cursor.execute(_NOBODY_OLDER, {"now": now})
        if cursor.fetchone()[0]:
            return True
    return False
