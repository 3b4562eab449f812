"""Days as people write them."""

import datetime as dt

import pytest
from django.utils import translation

from directory.languages import format_day


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr", dt.date(2026, 11, 1), "1er novembre 2026"),
        ("fr", dt.date(2026, 11, 11), "11 novembre 2026"),
        ("nl", dt.date(2026, 11, 1), "1 november 2026"),
        ("en", dt.date(2026, 11, 1), "1 November 2026"),
    ],
)
def test_a_day_is_written_as_its_language_does(language, day, written):
    with translation.override(language):
        assert format_day(day) == written
