"""An engine on a server, with the embedded one behind it: the visitor gets an answer each time."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from search.catalogue import Catalogue
from search.engines.base import PAGE_SIZE, EngineStatus, IndexUnavailable, SearchEngine
from search.query import ProgrammeQuery
from search.results import Results, Towns

log = logging.getLogger(__name__)

# Seconds until the server is tried again: at first, and at most.
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 60.0

Answer = TypeVar("Answer")


class GuardedEngine:
    """Asks ``primary``; where that fails, ``fallback``, and then ``fallback`` alone for a while.

    Of each process one visitor waits for a server that is away, not the next: whether it is back,
    a thread finds out that nobody waits for.
    """

    def __init__(
        self,
        primary: SearchEngine,
        fallback: SearchEngine,
        *,
        pause: float = _FIRST_PAUSE,
        lags: Callable[[], bool] = lambda: False,
    ) -> None:
        """``lags``: whether ``primary`` lacks a change that ``fallback`` holds, for a while now."""
        self.name = primary.name
        self.primary = primary
        self.fallback = fallback
        self.lags = lags
        self._first_pause = pause
        self._pause = pause
        self._lock = threading.Lock()
        self._trouble = ""
        self._try_at = 0.0
        self._trying = False

    def search(
        self, query: ProgrammeQuery, *, language: str, page_size: int = PAGE_SIZE
    ) -> Results:
        return self._answer(lambda e: e.search(query, language=language, page_size=page_size))

    def found(self, query: ProgrammeQuery, *, language: str) -> list[str]:
        return self._answer(lambda engine: engine.found(query, language=language))

    def totals(self, queries: Sequence[ProgrammeQuery]) -> list[int]:
        return self._answer(lambda engine: engine.totals(queries))

    def towns(self, query: ProgrammeQuery) -> Towns:
        return self._answer(lambda engine: engine.towns(query))

    def catalogue(self) -> Catalogue:
        return self._answer(lambda engine: engine.catalogue(), searches=False)

    def status(self, *, thorough: bool = False) -> EngineStatus:
        """How the engine is that answers now."""
        if not self.look():
            return self.primary.status(thorough=thorough)
        return self.fallback.status(thorough=thorough)

    def look(self) -> str:
        """Ask ``primary`` how it is, where a visitor would be; return the trouble, "" for none."""
        if self._may_ask():
            status = self.primary.status()
            if status.state != "ready":
                self._give_up(status.detail)
        return self._trouble

    @property
    def trouble(self) -> str:
        """Why ``primary`` is not asked, in a few words; empty when it is."""
        return self._trouble

    # The circuit breaker

    def _answer(self, ask: Callable[[SearchEngine], Answer], *, searches: bool = True) -> Answer:
        if self._may_ask() and not (searches and self.lags()):
            try:
                answer = ask(self.primary)
            except IndexUnavailable as trouble:
                self._give_up(str(trouble))
            except Exception:
                # A mistake of our own, not the server's trouble: it is asked again.
                log.exception("%s could not be asked", self.primary.name)
            else:
                if searches and self._pause != self._first_pause:
                    self._trust()
                return answer
        return ask(self.fallback)

    def _may_ask(self) -> bool:
        if not self._trouble:
            return True
        with self._lock:
            if self._trouble and not self._trying and time.monotonic() >= self._try_at:
                self._trying = True
                threading.Thread(target=self._try, name="try the server again", daemon=True).start()
        return not self._trouble

    def _trust(self) -> None:
        with self._lock:
            if not self._trouble:
                self._pause = self._first_pause

    def _give_up(self, trouble: str) -> None:
        with self._lock:
            news, self._trouble = not self._trouble, trouble
            # Of several visitors who waited at the same time, the first counts.
            if news:
                self._wait()
        if news:
            log.warning("the finder answers from the %s engine: %s", self.fallback.name, trouble)

    def _wait(self) -> None:
        """Leave the server alone for longer each time, until it has answered a visitor."""
        self._try_at = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    def _try(self) -> None:
        trouble = "the server could not be tried again"
        try:
            # As a visitor asks: a server may be well, and slow at what it is for.
            self.primary.search(ProgrammeQuery(), language="en", page_size=1)
            trouble = ""
        except IndexUnavailable as error:
            trouble = str(error)
        except Exception:
            log.exception("%s could not be tried again", self.primary.name)
        finally:
            with self._lock:
                self._trouble, self._trying = trouble, False
                if trouble:
                    self._wait()
        if not trouble:
            log.warning("the finder answers from %s again", self.primary.name)
