"""The lines of *Environment*."""

import json
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.contract.lines import Line, holds
from tests.demonstration import ROOT, Demonstration, bare_environment, manage, run_python
from tests.visitor import Visitor

SECTION = "Environment"
PRODUCTION = {
    "TURNSTONE_ENV": "production",
    "TURNSTONE_SECRET_KEY": "k7Jq2m_Zx9Wb4Tn8Rv1Lc6Hd3Gf5Ps0YaEuIoKjMnBvCxZ-qwe",
    "DATABASE_URL": "postgresql://public@db.example.org/turnstone",
    "TURNSTONE_PUBLIC_URL": "https://www.example.org",
    "TURNSTONE_STAFF_URL": "https://staff.example.org",
    "EMAIL_URL": "smtps://user:password@mail.example.org:465",
}
READ = """
import json
from config.environment import read_environment
found = read_environment()
print(json.dumps({name: str(getattr(found, name)) for name in found.__slots__}))
"""


def read(root: Path = ROOT, /, **variables: str) -> dict[str, str]:
    """What a process with only these variables takes itself to be."""
    done = subprocess.run(
        [sys.executable, "-c", READ],
        env=bare_environment(**variables) | {"PYTHONPATH": str(root / "site")},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def refusal(**variables: str) -> str:
    """What a process with these variables says when it refuses to start, on its last line."""
    done = subprocess.run(
        [sys.executable, "-c", READ],
        env=bare_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0, f"It started with {variables}."
    return done.stderr.strip().splitlines()[-1]


def settings_of(*names: str, **variables: str) -> dict[str, object]:
    """Django's settings in a process with these variables."""
    wanted = f"NAMES = {names!r}"
    source = f"""
import json
from config import settings
{wanted}
print(json.dumps({{name: getattr(settings, name) for name in NAMES}}, default=str))
"""
    done = subprocess.run(
        [sys.executable, "-c", source],
        env=bare_environment(**variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def another_root(folder: Path) -> Path:
    """The module that reads the environment, in a checkout that has nothing else yet."""
    target = folder / "site" / "config"
    target.mkdir(parents=True)
    for name in ("__init__.py", "environment.py"):
        shutil.copy(ROOT / "site" / "config" / name, target / name)
    return folder


@holds(SECTION, "`TURNSTONE_ENV`")
def env(line: Line, running: Demonstration) -> None:
    kinds, default = line.codes(1), line.codes(2)
    assert kinds == ["demonstration", "production"]
    assert default == ["demonstration"]
    with tempfile.TemporaryDirectory() as folder:
        assert read(TURNSTONE_DATA=folder)["demonstration"] == "True"
        everything = PRODUCTION | {"TURNSTONE_DATA": folder, "TURNSTONE_KEYS": folder}
        assert read(**everything)["demonstration"] == "False"
        assert "TURNSTONE_ENV" in refusal(TURNSTONE_DATA=folder, TURNSTONE_ENV="test")


@holds(SECTION, "`TURNSTONE_ROLE`")
def role(line: Line, running: Demonstration) -> None:
    assert line.codes(1) == ["public", "staff"]
    with tempfile.TemporaryDirectory() as folder:
        assert read(TURNSTONE_DATA=folder)["role"] == "staff"
        urlconfs = {
            settings_of("ROOT_URLCONF", TURNSTONE_DATA=folder, TURNSTONE_ROLE=name)["ROOT_URLCONF"]
            for name in ("public", "staff")
        }
        secrets = {read(TURNSTONE_DATA=folder, TURNSTONE_ROLE=r)["secret_key"] for r in ROLES}
    assert urlconfs == {"config.urls.public", "config.urls.staff"}
    assert len(secrets) == 2
    assert running.visitor().get("/portal/").status == 404
    assert running.visitor(staff=True).get("/en/find/").status == 404


ROLES = ("public", "staff")


@holds(SECTION, "`TURNSTONE_DATA`")
def data(line: Line, running: Demonstration) -> None:
    database, *folders = line.codes(1)
    assert (running.data / database).is_file()
    for name in folders:
        private = running.data / name
        assert stat.S_IMODE(private.stat().st_mode) == 0o700, f"{private} is open to others."
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700
    assert line.codes(2) == ["var/"]
    with tempfile.TemporaryDirectory() as folder:
        root = another_root(Path(folder))
        assert read(root)["data"] == str(root / "var")
        assert stat.S_IMODE((root / "var" / "keys").stat().st_mode) == 0o700


@holds(SECTION, "`TURNSTONE_KEYS`")
def keys(line: Line, running: Demonstration) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert read(TURNSTONE_DATA=folder)["keys"] == f"{folder}/keys"
        elsewhere = f"{folder}/elsewhere"
        assert read(TURNSTONE_DATA=folder, TURNSTONE_KEYS=elsewhere)["keys"] == elsewhere


@holds(SECTION, "`PORT`, `STAFF_PORT`")
def ports(line: Line, running: Demonstration) -> None:
    assert line.cells[2] == "8000, 8001"
    with tempfile.TemporaryDirectory() as folder:
        found = read(TURNSTONE_DATA=folder)
        assert (found["port"], found["staff_port"]) == ("8000", "8001")
        assert found["public_url"] == "http://localhost:8000"
    for port in (running.port, running.staff_port):
        stranger = Visitor(f"http://127.0.0.1:{port}")
        answer = stranger.get("/en/?q=1", follow=False)
        assert answer.status == 307
        assert answer.headers["Location"] == f"http://localhost:{port}/en/?q=1"


@holds(SECTION, "`DATABASE_URL`")
def database_url(line: Line, running: Demonstration) -> None:
    with tempfile.TemporaryDirectory() as folder:
        own = settings_of("DATABASES", TURNSTONE_DATA=folder)["DATABASES"]
        other = settings_of(
            "DATABASES", TURNSTONE_DATA=folder, DATABASE_URL="postgresql://me@db.example.org/ours"
        )["DATABASES"]
    assert isinstance(own, dict)
    assert isinstance(other, dict)
    assert own["default"]["ENGINE"].endswith("sqlite3")
    assert own["default"]["NAME"] == f"{folder}/db.sqlite3"
    assert other["default"]["ENGINE"].endswith("postgresql")
    assert other["default"]["HOST"] == "db.example.org"


@holds(SECTION, "`ELASTICSEARCH_URL`")
def elasticsearch_url(line: Line, running: Demonstration) -> None:
    """Where nobody listens, as here, the embedded engine answers, and `/ready` says so."""
    assert line.cells[2] == "unset"
    said = running.python(
        "from search.engines import get_engine\n"
        "from search.query import ProgrammeQuery\n"
        "from search.services import search_status\n"
        "found = get_engine().search(ProgrammeQuery(), language='en')\n"
        "print(found.total > 0, search_status())",
        ELASTICSEARCH_URL="http://127.0.0.1:9",
    )
    assert said.startswith("True {'ok': True, 'says': 'embedded, ")
    assert "elasticsearch: Elasticsearch cannot be reached" in said


@holds(SECTION, "`TURNSTONE_SECRET_KEY`")
def secret_key(line: Line, running: Demonstration) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = read(TURNSTONE_DATA=folder)["secret_key"]
        assert len(made) >= 50
        assert read(TURNSTONE_DATA=folder)["secret_key"] == made
        everything = PRODUCTION | {"TURNSTONE_DATA": folder, "TURNSTONE_KEYS": folder}
        short = everything | {"TURNSTONE_SECRET_KEY": "abcdefghij" * 4 + "123456789"}
        assert "at least 50" in refusal(**short)


@holds(SECTION, "`TURNSTONE_PUBLIC_URL`, `TURNSTONE_STAFF_URL`")
def urls(line: Line, running: Demonstration) -> None:
    _refused_without(*line.codes(0))
    with tempfile.TemporaryDirectory() as folder:
        everything = PRODUCTION | {"TURNSTONE_DATA": folder, "TURNSTONE_KEYS": folder}
        plain = everything | {"TURNSTONE_STAFF_URL": "http://staff.example.org"}
        assert "Use https://" in refusal(**plain)
        assert read(TURNSTONE_DATA=folder)["staff_url"] == "http://localhost:8001"


@holds(SECTION, "`TURNSTONE_CHECK_LINKS`")
def check_links(line: Line, running: Demonstration) -> None:
    assert line.codes(1) == ["on", "off"]
    assert line.codes(2) == ["off", "on"]
    with tempfile.TemporaryDirectory() as folder:
        everything = PRODUCTION | {"TURNSTONE_DATA": folder, "TURNSTONE_KEYS": folder}
        assert read(TURNSTONE_DATA=folder)["check_links"] == "False"
        assert read(TURNSTONE_DATA=folder, TURNSTONE_CHECK_LINKS="on")["check_links"] == "True"
        assert read(**everything)["check_links"] == "True"
        assert read(**everything, TURNSTONE_CHECK_LINKS="off")["check_links"] == "False"
        said = refusal(TURNSTONE_DATA=folder, TURNSTONE_CHECK_LINKS="sometimes")
    assert "TURNSTONE_CHECK_LINKS" in said


@holds(SECTION, "`EMAIL_URL`")
def email_url(line: Line, running: Demonstration) -> None:
    _refused_without("EMAIL_URL")
    with tempfile.TemporaryDirectory() as folder:
        demonstration = settings_of("EMAIL_FILE_PATH", TURNSTONE_DATA=folder)
        assert demonstration["EMAIL_FILE_PATH"] == f"{folder}/mail"
        names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_SSL", "EMAIL_HOST_USER")
        everything = PRODUCTION | {"TURNSTONE_DATA": folder, "TURNSTONE_KEYS": folder}
        assert list(settings_of(*names, **everything).values()) == [
            *("mail.example.org", 465, True, "user")
        ]


def _refused_without(*names: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        everything = PRODUCTION | {"TURNSTONE_DATA": folder, "TURNSTONE_KEYS": folder}
        for name in names:
            assert f"{name} is missing" in refusal(**everything | {name: ""})


@holds(SECTION, "Demonstration runs with `DEBUG` off")
def same_middleware(line: Line, running: Demonstration) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ROLES:
            both = [
                settings_of("DEBUG", "MIDDLEWARE", **kind, TURNSTONE_ROLE=name)
                for kind in (
                    {"TURNSTONE_DATA": folder},
                    PRODUCTION
                    | {"TURNSTONE_DATA": folder, "TURNSTONE_KEYS": f"{folder}/none"}
                    | ({"EMAIL_URL": ""} if name == "public" else {}),
                )
            ]
            assert both[0] == both[1]
            assert both[0]["DEBUG"] is False


@holds(SECTION, "Production refuses to start unsafe")
def unsafe_production(line: Line, running: Demonstration) -> None:
    with tempfile.TemporaryDirectory() as folder:
        unsafe = PRODUCTION | {"TURNSTONE_DATA": folder, "TURNSTONE_KEYS": folder}
        unsafe = bare_environment(**unsafe, TURNSTONE_ROLE="staff")
        for command in ("db_worker", "clock", "check", "migrate", "verify_audit"):
            done = manage(command, environment=unsafe)
            assert done.returncode != 0, f"{command} started."
            assert "TURNSTONE_KEYS" in done.stderr or "make_keys" in done.stderr, done.stderr
        server = run_python("import config.wsgi", environment=unsafe)
        assert server.returncode != 0
