"""Real processes on a SQLite file: killed in mid-import, and beside other people's work."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.demonstration import ROOT, bare_environment, manage, run_python, wait_for
from tests.directory.builders import make_programme
from tests.directory.imports.conftest import whole_export
from tests.template_database import template_path

pytestmark = pytest.mark.slow
PROGRAMMES = 24
KILLS = 4
REGISTER = """
from django.core.management import call_command
call_command("createcachetable")
from directory.sample.tree import prepare_register, prepare_tree
prepare_register(prepare_tree())
"""
#: While an import is applied, reads as a visitor and saves as an editor, again and again; says
#: how often, and the longest wait.
BESIDE = """
import time
from django.db import transaction
from directory.models import ProgrammeImport, ProgrammePage
from directory.queries import read_by_slug
print("ready", flush=True)
times, longest, state = 0, 0.0, ""
while state != "applied":
    state = ProgrammeImport.objects.values_list("state", flat=True).first()
    page = ProgrammePage.objects.order_by("pk").first()
    if state == "applying" and page is not None:
        started = time.monotonic()
        assert read_by_slug(page.slug)["slug"] == page.slug
        with transaction.atomic():
            page.save_revision(log_action=True)
        times += 1
        longest = max(longest, time.monotonic() - started)
    time.sleep(0.05)
print(times, round(longest, 2))
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A migrated database in a folder of its own, with a register and nothing in it."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    own = bare_environment(TURNSTONE_DATA=str(data), TURNSTONE_ROLE="staff")
    if template_path().exists():
        shutil.copyfile(template_path(), data / "db.sqlite3")
    else:  # nothing ran on SQLite here yet
        migrated = manage("migrate", "-v0", environment=own)
        assert migrated.returncode == 0, migrated.stderr
    done = run_python(REGISTER, environment=own)
    assert done.returncode == 0, done.stderr
    return own


@pytest.fixture
def file(tmp_path: Path, db: None) -> Path:
    """An export with so many programmes, of another database."""
    for number in range(PROGRAMMES):
        make_programme(f"programme-{number:02}")
    path = tmp_path / "first.csv"
    path.write_bytes(whole_export())
    return path


def rows(environment: dict[str, str], sql: str) -> list[tuple[object, ...]]:
    path = Path(environment["TURNSTONE_DATA"]) / "db.sqlite3"
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as link:
        return link.execute(sql).fetchall()


def states(environment: dict[str, str]) -> dict[object, int]:
    sql = "SELECT state, count(*) FROM directory_importrow GROUP BY state"
    return {state: int(str(number)) for state, number in rows(environment, sql)}


@contextlib.contextmanager
def importing(environment: dict[str, str], *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "site/manage.py", "import_programmes", *arguments, "--apply", "--publish"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def goes_on(environment: dict[str, str], process: "subprocess.Popen[bytes]", reached: int) -> bool:
    """Whether more rows were applied than before, or the process has ended."""
    return states(environment).get("done", 0) > reached or process.poll() is not None


def test_an_import_killed_at_random_moments_ends_as_one_that_was_not(
    environment: dict[str, str], file: Path
) -> None:
    dice = random.Random(20261126)
    arguments = [str(file)]
    reached, cut = 0, 0
    for _ in range(KILLS):
        with importing(environment, *arguments) as process:
            wait_for(partial(goes_on, environment, process, reached), "rows", seconds=120)
            time.sleep(dice.random())
            cut += process.poll() is None
            with contextlib.suppress(ProcessLookupError):  # it had ended by itself
                os.kill(process.pid, signal.SIGKILL)
            process.wait()
        reached = states(environment).get("done", 0)
        [[own]] = rows(environment, "SELECT uuid FROM directory_programmeimport")
        arguments = ["--resume", str(own)]
    assert cut >= 2, "the import was over before it was killed: take more programmes"
    with importing(environment, *arguments) as process:
        assert process.wait(timeout=300) == 0, process.stderr.read().decode()
    assert set(states(environment)) <= {"done", ""}
    second = file.with_name("second.csv")
    done = manage("export_programmes", str(second), environment=environment)
    assert done.returncode == 0, done.stderr
    assert second.read_bytes() == file.read_bytes()
    published = rows(
        environment,
        "SELECT count(*) FROM wagtailcore_pagelogentry l JOIN directory_programmepage p"
        " ON p.page_ptr_id = l.page_id WHERE l.action = 'wagtail.publish' GROUP BY l.page_id",
    )
    assert published == [(1,)] * PROGRAMMES


def test_while_an_import_runs_pages_are_read_and_edited_without_a_lock(
    environment: dict[str, str], file: Path
) -> None:
    beside = subprocess.Popen(
        [sys.executable, "-c", f"import django\ndjango.setup()\n{BESIDE}"],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert beside.stdout.readline() == "ready\n", beside.stderr.read()
        with importing(environment, str(file)) as process:
            assert process.wait(timeout=300) == 0, process.stderr.read().decode()
        said, trouble = beside.communicate(timeout=60)
    finally:
        beside.kill()
    assert beside.returncode == 0, trouble
    times, longest = said.split()
    assert int(times) > 3
    assert float(longest) < 4.5, "SQLite gives up after five seconds"
