"""A process of the public site, as its visitors meet it: what it keeps, and what it makes anew."""

from typing import Any

from django.http import HttpRequest
from django.test import Client
from django.test.utils import override_settings


class Process(Client):
    """A visitor of one process of the public site, which keeps pages of its own."""

    def generic(self, *arguments: Any, **named: Any) -> Any:
        with override_settings(ROLE="public"):
            return super().generic(*arguments, **named)

    def __init__(self) -> None:
        super().__init__()
        self.handler.load_middleware()
        first = self.handler._middleware_chain.__wrapped__  # type: ignore[attr-defined]
        self.store = getattr(first, "store", None)
        self.made = 0
        make = first.get_response

        def count(request: HttpRequest) -> Any:
            self.made += 1
            return make(request)

        first.get_response = count

    @property
    def kept_bytes(self) -> int:
        return self.store.bytes if self.store else 0


def asked(client: Process, path: str, **headers: str) -> tuple[str, bool]:
    """A page, and whether it was kept."""
    before = client.made
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode(), client.made == before


def is_kept(client: Process, path: str, **headers: str) -> bool:
    client.get(path, headers=headers)
    return asked(client, path, **headers)[1]
