"""What a partner read when they agreed to who is told what: the agreement counts for that alone."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.referrals.programmes import PartnerOffer, read_partner_offer
from portal.referrals.steps import PROGRAMME, REPORTING, STEPS, Step
from portal.selfreferral.shown import page_said

Answers = Mapping[str, Mapping[str, Any]]


def page_shown(offer: PartnerOffer) -> dict[str, Any]:
    """What the page on reporting says of an offer, to be kept with the answer to it."""
    return page_said(language=offer.language, said=offer.shown(), statement=offer.statement)


def print_of(offer: PartnerOffer) -> str:
    """`page_shown` in 64 signs (SHA-256), which travel with the form: what was it that was read?"""
    said = json.dumps(page_shown(offer), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def with_page(answers: dict[str, Any], offer: PartnerOffer | None) -> dict[str, Any]:
    """The answers on reporting with what they were given to; to a closed door they agree to
    nothing, and are asked again once it opens."""
    return {**answers, "page": page_shown(offer) if offer else None}


def offer_of(answers: Answers, language: str = "") -> PartnerOffer | None:
    """The programme that a draft is for, while its door is open. Without a `language` it is in the
    one in which its reporting was read."""
    page = answers.get(REPORTING, {}).get("page") or {}
    programme = UUID(answers[PROGRAMME]["programme"])
    return read_partner_offer(uuid=programme, language=language or page.get("language", "en"))


def has_changed(answers: Answers) -> bool:
    """Whether the page on reporting was answered and says something else by now.

    While the programme's door is closed nothing can be read, and nothing is asked again.
    """
    if REPORTING not in answers:
        return False
    offer = offer_of(answers)
    return offer is not None and answers[REPORTING].get("page") != page_shown(offer)


def open_pages(answers: Answers) -> list[Step]:
    """The pages that are still to be answered, or say something else than when they were."""
    again = REPORTING if has_changed(answers) else None
    return [step for step in STEPS if step.name not in answers or step.name == again]
