"""A canary for every field of both doors and of the staff's own forms, sent through the real pages.

The fields come from the form classes themselves: a new field is planted too, or fails the test
that counts them.
"""

import datetime as dt
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django import forms

from portal.referrals import staff_forms
from portal.referrals.steps import STEPS as PARTNER_STEPS
from portal.selfreferral.forms import MessageForm, ReceiptForm
from portal.selfreferral.steps import STEPS as SELF_STEPS
from tests.canaries import make_canary, make_digits
from tests.demonstration import Demonstration, wait_for
from tests.referring import PartnerReferrer, SelfReferrer, come_back, locator_of, sign_in, state_on
from tests.visitor import Answer, Visitor, field_value

# Fields whose value says nothing by itself, or is stored in clear on purpose.
NOT_PLANTED = {
    "letter": "the form's own random id",
    "sending": "the form's own random id",
    "age": "one of a hundred numbers, or one of five bands",
    "answer_by": "the day by which the programme waits for an answer: it stands in the inbox",
    "agreed": "a tick",
    "reporting_agreed": "a tick",
    "programme": "the directory's, not the person's",
    "programmes": "the directory's, not the person's",
    "organisation": "the directory's, not the person's",
    "helpline": "the directory's, not the person's",
}
STAFF_FORMS = ("question", "message", "accept", "redirect")
# Codes of choices this short stand in every file.
SHORTEST_CODE = 7
# Choices whose codes stand nowhere else in the portal's tables.
RARE_CHOICES = {
    "legal_context": "own-request",
    "report_to": "judicial-authority",
    "lawful_basis": "vital-interests",
    "person_knows": "not-yet",
}


def typed_fields() -> dict[str, forms.Field]:
    """Every field of both doors and the staff's forms in which somebody types, by a unique name."""
    found: dict[str, forms.Field] = {}
    for door, steps in (("self", SELF_STEPS), ("partner", PARTNER_STEPS)):
        for step in steps:
            for name, one in step.form.base_fields.items():
                found[f"{door} {step.name} {name}"] = one
    for kind in ("message", "addition"):
        found[f"self {kind} text"] = MessageForm.base_fields["text"]
    found["self receipt receipt"] = ReceiptForm.base_fields["receipt"]
    for form in vars(staff_forms).values():
        if isinstance(form, type) and issubclass(form, forms.Form):
            if form.__module__ != staff_forms.__name__:
                continue
            for name, one in form.base_fields.items():
                found[f"staff {form.__name__} {name}"] = one
    # Searches are forms too, though no class of their own.
    for place in ("find", "refer", "redirect"):
        found[f"search {place}"] = forms.CharField()
    return {
        name: one
        for name, one in found.items()
        if name.split()[-1] not in NOT_PLANTED and not isinstance(one, forms.ChoiceField)
    }


@dataclass(slots=True)
class Planted:
    """What was sent: canaries by field, the codes that were chosen, and where the answers are."""

    words: dict[str, str] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    readable: dict[str, str] = field(default_factory=dict)

    def word(self, name: str, one: forms.Field | None = None) -> str:
        """A canary for a field, in a shape that the field takes."""
        if isinstance(one, forms.DateField):
            born = dt.date(1921, 1, 1) + dt.timedelta(days=secrets.randbelow(20_000))
            self.words[name] = born.isoformat()
        elif name.endswith("contact_at"):
            # A telephone number with a word in it: both must vanish.
            self.words[name] = f"{make_digits()} {make_canary()}"
        else:
            self.words[name] = make_canary()
        return self.words[name]

    def needles(self) -> list[str]:
        """What to search for: each word, and each part of those of several."""
        return sorted({part for word in self.words.values() for part in word.split()})

    def fill(self, prefix: str, form: type[forms.Form], usual: Mapping[str, str]) -> dict[str, str]:
        """Fields of a page: a canary where somebody types, the usual answer elsewhere."""
        filled = dict(usual)
        for name, one in form.base_fields.items():
            if name in NOT_PLANTED:
                continue
            if isinstance(one, forms.ChoiceField):
                self.codes |= {code for code in (filled[name],) if len(code) >= SHORTEST_CODE}
            else:
                filled[name] = self.word(f"{prefix} {name}", one)
        return filled


def plant(running: Demonstration) -> Planted:
    """Send everything, with staff steps, worker and clock at work. Gives what was sent."""
    planted = Planted()
    finder = running.visitor()
    finder.get(f"/en/find/?q={planted.word('search find')}")
    finder.post("/en/receipt/", {"receipt": planted.word("self receipt receipt")})
    for end in ("accept", "redirect"):
        _self_referral(running, planted, end)
        _partner_referral(running, planted, end)
    _refused(running, planted)
    _settle(running)
    return planted


def _self_referral(running: Demonstration, planted: Planted, end: str) -> None:
    person = SelfReferrer.at(running, "iter")
    for step in SELF_STEPS:
        usual = person.answers[step.name]
        person.answers[step.name] = planted.fill(f"self {step.name}", step.form, usual)
    wrong = planted.word("self contact wrong")
    person.answer("age")
    refused = person.answer("contact", channel="email", contact_at=wrong)
    assert wrong in refused.text, refused.brief
    receipt = person.refer()
    visitor, page = come_back(running, receipt)
    for kind in ("message", "addition"):
        text = planted.word(f"self {kind} text")
        page = visitor.post(
            "/en/receipt/write/", {"text": text, "kind": kind, "letter": str(uuid4())}
        )
        assert text in page.text, page.brief
    referral = wait_for(lambda: _referral_of(running, receipt), "the worker to collect a letter")
    staff_page = _triage(sign_in(running, "ines"), f"/portal/referrals/{referral}", planted, end)
    planted.readable[f"self {end}"] = staff_page.text
    back = wait_for(lambda: _decided(visitor), "the answer to reach the receipt")
    planted.readable[f"receipt {end}"] = back.text


def _referral_of(running: Demonstration, receipt: str) -> str:
    found = running.rows(
        "SELECT id FROM referrals_referral WHERE content_owner = ?",
        locator_of(running, receipt).hex,
    )
    return str(UUID(str(found[0][0]))) if found else ""


def _decided(visitor: Visitor) -> Answer | None:
    page = visitor.get("/en/receipt/")
    return page if state_on(page.text) in ("accepted", "redirected") else None


def _partner_referral(running: Demonstration, planted: Planted, end: str) -> None:
    petra = sign_in(running, "petra")
    petra.post("/portal/refer/", {"find": planted.word("search refer"), "look": "1"})
    petra.get(f"/portal/refer/?programme={planted.word('search programme')}")
    partner = PartnerReferrer.begin(petra, "iter")
    for step in PARTNER_STEPS:
        usual = partner.answers[step.name] | {
            name: code for name, code in RARE_CHOICES.items() if name in step.form.base_fields
        }
        partner.answers[step.name] = planted.fill(f"partner {step.name}", step.form, usual)
    path = partner.refer().rstrip("/")
    answer = petra.post(f"{path}/message/", {"text": planted.word("partner message text")})
    assert answer.status == 200, answer.brief
    planted.readable[f"partner {end}"] = _triage(sign_in(running, "ilse"), path, planted, end).text
    planted.readable[f"referrer {end}"] = petra.get(f"{path}/").text


def _triage(staff: Visitor, path: str, planted: Planted, end: str) -> Answer:
    """From the first look to a decision, writing wherever something can be written."""
    started = staff.post(f"{path}/conflict/", {"knows_person": "no"})
    assert state_on(started.text) == "in-triage", started.brief
    message = planted.word("staff MessageForm text")
    staff.post(f"{path}/message/", {"text": message})
    if end == "accept":
        written = {"message": planted.word("staff AcceptForm message")}
    else:
        searched = staff.post(
            f"{path}/redirect/", {"find": planted.word("search redirect"), "look": "1"}
        )
        assert searched.status == 200, searched.brief
        whole = staff.get(f"{path}/redirect/")
        written = {
            "reason": "other-help-first",
            "fits": "yes",
            "programmes": field_value(whole.text, "programmes"),
            "message": planted.word("staff RedirectForm message"),
        }
    decided = staff.post(f"{path}/{end}/", written)
    assert state_on(decided.text) in ("accepted", "redirected"), decided.brief
    assert message in decided.text
    return decided


def _refused(running: Demonstration, planted: Planted) -> None:
    """What goes wrong must not write down what was typed either."""
    person = SelfReferrer.at(running, "iter")
    for step in SELF_STEPS:
        person.answers[step.name] = planted.fill(
            f"locked {step.name}", step.form, {**person.answers[step.name]}
        )
    person.answer("age")
    petra = sign_in(running, "petra")
    partner = PartnerReferrer.begin(petra, "iter")
    question = planted.word("staff QuestionForm question")
    _question(running, planted, question)
    # Without its token, as after signing out in another tab.
    stranger = Visitor(running.staff, dict(petra.cookies))
    del stranger.cookies["__Host-csrf"]
    reason = planted.word("partner reason without a token")
    shown = stranger.post(f"/portal/refer/{partner.draft}/reason/", {"reason": reason})
    assert shown.status == 403, shown.brief
    assert reason in shown.text
    # And while somebody else holds the database, for longer than a write waits.
    with closing(sqlite3.connect(running.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        words, risk = person.answers["words"]["words"], planted.word("partner risk while locked")
        refused = [person.answer("words"), partner.answer("risk", risk=risk)]
        other.execute("ROLLBACK")
    assert [words in refused[0].text, risk in refused[1].text] == [True, True], refused


def _question(running: Demonstration, planted: Planted, question: str) -> None:
    """A question of the staff, the referrer's answer, and the wrong day first."""
    petra, ines = sign_in(running, "petra"), sign_in(running, "ines")
    path = PartnerReferrer.begin(petra, "iter").refer().rstrip("/")
    ines.post(f"{path}/conflict/", {"knows_person": "no"})
    tomorrow = dt.date.today() + dt.timedelta(days=2)  # noqa: DTZ011  (a day in Brussels)
    for day in ("never", tomorrow.isoformat()):
        page = ines.post(f"{path}/question/", {"question": question, "answer_by": day})
        assert question in page.text, page.brief
    assert state_on(page.text) == "information-requested", page.brief
    answer = planted.word("partner answer text")
    assert answer in petra.post(f"{path}/message/", {"text": answer}).text


def _settle(running: Demonstration) -> None:
    """Until nobody has anything left to do: letters collected, notices mailed, tasks done."""
    # What the clock does once a minute, without waiting for it.
    running.python("from portal.referrals.tasks import enqueue_notices_if_due as e; e()")
    wait_for(lambda: not any(_left(running)), "letters, notices and tasks to be done", seconds=60)


def _left(running: Demonstration) -> Iterator[Any]:
    yield running.rows(
        "SELECT 1 FROM selfreferral_letter WHERE sender = 'person' AND NOT collected LIMIT 1"
    )
    yield running.rows("SELECT 1 FROM referrals_notice LIMIT 1")
    yield running.rows(
        "SELECT 1 FROM django_tasks_database_dbtaskresult WHERE status != 'SUCCESSFUL'"
        " AND queue_name IN ('mail', 'referrals') LIMIT 1"
    )
