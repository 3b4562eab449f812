"""A provider changes an entry and hands it in; a reviewer sees the differences and decides."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision, TaskState

from directory.approving import services
from directory.models import EligibilityCondition, ProgrammePage
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
    assert "To review (1)" in listed
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
            acting_user=rosa, page=ProgrammePage.objects.get(pk=page.pk), step=999, version="0"
        )


def test_what_was_changed_under_review_is_published_only_as_the_reviewer_saw_it(
    provider: Client, reviewer: Client, own: dict[str, Any]
) -> None:
    """Rosa edits it herself; meanwhile another reviewer decides on what they saw before that."""
    page = own["live"]
    before = summary_of(page)
    hand_in(provider, page)
    path = f"/admin/approvals/{page.pk}/"
    looked_at = fields_in(reviewer.get(path).content.decode())
    form = form_of(reviewer, page) | {"texts-0-summary": "Mended by Rosa."}
    assert reviewer.post(f"/admin/pages/{page.pk}/edit/", form).status_code == 302

    for decision in ("approve", "return"):
        sent = looked_at | {"decision": decision, "comment": "Well said."}
        answer = reviewer.post(path, sent).content.decode()
        assert "Nothing was decided" in answer
        assert "Well said." in answer
        assert "Mended by" in answer
        assert "Changed since by" in answer
    assert summary_of(page) == before

    # An autosave puts other words into the same version.
    seen = fields_in(answer)
    latest = ProgrammePage.objects.get(pk=page.pk).latest_revision
    Revision.objects.filter(pk=latest.pk).update(created_at=timezone.now())
    answer = reviewer.post(path, seen | {"decision": "approve"}).content.decode()
    assert "Nothing was decided" in answer
    reviewer.post(path, fields_in(answer) | {"decision": "approve"})
    assert summary_of(page) == "Mended by Rosa."
    assert TaskState.objects.latest("pk").revision == latest


def test_what_was_unpublished_under_review_is_not_published_again_unseen(
    provider: Client, reviewer: Client, own: dict[str, Any]
) -> None:
    page = own["live"]
    hand_in(provider, page)
    looked_at = fields_in(reviewer.get(f"/admin/approvals/{page.pk}/").content.decode())
    ProgrammePage.objects.get(pk=page.pk).unpublish()
    answer = reviewer.post(f"/admin/approvals/{page.pk}/", looked_at | {"decision": "approve"})
    assert "Nothing was decided" in answer.content.decode()
    assert not ProgrammePage.objects.get(pk=page.pk).live


def test_wagtails_own_address_does_not_decide(
    provider: Client, reviewer: Client, own: dict[str, Any]
) -> None:
    """It would publish what is newest, whatever the reviewer looked at."""
    page = own["live"]
    before = summary_of(page)
    hand_in(provider, page)
    step = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    for action in ("approve", "reject"):
        reviewer.post(f"/admin/pages/workflow/action/{page.pk}/{action}/{step.pk}/")
    step.refresh_from_db()
    assert step.status == TaskState.STATUS_IN_PROGRESS
    assert summary_of(page) == before


def test_rows_that_only_moved_are_shown_and_a_new_one_moves_no_other(
    reviewer: Client, own: dict[str, Any]
) -> None:
    page = own["live"]
    first, second = (
        EligibilityCondition(texts={"en": words}, sort_order=place)
        for place, words in enumerate(("I come myself.", "I am eighteen."))
    )
    page.conditions = [first, second]
    page.save_revision().publish()
    older = page.latest_revision_id

    def compared(*rows: EligibilityCondition) -> tuple[str, str]:
        version = ProgrammePage.objects.get(pk=page.pk).get_latest_revision_as_object()
        for place, row in enumerate(rows, 1):
            row.sort_order = place
        version.conditions = list(rows)
        latest = version.save_revision()
        address = f"/admin/pages/{page.pk}/revisions/compare/{older}...{latest.pk}/"
        if not version.workflow_in_progress:
            version.get_workflow().start(version, None)
        review = reviewer.get(f"/admin/approvals/{page.pk}/")
        return reviewer.get(address).content.decode(), review.content.decode()

    one, two = page.conditions.all()
    shown, reviewed = compared(two, one)
    assert "Moved up 1 place." in shown
    assert "Moved up" in reviewed
    new = EligibilityCondition(texts={"en": "I speak Dutch."})
    shown, reviewed = compared(new, one, two)
    assert "I speak Dutch." in shown
    assert "Moved" not in shown + reviewed


def test_the_list_of_what_waits_costs_the_same_however_long(
    reviewer: Client,
    own: dict[str, Any],
    pieter: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as met:
            assert reviewer.get("/admin/approvals/").status_code == 200
        return len(met)

    own["live"].get_workflow().start(own["live"], pieter)
    reviewer.get("/admin/approvals/")
    once = queries()
    own["draft"].get_workflow().start(own["draft"], pieter)
    assert queries() == once
    monkeypatch.setattr("directory.approving.views.LISTED", 1)
    listed = reviewer.get("/admin/approvals/").content.decode()
    assert "Page 1 of 2" in listed
    assert "Low Tide" not in listed


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
