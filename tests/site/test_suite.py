"""The suite keeps its own promises: no quiet skip in CI, no network, PostgreSQL where it is."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.utils import translation

from tests import run
from tests.databases import ONCE, runs_once
from tests.order import LONGEST
from tests.template_database import template_path

ROOT = Path(__file__).resolve().parents[2]
# Files of tests that the tests below run: what a quiet skip would look like.
SKIPPING = """
import pytest

def test_that_wants_what_is_missing():
    pytest.skip("the moon is not installed")
"""
SKIPPING_WHOLE = 'import pytest\n\npytest.skip("no moon at all", allow_module_level=True)\n'
REACHING_OUT = """
import socket

def test_that_reaches_out():
    socket.create_connection(("192.0.2.1", 80), timeout=1)
"""


def run_tests(folder: Path, source: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a file of tests under this suite's own rules."""
    (folder / "test_of_a_test.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml")]
    # None of these needs Django, which takes longer to load than they take.
    command += ["-o", "DJANGO_SETTINGS_MODULE="]
    return subprocess.run(
        [*command, "-p", "tests.strictness", "-p", "no:cacheprovider", str(folder)],
        cwd=ROOT,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"}
        | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_skip_is_said_on_a_laptop_and_fails_in_ci(tmp_path: Path) -> None:
    at_home = run_tests(tmp_path, SKIPPING)
    assert at_home.returncode == 0, at_home.stdout + at_home.stderr
    assert "the moon is not installed" in at_home.stdout
    in_ci = run_tests(tmp_path, SKIPPING, CI="true")
    assert in_ci.returncode == 1
    assert "CI runs every test, and this one was skipped: Skipped: the moon" in in_ci.stdout


def test_a_skipped_file_fails_in_ci_too(tmp_path: Path) -> None:
    in_ci = run_tests(tmp_path, SKIPPING_WHOLE, CI="true")
    assert in_ci.returncode != 0
    assert "no moon at all" in in_ci.stdout


def test_no_test_reaches_beyond_this_machine(tmp_path: Path) -> None:
    answer = run_tests(tmp_path, REACHING_OUT)
    assert answer.returncode == 1
    assert "A test tried to use socket.socket.connect()" in answer.stdout


def test_the_throwaway_postgresql_listens_on_no_port(postgresql_server: str) -> None:
    with psycopg.connect(postgresql_server) as link:
        assert link.execute("SHOW listen_addresses").fetchone() == ("",)
        assert link.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()


def test_the_database_that_is_kept_for_later_runs_is_migrated(django_db_setup: None) -> None:
    """Also where only tests of the demonstration run, which do not touch the test database."""
    with contextlib.closing(sqlite3.connect(template_path())) as kept:
        [number] = kept.execute("SELECT count(*) FROM django_migrations").fetchone()
    assert number > 200


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_language_that_a_test_leaves_active_is_gone_in_the_next(time: str) -> None:
    assert translation.get_language() == settings.LANGUAGE_CODE
    translation.activate("nl")


WANTING_SCHEMAS = """
from pathlib import Path

from tests import hsds_schemas

hsds_schemas.PLACES = (Path("/nowhere"),)


def test_that_wants_the_schemas():
    hsds_schemas.load_schemas()
"""


def test_what_the_project_may_not_carry_may_be_absent_in_ci_and_is_named(tmp_path: Path) -> None:
    done = run_tests(tmp_path, WANTING_SCHEMAS, CI="true")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The schemas of HSDS 3.0 are not here: name their folder in HSDS_SCHEMAS." in done.stdout
    # Where somebody says that they are there, they must be.
    misnamed = run_tests(tmp_path, WANTING_SCHEMAS, CI="true", HSDS_SCHEMAS="/nowhere")
    assert misnamed.returncode == 1
    # And where they are, nothing skips in their name: the file below does, and must fail for it.
    pretending = WANTING_SCHEMAS.replace(
        "    hsds_schemas.load_schemas()",
        "    hsds_schemas.PLACES = (Path(__file__).parent,)\n"
        "    import pytest; pytest.skip(hsds_schemas.ABSENT)",
    )
    (tmp_path / "schema").mkdir()
    assert run_tests(tmp_path, pretending, CI="true").returncode == 1


def test_the_list_of_what_runs_once_names_files_that_are_there() -> None:
    assert [name for name in ONCE if not (ROOT / "tests" / name).exists()] == []


def test_what_commits_or_races_runs_on_both_databases() -> None:
    files = (ROOT / "tests").rglob("test_*.py")
    once = [path for path in files if runs_once(path.relative_to(ROOT / "tests"))]
    assert once
    assert [path.name for path in once if "transaction=True" in path.read_text()] == []


def test_the_list_of_what_takes_longest_names_files_that_are_there() -> None:
    named = [name for name in LONGEST if name.endswith(".py")]
    assert named
    assert [name for name in named if not (ROOT / "tests" / name).is_file()] == []


@pytest.mark.parametrize(("checked", "ended"), [(0, 0), (3, 3)])
def test_the_checks_run_with_the_whole_suite_and_their_failure_ends_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    checked: int,
    ended: int,
) -> None:
    dev = tmp_path / "dev"
    dev.write_text(f'#!/bin/sh\necho "asked to $*"; echo "Types: wrong" >&2; exit {checked}\n')
    dev.chmod(0o755)
    ran: list[list[str]] = []

    def pretend(arguments: list[str]) -> int:
        ran.append(arguments)
        return 0

    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "fetch_elasticsearch", lambda: None)
    monkeypatch.setattr(run, "on_postgresql", lambda arguments: 0)
    monkeypatch.setattr(run, "pytest", pretend)
    assert run.main([]) == ended
    said = capfd.readouterr().out
    assert "asked to check" in said
    assert "Types: wrong" in said
    assert len(ran) == (0 if checked else 1)
    ran.clear()
    assert run.main(["tests/site"]) == 0
    assert ran == [["tests/site"]]
    assert "asked" not in capfd.readouterr().out
