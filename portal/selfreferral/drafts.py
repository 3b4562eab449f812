"""Answers between the pages: sealed under the receipt, kept as new versions, never changed."""

import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.selfreferral.models import Draft
from portal.selfreferral.receipts import Receipt
from portal.vault.errors import InvalidTag
from portal.vault.sealing import open_bytes, seal_bytes

PUT_AWAY = "put-away"
THROWN_AWAY = "thrown-away"
_ATTEMPTS = 5


def save_answers(*, receipt: Receipt, step: str, answers: dict[str, Any]) -> None:
    """Seal one page's answers as its next version."""
    for attempt in range(_ATTEMPTS):
        version = _latest_version(receipt, step) + 1
        sealed = seal_bytes(
            receipt.draft_key,
            purpose="draft",
            context=(receipt.locator, step, version),
            plaintext=json.dumps(answers).encode(),
        )
        try:
            with transaction.atomic():
                Draft.objects.create(
                    locator=receipt.locator,
                    step=step,
                    version=version,
                    sealed=sealed,
                    on=timezone.localdate(),
                    put_away=step == PUT_AWAY,
                    thrown_away=step == THROWN_AWAY,
                )
        except IntegrityError:
            # Another tab or click took this version; the next one is free.
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return


def put_away(*, receipt: Receipt) -> None:
    """Keep the draft for somebody who comes back with the receipt later."""
    save_answers(receipt=receipt, step=PUT_AWAY, answers={})


def throw_away(*, receipt: Receipt) -> None:
    """Ask the staff side to destroy the drafts; from now on they open for nobody's receipt."""
    save_answers(receipt=receipt, step=THROWN_AWAY, answers={})


def was_thrown_away(receipt: Receipt) -> bool:
    return Draft.objects.filter(locator=receipt.locator, thrown_away=True).exists()


def open_answers(receipt: Receipt) -> dict[str, dict[str, Any]]:
    """The newest answers of each page: {step: answers}; empty once they were thrown away.

    A damaged page counts as not answered.
    """
    sealed = list(Draft.objects.filter(locator=receipt.locator).order_by("step", "version"))
    if any(draft.thrown_away for draft in sealed):
        return {}
    opened: dict[str, dict[str, Any]] = {}
    for draft in sealed:
        try:
            plain = open_bytes(
                receipt.draft_key,
                purpose="draft",
                context=(receipt.locator, draft.step, draft.version),
                sealed=bytes(draft.sealed),
            )
        except InvalidTag:
            continue
        opened[draft.step] = json.loads(plain)
    opened.pop(PUT_AWAY, None)
    return opened


def _latest_version(receipt: Receipt, step: str) -> int:
    newest = Draft.objects.filter(locator=receipt.locator, step=step).order_by("-version").first()
    return newest.version if newest else 0
