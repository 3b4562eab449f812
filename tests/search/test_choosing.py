"""Help me choose: plain questions that end in a search and leave nothing behind."""

import tomllib
from pathlib import Path

import pytest
from django.test import Client

import directory.sample
from search.choosing import QUESTIONS
from tests.search.builders import CATALOGUE, document, strand
from tests.search.page import Page

DOCUMENTS = [
    document("youth", strand("A", population="minors", referrer="self")),
    document("adults", strand("B", population="adults", referrer="self")),
]


@pytest.fixture
def visitor(public_site, own_index, db) -> Client:
    own_index.rebuild(DOCUMENTS, catalogue=CATALOGUE)
    return Client()


def test_every_question_can_be_left_open_and_is(visitor):
    page = Page(visitor.get("/en/choose/").content.decode())
    assert page.one(id="page-form")["method"] == "post"
    assert len(page.all(tag="legend")) == len(QUESTIONS) == 3
    assert page.one(tag="input", name="near")
    assert "Three questions and a place" in page.text
    chosen = [(e["name"], e["value"]) for e in page.all(type="radio") if "checked" in e]
    assert chosen == [(question.name, "") for question in QUESTIONS]
    opened = visitor.post("/en/choose/", {"who": "", "years": "", "about": "", "near": ""})
    assert (opened.status_code, opened.headers["Location"]) == (303, "/en/find/")


def test_the_answers_end_in_the_address_of_a_search_and_nowhere_else(visitor):
    given = {"who": "self", "years": "18-25", "about": "%3Cx", "near": "gent", "other": "x"}
    answer = visitor.post("/en/choose/", given)
    assert answer.headers["Location"] == (
        "/en/find/?population=young-adults&population=adults&referrer=self&near=gent"
    )
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_to_hurt_a_child_may_be_sexual_too(visitor):
    answer = visitor.post("/en/choose/", {"about": "child"})
    assert answer.headers["Location"] == "/en/find/?harm=child-abuse&harm=child-sexual-abuse"


def test_in_private_the_programmes_follow_without_an_address(visitor):
    answer = visitor.post("/en/choose/", {"who": "self", "years": "under-18", "private": "1"})
    page = Page(answer.content.decode())
    assert page.slugs == ["youth"]
    assert page.one(id="finder")["action"] == "/en/find/"
    assert "You are searching in private." in page.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_another_language_keeps_what_was_answered(visitor):
    answer = visitor.post("/nl/choose/", {"who": "close", "near": "9000", "then": "language"})
    page = Page(answer.content.decode())
    chosen = [e["value"] for e in page.all(type="radio") if "checked" in e]
    assert chosen == ["close", "", ""]
    assert page.one(id="near")["value"] == "9000"


def test_every_answer_asks_for_options_that_a_directory_can_have(visitor):
    """The codes are those of the sample's vocabularies: a misspelt one would find nothing."""
    file = Path(directory.sample.__file__).with_name("vocabularies.toml")
    terms = {(t["vocabulary"], t["code"]) for t in tomllib.loads(file.read_text())["term"]}
    asked = {(q.facet, option) for q in QUESTIONS for a in q.answers for option in a.options}
    assert asked <= terms
