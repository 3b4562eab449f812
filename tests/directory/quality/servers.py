"""Small real servers on this machine for the link checker, and the one way it may reach them."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from directory.quality.links import Reach


@dataclass
class Seen:
    """A server's port, and the method, path and headers of each request it had."""

    port: int
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def server(pages: dict[str, tuple[int, dict[str, str]]]) -> Iterator[Seen]:
    """Answers each path with a code and headers; ``GET`` and ``HEAD`` before one by itself."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            seen.requests.append((self.command, self.path, dict(self.headers)))
            other = (404, dict[str, str]())
            page = pages.get(f"{self.command} {self.path}", pages.get(self.path, other))
            self.send_response(page[0])
            for name, value in page[1].items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_HEAD = answer  # noqa: N815

        def log_message(self, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        seen = Seen(running.server_address[1])
        thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield seen
        finally:
            running.shutdown()
            thread.join()


@contextmanager
def dripping() -> Iterator[int]:
    """The port of a server that sends one byte of its answer's head every tenth of a second."""
    ended = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        line, _peer = listening.accept()
        with line:
            line.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not ended.wait(0.1):
                try:
                    line.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        ended.set()
        listening.close()
        thread.join()


def loopback(*ports: int, answers: Any = None) -> Reach:
    """Reaches this machine and no other. ``answers``: what a name resolves to, time by time."""
    times = iter(answers or ())
    return Reach(
        resolve=lambda host, port, seconds: next(times) if answers else ["127.0.0.1"],
        may_call=lambda address: address == "127.0.0.1",
        ports=ports,
    )
