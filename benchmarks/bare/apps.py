"""The application of the benchmarks' own processes: the bare Wagtail page, and their day.

Invented capacities and reviews lapse by the calendar like all others: some weeks later the same
searches would find other things. So these processes stand at the day that was invented with them.
"""

import datetime as dt
from typing import Any

from django.apps import AppConfig
from django.utils import timezone

from search.synthetic.records import TODAY

_localdate = timezone.localdate


def localdate(value: dt.datetime | None = None, *arguments: Any, **named: Any) -> dt.date:
    """As Django's own; the day it is now is always the invented one."""
    return TODAY if value is None else _localdate(value, *arguments, **named)


class BareConfig(AppConfig):
    name = "benchmarks.bare"
    label = "bare"

    def ready(self) -> None:
        timezone.localdate = localdate
