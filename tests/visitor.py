"""Somebody who reads pages and sends forms without a browser: cookies, no scripts.

Cookies marked Secure travel to localhost here as they do in a browser, which Python's own cookie
jar refuses on plain HTTP.
"""

import http.client
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

CSRF_COOKIE = "__Host-csrf"
Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. `text` is the body as UTF-8, `wire` the bytes as they came."""

    url: str
    status: int
    headers: http.client.HTTPMessage
    cookies: Sequence[str]
    wire: bytes

    @property
    def text(self) -> str:
        return self.wire.decode("utf-8", errors="replace")

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def brief(self) -> str:
        """Address, status and the words of the page's main part, for messages of failed tests."""
        main = self.text.partition("<main")[2].partition("</main>")[0] or self.text
        words = " ".join(re.sub(r"<[^>]*>", " ", main.partition(">")[2]).split())
        return f"{self.url} answered {self.status}: {words[:1200]}"


class Tag(NamedTuple):
    """An element's start tag."""

    name: str
    attributes: Mapping[str, str]


class ServerGone(Exception):
    """The server closed the connection, or was not there, before it had answered."""


@dataclass(slots=True)
class Visitor:
    """Keeps cookies and follows redirects within one site. `base` has no slash at its end."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    timeout: float = 30.0

    def get(self, path: str, *, follow: bool = True) -> Answer:
        return self._follow(self.ask("GET", path), follow)

    def post(self, path: str, fields: Fields | None = None, *, follow: bool = True) -> Answer:
        """Send a form, with the CSRF token that the cookie holds, where there is one."""
        body = urlencode(dict(fields or {}), doseq=True).encode()
        return self._follow(self.ask("POST", path, body), follow)

    def ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        """One request. Raises ServerGone when no whole answer came."""
        url = urlsplit(self.base)
        link = http.client.HTTPConnection("127.0.0.1", url.port, timeout=self.timeout)
        headers = {"Host": url.netloc, "Accept-Language": "en", **self.headers}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if body is not None:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            headers.setdefault("Sec-Fetch-Site", "same-origin")
            headers.setdefault("Origin", self.base)
            headers.setdefault("Referer", f"{self.base}/")
            if CSRF_COOKIE in self.cookies:
                headers.setdefault("X-CSRFToken", self.cookies[CSRF_COOKIE])
        try:
            link.request(method, path, body=body, headers=headers)
            response = link.getresponse()
            wire = response.read()
        except (OSError, http.client.HTTPException) as trouble:
            raise ServerGone(repr(trouble)) from trouble
        finally:
            link.close()
        cookies = response.headers.get_all("Set-Cookie") or []
        for line in cookies:
            self._keep(line)
        return Answer(self.base + path, response.status, response.headers, cookies, wire)

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel["max-age"] == "0" or not morsel.value:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.coded_value

    def _follow(self, answer: Answer, follow: bool) -> Answer:
        hops = 0
        while follow and answer.status in (301, 302, 303, 307) and hops < 10:
            place = urlsplit(answer.headers["Location"])
            if place.netloc and place.netloc != urlsplit(self.base).netloc:
                return answer
            path = place.path + (f"?{place.query}" if place.query else "")
            answer = self.ask("GET", path)
            hops += 1
        return answer


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Tag(tag, {name: value or "" for name, value in attrs}))


def tags(page: str, name: str = "", **attributes: str) -> list[Tag]:
    """The start tags of a page with this name and these attribute values (data_x is data-x)."""
    parser = _Tags()
    parser.feed(page)
    wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
    return [
        tag
        for tag in parser.found
        if (not name or tag.name == name)
        and all(tag.attributes.get(key) == value for key, value in wanted.items())
    ]


def field_names(page: str) -> list[str]:
    """The names of every field that can be sent from a page, in order, each once."""
    names = [
        tag.attributes["name"]
        for tag in tags(page)
        if tag.name in ("input", "select", "textarea", "button") and "name" in tag.attributes
    ]
    return list(dict.fromkeys(names))


def field_value(page: str, name: str) -> str:
    """The value of the first field called `name`."""
    return next(tag.attributes["value"] for tag in tags(page) if tag.attributes.get("name") == name)
