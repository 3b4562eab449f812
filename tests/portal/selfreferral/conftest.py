"""An open door, and a browser that carries a receipt as a person's would."""

import re
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client, override_settings
from wagtail.models import Page

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
from portal.selfreferral import cookie
from portal.selfreferral.models import Door
from portal.selfreferral.receipts import Receipt
from portal.vault.keymaking import make_missing_keys

ANSWERS = {
    "age": {"age": "26-plus"},
    "limits": {"agreed": "on"},
    "conditions": {"condition_1": "yes", "condition_2": "unsure"},
    "words": {"words": "I want to stop before it gets worse."},
    "contact": {
        "channel": "phone",
        "contact_at": "+44 20 7946 0123",
        "shared": "no",
        "voicemail": "no",
        "hours": "weekdays between 12 and 1",
        "call_name": "Sam",
    },
}


def as_staff() -> override_settings:
    """For the length of a `with`: the staff process, which can open what the public one seals."""
    return override_settings(ROLE="staff")


@pytest.fixture(scope="session")
def keys():
    """The keys of this run."""
    make_missing_keys(folder=settings.KEYS)


def _term(vocabulary: str, code: str) -> Term:
    return Term.objects.get_or_create(
        vocabulary=vocabulary, code=code, defaults={"labels": {"en": code.replace("-", " ")}}
    )[0]


@pytest.fixture
def programme(db, keys) -> ProgrammePage:
    """An invented programme for adults, with two conditions and a row on who is told."""
    kind = _term("organisation-kind", "other")
    organisation = Organisation.objects.create(name="Quay House (example)", kind=kind)
    register = Page.get_first_root_node().add_child(instance=RegisterPage(title="Register"))
    keeper = register.add_child(
        instance=KeeperPage(title=organisation.name, organisation=organisation)
    )
    page = ProgrammePage(title="Still Water (example)", slug="still-water-example", example=True)
    page.texts.add(
        ProgrammeText(language="en", title="Still Water (example)", summary="Talks and a group."),
        ProgrammeText(language="nl", title="Stil Water (voorbeeld)", summary="Gesprekken."),
    )
    page.conditions.add(
        EligibilityCondition(texts={"en": "I come of my own will."}, sort_order=0),
        EligibilityCondition(texts={"en": "I want to look at my life."}, sort_order=1),
    )
    strand = Strand(age_from=18)
    strand.populations.set([_term("population", "adults")])
    strand.modes.set([_term("mode", "individual")])
    strand.texts.add(StrandText(language="en", label="Adult team"))
    told = StrandTold(context=_term("legal-context", "own-request"))
    told.told.set([_term("told", "nobody-by-agreement")])
    strand.told_rows.add(told)
    page.strands.add(strand)
    keeper.add_child(instance=page)
    return page


@pytest.fixture
def door(programme) -> Door:
    return Door.objects.create(
        programme=programme.uuid, takes_self=True, self_open=True, answer_within_days=3
    )


class Visitor:
    """Somebody at a browser: goes from page to page as the pages lead."""

    def __init__(self, programme: UUID) -> None:
        self.client = Client()
        self.programme = str(programme)

    def answer(self, step: str, **changes: str):
        data = {"programme": self.programme, **ANSWERS[step], **changes}
        return self.client.post(f"/en/start/{step}/", data)

    def answer_all(self) -> None:
        for step in ANSWERS:
            response = self.answer(step)
            assert response.status_code == 302, response.content.decode()

    def send(self):
        return self.client.post("/en/start/check/")

    def receipt(self) -> str:
        page = self.client.get("/en/start/sent/").content.decode()
        shown = re.search(r'<output id="receipt"[^>]*>([^<]+)</output>', page)
        assert shown, page
        return shown[1].strip()


@pytest.fixture
def visitor(public_site, door) -> Visitor:
    return Visitor(door.programme)


def carried_by(visitor: Visitor) -> Receipt:
    """The receipt in a visitor's browser, before it was shown."""
    request = HttpRequest()
    request.COOKIES = {cookie.NAME: visitor.client.cookies[cookie.NAME].value}
    receipt = cookie.receipt_in(request)
    assert receipt
    return receipt
