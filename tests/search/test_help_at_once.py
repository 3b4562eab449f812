"""Who writes of dying, or names a help line, reads whom to ring before any result."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.test import Client

from directory.models import EmergencyNumber
from search import help_at_once
from search.engines import IndexUnavailable
from search.help_at_once import About, speaks_of, speaks_of_dying
from tests.search.builders import document
from tests.search.page import Page, words

LINES = (
    ("112", "danger", {"en": "Emergency number"}),
    ("0800 200 50", "own-behaviour", {"en": "Stop it Now! (Flanders)", "nl": "Stop it Now!"}),
    ("1712", "violence", {"en": "1712, help line on violence", "nl": "1712, hulplijn"}),
    ("1813", "despair", {"en": "1813, suicide line", "nl": "Zelfmoordlijn 1813"}),
)


@pytest.fixture
def lines(db):
    help_at_once._known.cache_clear()
    for number, need, names in LINES:
        EmergencyNumber.objects.create(
            number=number, need=need, names=names, source="Invented",
            hours={"en": "Day and night"}, source_on=dt.date(2026, 11, 22),
        )  # fmt: skip
    yield
    help_at_once._known.cache_clear()


def shown(page):
    return [
        e["href"].removeprefix("tel:") for e in page.all(tag="a") if "tel:" in e.get("href", "")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "zelfmoord", "ik denk aan zelfmoord", "Zelfmoort", "suicide", "suïcide", "zelfdoding",
        "ik wil niet meer leven", "ik wil dood", "ik wil een einde aan mijn leven maken",
        "en finir", "je veux en finir", "me suicider", "j'ai envie de mourir", "je vais me tuer",
        "Selbstmord", "umbringen", "ich will mich umbringen", "ich will nicht mehr leben",
        "kill myself", "I want to die", "I don't want to live", "suicidal thoughts",
        "I want to end my life", "mettre fin à mes jours",
    ],
)  # fmt: skip
def test_words_of_dying_are_known_in_four_languages(text):
    assert speaks_of_dying(text)


@pytest.mark.parametrize(
    "text",
    ["en finir avec la violence", "ik wil mijn vrouw dood", "ich könnte sie umbringen", "life",
     "samen leven", "niet meer slaan", "leven na de gevangenis", "kill my wife", "zelfhulp", ""],
)  # fmt: skip
def test_other_words_are_not_taken_for_them(text):
    assert not speaks_of_dying(text)


@pytest.mark.parametrize(
    ("about", "texts"),
    [
        (
            About.DONE_TO_ONE,
            ["I was raped", "ik ben verkracht", "j'ai été violée", "mijn man slaat mij",
             "mon mari me bat", "mein Mann schlägt mich", "my husband hits me",
             "il m'a frappée", "ik word geslagen", "bang voor mijn man", "j'ai peur de mon mari",
             "I'm afraid of my husband", "hij heeft mij als kind misbruikt"],
        ),
        (
            About.KILLING,
            ["ik ga haar vermoorden", "ik wil mijn vrouw dood", "je vais la tuer",
             "ich will sie umbringen", "I am going to kill him", "kill my wife",
             "j'ai envie de le tuer"],
        ),
        (
            None,
            ["ik sla mijn vrouw", "je frappe ma femme", "I hit my wife", "ich schlage meine Frau",
             "geweld", "verkrachting", "moord", "ik heb iemand verkracht", "hurt", "raped", "abuse",
             "bang dat ik mijn kind iets aandoe", "peur de frapper ma femme", "", "me bats"],
        ),
    ],
)  # fmt: skip
def test_what_is_done_to_somebody_and_what_they_may_do_are_told_apart(about, texts):
    assert {text: speaks_of([text]) for text in texts} == dict.fromkeys(texts, about)


def test_who_is_hurt_and_who_may_kill_read_whom_to_ring_first(visit, lines):
    documents = document("one", titles={"nl": "Mijn man slaat"}), document("two")
    page = visit("?q=mijn+man+slaat+mij", *documents)
    said = words(page.one(id="results"))
    assert said.startswith("What somebody does to you is not your fault.")
    assert shown(page)[:2] == ["1712", "112"]
    page = visit("?q=ik+ga+haar+vermoorden")
    assert words(page.one(id="results")).startswith("Nobody has to get hurt.")
    assert shown(page)[:2] == ["112", "080020050"]


def test_the_line_stands_before_what_was_found_and_where_nothing_was(visit, lines):
    documents = document("one", titles={"en": "After suicide"}), document("two")
    for text, found in (("suicide", 1), ("zelfmoord", 0)):
        page = visit(f"?q={text}", *documents)
        said = words(page.one(id="results"))
        assert page.total == found
        assert said.startswith("You need not be alone with this.")
        assert shown(page)[0] == "1813"
        assert "call 112" in said
        assert said.index("1813") < said.index("1 programme" if found else "No programme found")
    page = visit("?q=two")
    assert "1813" not in shown(page)
    assert "alone with this" not in page.text


def test_in_private_on_the_map_and_without_an_index_it_stands_there_too(visit, lines, monkeypatch):
    visit("", document("one"))
    for path in ("find/", "find/map/"):
        answer = Client().post(f"/nl/{path}", {"q": "ik wil dood"})
        assert shown(Page(answer.content.decode()))[0] == "1813"

    def unavailable(*args, **options):
        raise IndexUnavailable("away")

    monkeypatch.setattr("search.views.find_programmes", unavailable)
    answer = Client().get("/en/find/?q=suicide")
    assert shown(Page(answer.content.decode()))[0] == "1813"


def test_without_a_database_whoever_writes_of_dying_is_answered(visit, monkeypatch):
    visit("", document("one"))

    def away(*args):
        raise OperationalError("away")

    monkeypatch.setattr(help_at_once, "_known", away)
    page = visit("?q=suicide")
    assert "call 112" in words(page.one(id="results"))
    hurt = words(visit("?q=mijn+man+slaat+mij").one(id="results"))
    assert "not your fault. Are you, or is somebody else, in danger now? Then call 112" in hurt
    assert "alone with this" not in visit("?q=one").text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("stop it now", ["080020050"]),
        ("Stop-it-now!", ["080020050"]),
        ("stopitnow", ["080020050"]),
        ("bel stop it now", ["080020050"]),
        ("0800 200 50", ["080020050"]),
        ("0800", ["080020050"]),
        ("%2B32 800 200 50", ["080020050"]),
        ("1712", ["1712"]),
        ("bellen naar 1712", ["1712"]),
        ("zelfmoordlijn", ["1813"]),
        ("112", ["112"]),
        ("1641", []),
        ("stop", []),
    ],
)
def test_a_line_is_found_by_its_name_and_by_its_number(visit, lines, text, numbers):
    page = visit(f"?q={text}", document("one", titles={"en": "stop one 1641"}))
    beside = next((e for e in page.all(tag="aside") if "finder-help" in e.get("class", "")), None)
    assert (beside is not None) == bool(numbers)
    assert shown(page)[: len(numbers)] == numbers
