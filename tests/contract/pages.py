"""The lines of the hooks of referral pages, of *Form fields* and of *Sample data*."""

import json
import re

from tests.contract.finder import find
from tests.contract.lines import Line, holds
from tests.demonstration import Demonstration
from tests.referring import PartnerReferrer, SelfReferrer, come_back, sign_in, state_on
from tests.visitor import field_names, tags

# On every form: what protects it, and the language switch and sign-out of the header.
NOT_OURS = {"csrfmiddlewaretoken", "next", "language"}


@holds("Hooks in the HTML", "Referral and receipt pages: the state")
def state(line: Line, running: Demonstration) -> None:
    person = SelfReferrer.at(running)
    receipt = person.refer()
    assert state_on(person.visitor.get("/en/start/sent/").text) == "submitted"
    back, page = come_back(running, receipt)
    assert state_on(page.text) == "submitted"
    back.post("/en/receipt/withdraw/")
    referrer = sign_in(running, "thomas")
    path = PartnerReferrer.begin(referrer).refer()
    assert state_on(referrer.get(path).text) == "submitted"


@holds("Hooks in the HTML", "Referral and receipt pages: the receipt")
def receipt(line: Line, running: Demonstration) -> None:
    typed = SelfReferrer.at(running).refer()
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}", typed)
    forgiving = typed.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert state_on(come_back(running, forgiving)[1].text) == "submitted"


SELF_PAGES = ("/start/", "/start/age/", "/start/limits/", "/start/conditions/", "/start/words/",
              "/start/contact/", "/receipt/", "/receipt/write/")  # fmt: skip


@holds("Form fields", *(f"self | `{page}`" for page in SELF_PAGES))
def self_fields(line: Line, running: Demonstration) -> None:
    [path], listed = line.codes(1), line.codes(2)
    person = SelfReferrer.at(running)
    if path == "/start/":
        shown = _names(person.visitor.get("/en/programmes/iter/").text)
    elif path == "/receipt/":
        shown = _names(person.visitor.get("/en/receipt/").text)
    elif path == "/receipt/write/":
        person.refer()
        shown = _names(person.visitor.get("/en/receipt/").text)
    else:
        shown = _question(person, path)
    shown = [name for name in shown if not re.fullmatch(r"condition_([2-9]|\d\d)", name)]
    assert sorted(shown) == sorted(listed)


def _question(person: SelfReferrer, path: str) -> list[str]:
    """The names on a question's page, for somebody who comes back to it."""
    person.answer_all()
    return _names(person.visitor.get(f"/en{path}").text)


def _names(page: str) -> list[str]:
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    return [name for name in field_names(main) if name not in NOT_OURS]


PARTNER_PAGES = ("person", "reason", "reporting", "basis", "agreement", "risk")


@holds(
    "Form fields",
    "partner | `/portal/refer/`",
    *(f"partner | `/portal/refer/{{draft}}/{page}/`" for page in PARTNER_PAGES),
)
def partner_fields(line: Line, running: Demonstration) -> None:
    [path], listed = line.codes(1), line.codes(2)
    visitor = sign_in(running, "petra")
    page = visitor.get("/portal/refer/")
    if path != "/portal/refer/":
        draft = PartnerReferrer.begin(visitor)
        page = visitor.get(path.replace("{draft}", draft.draft))
    assert sorted(_names(page.text)) == sorted(listed)


@holds("Sample data", "Programmes from the seeds")
def seeds(line: Line, running: Demonstration) -> None:
    assert len(line.codes()) == 11
    for slug in line.codes():
        answer = running.visitor().get(f"/en/programmes/{slug}/")
        assert answer.status == 200, slug
        assert "(example)" not in answer.text.split("<h1", 1)[1].split("</h1>", 1)[0]


@holds("Sample data", "Thirty invented programmes")
def examples(line: Line, running: Demonstration) -> None:
    found = set()
    pages = 1 + find(running).total // 10
    for page in range(1, pages + 1):
        found |= set(find(running, page=str(page)).slugs)
    assert len([slug for slug in found if slug.endswith("-example")]) == 30


@holds("Sample data", "Users `admin`")
def users(line: Line, running: Demonstration) -> None:
    names = [name for name in line.codes() if name.isalpha()]
    people = json.loads((running.data / "keys/staff/demonstration-people.json").read_text())
    assert sorted(names) == sorted(people)
    assert all(people[name]["email"] == f"{name}@example.org" for name in names)
    assert len({person["password"] for person in people.values()}) == len(names)
    said = running.output.read_text()
    assert all(person["password"] in said for person in people.values())
    sql = "SELECT username FROM accounts_user WHERE is_superuser"
    assert running.rows(sql) == []
    assert tags(running.visitor(staff=True).get("/accounts/login/").text, "input")
