"""`make_keys`: makes what is missing once, rotates, and retires only what nothing needs."""

import fcntl
import os
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.vault.errors import KeyRingError
from portal.vault.keymaking import add_key, make_missing_keys
from portal.vault.keyring import load_key_ring


def _run(*arguments: str) -> str:
    out = StringIO()
    call_command("make_keys", *arguments, stdout=out)
    return out.getvalue()


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_installation_gets_every_key(tmp_path, settings):
    settings.KEYS = tmp_path / "made" / "keys"
    said = _run()
    names = {name.rsplit("-", 2)[0] for name in _contents(settings.KEYS)} - {".lock"}
    assert names == {
        "public/pepper",
        "public/recipient",
        "public/anchor",
        "staff/recipient",
        "staff/totp",
        "clock/anchor",
    }
    assert said.count("Made ") == 6
    assert load_key_ring(role="staff").totp


def test_made_keys_are_closed_to_others_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        make_missing_keys(folder=tmp_path / "keys")
    finally:
        os.umask(before)
    for path in [tmp_path / "keys", *(tmp_path / "keys").rglob("*")]:
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_a_second_time_nothing_changes(keys):
    before = _contents(keys)
    assert "nothing to make" in _run()
    assert _contents(keys) == before


def test_two_installations_share_no_key(tmp_path):
    for name in ("one", "two"):
        make_missing_keys(folder=tmp_path / name)
    one, two = (set(_contents(tmp_path / name).values()) - {b""} for name in ("one", "two"))
    assert one
    assert not one & two


@pytest.mark.parametrize("done", range(7))
def test_a_making_that_was_cut_short_is_finished(tmp_path, monkeypatch, done):
    """A machine that dies after any of the six files is complete after the next run."""
    folder = tmp_path / "keys"
    written: list[Path] = []

    def link(source, target):
        if len(written) == done:
            raise OSError("the power is gone")
        written.append(target)
        real_link(source, target)

    real_link = os.link
    monkeypatch.setattr(os, "link", link)
    if done < 6:
        with pytest.raises(OSError, match="power"):
            make_missing_keys(folder=folder)
    else:
        make_missing_keys(folder=folder)
    before = _contents(folder)
    monkeypatch.undo()
    make_missing_keys(folder=folder)
    after = _contents(folder)
    assert before.items() <= after.items()
    assert len(after) == 7
    assert load_key_ring(folder=folder, role="staff")


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("public/pepper-*", "pepper key, though there was one"),
        ("staff/totp-*", "totp key, though there was one"),
        ("staff/recipient-*", "recipient key, though there was one"),
        ("clock/anchor-*", "anchor key, though there was one"),
    ],
)
def test_a_lost_key_is_not_quietly_replaced(keys, pattern, what):
    (path,) = keys.glob(pattern)
    path.unlink()
    with pytest.raises(CommandError, match=what):
        _run()
    assert not list(keys.glob(pattern))


def test_two_commands_at_once_make_one_set(tmp_path):
    """A command that comes while another is at work waits for it, and then finds all made."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running = [_start_making(folder) for _ in range(2)]
        for process in running:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            running[0].wait(0.5)
        assert not list(folder.rglob("*-*"))
    for process in running:
        with process:
            assert process.wait(60) == 0
    assert len(_contents(folder)) == 7


def _start_making(folder: Path) -> subprocess.Popen:
    code = (
        "import sys; from pathlib import Path;"
        "from portal.vault.keymaking import make_missing_keys;"
        "print('ready', flush=True);"
        "make_missing_keys(folder=Path(sys.argv[1]))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, str(folder)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


def test_rotation_makes_a_new_current_key_and_keeps_the_old(keys):
    old = load_key_ring(role="staff").recipient_id
    new = add_key(folder=keys, kind="recipient")
    ring = load_key_ring(role="staff")
    assert ring.recipient_id == new
    assert new.startswith("0002-")
    assert set(ring.recipient_private) == {old, new}


def test_the_pepper_does_not_rotate(keys):
    with pytest.raises(KeyRingError, match="does not rotate"):
        add_key(folder=keys, kind="pepper")


def test_keys_are_listed(keys):
    said = _run("--list")
    assert said.count("\n") == 6
    assert "recipient: " in said


def test_a_refusal_of_the_loader_is_a_command_error(keys):
    (keys / "public").chmod(0o755)
    with pytest.raises(CommandError, match="chmod 700"):
        _run()
