"""Naming the version of an entry that somebody looked at."""

from directory.models import ProgrammePage


def version_of(page: ProgrammePage) -> str:
    """Names what was last saved of ``page``. An editor's next save may overwrite a revision."""
    revision = page.latest_revision
    return f"{revision.pk}-{revision.created_at.timestamp()}" if revision else "0"
