"""With the public zone's keys nothing opens, and after erasure nothing is left to open."""

import shutil
from pathlib import Path

import pytest

from tests.canaries import find_canaries, make_canary
from tests.demonstration import DEMONSTRATION, Demonstration, run_python, wait_for
from tests.referring import SelfReferrer, come_back, locator_of

pytestmark = DEMONSTRATION

# Says, for one conversation, whether its words open: with the portal's key, with a ring of the
# staff's, with every key file that this process can read, and with every symmetric key in them.
TRY_TO_OPEN = """
import base64, binascii, sys
from pathlib import Path
from uuid import UUID
from django.conf import settings
from portal.selfreferral import letters
from portal.selfreferral.models import Letter
from portal.vault.compartments import Compartment
from portal.vault.errors import VaultError
from portal.vault.keyring import load_key_ring
from portal.vault.models import KeyWrap
from portal.vault.recipients import RecipientPrivateKey
from portal.vault.services import unwrap_with_receipt_key
from portal.vault.wraps import WrapContext, unwrap_from_portal
from cryptography.exceptions import InvalidTag

owner, word = UUID(sys.argv[1]), sys.argv[2]
letter = Letter.objects.get(locator=owner, kind="submission")
wrap = KeyWrap.objects.get(content_key__owner=owner, recipient="portal")
context = WrapContext(content_key_id=wrap.content_key_id, owner=owner,
                      compartment=Compartment.SHARED, key_id=wrap.key_id)

def with_the_portals_key():
    return letters.open_letter_as_staff(letter).content["words"]

def with_a_staff_ring():
    load_key_ring(role="staff")
    return word

def with_any_file_as_private_key():
    for path in Path(settings.KEYS).rglob("*"):
        if path.is_file():
            try:
                unwrap_from_portal(bytes(wrap.wrapped), context=context,
                                   private_key=RecipientPrivateKey.from_pem(path.read_bytes()))
            except (ValueError, TypeError, InvalidTag):
                continue
            return word
    return "nothing fits"

def with_any_file_as_receipt_key():
    for path in Path(settings.KEYS).rglob("*"):
        if path.is_file():
            try:
                key = base64.b64decode(path.read_bytes().strip(), validate=True)[:32]
                unwrap_with_receipt_key(owner=owner, compartment=Compartment.SHARED,
                                        receipt_key=key.ljust(32))
            except (ValueError, binascii.Error, InvalidTag):
                continue
            return word
    return "nothing fits"

for way in (with_the_portals_key, with_a_staff_ring, with_any_file_as_private_key,
            with_any_file_as_receipt_key):
    try:
        opened = way()
    except VaultError as refusal:
        opened = type(refusal).__name__
    print(way.__name__, "opens" if opened == word else opened)
"""


@pytest.fixture(scope="module")
def sent(demonstration: Demonstration) -> tuple[str, str]:
    """A referral's locator, and a word in it."""
    person = SelfReferrer.at(demonstration)
    person.answers["words"]["words"] = make_canary()
    locator = locator_of(demonstration, person.refer())
    return str(locator), person.answers["words"]["words"]


def test_with_the_public_roles_keys_a_referral_does_not_open(
    demonstration: Demonstration, sent: tuple[str, str], tmp_path: Path
):
    shutil.copytree(demonstration.data / "keys" / "public", tmp_path / "public")
    tmp_path.chmod(0o700)
    environment = demonstration.environment("public", TURNSTONE_KEYS=str(tmp_path))

    done = run_python(TRY_TO_OPEN, environment=environment, arguments=sent)

    assert done.stdout.splitlines() == [
        "with_the_portals_key KeyNotHeld",
        "with_a_staff_ring KeyRingError",
        "with_any_file_as_private_key nothing fits",
        "with_any_file_as_receipt_key nothing fits",
    ], done.stderr


def test_the_public_role_takes_up_no_key_of_the_staffs_but_whoever_reads_the_files_can(
    demonstration: Demonstration, sent: tuple[str, str]
):
    """In a demonstration both roles share one folder, so only the role keeps the keys apart."""
    done = run_python(TRY_TO_OPEN, environment=demonstration.environment("public"), arguments=sent)

    assert done.stdout.splitlines() == [
        "with_the_portals_key KeyNotHeld",
        "with_a_staff_ring opens",
        "with_any_file_as_private_key opens",
        "with_any_file_as_receipt_key nothing fits",
    ], done.stderr


def test_with_the_staffs_keys_it_opens(demonstration: Demonstration, sent: tuple[str, str]):
    done = run_python(TRY_TO_OPEN, environment=demonstration.environment("staff"), arguments=sent)

    assert done.stdout.splitlines() == [
        "with_the_portals_key opens",
        "with_a_staff_ring opens",
        "with_any_file_as_private_key opens",
        "with_any_file_as_receipt_key nothing fits",
    ], done.stderr


def wrapped_keys(running: Demonstration, receipt: str) -> list[bytes]:
    """Pieces of every wrapped key of a conversation: 32 bytes from each end and the middle."""
    rows = running.rows(
        "SELECT wrapped FROM vault_keywrap JOIN vault_contentkey c ON c.id = content_key_id"
        " WHERE c.owner = ?",
        locator_of(running, receipt).hex,
    )
    pieces = []
    for (wrapped,) in rows:
        assert isinstance(wrapped, bytes)
        middle = len(wrapped) // 2
        pieces += [wrapped[2:34], wrapped[middle : middle + 32], wrapped[-32:]]
    return pieces


def files_with(running: Demonstration, pieces: list[bytes]) -> set[str]:
    """The database's own files in which any of the pieces lies."""
    return {
        path.name
        for path in running.data.glob("db.sqlite3*")
        for content in [path.read_bytes()]
        if any(piece in content for piece in pieces)
    }


def test_after_erasure_the_wrapped_keys_are_in_neither_database_nor_journal(
    demonstration: Demonstration,
):
    person = SelfReferrer.at(demonstration)
    receipt = person.refer()
    visitor, _ = come_back(demonstration, receipt)
    visitor.post(
        "/en/receipt/write/", {"text": "One thing more.", "kind": "addition", "letter": ""}
    )
    pieces = wrapped_keys(demonstration, receipt)
    assert len(pieces) >= 6
    assert files_with(demonstration, pieces)
    locator = locator_of(demonstration, receipt)

    erased = visitor.post("/en/receipt/erase/")
    assert erased.status == 200, erased.brief

    wait_for(
        lambda: "We find nothing" in come_back(demonstration, receipt)[1].text,
        "the worker to carry out the erasure",
    )
    wait_for(lambda: not files_with(demonstration, pieces), "the journal to be emptied")
    for table in ("selfreferral_letter", "selfreferral_draft"):
        sql = f"SELECT count(*) FROM {table} WHERE locator = ?"
        assert demonstration.rows(sql, locator.hex) == [(0,)]
    # Nothing leads from what is left to the receipt: its locator is gone too, but for the row
    # which says that a key was destroyed.
    found = find_canaries(demonstration, [locator.hex]).get(locator.hex, [])
    assert {place for place in found if place.startswith("table")} <= {"table vault_contentkey"}


def test_an_erased_receipt_reads_like_a_wrong_one(demonstration: Demonstration):
    receipt = SelfReferrer.at(demonstration).refer()
    visitor, _ = come_back(demonstration, receipt)
    visitor.post("/en/receipt/erase/")
    wait_for(lambda: "We find nothing" in come_back(demonstration, receipt)[1].text, "the erasure")
    wrong = receipt[:-1] + ("0" if receipt[-1] != "0" else "1")

    pages = [
        come_back(demonstration, typed)[1].text.replace(typed, "") for typed in (receipt, wrong)
    ]

    assert pages[0] == pages[1]
