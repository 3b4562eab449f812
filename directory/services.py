"""Writing to the directory from commands and tasks."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.signals import page_published


@transaction.atomic
def create_published_page(*, acting_user: Any, parent: Page, page: Page) -> Page:
    """Put a new page below ``parent``, published, with its first revision; returns the page.

    The same end as adding a draft and publishing it, in half the time: the page and its rows are
    validated and written once. Raises `ValidationError` where the page cannot be published.
    """
    now = timezone.now()
    page.live = True
    page.has_unpublished_changes = False
    page.first_published_at = page.last_published_at = now
    if acting_user is not None:
        page.owner = acting_user
    parent.add_child(instance=page)
    revision = page.save_revision(user=acting_user, changed=False, clean=False)
    page.live_revision = revision
    page.save(clean=False, update_fields=["live_revision"])
    log(instance=page, action="wagtail.publish", user=acting_user, revision=revision)
    page_published.send(sender=page.specific_class, instance=page, revision=revision)
    return page
