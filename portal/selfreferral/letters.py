"""Letters: what a person sends and what comes back, sealed in the shared compartment.

The public role can do no more than insert and read rows; what a letter asks for (a withdrawal,
an erasure) is carried out by the staff side when it collects the letters.
"""

import json
import logging
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.selfreferral.models import Letter
from portal.selfreferral.receipts import Receipt
from portal.vault.compartments import Compartment
from portal.vault.errors import ContentKeysExist, InvalidTag
from portal.vault.models import ContentKey
from portal.vault.sealing import ContentSecret, open_sealed, seal
from portal.vault.services import (
    create_content_keys,
    unwrap_with_portal_key,
    unwrap_with_receipt_key,
)

__all__ = ["InvalidTag", "Kind", "OpenedLetter", "Sender"]

log = logging.getLogger(__name__)

Kind = Letter.Kind
Sender = Letter.Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLetter:
    """A letter in clear: who wrote it, what kind it is, its content and the day."""

    number: int
    uuid: UUID
    sender: str
    kind: str
    content: dict[str, Any]
    on: date


def send_referral(*, receipt: Receipt, content: dict[str, Any]) -> None:
    """Send a self-referral: its content key and its letter, both or neither.

    Idempotent on the receipt: sent again, by a double click or after a crash, the first one stays.
    """
    try:
        with transaction.atomic():
            secret = create_content_keys(
                owner=receipt.locator,
                compartments=[Compartment.SHARED],
                receipt_key=receipt.key,
            )[Compartment.SHARED]
            _insert(secret, receipt.locator, Sender.PERSON, Kind.SUBMISSION, content, uuid4())
    except (IntegrityError, ContentKeysExist):
        if not was_sent(receipt):
            raise


def was_sent(receipt: Receipt) -> bool:
    return Letter.objects.filter(locator=receipt.locator, kind=Kind.SUBMISSION).exists()


def is_spent(receipt: Receipt) -> bool:
    """Whether something was sent under a receipt, erased since or not: nothing new can be."""
    return ContentKey.objects.filter(owner=receipt.locator).exists()


def write_letter(
    *, receipt: Receipt, kind: Letter.Kind, content: dict[str, Any], uuid: UUID
) -> bool:
    """Insert a letter from the person. Sent twice under one `uuid`, it is one letter; another text
    under it (a form that the browser kept, written in anew) is another letter.

    Returns whether it was new. Raises NoContentKey when nothing was ever sent under this receipt,
    or all of it was erased.
    """
    secret = unwrap_with_receipt_key(
        owner=receipt.locator, compartment=Compartment.SHARED, receipt_key=receipt.key
    )
    try:
        with transaction.atomic():
            _insert(secret, receipt.locator, Sender.PERSON, kind, content, uuid)
    except IntegrityError:
        there = Letter.objects.filter(uuid=uuid, locator=receipt.locator).first()
        # Without one under this id: a withdrawal or an erasure, of which one is enough.
        if there is None or (there.kind == kind and _open(secret, there).content == content):
            return False
        _insert(secret, receipt.locator, Sender.PERSON, kind, content, uuid4())
    return True


def read_letters(receipt: Receipt) -> list[OpenedLetter]:
    """The whole conversation under a receipt, oldest first.

    Raises NoContentKey where nothing was sent under it, or all of it was erased.
    """
    secret = unwrap_with_receipt_key(
        owner=receipt.locator, compartment=Compartment.SHARED, receipt_key=receipt.key
    )
    opened = []
    for letter in Letter.objects.filter(locator=receipt.locator):
        try:
            opened.append(_open(secret, letter))
        except InvalidTag:
            # Altered in the table: the person still reads the rest, and whoever runs this is told.
            log.error("letter %s does not open", letter.number)
    return opened


def open_letter_as_staff(letter: Letter) -> OpenedLetter:
    """Open one letter with the portal's key. Raises KeyNotHeld in the public zone."""
    return _open(_staff_secret(letter.locator), letter)


def answer_letter(
    *, locator: UUID, kind: Letter.Kind, content: dict[str, Any], uuid: UUID | None = None
) -> Letter:
    """Insert a letter to the person: a status, a question or a message."""
    return _insert(
        _staff_secret(locator), locator, Sender.PROGRAMME, kind, content, uuid or uuid4()
    )


def _staff_secret(locator: UUID) -> ContentSecret:
    return unwrap_with_portal_key(owner=locator, compartment=Compartment.SHARED)


def _insert(
    secret: ContentSecret,
    locator: UUID,
    sender: Letter.Sender,
    kind: Letter.Kind,
    content: dict[str, Any],
    uuid: UUID,
) -> Letter:
    sealed = seal(
        secret,
        field=_field(sender, kind, uuid),
        version=1,
        plaintext=json.dumps(content).encode(),
    )
    return Letter.objects.create(
        uuid=uuid,
        locator=locator,
        sender=sender,
        kind=kind,
        sealed=sealed,
        on=timezone.localdate(),
    )


def _open(secret: ContentSecret, letter: Letter) -> OpenedLetter:
    plain = open_sealed(
        secret,
        field=_field(letter.sender, letter.kind, letter.uuid),
        version=1,
        sealed=bytes(letter.sealed),
    )
    return OpenedLetter(
        number=letter.number,
        uuid=letter.uuid,
        sender=letter.sender,
        kind=letter.kind,
        content=json.loads(plain),
        on=letter.on,
    )


def _field(sender: str, kind: str, uuid: UUID) -> str:
    """Binds who wrote a letter and what it asks, so that neither can be exchanged in the table."""
    return f"letter {sender} {kind} {uuid}"
