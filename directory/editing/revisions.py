"""The versions of programmes that are kept, and the terms they hold."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Revision

from directory.models import ProgrammePage
from directory.reading.shape import PROGRAMME


def terms_in(content: dict[str, Any]) -> set[int]:
    """The primary keys of the terms that a programme's revision holds."""
    return {term for terms in term_lists(content) for term in terms if term is not None}


def term_lists(content: dict[str, Any]) -> Iterator[list[int | None]]:
    """Each list of terms in a programme's revision; a single term is a list of one."""
    yield from (content.get(name) or [] for name in PROGRAMME.terms)
    below = PROGRAMME.below["strands"]
    for strand in content.get("strands") or []:
        yield from (strand.get(name) or [] for name in below.terms)
        for row in strand.get("told_rows") or []:
            yield row.get("told") or []
            yield [row.get("context")]


def draft_revisions() -> models.QuerySet[Revision]:
    """Every version of a programme that is a draft now or will be published later."""
    pages = ProgrammePage.objects.filter(has_unpublished_changes=True)
    latest = pages.filter(latest_revision__isnull=False).values("latest_revision")
    return programme_revisions().filter(
        models.Q(pk__in=latest) | models.Q(approved_go_live_at__isnull=False)
    )


def programme_revisions() -> models.QuerySet[Revision]:
    """Every version of every programme that is kept."""
    kind = ContentType.objects.get_for_model(ProgrammePage)
    return Revision.page_revisions.filter(content_type=kind)
