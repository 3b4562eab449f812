"""Naming the version of an entry that somebody looked at."""

from directory.models import ProgrammePage


def version_of(page: ProgrammePage) -> str:
    """Names what was last saved of ``page``, and whether that page is public.

    An editor's next save may overwrite a revision.
    """
    revision = page.latest_revision
    saved = f"{revision.pk}-{revision.created_at.timestamp()}" if revision else "0"
    return saved if page.live else f"{saved}-unpublished"
