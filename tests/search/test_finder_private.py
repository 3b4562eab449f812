"""The finder in private: the same search by a form, which stands in no address, log or cache."""

import logging

import pytest
from django.test import Client

from tests.search.builders import CATALOGUE, document, strand
from tests.search.page import Page, words
from tests.search.test_finder_hostile import HOSTILE

YOUTH = strand("Youth team", population="minors", mode="individual")
ADULTS = strand("Adult team", population="adults", mode="group")
DOCUMENTS = [document(f"programme-{n}", ADULTS if n % 3 else YOUTH) for n in range(24)]


@pytest.fixture
def ask(public_site, own_index, db):
    """``ask({"q": "x"}, path="find/map/")``: the page that answers a form."""
    own_index.rebuild(DOCUMENTS, catalogue=CATALOGUE)

    def post(fields, path="find/", **options):
        response = Client().post(f"/en/{path}", fields, **options)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        assert not response.cookies
        return Page(response.content.decode())

    return post


def buttons(page):
    """What each button of the page asks for, by its words."""
    return {words(e): e["value"] for e in page.all(tag="button", name="ask")}


def test_it_answers_what_the_address_would(ask, visit):
    private, usual = ask({"q": "team", "mode": "group"}), visit("?q=team&mode=group")
    assert private.slugs == usual.slugs
    assert private.total == usual.total == 16
    assert private.one(id="finder")["method"] == "post"
    assert private.one(id="q")["value"] == "team"
    ticked = [e["value"] for e in private.all(type="checkbox") if "checked" in e]
    assert ticked == ["group"]


def test_chips_pages_orders_and_views_work_by_forms_and_no_address_says_what_was_asked(ask):
    fields = {"q": "team", "near": "9000", "mode": "group"}
    page = ask(fields)
    there = buttons(page)
    assert there["Remove: group ×"] == "q=team&near=9000"
    assert there["Name"] == "q=team&mode=group&near=9000&sort=name"
    second = ask({"ask": there["Next"]})
    assert not set(second.slugs) & set(page.slugs)
    assert second.one(tag="strong", aria_current="page")["text"].strip() == "2"
    plotted = ask({"ask": there["Map"]}, path="find/map/")
    assert plotted.total == page.total
    for shown in (page, second, plotted):
        targets = [e[name] for e in shown.elements for name in ("href", "action") if name in e]
        assert not [target for target in targets if "?" in target]


def test_the_switch_takes_along_what_was_typed_and_the_way_out_does_not(ask, visit):
    switch = visit("?q=team").one(tag="button", formmethod="post")
    assert words(switch) == "Search in private"
    assert "form" not in switch  # it belongs to the form of the search itself
    back = [e for e in ask({"q": "team"}).all(tag="a") if words(e) == "Back to the usual search"]
    assert [e["href"] for e in back] == ["/en/find/"]


def test_another_language_takes_the_search_along_by_a_form(ask):
    page = ask({"q": "team", "mode": "group"})
    assert ("q", "team") in [(e["name"], e["value"]) for e in page.all(type="hidden")]
    switched = Client().post("/nl/find/", {"q": "team", "mode": "group", "then": "language"})
    assert Page(switched.content.decode()).total == page.total


def test_what_was_asked_stands_in_no_log(ask, caplog):
    with caplog.at_level(logging.DEBUG):
        ask({"q": "unmentionable words", "near": "Timbuktu"})
    assert "unmentionable" not in caplog.text
    assert "Timbuktu" not in caplog.text


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_any_form_gets_a_page(ask, number):
    sent = HOSTILE[number].removeprefix("?")
    kind = "application/x-www-form-urlencoded"
    for body in (sent, "ask=" + sent.replace("&", "%26")):
        response = Client().post("/en/find/", body, content_type=kind)
        assert response.status_code == 200
        assert "<main" in response.content.decode()


def test_another_sites_form_is_refused(ask):
    answer = Client().post("/en/find/", {"q": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
