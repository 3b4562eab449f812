"""What the public role's database account may do on PostgreSQL: this table, and nothing else."""

from collections.abc import Iterator

from django.apps import apps
from django.db.backends.utils import CursorWrapper

# The directory and what routing needs; every table of an app where the name ends in a dot. A table
# is read whole: entries that are not published and editors' notes on sources too, of which public
# pages show nothing. What was changed and not yet published lies in revisions, which are closed.
READABLE = (
    "directory.",
    "search.",
    "wagtailcore.Page",
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtailredirects.Redirect",
    "contenttypes.ContentType",
    "selfreferral.Door",
)
# What only the staff zone asks for.
NOT_READABLE = (
    "directory.SampleEntry",
    "directory.ProgrammeImport",
    "directory.ImportRow",
    "directory.EntryQuality",
    "directory.EntryQuality_links",
    "directory.Finding",
    "directory.LinkCheck",
    "directory.ReminderAddress",
    "directory.CorrectionChange",
)
# Of these the named columns alone: whether a link works, and how many answers and corrections
# there are of which day. What they say is not for the public role, not even what it inserted.
READABLE_COLUMNS: dict[str, tuple[str, ...]] = {
    "directory.ReminderLink": ("id", "keeper_id", "digest", "expires_on", "revoked_on"),
    "directory.EntryAnswer": ("kind", "programme_id", "link_id", "sent_on"),
    "directory.Correction": ("programme_id", "keeper_kind", "origin", "sent_on", "settled_on"),
    # How often a search found nothing: a keyed hash, never the words.
    "search.SearchSighting": ("digest",),
    "search.UnansweredSearch": ("digest",),
}
# What a person sends: sealed, inserted, read back with the receipt; never changed or deleted.
INSERTABLE = (
    "vault.ContentKey",
    "vault.KeyWrap",
    "selfreferral.Draft",
    "selfreferral.Letter",
)
# What is inserted about an entry or a search that found nothing: no row is read back.
INSERTABLE_UNREAD = (
    "directory.EntryAnswer",
    "search.SearchSighting",
    "search.UnansweredSearch",
)


def readable_tables() -> list[str]:
    """Names of the tables the public role may read whole."""
    closed = {*_tables(NOT_READABLE), *readable_columns()}
    return sorted({*_tables(READABLE), *_tables(INSERTABLE)} - closed)


def shown_tables() -> list[str]:
    """Names of the tables that public pages are made of: a change of one may change a page.

    What the public role may read of them it reads whole. The others hold what people send.
    """
    return sorted({*_tables(READABLE)} - {*_tables(NOT_READABLE), *readable_columns()})


def readable_columns() -> dict[str, tuple[str, ...]]:
    """Names of the tables of which the public role may read some columns, with those."""
    return {
        apps.get_model(name)._meta.db_table: columns for name, columns in READABLE_COLUMNS.items()
    }


def insertable_tables() -> list[str]:
    """Names of the tables the public role may insert into."""
    return sorted({*_tables(INSERTABLE), *_tables(INSERTABLE_UNREAD)})


def grant_statements(role: str) -> Iterator[str]:
    """The SQL that takes everything from `role` and gives it this table's rights.

    `role` is a quoted identifier.
    """
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    for table in readable_tables():
        yield f'GRANT SELECT ON "{table}" TO {role}'
    for table, columns in sorted(readable_columns().items()):
        names = ", ".join(f'"{column}"' for column in columns)
        yield f'GRANT SELECT ({names}) ON "{table}" TO {role}'
    for table in insertable_tables():
        yield f'GRANT INSERT ON "{table}" TO {role}'


def _tables(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name.endswith("."):
            for model in apps.get_app_config(name[:-1]).get_models(include_auto_created=True):
                yield model._meta.db_table
        else:
            yield apps.get_model(name)._meta.db_table


def what_is_too_much(cursor: CursorWrapper, role: str) -> list[str]:
    """What an account may do beyond this table, however it came by it: a sentence each.

    Rights through other accounts, through PUBLIC and by owning a table are seen as well.
    """
    cursor.execute(
        "SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
    )
    row = cursor.fetchone()
    if row is None:
        return [f"there is no account {role!r}"]
    if row[0]:
        return ["it is a superuser"]
    found = [
        sentence
        for has, sentence in zip(
            row[1:], ("it may make accounts", "it passes row security"), strict=True
        )
        if has
    ]
    cursor.execute(_RIGHTS, {"role": role})
    readable, insertable = set(readable_tables()), set(insertable_tables())
    partly = readable_columns()
    for table, owns, reads, inserts, changes in cursor.fetchall():
        if owns:
            found.append(f"it owns {table}, or can become its owner")
        elif changes:
            found.append(f"it may change {table}")
        elif inserts and table not in insertable:
            found.append(f"it may insert into {table}")
        elif reads and table not in readable and table not in partly:
            found.append(f"it may read {table}")
    cursor.execute(_COLUMNS, {"role": role, "tables": list(partly)})
    found += [
        f"it may read {column} of {table}"
        for table, column in cursor.fetchall()
        if column not in partly[table]
    ]
    return found


_COLUMNS = """
SELECT c.relname, a.attname
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE n.nspname = 'public' AND c.relname = ANY(%(tables)s) AND a.attnum > 0
   AND NOT a.attisdropped AND has_column_privilege(%(role)s, c.oid, a.attnum, 'SELECT')
 ORDER BY c.relname, a.attnum
"""


_RIGHTS = """
SELECT c.relname,
       pg_has_role(%(role)s, c.relowner, 'MEMBER'),
       has_any_column_privilege(%(role)s, c.oid, 'SELECT'),
       has_any_column_privilege(%(role)s, c.oid, 'INSERT'),
       has_any_column_privilege(%(role)s, c.oid, 'UPDATE')
       OR has_table_privilege(%(role)s, c.oid, 'DELETE, TRUNCATE, TRIGGER')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')
 ORDER BY c.relname
"""
