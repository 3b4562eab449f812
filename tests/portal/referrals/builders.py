"""Programmes, drafts, referrals and people with a receipt, made as the pages make them."""

import datetime as dt
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID, uuid4

from django.test import override_settings
from django.utils import timezone
from wagtail.models import Locale, Page

from directory.models import (
    EligibilityCondition,
    KeeperPage,
    Organisation,
    ProgrammePage,
    ProgrammeText,
    RegisterPage,
    Strand,
    StrandText,
    StrandTold,
    Term,
)
from portal.accounts.models import User
from portal.referrals import drafts, services
from portal.referrals.agreement import offer_of, with_page
from portal.referrals.models import PartnerDraft, Referral
from portal.referrals.steps import BY_NAME, REPORTING
from portal.selfreferral import letters
from portal.selfreferral.models import Door
from portal.selfreferral.receipts import Receipt, make_receipt
from portal.vault.errors import NoContentKey

ANSWERS: dict[str, dict[str, Any]] = {
    "person": {
        "person_name": "Sam Example",
        "born_on": "1990-04-02",
        "age": "",
        "languages_spoken": "Dutch",
        "contact_route": "phone",
        "contact_at": "+44 20 7946 0123",
        "contact_safety": "Weekdays at noon; say nothing on the voicemail.",
    },
    "reason": {
        "reason": "A first report, and the wish to change.",
        "legal_context": "judicial",
        "decision": "Condition 3 of the probation order.",
        "start_before": "2027-03-01",
    },
    "reporting": {
        "report_to": ["referrer"],
        "report_what": "Presence, every month.",
        "terms": "Comes every week.",
        "reporting_agreed": "on",
    },
    "basis": {
        "lawful_basis": "public-task",
        "legal_ground": "The probation act (example)",
        "purpose": "To offer treatment.",
    },
    "agreement": {"person_knows": "agrees", "person_told": "All of it, and agreed."},
    "risk": {
        "danger_now": "no",
        "risk": "Threats last summer.",
        "children": "unknown",
        "barring_order": "no",
        "protection": "The shelter knows.",
        "staff_safety": "Two people at the first meeting.",
    },
}


def term(vocabulary: str, code: str) -> Term:
    return Term.objects.get_or_create(
        vocabulary=vocabulary, code=code, defaults={"labels": {"en": code.replace("-", " ")}}
    )[0]


def root_page() -> Page:
    """The root of the tree; a test that commits takes away what the migrations had made."""
    Locale.objects.get_or_create(language_code="en")
    return Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))


def make_programme(keeper: Organisation, slug: str, title: str) -> ProgrammePage:
    """A published programme kept by `keeper`, with one strand, a told row and a condition."""
    register = RegisterPage.objects.first() or root_page().add_child(
        instance=RegisterPage(title="Register")
    )
    above = KeeperPage.objects.filter(organisation=keeper).first() or register.add_child(
        instance=KeeperPage(title=keeper.name, organisation=keeper)
    )
    page = ProgrammePage(title=title, slug=slug, example=True)
    page.texts.add(
        ProgrammeText(language="en", title=title, summary=f"About {title}."),
        ProgrammeText(language="nl", title=f"{title} (nl)", summary=f"Over {title}."),
    )
    page.conditions.add(EligibilityCondition(texts={"en": "I come of my own will."}, sort_order=0))
    strand: Any = Strand(age_from=18)
    strand.populations = [term("population", "adults")]
    strand.modes = [term("mode", "individual")]
    strand.texts.add(StrandText(language="en", label="Adult team"))
    told: Any = StrandTold(
        context=term("legal-context", "judicial"), notes={"en": "Presence, every three months."}
    )
    told.told = [term("told", "judicial-authority")]
    strand.told_rows.add(told)
    page.strands.add(strand)
    above.add_child(instance=page)
    return page


def make_door(page: ProgrammePage, **changes: Any) -> Door:
    fields = {
        "takes_self": True,
        "takes_partner": True,
        "self_open": True,
        "partner_open": True,
        "answer_within_days": 3,
    }
    return Door.objects.create(programme=page.uuid, **{**fields, **changes})


def make_draft(
    user: User, page: ProgrammePage, answers: dict[str, dict[str, Any]] = ANSWERS
) -> PartnerDraft:
    """A draft in which every page of `answers` was answered."""
    draft = drafts.start_draft(
        acting_user=user,
        draft_id=uuid4(),
        organisation=user.memberships.get().organisation,
        programme=page.uuid,
    )
    for step, given in answers.items():
        answer_page(user, draft, step, given)
    return draft


def answer_page(user: User, draft: PartnerDraft, step: str, given: dict[str, Any]) -> None:
    """Answer one page of a draft, having read in English what stands on it."""
    form = BY_NAME[step].form(given)
    assert form.is_valid(), form.errors
    typed = form.answers()
    if step == REPORTING:
        typed = with_page(typed, offer_of(drafts.open_draft(draft), "en"))
    drafts.save_page(acting_user=user, draft=draft, step=step, answers=typed)


def say_no(referral: Referral, user: User) -> None:
    """Say that one does not know the person."""
    services.answer_conflict(acting_user=user, referral=referral, knows_person=False)


def take_in(referral: Referral, user: User) -> Referral:
    say_no(referral, user)
    services.take_into_triage(acting_user=user, referral=referral)
    return fresh(referral)


def ask(referral: Referral, user: User) -> Referral:
    services.ask_question(
        acting_user=user,
        referral=referral,
        question="Since when?",
        answer_by=timezone.localdate() + dt.timedelta(days=7),
        uuid=uuid4(),
    )
    return fresh(referral)


def fresh(referral: Referral) -> Referral:
    return Referral.objects.get(pk=referral.pk)


def in_public_zone() -> AbstractContextManager[Any]:
    """For a while this process holds the public zone's keys only."""
    return override_settings(ROLE="public")


class Holder:
    """A person without a name, who holds a receipt and writes letters from the public zone."""

    def __init__(self, page: ProgrammePage) -> None:
        self.receipt: Receipt = make_receipt()
        self.programme = page

    def send(self, **changes: Any) -> None:
        content = {
            "programme": str(self.programme.uuid),
            "language": "en",
            "shown": {
                "title": "Still Water (example)",
                "slug": self.programme.slug,
                "strands": [{"uuid": str(uuid4()), "label": "Adult team"}],
                "told": [{"context": "At one's own request", "who": "Nobody", "text": ""}],
                "statement_on": "",
            },
            "age": "26-plus",
            "agreed": True,
            "conditions": [{"condition": "I come of my own will.", "answer": "yes"}],
            "words": "I want to stop before it gets worse.",
            "contact": {"channel": "receipt"},
            **changes,
        }
        with in_public_zone():
            letters.send_referral(receipt=self.receipt, content=content)

    def write(self, kind: letters.Kind, text: str = "", uuid: UUID | None = None) -> None:
        content = {"text": text} if text else {}
        with in_public_zone():
            letters.write_letter(
                receipt=self.receipt, kind=kind, content=content, uuid=uuid or uuid4()
            )

    def reads(self) -> list[letters.OpenedLetter]:
        with in_public_zone():
            try:
                return letters.read_letters(self.receipt)
            except NoContentKey:
                return []

    def states(self) -> list[str]:
        """The states the person was told of, in order."""
        return [one.content["state"] for one in self.reads() if one.kind == letters.Kind.STATUS]

    @property
    def referral(self) -> Referral:
        return Referral.objects.get(content_owner=self.receipt.locator)
