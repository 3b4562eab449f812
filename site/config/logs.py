"""Log lines that cannot carry what a person typed.

Exceptions are written as their type and the lines of code they passed, without their message:
database drivers and parsers like to quote the value that displeased them.
"""

import logging
import os
import traceback
from pathlib import Path
from typing import Any


class PrivateFormatter(logging.Formatter):
    """Time, level, logger, message; tracebacks without values.

    With `by_day` the time is a day: a line of the public zone's log must not tell at which hour
    somebody was there.
    """

    def __init__(self, *, by_day: bool = False) -> None:
        when = "%Y-%m-%d" if by_day else None
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s", when)

    def formatException(self, ei: Any) -> str:  # noqa: N802  (the standard library's name)
        kind, _value, trace = ei
        frames = "".join(traceback.format_tb(trace)) if trace else ""
        return f"{frames}{getattr(kind, '__qualname__', kind)}"


class PrivateFileHandler(logging.FileHandler):
    """Opens its file on the first line only, readable by this user alone."""

    def __init__(self, filename: str) -> None:
        super().__init__(filename, encoding="utf-8", delay=True)

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")
