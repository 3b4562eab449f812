"""A web server to measure, and a client that asks it many pages over one connection."""

import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.machine import cpu_seconds

_LONGEST_START = 90.0
_CLIENTS = 2


class Asked(NamedTuple):
    """A request, and how it is to be answered."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200


@dataclass(frozen=True)
class Spent:
    """What a block of requests cost: requests, CPU seconds of the server, seconds by the clock."""

    requests: int
    cpu: float
    wall: float


class Server:
    """A running server process tree."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port
        self._clients = multiprocessing.get_context("spawn").Pool(_CLIENTS)

    def ask(self, asked: Sequence["str | Asked"]) -> Spent:
        """Ask each once, over one kept connection per client. Raises on any other status."""
        paths = [Asked(one) if isinstance(one, str) else one for one in asked]
        shares = [(self.port, paths[place::_CLIENTS]) for place in range(_CLIENTS)]
        cpu, started = cpu_seconds(self.process.pid), time.perf_counter()
        self._clients.starmap(_ask_all, shares, chunksize=1)
        wall = time.perf_counter() - started
        return Spent(len(paths), cpu_seconds(self.process.pid) - cpu, wall)

    def page(self, path: str) -> str:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        try:
            return _ask(connection, Asked(path)).decode()
        finally:
            connection.close()

    def tags(self, paths: Sequence[str]) -> dict[str, str]:
        """The tag of each of these pages, as a visitor comes to know it."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        tags = {}
        for path in paths:
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            tags[path] = response.headers["ETag"]
        connection.close()
        return tags

    def close(self) -> None:
        self._clients.terminate()
        self._clients.join()


@contextmanager
def serving(
    command: Sequence[str], environment: Mapping[str, str], port: int, log: Path
) -> Iterator[Server]:
    """Run a server until the block ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    server = None
    try:
        _wait_for(port, process, log)
        server = Server(process, port)
        yield server
    finally:
        if server is not None:
            server.close()
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _LONGEST_START
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("localhost", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError(f"the server did not start; {log} says why")


def _ask_all(port: int, asked: Sequence[Asked]) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=60)
    for one in asked:
        _ask(connection, one)
    connection.close()


def _ask(connection: http.client.HTTPConnection, asked: Asked) -> bytes:
    connection.request("GET", asked.path, headers=dict(asked.headers))
    response: Any = connection.getresponse()
    body: bytes = response.read()
    if response.status != asked.status:
        raise RuntimeError(f"{asked.path} answered {response.status}")
    return body
