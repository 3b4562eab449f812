"""What the worker takes in of what the public process inserted, and what it sets aside."""

from typing import Any

import pytest

from directory.corrections.answering import propose_changes
from directory.corrections.taking_in import TRIES, take_in_answers
from directory.models import Correction, EntryAnswer, KeeperPage, ProgrammePage, ReminderLink

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "value"),
    [("strands/{uuid}/page_id", "1"), ("strands/x/label", "A"), ("strands/{uuid}/modes", 5)],
)
def test_what_no_form_of_ours_makes_is_set_aside(
    token: str, entry: ProgrammePage, keeper: KeeperPage, path: str, value: Any
) -> None:
    change = {
        "path": path.format(uuid=entry.strands.get().uuid),
        "was": value,
        "proposed": value,
    }
    propose_changes(
        link=ReminderLink.objects.get(keeper=keeper),
        token=token,
        programme=entry,
        changes=[change],
        remark="",
    )
    take_in_answers()
    assert EntryAnswer.objects.get().tries == TRIES
    assert not Correction.objects.exists()
