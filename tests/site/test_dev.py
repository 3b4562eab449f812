"""`./dev` as a stranger types it: a fresh copy, a space in its path, no environment, no network.

The copy's environment is a real one, but looks up its packages in the one that runs this test:
installing them again would need the network. That step is tried by CI itself, on a fresh clone.
"""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.demonstration import free_ports, kill_group, wait_for
from tests.visitor import Answer, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("dev")]
ROOT = Path(__file__).resolve().parents[2]
NO_NETWORK = "[global]\nno-index = true\nretries = 0\n"
# Seconds. The first start makes all tables and loads the sample directory.
LONGEST_START = 240.0
LONGEST_STOP = 15.0


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the project, and an empty home, on a machine without network."""

    folder: Path
    home: Path
    ports: tuple[int, int]

    def environment(self, **variables: str) -> dict[str, str]:
        """What `env -i PATH=… HOME=…` leaves, and these."""
        bare = {"PATH": os.environ["PATH"], "HOME": str(self.home)}
        ports = {"PORT": str(self.ports[0]), "STAFF_PORT": str(self.ports[1])}
        return bare | ports | variables

    def dev(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run `./dev` to its end, called from another folder."""
        return subprocess.run(
            [str(self.folder / "dev"), *arguments],
            cwd=self.home,
            env=self.environment(**variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_START,
            check=False,
        )

    @contextmanager
    def started(self) -> Iterator["Started"]:
        """`./dev start`, up to its ready lines; ended at the end if the test did not."""
        output = self.home / "start.out"
        with output.open("wb") as target:
            process = subprocess.Popen(
                [str(self.folder / "dev"), "start"],
                cwd=self.home,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=target,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running = Started(self, process, output)
        try:
            wait_for(
                lambda: "Staff: " in running.says() or process.poll() is not None,
                "the ready lines",
                seconds=LONGEST_START,
            )
            assert process.poll() is None, running.says()
            yield running
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(LONGEST_STOP)
            kill_group(process)


@dataclass(frozen=True, slots=True)
class Started:
    """A running `./dev start`."""

    copy: Copy
    process: "subprocess.Popen[bytes]"
    output: Path

    def says(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def children(self) -> dict[int, str]:
        """Every process that works on this copy's data: its id and command line."""
        mine = f"TURNSTONE_DATA={self.copy.folder / 'var'}\0".encode()
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mine in (entry / "environ").read_bytes():
                    command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(entry.name)] = command
        return found

    def interrupt(self) -> None:
        """Ctrl-C, as a terminal sends it: to every process of the foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def password(self, name: str) -> str:
        """The password that was printed beside a name."""
        rows = [line.split() for line in self.says().splitlines() if line.startswith("  ")]
        return next(row[1] for row in rows if row[0] == name)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    folder = tmp_path_factory.mktemp("a folder with spaces") / "turnstone"
    home = tmp_path_factory.mktemp("empty home")
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    make_environment(folder)
    (home / ".config" / "pip").mkdir(parents=True)
    (home / ".config" / "pip" / "pip.conf").write_text(NO_NETWORK)
    first, second = free_ports(2)
    return Copy(folder, home, (first, second))


def make_environment(folder: Path) -> None:
    """A virtual environment that finds the packages of this one, stamped as filled."""
    venv = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    paths = sysconfig.get_paths(vars={"base": str(venv), "platbase": str(venv)})
    link = Path(paths["purelib"]) / "packages-of-the-test-run.pth"
    link.write_text(sysconfig.get_paths()["purelib"] + "\n")
    for name in ("run", "dev"):
        lock = (folder / "requirements" / f"{name}.lock").read_bytes()
        stamp = subprocess.run(["cksum"], input=lock, capture_output=True, check=True).stdout
        (venv / f"filled-from-{name}").write_bytes(stamp)


def ready(port: int) -> int:
    """The status that `/ready` answers, or 0 when nobody is there."""
    link = http.client.HTTPConnection("localhost", port, timeout=10)
    try:
        link.request("GET", "/ready")
        return link.getresponse().status
    except OSError:
        return 0
    finally:
        link.close()


def test_start_from_nothing_and_again_keeps_all_that_was_entered(copy: Copy) -> None:
    public, staff = copy.ports
    with copy.started() as first:
        assert first.says().splitlines()[-2:] == [
            f"Ready: http://localhost:{public}/",
            f"Staff: http://localhost:{staff}/portal/",
        ]
        assert (ready(public), ready(staff)) == (200, 200)
        assert len([line for line in first.children().values() if "granian" in line]) >= 2
        password = first.password("ines")
        assert sign_in(copy, password).path == "/portal/"
        # She chooses a password of her own, and the administrator renames a programme.
        entered = copy.dev("manage", "shell", "--no-imports", "--command", ENTER)
        assert entered.returncode == 0, entered.stderr
        wait_for(lambda: tasks_waiting(copy) == 0, "the worker to have done all", seconds=60)
        children = first.children()
        assert len(children) >= 5
        asked = time.monotonic()
        first.interrupt()
        assert first.process.wait(LONGEST_STOP) == 0
        assert time.monotonic() - asked < LONGEST_STOP
        assert first.children() == {}
        assert (ready(public), ready(staff)) == (0, 0)
    before = count_rows(copy)
    printed = first.says()
    with copy.started() as second:
        assert (ready(public), ready(staff)) == (200, 200)
        assert count_rows(copy) == before
        assert second.password("karel") in printed
        assert sign_in(copy, "a-password-of-her-own").path == "/portal/"
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(LONGEST_STOP) == 0


ENTER = """
from portal.accounts.models import User
ines = User.objects.get(username="ines")
ines.set_password("a-password-of-her-own")
ines.save(update_fields=["password"])
"""

#: Tables whose rows come and go with the processes.
PASSING = {
    "directory_publicedition",
    "django_session",
    "django_tasks_database_dbtaskresult",
    "search_awaitedchange",
    "turnstone_cache",
}


@contextmanager
def database(copy: Copy) -> Iterator[sqlite3.Connection]:
    """The copy's database, to be read from beside."""
    file = copy.folder / "var" / "db.sqlite3"
    with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as link:
        yield link


def tasks_waiting(copy: Copy) -> int:
    """How many tasks of the worker are still to be done."""
    with database(copy) as link:
        [number] = link.execute(
            "SELECT count(*) FROM django_tasks_database_dbtaskresult"
            " WHERE status IN ('READY', 'RUNNING')"
        ).fetchone()
    return int(number)


def count_rows(copy: Copy) -> dict[str, int]:
    """How many rows each table has, but those that the processes come and go with."""
    with database(copy) as link:
        # What Wagtail's search keeps beside its entries, it sorts anew as it likes.
        tables = link.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_fts%'"
            " ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
        names = {name for (name,) in tables} - PASSING
        counted = {n: link.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0] for n in names}
    assert counted["accounts_user"] == 15
    return counted


def sign_in(copy: Copy, password: str) -> Answer:
    """Sign in as Ines with the code that `./dev code` prints. Gives the last page."""
    visitor = Visitor(f"http://localhost:{copy.ports[1]}")
    visitor.get("/accounts/login/")
    asked = visitor.post("/accounts/login/", {"login": "ines", "password": password})
    code = copy.dev("code", "ines")
    assert code.returncode == 0, code.stderr
    visitor.post(asked.path, {"code": code.stdout.strip()})
    return visitor.get("/portal/")


def test_when_one_process_ends_the_others_end_too(copy: Copy) -> None:
    with copy.started() as running:
        worker = next(pid for pid, line in running.children().items() if "db_worker" in line)
        os.kill(worker, signal.SIGKILL)
        assert running.process.wait(LONGEST_STOP) == 1
        assert "the worker ended by itself" in running.says()
        assert running.children() == {}


@pytest.mark.parametrize("name", ["PORT", "STAFF_PORT"])
def test_a_taken_port_is_named_before_anything_is_started(copy: Copy, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = copy.dev("start", **{name: str(port)})
    assert answer.returncode == 1
    assert f"Port {port} is taken by another program" in answer.stderr
    assert f"{name}={port + 10} ./dev start" in answer.stderr
    assert answer.stdout.splitlines() == []


def test_one_port_for_both_sites_is_refused(copy: Copy) -> None:
    answer = copy.dev("start", PORT="8123", STAFF_PORT="8123")
    assert answer.returncode == 1
    assert "Give each site its own port" in answer.stderr


def test_production_is_not_started_this_way(copy: Copy) -> None:
    answer = copy.dev("start", TURNSTONE_ENV="production")
    assert answer.returncode == 1
    assert answer.stderr.startswith("./dev start runs the demonstration only.")


def test_a_changed_lock_without_network_says_what_to_do(copy: Copy) -> None:
    lock = copy.folder / "requirements" / "run.lock"
    kept = lock.read_text()
    lock.write_text(f"{kept}not-in-any-registry==1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    try:
        for _ in range(2):
            answer = copy.dev("manage", "check")
            assert answer.returncode == 1
            assert "could not be installed" in answer.stderr
            assert "needs the network, once" in answer.stderr
    finally:
        lock.write_text(kept)
        make_environment(copy.folder)


def test_an_unknown_command_shows_the_known_ones(copy: Copy) -> None:
    answer = copy.dev("strat")
    assert answer.returncode == 2
    assert 'no command "strat"' in answer.stderr
    assert "start" in answer.stderr
    assert copy.dev("help").returncode == 0


def test_arguments_choose_tests_and_the_last_line_is_pytests(copy: Copy) -> None:
    answer = copy.dev("test", "tests/site/test_messages.py", "-q", "-k", "compiled")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.splitlines()[-1].startswith("1 passed")


@pytest.fixture
def few_programs(tmp_path: Path) -> Path:
    """A folder with the programs that `./dev` uses, and no Python."""
    for name in ("sh", "env", "dirname", "cat", "cksum", "grep", "rm", "sed"):
        found = shutil.which(name)
        assert found
        (tmp_path / name).symlink_to(found)
    return tmp_path


def fake_python(folder: Path, *, script: str) -> None:
    program = folder / "python3"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.fixture
def bare_copy(copy: Copy, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """`dev` and its locks, where no environment was made yet."""
    folder = tmp_path_factory.mktemp("bare")
    shutil.copytree(copy.folder / "requirements", folder / "requirements")
    shutil.copy2(copy.folder / "dev", folder / "dev")
    return Copy(folder, copy.home, copy.ports)


def test_a_machine_without_python_is_told_so(bare_copy: Copy, few_programs: Path) -> None:
    answer = bare_copy.dev("start", PATH=str(few_programs))
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer, and none was found" in answer.stderr


def test_an_old_python_is_named(bare_copy: Copy, few_programs: Path) -> None:
    fake_python(few_programs, script="exit 1")
    answer = bare_copy.dev("start", PATH=str(few_programs))
    assert answer.returncode == 1
    assert "the Python found here (python3) is older" in answer.stderr


def test_a_python_without_venv_says_which_package_to_install(
    bare_copy: Copy, few_programs: Path
) -> None:
    fake_python(few_programs, script='case "$2" in *ensurepip*) exit 1 ;; esac')
    answer = bare_copy.dev("start", PATH=str(few_programs))
    assert answer.returncode == 1
    assert "apt install python3-venv" in answer.stderr
