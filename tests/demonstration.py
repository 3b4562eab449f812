"""The real thing for tests: `./dev start` in a folder of its own, on free ports, ended cleanly.

Both web servers, the worker and the clock run as they do for whoever tries the demonstration.
Tests that want it ask for the fixture `demonstration` and carry the marks `DEMONSTRATION`, or in
browsers `IN_BROWSERS`.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from tests.template_database import template_path
from tests.visitor import Visitor

ROOT = Path(__file__).resolve().parents[1]
PYTHON_PATH = os.pathsep.join((str(ROOT), str(ROOT / "site")))
# Seconds: the sample directory is loaded, and two cores may be busy with other tests.
LONGEST_START = 240.0
LONGEST_WAIT = 30.0
# For `pytestmark`: one demonstration serves all of these, so one xdist worker runs them.
DEMONSTRATION = [pytest.mark.slow, pytest.mark.xdist_group("demonstration")]
# Those in browsers take as long again: another worker runs them beside, on one of its own.
IN_BROWSERS = [pytest.mark.slow, pytest.mark.xdist_group("demonstration in browsers")]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A running demonstration: where it is, who can sign in, and how to talk to it."""

    data: Path
    port: int
    staff_port: int

    @property
    def public(self) -> str:
        """The public site's address, without a slash at its end."""
        return f"http://localhost:{self.port}"

    @property
    def staff(self) -> str:
        return f"http://localhost:{self.staff_port}"

    @property
    def database(self) -> Path:
        return self.data / "db.sqlite3"

    @property
    def output(self) -> Path:
        """What `./dev start` printed."""
        return self.data.parent / "start.log"

    @property
    def temporary(self) -> Path:
        """Where its processes put temporary files."""
        return self.data.parent / "tmp"

    def password(self, name: str) -> str:
        people = json.loads((self.data / "keys/staff/demonstration-people.json").read_text())
        return str(people[name]["password"])

    def code(self, name: str) -> str:
        """A six-digit code that nobody used yet."""
        done = self.manage("code", name)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def environment(self, role: str = "staff", **changes: str) -> dict[str, str]:
        """The environment of one more process of this demonstration."""
        own = {
            "TURNSTONE_ROLE": role,
            "TURNSTONE_DATA": str(self.data),
            "PORT": str(self.port),
            "STAFF_PORT": str(self.staff_port),
            "TMPDIR": str(self.temporary),
        }
        return bare_environment(**own | changes)

    def manage(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of `manage.py` on this demonstration's data."""
        return manage(*arguments, environment=self.environment(**variables))

    def python(self, source: str, *arguments: str, role: str = "staff", **variables: str) -> str:
        """What Python source prints in one more process of this demonstration."""
        done = run_python(
            source, environment=self.environment(role, **variables), arguments=arguments
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def visitor(self, *, staff: bool = False) -> Visitor:
        """Somebody without a browser: cookies of their own, no scripts."""
        return Visitor(self.staff if staff else self.public)

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Read the database from beside, as somebody with the file would."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as link:
            return link.execute(sql, values).fetchall()


@pytest.fixture(scope="session")
def demonstration(django_db_setup: None) -> Iterator[Demonstration]:
    """A whole demonstration, started once for this pytest process.

    Its tables are a copy of those that the tests migrated; `tests/site/test_dev.py` starts one from
    nothing.
    """
    with running_demonstration() as running:
        yield running


@contextmanager
def running_demonstration() -> Iterator[Demonstration]:
    """Start a demonstration on data of its own; asked to stop and removed at the end."""
    # A space in the path: everything must live with one.
    folder = Path(tempfile.mkdtemp(prefix="turnstone demonstration "))
    (folder / "tmp").mkdir(mode=0o700)
    (folder / "data").mkdir(mode=0o700)
    if template_path().exists():
        shutil.copyfile(template_path(), folder / "data" / "db.sqlite3")
    port, staff_port = free_ports(2)
    running = Demonstration(folder / "data", port, staff_port)
    output = running.output
    try:
        with output.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=ROOT,
                env=running.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_for(
                lambda: "Staff: http" in output.read_text() or process.poll() is not None,
                "the demonstration's ready line",
                seconds=LONGEST_START,
            )
            if process.poll() is not None:
                raise RuntimeError(f"The demonstration did not start:\n{output.read_text()}")
            yield running
            if process.poll() is not None:
                raise RuntimeError(f"The demonstration ended by itself:\n{output.read_text()}")
        finally:
            stop(process)
        assert process.returncode == 0, output.read_text()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def manage(*arguments: str, environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run `manage.py`; the answer holds `returncode`, `stdout` and `stderr`."""
    return subprocess.run(
        [sys.executable, str(ROOT / "site" / "manage.py"), *arguments],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )


def run_python(
    source: str, *, environment: Mapping[str, str], arguments: Sequence[str] = ()
) -> "subprocess.CompletedProcess[str]":
    """Run Python source in a process of its own, with Django set up as `environment` says."""
    start = "import django\ndjango.setup()\n"
    return subprocess.run(
        [sys.executable, "-c", start + source, *arguments],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def bare_environment(**variables: str) -> dict[str, str]:
    """What a process inherits here: nothing of this test run but where programs are."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONPATH": PYTHON_PATH,
        "PYTHONUNBUFFERED": "1",
        **variables,
    }


def free_ports(number: int) -> list[int]:
    """Ports that nothing listens on, all different."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in sockets]


def stop(process: "subprocess.Popen[bytes]", patience: float = 25.0) -> None:
    """Ask a process to end as Ctrl-C does; end its whole group when it does not."""
    process.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=patience)
    kill_group(process)


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL for a process and its children (it was started in a session of its own)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for(
    question: Callable[[], T], what: str, *, seconds: float = LONGEST_WAIT, pause: float = 0.1
) -> T:
    """Ask until the answer is true, and give it. Raises AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds:.0f} seconds for {what}, in vain.")
        time.sleep(pause)
