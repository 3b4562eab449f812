"""The key ring reads what its role may hold, and refuses by name what is missing, open or bad."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.vault.errors import KeyNotHeld, KeyRingError
from portal.vault.keyfiles import read_key_file
from portal.vault.keymaking import add_key
from portal.vault.keyring import load_anchor_signing_key, load_key_ring

_looked_at: list[str] | None = None


def _note(event: str, arguments: tuple) -> None:
    if _looked_at is not None and event in ("open", "os.listdir", "os.scandir"):
        _looked_at.append(str(arguments[0]))


sys.addaudithook(_note)


@contextmanager
def files_looked_at() -> Iterator[list[str]]:
    """Every path that this process opens or lists, as the interpreter itself reports it."""
    global _looked_at
    _looked_at = []
    try:
        yield _looked_at
    finally:
        _looked_at = None


def _only(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


def test_the_public_role_never_looks_at_the_staffs_files(keys):
    with files_looked_at() as seen:
        load_key_ring(role="public")
    assert any("/keys/public" in path for path in seen)
    assert not [path for path in seen if "/keys/staff" in path or "/keys/clock" in path]


def test_the_staff_role_never_looks_at_the_clocks_files(keys):
    with files_looked_at() as seen:
        load_key_ring(role="staff")
    assert any("/keys/staff" in path for path in seen)
    assert not [path for path in seen if "/keys/clock" in path]


def test_the_public_role_works_without_the_other_folders(public_role):
    ring = load_key_ring()
    assert len(ring.pepper) == 32
    assert ring.recipients[ring.recipient_id]


def test_the_public_role_holds_nothing_that_opens(keys):
    ring = load_key_ring(role="public")
    assert not ring.recipient_private
    with pytest.raises(KeyNotHeld, match="public process does not hold the recipient key"):
        ring.private_recipient(ring.recipient_id)
    with pytest.raises(KeyNotHeld, match="public process does not hold the totp key"):
        _ = ring.totp_id


def test_a_ring_prints_no_secret(keys):
    ring = load_key_ring(role="staff")
    shown = repr(ring)
    assert repr(ring.pepper) not in shown
    assert "totp" not in shown
    assert "private" not in shown


def test_the_ring_is_read_once_while_nothing_changes(keys):
    assert load_key_ring() is load_key_ring()


def test_a_rotation_reaches_a_running_process(keys):
    before = load_key_ring(role="public").recipient_id
    after = add_key(folder=keys, kind="recipient")
    assert load_key_ring(role="public").recipient_id == after != before
    assert load_key_ring(role="staff").private_recipient(before)


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("public/recipient-*.pub", "no recipient public key"),
        ("public/pepper-*.key", "no receipt pepper"),
        ("staff/totp-*.key", "no key for second-factor secrets"),
        ("staff/recipient-*.key", "no recipient private key"),
    ],
)
def test_a_missing_key_is_named_with_its_folder_and_the_remedy(keys, pattern, what):
    path = _only(keys, pattern)
    path.unlink()
    with pytest.raises(KeyRingError, match=what) as refused:
        load_key_ring(role="staff")
    assert str(path.parent) in str(refused.value)
    assert "make_keys" in str(refused.value)


def test_a_missing_folder_is_named(keys):
    shutil.rmtree(keys / "public")
    with pytest.raises(KeyRingError, match="public"):
        load_key_ring(role="public")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o602, 0o601])
@pytest.mark.parametrize("pattern", ["public/pepper-*.key", "public/recipient-*.pub"])
def test_a_file_open_to_others_is_refused_with_the_command_that_closes_it(keys, pattern, mode):
    path = _only(keys, pattern)
    path.chmod(mode)
    with pytest.raises(KeyRingError) as refused:
        load_key_ring(role="public")
    assert f"mode {mode:03o}" in str(refused.value)
    assert f"chmod 600 '{path}'" in str(refused.value)


def test_a_folder_open_to_others_is_refused(keys):
    (keys / "staff").chmod(0o750)
    with pytest.raises(KeyRingError, match="chmod 700"):
        load_key_ring(role="staff")


def test_a_file_that_may_only_be_read_is_fine(keys):
    _only(keys, "public/pepper-*.key").chmod(0o400)
    assert load_key_ring(role="public").pepper


def test_an_unreadable_file_is_named(keys):
    path = _only(keys, "public/pepper-*.key")
    path.chmod(0)
    with _as_somebody_else(), pytest.raises(KeyRingError, match="permission denied") as refused:
        read_key_file(path)
    assert str(path) in str(refused.value)


@contextmanager
def _as_somebody_else() -> Iterator[None]:
    """Root may read anything, so as root this becomes nobody for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


PRIVATE_FILES = ["staff/recipient-*.key", "staff/totp-*.key"]


@pytest.mark.parametrize("pattern", ["public/*.pub", "public/pepper-*.key", *PRIVATE_FILES])
def test_a_damaged_file_is_named(keys, pattern):
    for path in keys.glob(pattern):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        _refused_as_damaged(path)
        path.write_bytes(b"")
        _refused_as_damaged(path)
        path.write_bytes(whole)


@pytest.mark.parametrize(
    "pattern", ["public/recipient-*.pub", "public/anchor-*.pub", "public/pepper-*", *PRIVATE_FILES]
)
def test_an_exchanged_file_is_noticed(keys, tmp_path, pattern):
    """Somebody who may write there could else have everything sealed for a key of their own."""
    from portal.vault.keymaking import make_missing_keys

    make_missing_keys(folder=tmp_path / "other")
    path = _only(keys, pattern)
    path.write_bytes(_only(tmp_path / "other", pattern).read_bytes())
    _refused_as_damaged(path)


def _refused_as_damaged(path: Path) -> None:
    # A change inside a file does not show in its folder: a new process would see it.
    path.parent.touch()
    with pytest.raises(KeyRingError, match="damaged or was exchanged") as refused:
        load_key_ring(role="staff")
    assert str(path) in str(refused.value)


def test_two_peppers_are_refused(keys, tmp_path):
    from portal.vault.keymaking import make_missing_keys

    make_missing_keys(folder=tmp_path / "other")
    other = _only(tmp_path / "other", "public/pepper-*")
    other.rename(keys / "public" / other.name.replace("0001", "0002"))
    with pytest.raises(KeyRingError, match="2 peppers"):
        load_key_ring(role="public")


def test_two_keys_of_one_number_are_refused(keys, tmp_path):
    from portal.vault.keymaking import make_missing_keys

    make_missing_keys(folder=tmp_path / "other")
    other = _only(tmp_path / "other", "public/recipient-*")
    other.rename(keys / "public" / other.name)
    with pytest.raises(KeyRingError, match="sequence 0001"):
        load_key_ring(role="public")


def test_other_files_in_the_folder_are_left_alone(keys):
    (keys / "public" / "secret-key").write_text("x")
    (keys / "public" / "recipient-0009.pub~").write_text("x")
    assert load_key_ring(role="public").recipient_id.startswith("0001-")


def test_a_pipe_in_place_of_a_key_does_not_hang(keys):
    path = _only(keys, "public/pepper-*.key")
    path.unlink()
    os.mkfifo(path, 0o600)
    with pytest.raises(KeyRingError, match="neither a file nor a folder"):
        load_key_ring(role="public")


def test_the_clock_loads_its_signing_key(keys):
    key = load_anchor_signing_key()
    public = load_key_ring(role="public").anchor_public[key.key_id]
    public.verify(key.private.sign(b"head"), b"head")
    assert "PrivateKey" not in repr(key)


def test_the_clock_names_a_missing_signing_key(keys):
    _only(keys, "clock/anchor-*.key").unlink()
    with pytest.raises(KeyRingError, match="no anchor signing key"):
        load_anchor_signing_key()


def test_the_clock_does_not_sign_what_nobody_could_verify(keys):
    _only(keys, "public/anchor-*.pub").unlink()
    with pytest.raises(KeyRingError, match="public half"):
        load_anchor_signing_key()


def test_the_clock_refuses_a_damaged_signing_key(keys):
    _only(keys, "clock/anchor-*.key").write_bytes(b"nothing")
    with pytest.raises(KeyRingError, match="damaged"):
        load_anchor_signing_key()
