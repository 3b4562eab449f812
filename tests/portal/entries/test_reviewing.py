"""A provider changes an entry and hands it in; a reviewer sees the differences and decides."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import PageLogEntry, TaskState

from directory.approving import services
from directory.models import ProgrammePage
from portal.accounts.models import User
from tests.portal.entries.forms import fields_in, form_of

NEW = "For whoever lives at the still water."


def hand_in(provider: Client, page: ProgrammePage, summary: str = NEW) -> None:
    """Pieter changes the summary and hands the entry in."""
    form = form_of(provider, page) | {"texts-0-summary": summary, "action-submit": "1"}
    answer = provider.post(f"/admin/pages/{page.pk}/edit/", form)
    assert answer.status_code == 302, answer.content.decode()


def summary_of(page: ProgrammePage) -> str:
    return str(ProgrammePage.objects.get(pk=page.pk).texts.get(language="en").summary)


def decide(reviewer: Client, page: ProgrammePage, **said: str) -> Any:
    path = f"/admin/approvals/{page.pk}/"
    form = fields_in(reviewer.get(path).content.decode())
    return reviewer.post(path, form | said, follow=True)


def actions_of(page: ProgrammePage) -> list[tuple[str, str]]:
    log = PageLogEntry.objects.filter(page=page.pk).order_by("timestamp", "pk")
    return [(entry.user.username, entry.action) for entry in log if entry.user]


def test_what_a_provider_hands_in_is_published_once_a_reviewer_approves(
    provider: Client, reviewer: Client, own: dict[str, Any]
) -> None:
    page = own["live"]
    before = summary_of(page)
    hand_in(provider, page)
    assert summary_of(page) == before
    assert "in review" in provider.get("/admin/entries/").content.decode()

    listed = reviewer.get("/admin/approvals/").content.decode()
    assert "Still Water" in listed
    shown = reviewer.get(f"/admin/approvals/{page.pk}/").content.decode()
    assert "still water" in shown
    assert 'class="addition"' in shown
    assert 'class="deletion"' in shown
    # What did not change is not repeated, but for the language of the text that did.
    assert "What is done." not in shown
    edited = reviewer.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f"/admin/approvals/{page.pk}/" in edited

    answer = decide(reviewer, page, decision="approve")
    assert "Approved: it is published." in answer.content.decode()
    assert summary_of(page) == NEW
    assert ("pieter", "wagtail.workflow.start") in actions_of(page)
    assert ("rosa", "wagtail.workflow.approve") in actions_of(page)
    assert ("rosa", "wagtail.publish") in actions_of(page)


def test_what_is_sent_back_needs_a_reason_which_the_provider_reads(
    provider: Client, reviewer: Client, own: dict[str, Any]
) -> None:
    page = own["live"]
    before = summary_of(page)
    hand_in(provider, page)
    answer = decide(reviewer, page, decision="return")
    assert "Say what to change before you send it back." in answer.content.decode()
    decide(reviewer, page, decision="return", comment="Say for which ages.")
    shown = provider.get("/admin/entries/").content.decode()
    assert "sent back to you" in shown
    assert "Say for which ages." in shown
    assert summary_of(page) == before
    hand_in(provider, page, "From eighteen.")
    decide(reviewer, page, decision="approve")
    assert summary_of(page) == "From eighteen."


def test_a_new_entry_is_shown_whole_and_published(
    provider: Client, reviewer: Client, own: dict[str, Any]
) -> None:
    page = own["draft"]
    hand_in(provider, page)
    shown = reviewer.get(f"/admin/approvals/{page.pk}/").content.decode()
    assert "This entry is new" in shown
    assert NEW in shown
    decide(reviewer, page, decision="approve")
    assert ProgrammePage.objects.get(pk=page.pk).live


def test_a_decision_on_what_was_withdrawn_or_handed_in_anew_changes_nothing(
    provider: Client, reviewer: Client, rosa: User, own: dict[str, Any]
) -> None:
    page = own["live"]
    hand_in(provider, page)
    looked_at = fields_in(reviewer.get(f"/admin/approvals/{page.pk}/").content.decode())
    assert provider.get(f"/admin/pages/workflow/confirm_cancellation/{page.pk}/").status_code == 200
    form = form_of(provider, page) | {"action-cancel-workflow": "1"}
    provider.post(f"/admin/pages/{page.pk}/edit/", form)
    assert not TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    hand_in(provider, page, "Anew.")
    answer = reviewer.post(f"/admin/approvals/{page.pk}/", looked_at | {"decision": "approve"})
    assert "Nothing was decided" in answer.content.decode()
    assert summary_of(page) != "Anew."
    with pytest.raises(services.DecidedMeanwhile):
        services.approve_entry(
            acting_user=rosa, page=ProgrammePage.objects.get(pk=page.pk), step=999
        )


def test_a_provider_neither_approves_nor_publishes_nor_schedules(
    provider: Client, own: dict[str, Any]
) -> None:
    page = own["live"]
    before = summary_of(page)
    hand_in(provider, page)
    assert provider.get("/admin/approvals/").status_code == 403
    assert provider.post(f"/admin/approvals/{page.pk}/", {}).status_code == 403
    form = form_of(provider, own["draft"])
    for action in (
        {"action-publish": "1"},
        {"action-publish": "1", "go_live_at": "2031-01-01 10:00"},
        {"action-workflow-action": "1", "workflow-action-name": "approve"},
    ):
        provider.post(f"/admin/pages/{own['draft'].pk}/edit/", form | action)
    draft = ProgrammePage.objects.get(pk=own["draft"].pk)
    assert not draft.live
    assert not draft.revisions.filter(approved_go_live_at__isnull=False)
    for step in ("delete", "unpublish", "move", "copy"):
        provider.post(f"/admin/pages/{page.pk}/{step}/", {})
    assert ProgrammePage.objects.get(pk=page.pk).live
    assert summary_of(page) == before


def test_mails_say_that_there_is_something_and_nothing_else(
    provider: Client,
    reviewer: Client,
    own: dict[str, Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(provider, own["live"])
    with django_capture_on_commit_callbacks(execute=True):
        decide(reviewer, own["live"], decision="return", comment="Not yet.")
    assert [sent.to for sent in mail.outbox] == [["rosa@example.org"], ["pieter@example.org"]]
    for sent in mail.outbox:
        assert "There is something for you" in sent.body
        assert "http://localhost" in sent.body
        for word in ("Still Water", "iter", "Pieter", "pieter", "Rosa", "rosa", "Not yet"):
            assert word not in sent.subject + sent.body.replace("@", "")
