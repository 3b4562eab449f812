"""Real browsers on the real demonstration, and what must hold on every page they open."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from tests.browser.steps import DESK, sign_in
from tests.demonstration import Demonstration

# Milliseconds: two cores may be busy with other tests.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


@dataclass
class Watch:
    """Notes what no page of ours may do: ask anybody else, break its policy, throw an error."""

    hosts: set[str]
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> BrowserContext:
        context.set_default_timeout(PATIENCE)
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        return context

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        self.requests.append(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc not in self.hosts:
            self.problems.append(f"a request to somebody else: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text} ({message.location.get('url')})")


Open = Callable[..., Page]


@pytest.fixture(scope="session")
def watch(demonstration: Demonstration) -> Watch:
    return Watch({f"localhost:{demonstration.port}", f"localhost:{demonstration.staff_port}"})


@pytest.fixture(autouse=True)
def nothing_forbidden(watch: Watch) -> Iterator[None]:
    """Fails the test in whose pages something forbidden happened."""
    watch.problems.clear()
    watch.requests.clear()
    yield
    assert watch.problems == []


@pytest.fixture
def visitor(browser: Browser, watch: Watch) -> Iterator[Open]:
    """Gives a page of a browser in which nothing is kept; arguments are the context's."""
    made: list[BrowserContext] = []

    def open_browser(**arguments: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "viewport": DESK, **arguments})
        made.append(watch.over(context))
        return context.new_page()

    yield open_browser
    for context in made:
        context.close()


@pytest.fixture(scope="session")
def people(
    browser: Browser, demonstration: Demonstration, watch: Watch
) -> Iterator[Callable[[str], BrowserContext]]:
    """Gives the browser of somebody who signed in with password and code, once for all tests."""
    contexts: dict[str, BrowserContext] = {}

    def person(name: str) -> BrowserContext:
        if name not in contexts:
            contexts[name] = watch.over(browser.new_context(locale="en-GB", viewport=DESK))
            page = contexts[name].new_page()
            sign_in(page, demonstration, name)
            page.close()
        return contexts[name]

    yield person
    for context in contexts.values():
        context.close()


@pytest.fixture
def signed_in(people: Callable[[str], BrowserContext]) -> Iterator[Callable[[str], Page]]:
    """`signed_in("ines")` is a page in which she is signed in."""
    pages: list[Page] = []

    def page_of(name: str) -> Page:
        pages.append(people(name).new_page())
        return pages[-1]

    yield page_of
    for page in pages:
        page.close()
