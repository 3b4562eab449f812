"""A reviewer settles corrections: what is accepted is published, and nothing of a draft is lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from directory.corrections.answering import suggest_correction
from directory.corrections.settling import (
    StaysOpen,
    forget_old_corrections,
    settle_changes,
    settle_suggestion,
)
from directory.editing.holding import page_holders
from directory.models import (
    Correction,
    CorrectionChange,
    EntryAnswer,
    ProgrammePage,
    ProgrammeText,
    StrandText,
)
from directory.translation.segments import read
from directory.translation.state import translation_state
from portal.accounts.models import User
from tests.directory.builders import make_term
from tests.visitor import field_value

pytestmark = pytest.mark.django_db
Proposed = tuple[str, Any, Any]


def make_correction(entry: ProgrammePage, *proposed: Proposed) -> Correction:
    found = Correction.objects.create(
        programme=entry, origin="provider", sent_on=timezone.localdate()
    )
    for position, (path, was, new) in enumerate(proposed):
        found.changes.create(position=position, path=path, was=was, proposed=new)
    return found


def summary(text: str) -> Proposed:
    return ("texts/summary", "For whom it is.", text)


def settle(user: User, found: Correction, *decisions: str, **more: Any) -> Any:
    changes = found.changes.all()
    chosen = {change.pk: word for change, word in zip(changes, decisions, strict=True)}
    return settle_changes(acting_user=user, correction=found.pk, decisions=chosen, **more)


@pytest.fixture
def edit(person: Callable[[str], User]) -> User:
    return person("edit")


def test_what_is_accepted_is_published_and_what_is_declined_is_not(
    entry: ProgrammePage, edit: User
) -> None:
    strand, contact = entry.strands.get(), entry.contact_points.get()
    condition = entry.conditions.get()
    found = make_correction(
        entry,
        summary("For everybody who asks."),
        (f"strands/{strand.uuid}/age_from", 18, 21),
        (f"strands/{strand.uuid}/populations", ["adults"], ["adults", "minors"]),
        (f"strands/{strand.uuid}/label", "Adults", "Grown-ups"),
        (f"contact_points/{contact.pk}", "+3225126243", ""),
        ("contact_points/new", "", "hello@example.org"),
        (f"conditions/{condition.pk}", "I choose this help myself.", "I choose it."),
        ("status", "open", "paused"),
        ("texts/description", "What is done.", "Something else."),
    )
    make_term("population", "minors")
    settled = settle(edit, found, *["accepted"] * 8, "declined", note="By phone.")
    assert (settled.accepted, settled.published, settled.draft) == (8, True, "")
    page = ProgrammePage.objects.get(pk=entry.pk)
    assert not page.has_unpublished_changes
    text, strand = page.texts.get(), page.strands.get()
    assert (text.summary, text.description) == ("For everybody who asks.", "What is done.")
    assert (strand.uuid, strand.age_from) == (entry.strands.get().uuid, 21)
    assert {term.code for term in strand.populations.all()} == {"adults", "minors"}
    assert strand.texts.get().label == "Grown-ups"
    assert strand.told_rows.count() == 1
    assert [(row.kind, row.value) for row in page.contact_points.all()] == [
        ("email", "hello@example.org")
    ]
    assert page.conditions.get().texts == {"en": "I choose it."}
    assert page.status == "paused"
    found.refresh_from_db()
    assert (found.outcome, found.settled_by, found.note) == ("partly", edit, "By phone.")
    assert PageLogEntry.objects.filter(action="directory.settle", user=edit).count() == 1
    assert PageLogEntry.objects.filter(action="wagtail.publish", user=edit).count() == 1


def test_a_draft_is_kept_and_holds_what_was_accepted(entry: ProgrammePage, edit: User) -> None:
    draft = entry.get_latest_revision_as_object()
    draft.status = "closed"
    draft.save_revision()
    settled = settle(edit, make_correction(entry, summary("Accepted words.")), "accepted")
    assert not settled.published
    assert "draft" in settled.draft
    page = ProgrammePage.objects.get(pk=entry.pk)
    assert (page.texts.get().summary, page.status) == ("For whom it is.", "open")
    latest = page.get_latest_revision_as_object()
    assert (latest.texts.get().summary, latest.status) == ("Accepted words.", "closed")


@pytest.mark.parametrize("draft", [False, True])
def test_translations_of_what_was_changed_are_known_to_be_outdated(
    entry: ProgrammePage, edit: User, draft: bool
) -> None:
    """In the texts, the strands and the conditions, published or in the draft."""
    page = entry.get_latest_revision_as_object()
    page.texts = [
        *page.texts.all(),
        ProgrammeText(language="nl", title="Haven", summary="Voor wie het is."),
    ]
    strand, condition = page.strands.get(), page.conditions.get()
    strand.texts = [*strand.texts.all(), StrandText(language="nl", label="Volwassenen")]
    condition.texts = {**condition.texts, "nl": "Ik kies dit zelf."}
    page.strands, page.conditions = [strand], [condition]
    page.save_revision().publish()
    if draft:
        ProgrammePage.objects.get(pk=entry.pk).get_latest_revision_as_object().save_revision()
    found = make_correction(
        entry,
        summary("For everybody who asks."),
        (f"strands/{strand.uuid}/label", "Adults", "Grown-ups"),
        (f"conditions/{condition.pk}", "I choose this help myself.", "I choose it."),
    )
    assert settle(edit, found, *["accepted"] * 3).published is not draft
    latest = ProgrammePage.objects.get(pk=entry.pk).get_latest_revision_as_object()
    state = translation_state(read(latest), "nl")
    assert {(one.segment.words, one.before) for one in state.changed} == {
        ("Voor wie het is.", "For whom it is."),
        ("Volwassenen", "Adults"),
        ("Ik kies dit zelf.", "I choose this help myself."),
    }


def test_a_locked_entry_is_left_alone_and_the_correction_stays_open(
    entry: ProgrammePage, edit: User, person: Callable[[str], User]
) -> None:
    entry.locked, entry.locked_by = True, person("admin")
    entry.save()
    found = make_correction(entry, summary("Accepted words."))
    before = entry.revisions.count()
    with pytest.raises(StaysOpen, match="locked"):
        settle(edit, found, "accepted")
    found.refresh_from_db()
    assert found.settled_on is None
    assert ProgrammePage.objects.get(pk=entry.pk).revisions.count() == before
    settle(edit, found, "declined")


def test_who_comes_second_changes_nothing(
    entry: ProgrammePage, edit: User, person: Callable[[str], User]
) -> None:
    found = make_correction(entry, summary("Accepted words."))
    settle(edit, found, "declined")
    with pytest.raises(StaysOpen, match="before you"):
        settle(person("admin"), found, "accepted")
    assert ProgrammePage.objects.get(pk=entry.pk).texts.get().summary == "For whom it is."
    assert Correction.objects.get().outcome == "declined"


def test_a_row_that_is_gone_can_only_be_declined(entry: ProgrammePage, edit: User) -> None:
    found = make_correction(entry, ("contact_points/999", "+3225126243", "+3225126244"))
    with pytest.raises(StaysOpen, match="no longer in the entry"):
        settle(edit, found, "accepted")
    settle(edit, found, "declined")


@pytest.mark.parametrize(
    "path", ["title", "status/x", "texts/language", "strands/x/age_from", "strands/{uuid}/page_id"]
)
def test_what_is_no_field_of_the_form_is_never_put(
    entry: ProgrammePage, edit: User, path: str
) -> None:
    found = make_correction(entry, (path.format(uuid=entry.strands.get().uuid), "", "1"))
    with pytest.raises(StaysOpen, match="no longer in the entry"):
        settle(edit, found, "accepted")


def test_a_term_that_was_merged_away_is_not_dropped_without_a_word(
    entry: ProgrammePage, edit: User
) -> None:
    path = f"strands/{entry.strands.get().uuid}/populations"
    found = make_correction(entry, (path, ["adults"], ["adults", "minors"]))
    with pytest.raises(StaysOpen, match="no longer in its vocabulary"):
        settle(edit, found, "accepted")
    found.refresh_from_db()
    assert found.settled_on is None


def test_an_outsider_settles_nothing(entry: ProgrammePage, person: Callable[[str], User]) -> None:
    found = make_correction(entry, summary("Words."))
    with pytest.raises(PermissionDenied):
        settle(person("omar"), found, "accepted")
    with pytest.raises(PermissionDenied):
        settle_suggestion(acting_user=person("omar"), correction=found.pk, accepted=True)


def test_in_the_cms_a_reviewer_sees_the_differences_and_what_changed_since(
    entry: ProgrammePage, signed_in: Callable[[str], Client]
) -> None:
    found = make_correction(entry, summary("Proposed words."), ("status", "open", "paused"))
    page = entry.get_latest_revision_as_object()
    text = page.texts.get()
    text.summary = "Words of today."
    page.texts = [text]
    page.save_revision().publish()
    browser = signed_in("edit")
    listed = browser.get("/admin/corrections/").content.decode()
    assert "Harbour" in listed
    assert "Corrections (1)" in browser.get("/admin/").content.decode()
    keeper = entry.get_parent().pk
    assert "Harbour" in browser.get(f"/admin/corrections/?keeper={keeper}").content.decode()
    assert "Nothing is open" in browser.get("/admin/corrections/?from=public").content.decode()
    address = f"/admin/corrections/{found.pk}/"
    html = browser.get(address).content.decode()
    for words in ("For whom it is.", "Proposed words.", "Words of today.", "Paused"):
        assert words in html
    first, second = found.changes.all()
    answer = browser.post(address, {f"change-{first.pk}": "accepted", "note": "Kept note"})
    assert "Decide on each field first." in answer.content.decode()
    assert "Kept note" in answer.content.decode()
    chosen = {f"change-{first.pk}": "declined", f"change-{second.pk}": "accepted"}
    answer = browser.post(address, chosen, follow=True)
    assert "1 change is published." in answer.content.decode()
    assert ProgrammePage.objects.get(pk=entry.pk).status == "paused"
    assert "Harbour" in browser.get("/admin/corrections/?state=settled").content.decode()
    assert "Accepted in part" in browser.get(address).content.decode()
    history = browser.get(f"/admin/pages/{entry.pk}/history/").content.decode()
    assert "Settled a correction" in history


def test_what_a_draft_says_is_shown_and_not_overwritten_unseen(
    entry: ProgrammePage, signed_in: Callable[[str], Client]
) -> None:
    def write(words: str) -> None:
        page = ProgrammePage.objects.get(pk=entry.pk).get_latest_revision_as_object()
        text = page.texts.get()
        text.summary = words
        page.texts = [text]
        page.save_revision()

    write("Words of the draft.")
    found = make_correction(entry, summary("Proposed words."))
    browser, address = signed_in("edit"), f"/admin/corrections/{found.pk}/"
    html = browser.get(address).content.decode()
    assert "In the draft now" in html
    assert "Words of the draft." in html
    [change] = found.changes.all()
    seen = f"seen-{change.pk}"
    chosen = {f"change-{change.pk}": "accepted", seen: field_value(html, seen)}
    write("Other words of the draft.")
    html = browser.post(address, chosen).content.decode()
    assert "decide again" in html
    assert "Other words of the draft." in html
    assert Correction.objects.get().settled_on is None
    chosen[seen] = field_value(html, seen)
    assert browser.post(address, chosen).status_code == 302
    page = ProgrammePage.objects.get(pk=entry.pk)
    assert page.texts.get().summary == "For whom it is."
    assert page.get_latest_revision_as_object().texts.get().summary == "Proposed words."


def test_what_cannot_be_true_is_refused_with_its_reason(
    entry: ProgrammePage, signed_in: Callable[[str], Client]
) -> None:
    strand = entry.strands.get()
    found = make_correction(entry, (f"strands/{strand.uuid}/populations", ["adults"], []))
    [change] = found.changes.all()
    answer = signed_in("edit").post(
        f"/admin/corrections/{found.pk}/", {f"change-{change.pk}": "accepted"}
    )
    assert "Tick at least one target population" in answer.content.decode()
    assert Correction.objects.get().settled_on is None
    assert entry.strands.get().populations.count() == 1


def test_an_entry_is_not_deleted_with_what_is_still_open(
    entry: ProgrammePage, edit: User, signed_in: Callable[[str], Client]
) -> None:
    found = make_correction(entry, summary("Words."))
    suggest_correction(programme=entry, part="other", wrong="This.", right="", source="")
    browser, address = signed_in("admin"), f"/admin/pages/{entry.pk}/delete/"
    html = browser.get(address).content.decode()
    assert "corrections that nobody has settled yet" in html
    assert "just being taken in" in html
    said = {holder.name for holder in page_holders([entry.get_parent()])}
    assert "corrections that nobody has settled yet" in said
    EntryAnswer.objects.all().delete()
    settle(edit, found, "declined")
    html = browser.get(address).content.decode()
    assert "Harbour" in html
    assert "nobody has settled" not in html
    assert "just being taken in" not in html


def test_a_suggestion_that_may_hold_personal_data_is_marked(
    entry: ProgrammePage, signed_in: Callable[[str], Client]
) -> None:
    said = {"programme": entry, "sent_on": timezone.localdate(), "part": "other"}
    warned, plain, own = (
        Correction.objects.create(**said, origin=origin, wrong=wrong)
        for origin, wrong in (
            ("public", "Jan left, ring 0470 12 34 56."),
            ("public", "It opens at 9."),
            ("provider", "Ring 0470 12 34 56."),
        )
    )
    browser, words = signed_in("rosa"), "It may hold personal data"
    assert browser.get("/admin/corrections/").content.decode().count(words) == 1
    shown = [
        one
        for one in (warned, plain, own)
        if words in browser.get(f"/admin/corrections/{one.pk}/").content.decode()
    ]
    assert shown == [warned]


def test_of_a_deleted_entry_the_words_go_and_nothing_can_be_accepted(
    entry: ProgrammePage, edit: User, signed_in: Callable[[str], Client]
) -> None:
    settled, still_open = (make_correction(entry, summary("Private words.")) for _ in range(2))
    settle(edit, settled, "accepted", note="Because.")
    # As the undoing of an import does, which asks nobody.
    entry.delete()
    browser = signed_in("edit")
    for found, state in ((settled, "settled"), (still_open, "open")):
        listed = browser.get(f"/admin/corrections/?state={state}").content.decode()
        shown = browser.get(f"/admin/corrections/{found.pk}/").content.decode()
        assert "An entry that was deleted" in listed
        assert "The entry was deleted." in shown
        assert "Edit the entry" not in shown
    with pytest.raises(StaysOpen, match="can only be declined"):
        settle(edit, still_open, "accepted")
    assert forget_old_corrections() == 1
    settle(edit, still_open, "declined")
    assert forget_old_corrections() == 1
    assert set(Correction.objects.values_list("emptied", "note")) == {(True, "")}
    assert not CorrectionChange.objects.exclude(was=None, proposed=None).exists()


def test_words_of_what_was_settled_go_and_its_days_stay(entry: ProgrammePage, edit: User) -> None:
    found = make_correction(entry, summary("Private words."))
    found.remark = "A remark."
    found.save()
    settle(edit, found, "declined", note="Because.")
    today = timezone.localdate()
    assert forget_old_corrections(today=today + dt.timedelta(days=170)) == 0
    assert forget_old_corrections(today=today + dt.timedelta(days=190)) == 1
    found.refresh_from_db()
    assert (found.remark, found.note, found.emptied) == ("", "", True)
    assert CorrectionChange.objects.get().proposed is None
    assert found.settled_on == today
    still_open = make_correction(entry, summary("Open words."))
    forget_old_corrections(today=today + dt.timedelta(days=800))
    assert list(Correction.objects.all()) == [still_open]
    assert still_open.changes.get().proposed == "Open words."
