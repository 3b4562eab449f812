"""The lines of *Commands*. `tests/site/test_dev.py` tries `./dev` itself, as a stranger would."""

import contextlib
import json
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.contract.lines import Line, holds
from tests.demonstration import ROOT, Demonstration, bare_environment, manage

SECTION = "Commands"
LONGEST_COMMAND = 240.0  # seconds


def dev(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run this checkout's `./dev`, from another folder and with next to no environment."""
    environment = bare_environment(**variables)
    del environment["PYTHONPATH"]
    return subprocess.run(
        [str(ROOT / "dev"), *arguments],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LONGEST_COMMAND,
        check=False,
    )


@contextmanager
def copied(running: Demonstration) -> Iterator[Demonstration]:
    """The data of a running demonstration in a folder of its own, at one moment, nobody running."""
    with tempfile.TemporaryDirectory(prefix="turnstone copy ") as name:
        folder = Path(name) / "data"
        copy = Demonstration(folder, running.port, running.staff_port)
        folder.mkdir(mode=0o700)
        copy.temporary.mkdir()
        with (
            contextlib.closing(sqlite3.connect(running.database)) as source,
            contextlib.closing(sqlite3.connect(copy.database)) as target,
        ):
            # The anchors first: every row they name is in the database by the time it is copied.
            (folder / "log").mkdir(mode=0o700)
            anchors = "log/audit-anchors.jsonl"
            deadline = time.monotonic() + 60
            while not (running.data / anchors).exists():  # it has only just begun
                assert time.monotonic() < deadline
                time.sleep(0.1)
            shutil.copy(running.data / anchors, folder / anchors)
            source.backup(target)
        shutil.copytree(running.data / "keys", folder / "keys")
        yield copy


def tables(running: Demonstration, *prefixes: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables whose names begin so."""
    names = running.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        str(name): running.rows(f'SELECT * FROM "{name}" ORDER BY 1')
        for (name,) in names
        if str(name).startswith(prefixes)
    }


@holds(SECTION, "`./dev start`")
def start(line: Line, running: Demonstration) -> None:
    said = running.output.read_text().strip().splitlines()
    assert said[-2] == f"Ready: http://localhost:{running.port}/"
    assert said[-1] == f"Staff: http://localhost:{running.staff_port}/portal/"
    assert any(line.split()[:2] == ["ines", running.password("ines")] for line in said[:-2] if line)
    assert running.visitor().get("/ready").status == 200
    parts = json.loads(running.visitor(staff=True).get("/ready").text)
    assert {name for name, part in parts.items() if part["ok"]} == {
        *("database", "search engine", "worker", "clock", "keys")
    }


@holds(SECTION, "`./dev test [pytest arguments]`")
def test(line: Line, running: Demonstration) -> None:
    chosen = dev("test", "tests/site/test_middleware.py", "-q", "--collect-only")
    assert chosen.returncode == 0, chosen.stdout + chosen.stderr
    assert "tests/site/test_middleware.py" in chosen.stdout
    assert "Formatting" not in chosen.stdout
    with fake_tools() as (folder, calls):
        done = run_fake(folder, "test")
        assert done.returncode == 0, done.stdout + done.stderr
        # Which has `./dev check` run beside the first tests: see tests/site/test_suite.py.
        assert calls().splitlines()[-1].strip() == "-m tests.run"


@holds(SECTION, "`./dev check`")
def check(line: Line, running: Demonstration) -> None:
    wanted = {
        "format": "-m ruff format --check",
        "lint": "-m ruff check",
        "types": "-m mypy",
        "import contracts": "importlinter",
        "missing migrations": "site/manage.py makemigrations --check",
    }
    assert [name for name in wanted if name not in line.cells[1]] == []
    with fake_tools() as (folder, calls):
        assert run_fake(folder, "check").returncode == 0
        for call in wanted.values():
            assert call in calls(), f"./dev check does not call {call}"
        for call in wanted.values():
            done = run_fake(folder, "check", FAILS=call)
            assert done.returncode != 0, f"{call} fails unnoticed."
            assert "Not in order" in done.stderr


@contextmanager
def fake_tools() -> Iterator[tuple[Path, Callable[[], str]]]:
    """`dev` beside a Python that only notes how it was called; it fails where `$FAILS` says so."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "dev", folder / "dev")
        shutil.copytree(ROOT / "requirements", folder / "requirements")
        python = folder / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        calls = folder / "calls"
        python.write_text(
            f"#!/bin/sh\nprintf '%s ' \"$@\" >>'{calls}'\necho >>'{calls}'\n"
            'case "$*" in *"${FAILS:-nothing at all}"*) exit 1 ;; esac\n'
        )
        python.chmod(0o755)
        for lock in ("run", "dev"):
            content = (ROOT / "requirements" / f"{lock}.lock").read_bytes()
            stamp = subprocess.run(["cksum"], input=content, capture_output=True, check=True)
            (folder / ".venv" / f"filled-from-{lock}").write_bytes(stamp.stdout)
        yield folder, calls.read_text


def run_fake(folder: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(folder / "dev"), *arguments],
        env=bare_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )


@holds(SECTION, "`./dev bench [NAME] [--quick]`")
def bench(line: Line, running: Demonstration) -> None:
    listed = dev("bench", "--help")
    assert listed.returncode == 0, listed.stderr
    assert "--quick" in listed.stdout
    assert "benchmarks/results/" in (ROOT / ".gitignore").read_text()


@holds(SECTION, "`./dev code NAME`")
def code(line: Line, running: Demonstration) -> None:
    shown = dev("code", "sofie", TURNSTONE_DATA=str(running.data))
    assert shown.returncode == 0, shown.stderr
    assert len(shown.stdout.strip()) == 6
    assert shown.stdout.strip().isdecimal()
    said = running.python(
        "from django.conf import settings\n"
        "from django.core.management import CommandError, call_command\n"
        "settings.DEMONSTRATION = False\n"
        "try:\n    call_command('code', 'sofie')\n"
        "except CommandError as refusal:\n    print(refusal)"
    )
    assert "in a demonstration only" in said


@holds(SECTION, "`manage export_programmes FILE`", "`manage import_programmes FILE")
def exchange(line: Line, running: Demonstration) -> None:
    """What is exported changes nothing when it is imported, and is the same file again."""
    form = "json" if "import" in line.cells[0] else "csv"
    with copied(running) as copy:
        first, second = copy.data / f"first.{form}", copy.data / f"second.{form}"
        done = copy.manage("export_programmes", str(first))
        assert done.returncode == 0, done.stderr
        compared = copy.manage("import_programmes", str(first), "--apply", "--publish")
        assert compared.returncode == 0, compared.stderr
        assert all(f"{plan}: 0" in compared.stdout for plan in ("New", "Changed", "Wrong"))
        assert copy.manage("export_programmes", str(second)).returncode == 0
        assert first.read_bytes() == second.read_bytes()


@holds(SECTION, "`./dev manage …`")
def dev_manage(line: Line, running: Demonstration) -> None:
    answer = dev("manage", "showmigrations", "accounts", TURNSTONE_DATA=str(running.data))
    assert answer.returncode == 0, answer.stderr
    assert "[X] 0001_initial" in answer.stdout


@holds(SECTION, "`manage load_sample`")
def load_sample(line: Line, running: Demonstration) -> None:
    with copied(running) as copy:
        with contextlib.closing(sqlite3.connect(copy.database)) as link:
            link.execute("UPDATE directory_programmetext SET title = 'Renamed' WHERE id = 1")
            link.commit()
        before = tables(copy, "directory_", "accounts_", "selfreferral_", "wagtailcore_page")
        assert len(before["accounts_user"]) == 15
        assert len(before["selfreferral_door"]) > 1
        again = copy.manage("load_sample")
        assert again.returncode == 0, again.stderr
        after = tables(copy, "directory_", "accounts_", "selfreferral_", "wagtailcore_page")
        assert {name for name in before if before[name] != after[name]} == set()
    # `tests/site/test_production.py` loads it with production's own settings.
    said = running.python(
        "from django.conf import settings\n"
        "from django.core.management import call_command\n"
        "settings.DEMONSTRATION = False\n"
        "call_command('load_sample')"
    )
    assert "no sample people are made" in said


@holds(SECTION, "`manage generate_programmes --count N --seed S`")
def generate_programmes(line: Line, running: Demonstration) -> None:
    made = []
    sql = "SELECT page_id, language, title, summary FROM directory_programmetext ORDER BY id"
    for seed in ("7", "7", "8"):
        with copied(running) as copy:
            before = len(copy.rows(sql))
            done = copy.manage("generate_programmes", "--count", "5", "--seed", seed)
            assert done.returncode == 0, done.stderr
            made.append([row[1:] for row in copy.rows(sql)[before:]])
    assert len(made[0]) >= 5
    assert made[0] == made[1]
    assert made[0] != made[2]


@holds(SECTION, "`manage load_synonyms`")
def load_synonyms(line: Line, running: Demonstration) -> None:
    with copied(running) as copy:
        before = tables(copy, "search_synonymentry")
        assert len(before["search_synonymentry"]) > 100
        again = copy.manage("load_synonyms")
        assert again.returncode == 0, again.stderr
        assert tables(copy, "search_synonymentry") == before


@holds(SECTION, "`manage rebuild_index`")
def rebuild_index(line: Line, running: Demonstration) -> None:
    with copied(running) as copy:
        assert not (copy.data / "index").exists()
        done = copy.manage("rebuild_index")
        assert done.returncode == 0, done.stderr
        assert any((copy.data / "index").iterdir())
        found = copy.python(
            "from search.services import search_status; print(search_status()['ok'])",
            role="public",
        )
        assert found == "True"


@holds(SECTION, "`manage verify_audit`")
def verify_audit(line: Line, running: Demonstration) -> None:
    with copied(running) as copy:
        whole = copy.manage("verify_audit")
        assert whole.returncode == 0, whole.stdout + whole.stderr
        with contextlib.closing(sqlite3.connect(copy.database)) as link:
            link.execute("DROP TRIGGER audit_event_no_update")
            link.execute("UPDATE audit_auditevent SET action = 'keys.rotated' WHERE seq = 3")
            link.commit()
        broken = copy.manage("verify_audit")
        assert broken.returncode == 1
        assert re.search(r"\brow 3\b", broken.stderr, re.IGNORECASE), broken.stderr


@holds(SECTION, "`manage make_keys`")
def make_keys(line: Line, running: Demonstration) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = bare_environment(TURNSTONE_DATA=folder)

        def keys() -> dict[str, bytes]:
            files = Path(folder, "keys").rglob("*-*-*")
            return {path.name: path.read_bytes() for path in files if path.is_file()}

        for _ in range(2):
            done = manage("make_keys", environment=environment)
            assert done.returncode == 0, done.stderr
        first = keys()
        assert {name.split("-")[0] for name in first} == {"recipient", "pepper", "totp", "anchor"}
        assert manage("make_keys", environment=environment).returncode == 0
        assert keys() == first
        migrated = manage("migrate", "audit", "-v0", environment=environment)
        assert migrated.returncode == 0, migrated.stderr
        rotated = manage("make_keys", "--rotate", "recipient", environment=environment)
        assert rotated.returncode == 0, rotated.stderr
        fresh = keys()
    assert first.items() < fresh.items()
    assert (
        sorted(name.split("-")[:2] for name in fresh.keys() - first.keys())
        == [["recipient", "0002"]] * 2
    )


@holds(SECTION, "`manage clock`")
def clock(line: Line, running: Demonstration) -> None:
    with copied(running) as copy:
        anchors = copy.data / "log/audit-anchors.jsonl"
        sql = "SELECT count(*) FROM django_tasks_database_dbtaskresult"
        before = len(anchors.read_bytes())
        # What waits for a worker that is behind is not enqueued twice.
        record = copy.python(
            "from django.db import transaction\n"
            "from django_tasks_db.models import DBTaskResult\n"
            "from portal.audit.entries import Actor\n"
            "from portal.audit.services import record_event\n"
            "DBTaskResult.objects.all().delete()\n"
            "with transaction.atomic():\n"
            "    record_event(actor=Actor.operator(), action='keys.rotated', subject=None)\n"
            "print('recorded')"
        )
        assert record == "recorded"
        assert copy.rows(sql) == [(0,)]
        done = copy.manage("clock", "--ticks", "1")
        assert done.returncode == 0, done.stderr
        assert len(anchors.read_bytes()) > before
        assert copy.rows(sql) > [(0,)]


@holds(SECTION, "All work with `env -i`")
def anywhere(line: Line, running: Demonstration) -> None:
    assert " " in str(running.data)
    # Without network: pip is sent to a port where nobody listens, and is not asked anything.
    answer = dev("manage", "version", PIP_INDEX_URL="http://127.0.0.1:9/simple/")
    assert answer.returncode == 0, answer.stderr
    taken = dev("start", PORT=str(running.port), TURNSTONE_DATA=str(running.temporary / "other"))
    assert taken.returncode == 1
    assert f"Port {running.port} is taken" in taken.stderr
    assert "PORT=" in taken.stderr


@holds(SECTION, "`./dev elasticsearch start`, `stop`")
def elasticsearch(line: Line, running: Demonstration) -> None:
    """The tests of the engine start real ones; here, that it says what is missing."""
    listed = dev("elasticsearch", "--help")
    assert listed.returncode == 0, listed.stderr
    assert all(word in listed.stdout for word in ("start", "stop", "--version", "--port"))
    with tempfile.TemporaryDirectory() as folder:
        stopped = dev("elasticsearch", "stop", XDG_CACHE_HOME=folder)
        assert stopped.returncode == 0, stopped.stderr
        assert "No server was started" in stopped.stdout
        # A PATH with the tools that the script itself wants, and without Maven.
        for tool in ("sh", "cksum", "cat", "dirname", "env"):
            Path(folder, tool).symlink_to(shutil.which(tool))
        refused = dev("elasticsearch", "start", XDG_CACHE_HOME=folder, PATH=folder)
    assert refused.returncode == 1
    assert "sudo apt install maven openjdk-17-jdk-headless" in refused.stderr
