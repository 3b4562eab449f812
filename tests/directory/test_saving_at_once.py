"""A form's autosave and its button at once: what was published is what stays the newest."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import querydict_from_html

from directory.models import ProgrammePage
from tests.directory.builders import make_programme

pytestmark = pytest.mark.django_db(transaction=True)
# Seconds in which an autosave that waits for nothing would be done.
LONG_ENOUGH = 3.0
# On SQLite every transaction waits for the one that writes; that two saves of one entry wait for
# each other is held on PostgreSQL.


def test_an_autosave_in_the_midst_of_publishing_is_refused(
    signed_in: Callable[[str], Client],
) -> None:
    page = make_programme()
    button, form = signed_in("edit"), signed_in("edit")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    opened = querydict_from_html(button.get(address).content.decode(), form_id="page-edit-form")
    answers: list[Any] = []

    def autosave() -> None:
        typed = {**opened.dict(), "texts-0-summary": "Typed al"}
        try:
            answers.append(form.post(address, typed, headers={"Accept": "application/json"}))
        finally:
            connection.close()

    beside = threading.Thread(target=autosave)

    def save_beside(**about: Any) -> None:
        # Once, when the button's own version was written and the page does not know of it yet.
        post_save.disconnect(save_beside, sender=Revision)
        beside.start()
        beside.join(LONG_ENOUGH)

    post_save.connect(save_beside, sender=Revision)
    try:
        published = button.post(
            address,
            {**opened.dict(), "texts-0-summary": "Typed all along.", "action-publish": "1"},
        )
    finally:
        post_save.disconnect(save_beside, sender=Revision)
        beside.join()

    assert published.status_code == 302
    assert answers[0].json()["error_code"] == "invalid_revision"
    after = ProgrammePage.objects.get(pk=page.pk)
    newest = after.revisions.order_by("-created_at").first()
    assert after.latest_revision == after.live_revision == newest
    assert not after.has_unpublished_changes
    assert after.texts.get_object_list()[0].summary == "Typed all along."
