"""What was said about a referral, whichever way it came: letters of a person, or messages."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from portal.accounts.models import User
from portal.referrals.models import Message, Referral
from portal.selfreferral import letters
from portal.selfreferral.models import Letter
from portal.vault.compartments import Compartment
from portal.vault.errors import InvalidTag, NoContentKey
from portal.vault.sealing import ContentSecret, open_sealed, seal
from portal.vault.services import unwrap_with_portal_key

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message. `sender` is *person*, *referrer* or *programme*; `at` is None for letters,
    of which only the day is known. `content` is None where it cannot be opened."""

    sender: str
    kind: str
    content: dict[str, Any] | None
    on: date
    at: datetime | None = None


def read_conversation(referral: Referral) -> list[Said]:
    """Everything said, oldest first, opened with the portal's key; a bare change of state left out.

    Raises KeyNotHeld in the public zone.
    """
    said = _letters(referral) if referral.is_self else _messages(referral)
    return [one for one in said if one.content is None or one.content.keys() - {"state"}]


def was_said(referral: Referral, uuid: UUID) -> bool:
    """Whether the message with this id is there: it was sent before, by a double click."""
    if referral.is_self:
        return Letter.objects.filter(locator=referral.content_owner, uuid=uuid).exists()
    return Message.objects.filter(referral=referral, uuid=uuid).exists()


def words_under(referral: Referral, uuid: UUID) -> str | None:
    """The text of the message with this id, or None where there is none."""
    content: dict[str, Any] | None
    if referral.is_self:
        letter = Letter.objects.filter(locator=referral.content_owner, uuid=uuid).first()
        content = _open_letter(letter) if letter else None
    else:
        message = Message.objects.filter(referral=referral, uuid=uuid).first()
        content = _open_message(shared_secret(referral), message) if message else None
    return str(content.get("text", "")) if content is not None else None


def say(
    *,
    referral: Referral,
    sender: Message.Sender,
    kind: Message.Kind,
    content: dict[str, Any],
    written_by: User,
    uuid: UUID | None = None,
) -> None:
    """Seal a message into the conversation: a letter to a self-referrer, else a message."""
    identity = uuid or uuid4()
    if referral.is_self:
        letters.answer_letter(
            locator=referral.content_owner,
            kind=letters.Kind(kind.value),
            content=content,
            uuid=identity,
        )
        return
    sealed = seal(
        shared_secret(referral),
        field=_field(sender, kind, identity),
        version=_VERSION,
        plaintext=json.dumps(content).encode(),
    )
    Message.objects.create(
        uuid=identity,
        referral=referral,
        sender=sender,
        kind=kind,
        written_by=written_by,
        written_at=timezone.now(),
        sealed=sealed,
    )


def shared_secret(referral: Referral) -> ContentSecret:
    """The key of what both sides read. Raises NoContentKey once it was erased."""
    return unwrap_with_portal_key(owner=referral.content_owner, compartment=Compartment.SHARED)


def _letters(referral: Referral) -> list[Said]:
    found = Letter.objects.filter(locator=referral.content_owner).order_by("number")
    spoken = found.exclude(kind=letters.Kind.SUBMISSION)
    return [
        Said(sender=letter.sender, kind=letter.kind, content=_open_letter(letter), on=letter.on)
        for letter in spoken
    ]


def _open_letter(letter: Letter) -> dict[str, Any] | None:
    try:
        return letters.open_letter_as_staff(letter).content
    except (InvalidTag, NoContentKey, ValueError):
        return None


def _messages(referral: Referral) -> list[Said]:
    secret = shared_secret(referral)
    return [
        Said(
            sender=message.sender,
            kind=message.kind,
            content=_open_message(secret, message),
            on=timezone.localdate(message.written_at),
            at=message.written_at,
        )
        for message in Message.objects.filter(referral=referral).order_by("id")
    ]


def _open_message(secret: ContentSecret, message: Message) -> dict[str, Any] | None:
    try:
        plain = open_sealed(
            secret,
            field=_field(message.sender, message.kind, message.uuid),
            version=_VERSION,
            sealed=bytes(message.sealed),
        )
    except InvalidTag:
        return None
    opened: dict[str, Any] = json.loads(plain)
    return opened


def _field(sender: str, kind: str, uuid: UUID) -> str:
    """Binds who wrote a message and what it is, so that neither can be exchanged in the table."""
    return f"message {sender} {kind} {uuid}"
