"""`./dev start`: sets up what is missing, then runs the demonstration until Ctrl-C.

Four processes: the public site, the staff site, the worker and the clock. They live and end
together. Each has its role and the keys of that role; their output goes to files in `log/`. Where
links are checked, a worker of their own does it.
"""

import errno
import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from config import people
from config.environment import ROOT, Environment, read_environment
from config.processes import ChildEnded, Family

# Seconds in which both sites must answer, on a slow machine too.
LONGEST_WAIT = 90
# Worker processes, one for each core, as the benchmark in docs/operating.md found best.
WORKERS = max(1, min(os.cpu_count() or 1, 4))
# Variables that the public processes have no business with.
STAFF_SECRETS = ("TURNSTONE_SECRET_KEY", "EMAIL_URL")


class Trouble(Exception):
    """Starting is not possible; the message says why and what to do."""


class StopAsked(Exception):
    """Ctrl-C, or another request to end."""


def main() -> int:
    """Run the demonstration. Gives the exit code: 0 when it was asked to stop."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    family = Family()
    try:
        if os.environ.get("TURNSTONE_ENV") == "production":
            raise Trouble(
                "./dev start runs the demonstration only. docs/operating.md says how each process "
                "is started in production."
            )
        environment = read_environment()
        with alone_on(environment):
            if environment.port == environment.staff_port:
                raise Trouble(
                    f"PORT and STAFF_PORT are both {environment.port}. Give each site its own port."
                )
            for port, name in ((environment.port, "PORT"), (environment.staff_port, "STAFF_PORT")):
                refuse_taken_port(port, name)
            run(environment, family)
    except StopAsked:
        say("Stopping.")
    except (ImproperlyConfigured, Trouble) as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    except ChildEnded as ended:
        print(
            f"{ended.child.last_words()}\nEnding everything: {ended}.", file=sys.stderr, flush=True
        )
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        family.stop()
    say("Stopped. What was entered is kept; ./dev start goes on from there.")
    return 0


def workers(check_links: bool) -> list[tuple[str, list[str]]]:
    """The name of each worker and the queues it works on, each queue with one of them.

    A second worker lets nobody's letter wait for other people's servers.
    """
    if not check_links:
        return [("worker", ["--queue-name", "*"])]
    return [
        ("worker", ["--queue-name", "*", "--exclude-queues", "links"]),
        ("worker of links", ["--queue-name", "links", "--interval", "5"]),
    ]


def run(environment: Environment, family: Family) -> None:
    """Set up, start the processes, say where they are, and watch over them.

    Returns never: raises StopAsked, ChildEnded or Trouble.
    """
    variables = child_variables(environment)
    setting_up = family.start(
        "set-up", [sys.executable, "-m", "config.prepare"], environment=variables["staff"]
    )
    if family.wait_for(setting_up):
        raise Trouble("Nothing was started: the set-up did not finish. The lines above say why.")
    say("Starting the public site, the staff site, the worker and the clock")
    log = environment.data / "log"
    manage = [sys.executable, str(ROOT / "site" / "manage.py")]
    for name, command, role in (
        ("public site", server(environment.port), "public"),
        ("staff site", server(environment.staff_port), "staff"),
        *(
            (worker, [*manage, "db_worker", *queues], "staff")
            for worker, queues in workers(environment.check_links)
        ),
        ("clock", [*manage, "clock"], "staff"),
    ):
        output = log / f"start-{name.replace(' ', '-')}.log"
        family.start(name, command, environment=variables[role], output=output)
    for port in (environment.port, environment.staff_port):
        wait_until_ready(port, family)
    say(
        people.introduction(
            environment.keys / "staff" / "demonstration-people.json",
            staff_port=environment.staff_port,
            data=environment.data,
            usual_data=ROOT / "var",
        )
    )
    say(f"Ready: http://localhost:{environment.port}/")
    say(f"Staff: http://localhost:{environment.staff_port}/portal/")
    while True:
        time.sleep(0.5)
        family.check()


def server(port: int) -> list[str]:
    """The command of a web server for one role, on this machine's own address only."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), "--blocking-threads", "1"),
        *("--log-level", "warning", "--workers-kill-timeout", "3"),
        # One process that dies takes no visitor away: another one comes.
        *("--respawn-failed-workers", "--respawn-interval", "1"),
        "config.wsgi:application",
    ]


def child_variables(environment: Environment) -> dict[str, dict[str, str]]:
    """The environment variables of each role's processes."""
    shared = dict(os.environ) | {
        "PYTHONUNBUFFERED": "1",
        "TURNSTONE_DATA": str(environment.data),
    }
    public = {name: value for name, value in shared.items() if name not in STAFF_SECRETS}
    return {
        "public": public | {"TURNSTONE_ROLE": "public"},
        "staff": shared | {"TURNSTONE_ROLE": "staff"},
    }


def wait_until_ready(port: int, family: Family) -> None:
    """Wait until `/ready` answers 200. Raises ChildEnded, or Trouble with what it answered."""
    deadline = time.monotonic() + LONGEST_WAIT
    answer = "nothing"
    while time.monotonic() < deadline:
        family.check()
        try:
            status, answer = ask_ready(port)
        except OSError:
            status = 0
        if status == 200:
            return
        time.sleep(0.2)
    raise Trouble(
        f"http://localhost:{port}/ready did not come up in {LONGEST_WAIT} seconds; it answered: "
        f"{answer}"
    )


def ask_ready(port: int) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/ready", headers={"Host": f"localhost:{port}"})
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    except http.client.HTTPException as trouble:
        return 0, repr(trouble)
    finally:
        connection.close()


def refuse_taken_port(port: int, name: str) -> None:
    """Raises Trouble, saying which variable to set, when another program has the port."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as trouble:
                if trouble.errno == errno.EADDRINUSE:
                    raise Trouble(
                        f"Port {port} is taken by another program. End that program, or choose "
                        f"another port: {name}={port + 10} ./dev start"
                    ) from None
                if trouble.errno == errno.EACCES:
                    raise Trouble(
                        f"Port {port} is reserved for the system. Choose one above 1023: "
                        f"{name}={port + 8000} ./dev start"
                    ) from None
                # A machine without IPv6 has nobody on that address either.


@contextmanager
def alone_on(environment: Environment) -> Iterator[None]:
    """Hold the data folder for this start. Raises Trouble when another one is using it."""
    with (environment.data / "run" / "start.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Trouble(
                f"Another ./dev start is running on {environment.data}. End that one with Ctrl-C, "
                "or give this one a folder of its own: TURNSTONE_DATA=other-folder"
            ) from None
        yield


def say(text: str) -> None:
    print(text, flush=True)


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    raise StopAsked


if __name__ == "__main__":
    raise SystemExit(main())
