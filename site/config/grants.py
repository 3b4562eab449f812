"""What the public role's database account may do on PostgreSQL: this table, and nothing else."""

from collections.abc import Iterator

from django.apps import apps

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
NOT_READABLE = ("directory.SampleEntry",)
# What a person sends: sealed, inserted, read back with the receipt; never changed or deleted.
INSERTABLE = (
    "vault.ContentKey",
    "vault.KeyWrap",
    "selfreferral.Draft",
    "selfreferral.Letter",
)


def readable_tables() -> list[str]:
    """Names of the tables the public role may read."""
    return sorted({*_tables(READABLE), *insertable_tables()} - {*_tables(NOT_READABLE)})


def insertable_tables() -> list[str]:
    """Names of the tables the public role may insert into."""
    return sorted(_tables(INSERTABLE))


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
    for table in insertable_tables():
        yield f'GRANT INSERT ON "{table}" TO {role}'


def _tables(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name.endswith("."):
            for model in apps.get_app_config(name[:-1]).get_models(include_auto_created=True):
                yield model._meta.db_table
        else:
            yield apps.get_model(name)._meta.db_table
