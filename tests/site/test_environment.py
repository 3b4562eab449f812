"""Production refuses to start unsafe, and each refusal names the setting and the remedy."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.checks import refuse_anchor_key
from config.environment import read_environment, read_or_make_secret

ROOT = Path(__file__).parents[2]
SAFE = {
    "TURNSTONE_ENV": "production",
    "TURNSTONE_ROLE": "public",
    "TURNSTONE_SECRET_KEY": "k7Jq2m_Zx9Wb4Tn8Rv1Lc6Hd3Gf5Ps0YaEuIoKjMnBvCxZ-qwe",
    "DATABASE_URL": "postgresql://public@db.example.org/turnstone",
    "TURNSTONE_PUBLIC_URL": "https://www.example.org",
    "TURNSTONE_STAFF_URL": "https://staff.example.org",
}


@pytest.fixture
def production(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("TURNSTONE_")]:
        monkeypatch.delenv(name)
    for name, value in SAFE.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "keys" / "public").mkdir(parents=True)
    monkeypatch.setenv("TURNSTONE_DATA", str(tmp_path))
    monkeypatch.setenv("TURNSTONE_KEYS", str(tmp_path / "keys"))
    return monkeypatch


def test_a_safe_production_is_read(production, tmp_path):
    environment = read_environment()

    assert not environment.demonstration
    assert environment.role == "public"
    assert environment.keys == tmp_path / "keys"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("TURNSTONE_SECRET_KEY", "", "random text of at least 50 characters"),
        ("TURNSTONE_SECRET_KEY", "short", "at least 50 random characters"),
        ("TURNSTONE_SECRET_KEY", "a" * 60, "at least 50 random characters"),
        ("TURNSTONE_SECRET_KEY", "0123456789" * 6, "too regular"),
        ("DATABASE_URL", "", "Name the PostgreSQL database"),
        ("DATABASE_URL", "postgresql://[", "use postgresql://"),
        ("DATABASE_URL", "sqlite:///db.sqlite3", "use postgresql://"),
        ("TURNSTONE_DATA", "", "Name a folder"),
        ("TURNSTONE_KEYS", "", "Name this role's folder"),
        ("TURNSTONE_PUBLIC_URL", "", "https://example.org"),
        ("TURNSTONE_PUBLIC_URL", "http://www.example.org", "Use https://"),
        ("TURNSTONE_STAFF_URL", "https://staff.example.org/portal", "nothing else"),
        ("TURNSTONE_PUBLIC_URL", "https://*", "Use https://"),
        ("TURNSTONE_PUBLIC_URL", "https://.example.org", "Use https://"),
        ("TURNSTONE_PUBLIC_URL", "https://name:word@www.example.org", "Use https://"),
        ("TURNSTONE_PUBLIC_URL", "https://www.example.org?page=1", "Use https://"),
        ("TURNSTONE_PUBLIC_URL", "https://www.example.org:port", "Use https://"),
        ("TURNSTONE_PUBLIC_URL", "https://[", "Use https://"),
        ("EMAIL_URL", "smtps://user:password@mail.example.org:465", "Unset it here"),
        ("TURNSTONE_ROLE", "visitor", "Use one of: public, staff"),
        ("TURNSTONE_ENV", "testing", "Use one of: demonstration, production"),
        ("PORT", "eighty", "port number"),
        ("PORT", "²", "port number"),
        ("ELASTICSEARCH_URL", "http://search.example.org:9200", "Use https://"),
        ("ELASTICSEARCH_URL", "search.example.org:9200", "and a host name"),
        ("ELASTICSEARCH_URL", "https://search.example.org:port", "no address with a port"),
        ("ELASTICSEARCH_URL", "https://search.example.org/Our_Index", "small letters"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(production, name, value, remedy):
    production.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name) as refusal:
        read_environment()
    assert remedy in str(refusal.value)


@pytest.mark.parametrize(
    "value",
    [
        *("", "mail.example.org", "http://mail.example.org", "smtps://"),
        *("smtp://127.0.0.1:abc", "smtp://["),
    ],
)
def test_the_staff_role_needs_a_mail_server(production, value):
    production.setenv("TURNSTONE_ROLE", "staff")
    production.setenv("EMAIL_URL", value)

    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL") as refusal:
        read_environment()
    assert "smtps://user:password@host:465" in str(refusal.value)


def test_the_zones_need_addresses_of_their_own(production):
    production.setenv("TURNSTONE_STAFF_URL", SAFE["TURNSTONE_PUBLIC_URL"])

    with pytest.raises(ImproperlyConfigured, match="TURNSTONE_STAFF_URL"):
        read_environment()


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o777])
def test_a_data_folder_that_others_can_enter_is_refused(production, tmp_path, mode):
    tmp_path.chmod(mode)

    with pytest.raises(ImproperlyConfigured, match="TURNSTONE_DATA") as refusal:
        read_environment()
    assert f"chmod 700 {tmp_path}" in str(refusal.value)


def test_the_public_role_refuses_to_see_staff_keys(production, tmp_path):
    (tmp_path / "keys" / "staff").mkdir()
    (tmp_path / "keys" / "staff" / "recipient-1.key").touch()

    with pytest.raises(ImproperlyConfigured, match="the public role can read"):
        read_environment()


def test_a_web_process_refuses_to_see_the_key_that_signs_anchors(settings, tmp_path):
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "anchor-1.key").touch()
    settings.DEMONSTRATION = False
    settings.KEYS = tmp_path

    with pytest.raises(ImproperlyConfigured, match="Run the clock as a user of its own"):
        refuse_anchor_key()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["clock", "db_worker", "verify_audit", "check"])
def test_every_command_refuses_without_keys(tmp_path, command):
    (tmp_path / "public").mkdir(mode=0o700)
    environment = {
        **SAFE,
        "TURNSTONE_DATA": str(tmp_path),
        "TURNSTONE_KEYS": str(tmp_path),
        "PATH": os.environ["PATH"],
    }

    ended = subprocess.run(
        [sys.executable, str(ROOT / "site" / "manage.py"), command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode != 0
    assert "Turnstone does not start" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "make_keys" in ended.stderr


def test_processes_that_start_together_share_one_secret(tmp_path):
    together = Barrier(16)

    def start(path):
        together.wait()
        return read_or_make_secret(path)

    with ThreadPoolExecutor(16) as pool:
        for attempt in range(50):
            path = tmp_path / f"secret-{attempt}"
            assert len(set(pool.map(start, [path] * 16))) == 1
            assert path.stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.iterdir())) == 50
