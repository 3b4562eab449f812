"""Taking in what people sent who referred themselves: each letter once, in the order they came."""

import contextlib
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from portal.audit.entries import Actor as Author
from portal.audit.services import record_event
from portal.referrals.models import Referral
from portal.referrals.notices import notify_intake
from portal.referrals.programmes import answer_day, receiving_organisation
from portal.referrals.services.erasing import erase_letters, erase_referral
from portal.referrals.services.stepping import take_step
from portal.referrals.states import OPEN_STATES, Actor, Guard, Kind, State, check_transition
from portal.selfreferral import letters
from portal.selfreferral.letters import OpenedLetter
from portal.selfreferral.models import Letter
from portal.vault.errors import InvalidTag, NoContentKey

#: A submission refused for one of these will never be read by anybody.
_NOT_WHOLE = ("incomplete", "unreadable")
#: How often a letter is tried at the clock's every turn, before it waits for the hourly one.
PROMPT_TRIES = 5
log = logging.getLogger(__name__)
WORKER = Author.system("worker")


class LetterRefused(Exception):
    """A letter that cannot be carried out; `code` says why, for the log. `language` is the one it
    was written in, where that is known."""

    def __init__(self, code: str, *, language: object = None) -> None:
        super().__init__(code)
        self.code = code
        self.language = language


def letters_waiting() -> bool:
    """Whether somebody sent something that is to be taken in now."""
    return _waiting().filter(tries__lt=PROMPT_TRIES).exists()


def collect_letters(*, stuck: bool = False) -> int:
    """Take in every letter that waits. Returns how many were. Run twice at once, each is one.

    A letter that cannot be opened or carried out is set aside and logged; the others go on. One
    that fails for a reason nobody foresaw (a key that is missing for now) is tried a few times,
    then with `stuck` only, which logs it: a line for each try would tell when it was sent.
    """
    waiting = _waiting() if stuck else _waiting().filter(tries__lt=PROMPT_TRIES)
    taken = 0
    for number in list(waiting.order_by("number").values_list("number", flat=True)):
        try:
            taken += collect_letter(number=number)
        except OperationalError:
            continue  # the database was busy: the next turn is in two seconds
        except Exception:  # one letter's trouble must not keep the others waiting
            Letter.objects.filter(number=number, tries__lt=PROMPT_TRIES).update(
                tries=F("tries") + 1
            )
            if stuck:
                log.exception("Letter %s can still not be taken in", number)
    return taken


def collect_letter(*, number: int) -> bool:
    """Take in one letter; False when somebody else did, or it was erased meanwhile."""
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update()
            .filter(number=number, sender=Letter.Sender.PERSON, collected=False)
            .first()
        )
        if letter is None:
            return False
        # Marked first: an erasure takes the letter itself away.
        Letter.objects.filter(number=number).update(collected=True)
        try:
            with transaction.atomic():
                _carry_out(letter)
        except LetterRefused as refusal:
            _log_refusal(letter, refusal.code)
            if letter.kind == Letter.Kind.SUBMISSION and refusal.code in _NOT_WHOLE:
                _say_it_was_not_whole(letter, refusal.language)
    return True


def _waiting() -> QuerySet[Letter]:
    return Letter.objects.filter(sender=Letter.Sender.PERSON, collected=False)


def _carry_out(letter: Letter) -> None:
    try:
        opened = letters.open_letter_as_staff(letter)
    except NoContentKey:
        raise LetterRefused("no-key") from None
    except (InvalidTag, ValueError):
        raise LetterRefused("unreadable") from None
    if not isinstance(opened.content, dict):
        raise LetterRefused("unreadable")
    _BY_KIND[letter.kind](letter, opened)


def _take_submission(letter: Letter, opened: OpenedLetter) -> None:
    programme, shown = _shown(opened.content)
    verdict = check_transition(
        State.DRAFT,
        State.SUBMITTED,
        role=Actor.SELF,
        kind=Kind.SELF,
        facts=_facts(opened.content),
    )
    if not verdict.allowed:
        raise LetterRefused("incomplete", language=shown["language"])
    organisation = receiving_organisation(programme)
    if organisation is None:
        _say_programme_is_gone(letter, shown["language"])
        return
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                kind=Kind.SELF,
                state=State.SUBMITTED,
                programme=programme,
                shown=shown,
                organisation=organisation,
                content_owner=letter.locator,
                received_on=letter.on,
                due_on=answer_day(programme, start=letter.on),
            )
    except IntegrityError:
        raise LetterRefused("sent-before") from None
    _log(referral, "selfreferral.submitted", letter)
    notify_intake(referral)


def _take_message(letter: Letter, opened: OpenedLetter) -> None:
    referral = _find(letter)
    if not str(opened.content.get("text", "")).strip():
        raise LetterRefused("empty")
    action = (
        "selfreferral.added" if letter.kind == Letter.Kind.ADDITION else "selfreferral.message-sent"
    )
    if referral.state == State.INFORMATION_REQUESTED:
        take_step(
            referral,
            State.IN_TRIAGE,
            role=Actor.SELF,
            by=Author.self_referrer(),
            action=action,
            due_on=answer_day(referral.programme, start=letter.on),
        )
        record_event(actor=WORKER, action="letter.collected", subject=referral.pk)
    else:
        _log(referral, action, letter)
    notify_intake(referral)


def _take_withdrawal(letter: Letter, opened: OpenedLetter) -> None:
    referral = _find(letter)
    if referral.state not in OPEN_STATES:
        raise LetterRefused("over")
    take_step(
        referral,
        State.WITHDRAWN,
        role=Actor.SELF,
        by=Author.self_referrer(),
        action="selfreferral.withdrawn",
    )
    record_event(actor=WORKER, action="letter.collected", subject=referral.pk)
    notify_intake(referral)


def _take_erasure(letter: Letter, opened: OpenedLetter) -> None:
    referral = Referral.objects.filter(content_owner=letter.locator).first()
    if referral is None:
        erase_letters(locator=letter.locator)
    else:
        erase_referral(referral=referral, by=Author.self_referrer())


def _say_programme_is_gone(letter: Letter, language: str) -> None:
    """Nobody is left waiting for a programme that is no longer there to answer."""
    with _speaking(language):
        text = _(
            "This programme has left the directory, so nobody there can read what you sent. "
            "Another programme may fit; you can have everything here erased."
        )
    _end(letter, text)
    _log_refusal(letter, "no-programme")


def _say_it_was_not_whole(letter: Letter, language: object) -> None:
    """Nobody is left waiting either for what can never be read.

    Where a referral stands, it was taken in before; with a damaged key nothing can be said.
    """
    if Referral.objects.filter(content_owner=letter.locator).exists():
        return
    with _speaking(language):
        text = _(
            "Something went wrong here: what you sent did not arrive whole, so nobody at the "
            "programme can read it. We are sorry. You can begin again from the programme's page; "
            "and you can have everything here erased."
        )
    with contextlib.suppress(InvalidTag):
        _end(letter, text)


def _end(letter: Letter, text: str) -> None:
    letters.answer_letter(
        locator=letter.locator,
        kind=letters.Kind.STATUS,
        content={"state": State.REDIRECTED.value, "text": text},
    )


def _speaking(language: object) -> translation.override:
    """In a language of the site; in its first where a letter names none."""
    known = [code for code, _name in settings.LANGUAGES]
    return translation.override(str(language) if language in known else known[0])


_BY_KIND: dict[str, Callable[[Letter, OpenedLetter], None]] = {
    Letter.Kind.SUBMISSION: _take_submission,
    Letter.Kind.MESSAGE: _take_message,
    Letter.Kind.ADDITION: _take_message,
    Letter.Kind.WITHDRAWAL: _take_withdrawal,
    Letter.Kind.ERASURE: _take_erasure,
}


def _find(letter: Letter) -> Referral:
    referral = (
        Referral.objects.select_for_update()
        .filter(content_owner=letter.locator, erased_on=None)
        .first()
    )
    if referral is None:
        raise LetterRefused("no-referral")
    return referral


def _shown(content: dict[str, Any]) -> tuple[UUID, dict[str, Any]]:
    """The programme, and of what was shown what tells nothing of the person.

    The strands and who is told what follow from their age: those stay in the sealed letter.
    """
    try:
        programme = UUID(content["programme"])
        shown = {name: str(content["shown"][name]) for name in ("title", "slug", "statement_on")}
        shown["language"] = str(content["language"])
    except (KeyError, TypeError, ValueError):
        raise LetterRefused("incomplete", language=content.get("language")) from None
    return programme, shown


def _facts(content: dict[str, Any]) -> set[Guard]:
    """Which guards of sending a self-referral's content answers."""
    facts = set()
    contact = content.get("contact")
    if isinstance(contact, dict) and contact.get("channel"):
        facts.add(Guard.SAFE_CONTACT)
    if content.get("agreed") is True:
        facts.add(Guard.REPORTING_LINE)
    return facts


def _log_refusal(letter: Letter, reason: str) -> None:
    record_event(
        actor=WORKER, action="letter.refused", details={"kind": letter.kind, "reason": reason}
    )


def _log(referral: Referral, action: str, letter: Letter) -> None:
    record_event(actor=Author.self_referrer(), action=action, subject=referral.pk)
    record_event(
        actor=WORKER,
        action="letter.collected",
        subject=referral.pk,
        details={"kind": letter.kind},
    )
