"""The edition of what the public may read: whoever keeps something made of it can tell whether it
still holds.

The edition changes with every write to one of the public's tables, in the same transaction: there
is no moment at which a change is there and its edition is not, whoever is killed. The writes are
seen where they go to the database, so that it makes no difference whether a page was saved, a
query set updated or rows made in bulk. Drafts change nothing.
"""

import datetime as dt
import re
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import Error, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_migrate
from django.utils import timezone

#: Equal as long as nothing changed: (connection, mark) of all that have written lately.
Edition = tuple[tuple[int, int], ...]

#: Of :class:`directory.models.PublicEdition`; engines read editions where no models are loaded.
TABLE = "directory_publicedition"
_READ = f'SELECT writer, mark FROM "{TABLE}" ORDER BY writer'  # noqa: S608
_UPDATE = f'UPDATE "{TABLE}" SET mark = %s, written_at = %s WHERE writer = %s'  # noqa: S608
_INSERT = f'INSERT INTO "{TABLE}" (mark, written_at, writer) VALUES (%s, %s, %s)'  # noqa: S608

# A write, wherever it stands: a statement may first name what it reads (WITH).
_WRITES = re.compile(
    r"\b(?P<verb>INSERT|REPLACE|UPDATE|DELETE|TRUNCATE|MERGE|COPY)"
    r"(?:\s+(?:OR\s+\w+|INTO|FROM|TABLE|ONLY)\b)*+"
    r'\s+(?:"?\w+"?\.)?"?(?P<table>\w+)',
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(\w*)", re.DOTALL)
_VERBS = frozenset({"INSERT", "REPLACE", "UPDATE", "DELETE", "TRUNCATE", "MERGE", "COPY"})
_SETS = re.compile(r"\sSET\s(.*?)(?:\sWHERE\s|$)", re.IGNORECASE | re.DOTALL)
_COLUMN = re.compile(r'"?(\w+)"?\s*=')
# What saving a draft or locking a page writes into the page's own row.
_UNSEEN: Mapping[str, frozenset[str]] = {
    "wagtailcore_page": frozenset(
        {
            *("draft_title", "has_unpublished_changes", "latest_revision_id"),
            *("latest_revision_created_at", "locked", "locked_at", "locked_by_id"),
        }
    )
}
_IN_DOUBT = 0
#: After this, the row of a connection that wrote is cleared away; it makes a new one when it must.
FORGOTTEN_AFTER = dt.timedelta(minutes=10)

_OWN = "_public_edition_writer"


def read_edition() -> Edition | None:
    """The edition as it is now: one small query. None: a write is under way, or nobody can say.

    Read it *before* what is made of the database: then a change in between makes another edition.
    """
    if connection.in_atomic_block:
        # A transaction sees its own changes; what it makes of them is nobody else's.
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute(_READ)
            rows = tuple(cursor.fetchall())
    except Error:
        return None
    return None if not rows or any(mark == _IN_DOUBT for _writer, mark in rows) else rows


class _Seen:
    """The edition at the beginning of a request, read when first asked for."""

    __slots__ = ("edition", "is_read")

    def __init__(self) -> None:
        self.edition: Edition | None = None
        self.is_read = False


_seen: ContextVar[_Seen | None] = ContextVar("edition seen", default=None)


@contextmanager
def one_edition() -> Iterator[None]:
    """Within it, :func:`seen_edition` asks once."""
    token = _seen.set(_Seen())
    try:
        yield
    finally:
        _seen.reset(token)


def seen_edition() -> Edition | None:
    """The edition that this request began with. None: outside of one, or not known."""
    seen = _seen.get()
    if seen is None:
        return None
    if not seen.is_read:
        seen.edition, seen.is_read = read_edition(), True
    return seen.edition


def watch(tables: Collection[str]) -> None:
    """From now on, have each write of this process to one of these tables change the edition."""
    watcher = Watcher(tables)

    def begin(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
        if watcher not in connection.execute_wrappers:
            # First: who uses one for a while takes the last one away again.
            connection.execute_wrappers.insert(0, watcher)

    connection_created.connect(begin, weak=False, dispatch_uid="directory.edition")
    pre_migrate.connect(watcher.look_again, weak=False, dispatch_uid="directory.edition")
    if connection.connection is not None:
        begin(None, connection)


def change_edition() -> None:
    """Change the edition for what stands in no table, such as an index that was just written."""
    with transaction.atomic():
        _mark_once(connection)


def forget_old_editions() -> None:
    """Clear away the rows of connections that have not written for some minutes.

    One of them may have been killed in mid-write, and leaves everybody in doubt until then.
    """
    from directory.models import PublicEdition

    old = PublicEdition.objects.filter(written_at__lt=timezone.now() - FORGOTTEN_AFTER)
    own = getattr(connection, _OWN, None)
    others = old.exclude(writer=own) if own is not None else old
    if others.exists():
        with transaction.atomic():
            _mark(connection)
            others.delete()


class Watcher:
    """Called around each statement of a connection: `connection.execute_wrapper` in Django."""

    def __init__(self, tables: Collection[str]) -> None:
        self.tables = frozenset(tables) - {TABLE}
        self._is_there = False

    def look_again(self, **kwargs: Any) -> None:
        self._is_there = False

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: Mapping[str, Any],
    ) -> Any:
        writing: BaseDatabaseWrapper = context["connection"]
        text = sql if isinstance(sql, str) else _as_text(sql, writing)
        # Most statements are no writes at all.
        if text[:1] in "Ss" or not self.changes_something(text):
            return execute(sql, params, many, context)
        if not self._can_mark(writing):
            return execute(sql, params, many, context)
        if writing.in_atomic_block:
            _mark_once(writing)
            return execute(sql, params, many, context)
        # A statement that is a transaction of its own: between two marks, the first of which
        # leaves everybody in doubt should this process be killed before the second.
        _mark(writing, _IN_DOUBT)
        try:
            return execute(sql, params, many, context)
        finally:
            _mark(writing)

    def changes_something(self, sql: str) -> bool:
        """Whether a statement writes to one of the tables, or writes who knows where."""
        begins = _BEGINS.match(sql)
        first = begins[1].upper() if begins else ""
        if begins and first in _VERBS:
            write = _WRITES.match(sql, begins.start(1))
            return write is None or self._changes(write, sql)
        return first == "WITH" and any(self._changes(w, sql) for w in _WRITES.finditer(sql))

    def _changes(self, write: re.Match[str], sql: str) -> bool:
        table = write["table"].lower()
        unseen = _UNSEEN.get(table)
        if unseen and write["verb"].upper() == "UPDATE" and (sets := _SETS.search(sql)):
            columns = set(_COLUMN.findall(sets[1]))
            return not columns or not columns <= unseen
        if write["verb"].upper() == "TRUNCATE":  # it may name several
            return not self.tables.isdisjoint(re.findall(r"\w+", sql.lower()))
        return table in self.tables

    def _can_mark(self, writing: BaseDatabaseWrapper) -> bool:
        """Whether the table is there: migrations write before they have made it."""
        if not self._is_there:
            self._is_there = TABLE in writing.introspection.table_names()
        return self._is_there


def _as_text(sql: Any, writing: BaseDatabaseWrapper) -> str:
    """A statement of another kind than text: bytes, or put together by psycopg."""
    return (
        sql.decode(errors="replace")
        if isinstance(sql, bytes)
        else sql.as_string(writing.connection)
    )


def _mark_once(writing: BaseDatabaseWrapper) -> None:
    """Mark this transaction, unless it is and no rollback that leaves this write undoes that."""
    if any(scheduled is _marked for _savepoints, scheduled, *_ in writing.run_on_commit):
        return
    _mark(writing)
    transaction.on_commit(_marked, using=writing.alias)


def _marked() -> None:
    """Stands among what follows a commit, to say that its transaction is marked."""


def _mark(writing: BaseDatabaseWrapper, mark: int | None = None) -> None:
    own = getattr(writing, _OWN, None)
    if own is None:
        own = secrets.randbits(62) + 1
        setattr(writing, _OWN, own)
    if mark is None:
        mark = secrets.randbits(62) + 1
    row = (mark, writing.ops.adapt_datetimefield_value(timezone.now()), own)
    with writing.cursor() as cursor:
        cursor.execute(_UPDATE, row)
        if cursor.rowcount == 0:
            cursor.execute(_INSERT, row)
