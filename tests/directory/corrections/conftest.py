"""A keeper with an address, its entries, and a link as the mail brings it."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone

from directory.corrections.reminders import remind_keeper
from directory.corrections.taking_in import take_in_answers
from directory.models import (
    ContactPoint,
    EntryAnswer,
    KeeperPage,
    ProgrammePage,
    ReminderAddress,
)
from tests.directory.builders import make_keeper, make_programme, make_strand

LONG_AGO = dt.date(2020, 10, 1)
LINK = re.compile(r"https?://[^/\s]+(/\w\w/keep/(?:places/)?)\?link=(\S+)")


def make_reminded_keeper(key: str = "keeper", email: str = "team@example.org") -> KeeperPage:
    keeper = make_keeper(key)
    ReminderAddress.objects.create(page=keeper, email=email, language="en")
    return keeper


def remind(keeper: KeeperPage) -> str:
    """The token of the link that a reminder brings; the mail is taken out of the box."""
    assert remind_keeper(keeper=keeper.pk)
    [found] = {token for _path, token in LINK.findall(str(mail.outbox.pop().body))}
    return found


@pytest.fixture
def keeper(db: None) -> KeeperPage:
    return make_reminded_keeper()


@pytest.fixture
def entry(keeper: KeeperPage) -> ProgrammePage:
    """An entry that nobody has checked for years."""
    strand = make_strand(
        capacity="open", capacity_on=timezone.localdate() - dt.timedelta(days=40), age_from=18
    )
    return make_programme(
        "harbour",
        parent=keeper,
        correct_at=LONG_AGO,
        strands=[strand],
        contact_points=[ContactPoint(kind="phone", value="+3225126243", sort_order=0)],
    )


@pytest.fixture
def token(entry: ProgrammePage, keeper: KeeperPage) -> str:
    return remind(keeper)


@pytest.fixture
def worker() -> Callable[[], None]:
    """The worker takes in all that waits."""

    def take_in() -> None:
        take_in_answers()
        assert not EntryAnswer.objects.filter(tries__gt=0).exists()

    return take_in
