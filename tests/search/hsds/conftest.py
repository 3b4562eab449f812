"""The API as a program asks it, over a small directory made by each test."""

import json
from typing import Any

import pytest
from django.test import Client

from search.hsds import finding
from search.services import rebuild_index

BASE = "/api/hsds"


class Api:
    """Asks the public process."""

    def __init__(self, settings: Any) -> None:
        self.client = Client()
        self.settings = settings

    def get(self, path: str, status: int = 200, headers: Any = None, **asked: Any) -> Any:
        answer = self.client.get(f"{BASE}{path}", asked, headers=headers or {})
        assert answer.status_code == status, answer.content[:500]
        return answer

    def read(self, path: str, status: int = 200, **asked: Any) -> Any:
        return json.loads(self.get(path, status, **asked).content)

    def contents(self, path: str, **asked: Any) -> list[Any]:
        found: list[Any] = self.read(path, **asked)["contents"]
        return found

    def names(self, path: str = "/services", **asked: Any) -> list[str]:
        return [thing["name"] for thing in self.contents(path, **asked)]

    def lines(self, path: str, **asked: Any) -> list[Any]:
        answer = self.get(path, format="ndjson", **asked)
        assert answer.headers["Content-Type"].startswith("application/x-ndjson")
        text = b"".join(answer.streaming_content).decode()
        return [json.loads(line) for line in text.splitlines()]

    def post(self, path: str, status: int = 200, **sent: Any) -> Any:
        answer = self.client.post(f"{BASE}{path}", **sent)
        assert answer.status_code == status, answer.content[:500]
        return json.loads(answer.content)

    def index(self) -> None:
        """What the worker does after each change."""
        self.settings.ROLE = "staff"
        rebuild_index()
        self.settings.ROLE = "public"


@pytest.fixture
def api(
    db: None, own_index: Any, public_site: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Api:
    # Rows that a test's end took back have given their keys to others.
    monkeypatch.setattr(finding, "_kept", None)
    return Api(settings)
