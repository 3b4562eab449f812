"""Who is reminded, how often, and what the mail gives away: nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from directory.corrections import reminders
from directory.corrections.reminders import remind_keeper, send_reminders
from directory.models import EntryAnswer, KeeperPage, ProgrammePage, ReminderAddress, ReminderLink
from tests.directory.builders import make_programme
from tests.directory.corrections.conftest import LONG_AGO, make_reminded_keeper

Later = Callable[[int], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """`later(31)`: so many days from today."""
    today = timezone.localdate()

    def set_day(days: int) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda *a, **k: today + dt.timedelta(days=days))

    return set_day


def test_a_mail_says_that_there_is_something_and_nothing_else(entry: ProgrammePage) -> None:
    ReminderAddress.objects.update(language="")
    send_reminders()
    [sent] = mail.outbox
    assert sent.to == ["team@example.org"]
    whole = f"{sent.subject}\n{sent.body}"
    for secret in ("Harbour", "harbour", "Organisation", "programme", "keeper", str(entry.uuid)):
        assert secret not in whole
    for language in ("nl", "fr", "en"):
        assert f"/{language}/keep/?link=" in sent.body
        assert f"/{language}/keep/places/?link=" in sent.body


def test_at_most_one_mail_a_month_and_an_unanswered_one_confirms_nothing(
    entry: ProgrammePage, later: Later
) -> None:
    before = ProgrammePage.objects.values().get(pk=entry.pk)
    revisions = entry.revisions.count()
    for days, mails in ((0, 1), (0, 1), (1, 1), (27, 1), (31, 2)):
        later(days)
        send_reminders()
        assert len(mail.outbox) == mails, days
    assert ProgrammePage.objects.values().get(pk=entry.pk) == before
    assert entry.revisions.count() == revisions
    assert not EntryAnswer.objects.exists()


def test_only_what_is_due_asks_for_a_mail(keeper: KeeperPage, later: Later) -> None:
    page = make_programme("fresh", parent=keeper, checked_on=timezone.localdate())
    assert not remind_keeper(keeper=keeper.pk)
    # An old capacity asks for one of its own.
    strand = page.strands.get()
    strand.capacity, strand.capacity_on = "full", timezone.localdate() - dt.timedelta(days=31)
    strand.save()
    assert remind_keeper(keeper=keeper.pk)
    ReminderLink.objects.all().delete()
    ProgrammePage.objects.update(status="closed")
    assert not remind_keeper(keeper=keeper.pk)
    later(340)
    assert remind_keeper(keeper=keeper.pk)
    ReminderLink.objects.all().delete()
    page.unpublish()
    assert not remind_keeper(keeper=keeper.pk)


def test_a_mail_server_that_fails_is_tried_again_and_holds_up_nobody(
    entry: ProgrammePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_reminded_keeper("other", "other@example.org")
    make_programme("elsewhere", parent=other, correct_at=LONG_AGO)
    real = mail.send_mail

    def refuse(*arguments: Any) -> int:
        if arguments[-1] == ["team@example.org"]:
            raise OSError("no route")
        return real(*arguments)

    monkeypatch.setattr("directory.corrections.reminders.send_mail", refuse)
    send_reminders()
    assert [message.to for message in mail.outbox] == [["other@example.org"]]
    monkeypatch.undo()
    send_reminders()
    assert [message.to for message in mail.outbox] == [["other@example.org"], ["team@example.org"]]


def test_a_mail_that_was_cut_off_is_sent_the_next_day_and_the_others_are_not_sent_again(
    entry: ProgrammePage, monkeypatch: pytest.MonkeyPatch, later: Later
) -> None:
    other = make_reminded_keeper("other", "other@example.org")
    make_programme("elsewhere", parent=other, correct_at=LONG_AGO)
    real = mail.send_mail

    def be_killed(*arguments: Any) -> int:
        if arguments[-1] == ["other@example.org"]:
            raise SystemExit
        return real(*arguments)

    monkeypatch.setattr("directory.corrections.reminders.send_mail", be_killed)
    with pytest.raises(SystemExit):
        send_reminders()
    monkeypatch.setattr("directory.corrections.reminders.send_mail", real)
    # Another worker may still be sending it: until an hour and midnight have passed, nobody else.
    for days, ago, sent in ((0, 2, 1), (1, 0, 1), (1, 2, 2), (1, 2, 2), (2, 2, 2)):
        later(days)
        since = timezone.now() - dt.timedelta(hours=ago)
        ReminderLink.objects.exclude(sending_since=None).update(sending_since=since)
        send_reminders()
        assert len(mail.outbox) == sent, (days, ago)
    assert [message.to for message in mail.outbox] == [["team@example.org"], ["other@example.org"]]
    links = ReminderLink.objects.filter(keeper=other)
    assert links.count() == 2
    assert not links.exclude(revoked_on=None).exists()


def test_many_keepers_are_reminded_batch_by_batch(
    entry: ProgrammePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "BATCH", 2)
    for number in range(4):
        keeper = make_reminded_keeper(f"k{number}", f"k{number}@example.org")
        make_programme(f"p{number}", parent=keeper, correct_at=LONG_AGO)
    last = send_reminders()
    assert len(mail.outbox) == 2
    # Cut off here and begun anew, it goes on with the others.
    rounds = 0
    after: int | None = 0
    while after is not None:
        after = send_reminders(after=after)
        rounds += 1
    assert last is not None
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 5
    assert rounds == 3


def test_the_reminder_address_stands_on_no_public_page(
    entry: ProgrammePage, public_client: Any
) -> None:
    for path in (
        "/en/programmes/harbour/",
        "/api/hsds/services?full=true",
        "/api/hsds/organizations?full=true",
    ):
        answer = public_client.get(path)
        assert answer.status_code == 200
        assert "team@example.org" not in b"".join(answer).decode()
