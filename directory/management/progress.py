"""A bar in the terminal that says how far something is."""

import time
from typing import Any

_WIDTH = 30
_SECONDS = 0.2


class Bar:
    """Draws itself anew at most a few times a second; without a terminal, only at the end."""

    def __init__(self, out: Any, what: str) -> None:
        self._out, self._what = out, what
        self._drawn = 0.0
        self._live = bool(getattr(out, "isatty", lambda: False)())
        self._last = ""

    def __call__(self, done: int, of: int = 0) -> None:
        """``done`` of ``of``; a number below zero counts what has no known end."""
        now = time.monotonic()
        self._last = self._line(done, of)
        if self._live and now - self._drawn >= _SECONDS:
            self._drawn = now
            self._out.write(f"\r{self._last}\x1b[K", ending="")
            self._out.flush()

    def end(self) -> None:
        if self._last:
            self._out.write(f"\r{self._last}\x1b[K" if self._live else self._last)

    def _line(self, done: int, of: int) -> str:
        if not of:
            return f"{self._what}: {abs(done):,}"
        full = _WIDTH * done // of
        bar = "█" * full + "░" * (_WIDTH - full)
        return f"{self._what} {bar} {done:,} of {of:,} ({100 * done // of} %)"
