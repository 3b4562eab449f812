"""When the directory changes, the index follows: the one place where the finder hears of it.

Wagtail publishes, unpublishes, moves and deletes without calling our services, also on schedule,
so its signals are heard here. Nothing is done but to schedule the index service after commit.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from directory.models import (
    KeeperPage,
    Organisation,
    Place,
    ProgrammePage,
    ReviewPeriods,
    Term,
)
from search.services import schedule_programmes, schedule_rebuild


def _page_changed(sender: Any, instance: Page, **kwargs: Any) -> None:
    # A programme's card names the programme it is part of, so those below it change too.
    schedule_programmes(_at_or_below(instance))


def _programme_deleted(sender: Any, instance: ProgrammePage, **kwargs: Any) -> None:
    schedule_programmes([str(instance.uuid)])


def _term_changed(sender: Any, **kwargs: Any) -> None:
    # Labels stand in the catalogue, and on Elasticsearch in the text of every programme.
    if not kwargs.get("raw"):
        schedule_rebuild()


def _periods_changed(sender: Any, **kwargs: Any) -> None:
    # Cards say until when an entry is fresh, and only a capacity that still counts is found.
    if not kwargs.get("raw"):
        schedule_rebuild()


def _organisation_changed(sender: Any, instance: Organisation, **kwargs: Any) -> None:
    schedule_programmes(
        _uuids(
            Q(organisation_rows__organisation=instance)
            | Q(place_rows__place__organisation=instance)
        )
    )


def _place_changed(sender: Any, instance: Place, **kwargs: Any) -> None:
    schedule_programmes(_uuids(Q(place_rows__place=instance)))


def _at_or_below(page: Page) -> Iterator[str]:
    yield from _uuids(Q(path__startswith=page.path))


def _uuids(condition: Q) -> Iterator[str]:
    pages = ProgrammePage.objects.filter(condition).distinct()
    for uuid in pages.values_list("uuid", flat=True):
        yield str(uuid)


_PAGES = (ProgrammePage, KeeperPage)
_SNIPPETS: tuple[tuple[type[Model], Any], ...] = (
    (Term, _term_changed),
    (Organisation, _organisation_changed),
    (Place, _place_changed),
    (ReviewPeriods, _periods_changed),
)


def connect() -> None:
    """Start listening."""
    for page in _PAGES:
        for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
            signal.connect(_page_changed, sender=page)
    pre_delete.connect(_programme_deleted, sender=ProgrammePage)
    for model, receiver in _SNIPPETS:
        for signal in (post_save, post_delete):
            signal.connect(receiver, sender=model)
