"""Both doors, walked without a browser: what the canaries, the kills and the contract share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.test import override_settings

from portal.selfreferral.receipts import read_receipt
from tests.demonstration import Demonstration
from tests.visitor import Answer, Visitor, field_names, field_value, tags

SELF_STEPS = ("age", "limits", "conditions", "words", "contact")
SELF_ANSWERS: Mapping[str, Mapping[str, str]] = {
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


PARTNER_STEPS = ("person", "reason", "reporting", "basis", "agreement", "risk")
PARTNER_ANSWERS: Mapping[str, Mapping[str, str]] = {
    "person": {
        "person_name": "Robin Sample",
        "born_on": "1990-05-17",
        "age": "",
        "languages_spoken": "Dutch",
        "contact_route": "phone",
        "contact_at": "+44 20 7946 0199",
        "contact_safety": "Only on weekdays before noon.",
    },
    "reason": {
        "reason": "Robin wants to stop shouting at home.",
        "legal_context": "non-judicial",
        "decision": "",
        "start_before": "",
    },
    "reporting": {
        "report_to": "referrer",
        "report_what": "Whether Robin came.",
        "terms": "",
        "reporting_agreed": "on",
    },
    "basis": {
        "lawful_basis": "consent",
        "legal_ground": "An agreement, signed.",
        "purpose": "To see whether the programme can help.",
    },
    "agreement": {"person_knows": "agrees", "person_told": "Everything on this form."},
    "risk": {
        "danger_now": "no",
        "risk": "Nothing is known.",
        "children": "no",
        "barring_order": "no",
        "protection": "",
        "staff_safety": "",
    },
}


@dataclass(slots=True)
class PartnerReferrer:
    """A referrer who is signed in and refers somebody, page by page."""

    visitor: Visitor
    draft: str
    answers: dict[str, dict[str, str]] = field(
        default_factory=lambda: {step: dict(PARTNER_ANSWERS[step]) for step in PARTNER_STEPS}
    )

    @classmethod
    def begin(cls, visitor: Visitor, slug: str = "iter") -> "PartnerReferrer":
        """Choose a programme, which begins a draft."""
        page = visitor.get("/portal/refer/")
        draft = field_value(page.text, "draft")
        tasks = visitor.post("/portal/refer/", {"programme": slug, "draft": draft})
        assert tasks.path == f"/portal/refer/{draft}/", tasks.brief
        return cls(visitor, draft)

    def answer(self, step: str, **changes: str) -> Answer:
        path = f"/portal/refer/{self.draft}/{step}/"
        fields = {**self.answers[step], **changes}
        if step == "reporting":
            # The form says what it showed: an agreement counts for that.
            fields["shown"] = field_value(self.visitor.get(path).text, "shown")
        return self.visitor.post(path, fields)

    def answer_all(self) -> None:
        for step in PARTNER_STEPS:
            answer = self.answer(step)
            assert answer.status == 200, answer.brief
            assert "error-summary" not in answer.text, answer.brief
        assert answer.path == f"/portal/refer/{self.draft}/check/", answer.url

    def send(self, *, follow: bool = True) -> Answer:
        return self.visitor.post(f"/portal/refer/{self.draft}/check/", follow=follow)

    def refer(self) -> str:
        """From the first page to the referral's own. Gives its path."""
        self.answer_all()
        answer = self.send()
        assert answer.path == f"/portal/referrals/{self.draft}/", answer.brief
        return answer.path


@dataclass(slots=True)
class SelfReferrer:
    """Somebody who refers themself, page by page, as the pages' own forms are sent."""

    visitor: Visitor
    programme: str
    answers: dict[str, dict[str, str]] = field(
        default_factory=lambda: {step: dict(SELF_ANSWERS[step]) for step in SELF_STEPS}
    )
    language: str = "en"

    @classmethod
    def at(cls, running: Demonstration, slug: str = "iter", language: str = "en") -> "SelfReferrer":
        """Somebody who stands on a programme's page, about to begin."""
        visitor = running.visitor()
        page = visitor.get(f"/{language}/programmes/{slug}/")
        assert page.status == 200, page.brief
        return cls(visitor, field_value(page.text, "programme"), language=language)

    def answer(self, step: str, **changes: str) -> Answer:
        """Send one question's page. The answer is the page it leads to."""
        fields = {"programme": self.programme, **self.answers[step], **changes}
        return self.visitor.post(f"/{self.language}/start/{step}/", fields)

    def answer_all(self) -> None:
        """Every question, up to the page that sends."""
        for step in SELF_STEPS:
            answer = self.answer(step)
            assert answer.status == 200, answer.brief
            assert "error-summary" not in answer.text, answer.brief
        assert answer.path == f"/{self.language}/start/check/", answer.url

    def send(self, *, follow: bool = True) -> Answer:
        return self.visitor.post(f"/{self.language}/start/check/", follow=follow)

    def receipt(self) -> str:
        """The receipt as the page after sending shows it."""
        return receipt_on(self.visitor.get(f"/{self.language}/start/sent/"))

    def refer(self) -> str:
        """From the first question to the receipt."""
        self.answer_all()
        return receipt_on(self.send())


def receipt_on(answer: Answer) -> str:
    """The receipt in `<output id="receipt">`. Raises AssertionError when the page has none."""
    assert tags(answer.text, "output", id="receipt"), answer.brief
    after = answer.text.split('<output id="receipt"', 1)[1]
    return after.split(">", 1)[1].split("<", 1)[0].strip()


def come_back(running: Demonstration, receipt: str, language: str = "en") -> tuple[Visitor, Answer]:
    """Another browser, another day: type the receipt. Gives who came and the page they got."""
    visitor = running.visitor()
    return visitor, visitor.post(f"/{language}/receipt/", {"receipt": receipt})


def state_on(page: str) -> str:
    """The state that a referral's or receipt's page shows; empty on a page that shows none."""
    shown = (tag.attributes.get("data-state", "") for tag in tags(page))
    return next((state for state in shown if state), "")


def sign_in(running: Demonstration, name: str) -> Visitor:
    """Somebody signed in to the staff site with password and code.

    Signs in once for each demonstration: a code is taken only once, and there are three at a time.
    """
    kept = _signed_in.get((str(running.data), name))
    if kept is None:
        kept = _signed_in[str(running.data), name] = _sign_in(running, name)
    return Visitor(running.staff, cookies=dict(kept.cookies))


_signed_in: dict[tuple[str, str], Visitor] = {}


def _sign_in(running: Demonstration, name: str) -> Visitor:
    visitor = running.visitor(staff=True)
    visitor.get("/accounts/login/")
    login = {"login": name, "password": running.password(name)}
    asked = visitor.post("/accounts/login/", login)
    assert "code" in field_names(asked.text), asked.brief
    answer = visitor.post(asked.path, {"code": running.code(name)})
    assert answer.path.startswith("/portal/"), answer.brief
    return visitor


def locator_of(running: Demonstration, receipt: str) -> UUID:
    """What the database files a receipt's rows under, worked out as the public process does."""
    with override_settings(KEYS=running.data / "keys", ROLE="public"):
        return read_receipt(receipt).locator
