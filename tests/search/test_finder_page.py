"""The finder's page, as a visitor meets it."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.models import EmergencyNumber, LegalText
from directory.record import Point
from portal.selfreferral.models import Door
from search import finder_page
from search.engines.base import PAGE_SIZE
from tests.search.builders import CATALOGUE, document, identity, strand
from tests.search.page import Page, words

YOUTH = strand(
    "Youth team", population="minors", mode="individual", setting="outpatient", told="referrer",
    age_from=12, age_to=17, availability="waiting", waiting_weeks=6,
    availability_on=dt.date(2026, 3, 1),
)  # fmt: skip
ADULTS = strand("Adult team", population="adults", mode="group", age_from=18, availability="open")


def test_every_option_of_every_facet_stands_there_with_its_number(visit):
    page = visit("", document("one", YOUTH, ADULTS), document("two", ADULTS, areas=("antwerp",)))
    facets = [element["data-facet"] for element in page.all(data_facet=True)]
    assert facets[:2] == ["population", "mode"]
    assert set(facets) == set(CATALOGUE.options)
    counts = {e["data-option"]: e["data-count"] for e in page.all(data_option=True)}
    assert counts["minors"] == "1"
    assert counts["adults"] == "2"
    assert counts["group"] == "2"
    assert counts["online"] == "0"
    assert counts["flanders"] == "1"
    assert counts["waiting"] == "1"
    assert counts["not-rated"] == "2"
    assert len(page.all(data_option=True)) == sum(map(len, CATALOGUE.options.values()))
    boxes = page.all(type="checkbox")
    assert {(box["name"], box["value"]) for box in boxes} == {
        (facet, option.code) for facet, options in CATALOGUE.options.items() for option in options
    }


def test_minors_and_group_leave_out_who_serves_minors_one_to_one(visit):
    fits = document("fits", strand("Both", population="minors", mode="group"))
    page = visit("?population=minors&mode=group", document("trap", YOUTH, ADULTS), fits)
    assert page.slugs == ["fits"]
    assert page.total == 1
    assert words(page.one(id="results-title")) == "1 programme"


def test_what_was_chosen_is_ticked_and_can_be_taken_away(visit):
    page = visit("?q=team&mode=group&population=adults", document("one", ADULTS))
    ticked = [(e["name"], e["value"]) for e in page.all(type="checkbox") if "checked" in e]
    assert ticked == [("population", "adults"), ("mode", "group")]
    assert page.one(id="q")["value"] == "team"
    chips = {words(e): e["href"] for e in page.all(tag="a") if "chip" in e.get("class", "")}
    assert chips == {
        "Remove: “team” ×": "/en/find/?population=adults&mode=group",
        "Remove: adults ×": "/en/find/?q=team&mode=group",
        "Remove: group ×": "/en/find/?q=team&population=adults",
        "Start again": "/en/find/",
    }


def test_the_form_works_without_javascript_and_keeps_the_order(visit):
    page = visit("?sort=name&q=one&q=two", document("one"))
    form = page.one(tag="form", id="finder")
    assert (form["method"], form["action"]) == ("get", "/en/find/")
    hidden = [(e["name"], e["value"]) for e in page.all(type="hidden")]
    assert hidden[:2] == [("q", "two"), ("sort", "name")]
    assert page.all(type="submit")


def test_a_card_answers_for_whom_how_where_who_is_told_how_long_and_how_fresh(visit):
    page = visit(
        "",
        document(
            "youth-help", YOUTH, towns={"Antwerpen": {}}, areas=("antwerp",),
            summaries={"en": "Talks for young people."}, parent_title={"en": "The Whole"},
            review_due=dt.date(2999, 1, 1), checked_on=dt.date(2026, 6, 1),
        ),
    )  # fmt: skip
    card = words(page.one(data_programme="youth-help"))
    for said in (
        "Part of The Whole", "Talks for young people.", "Youth team",
        "For whom minors · 12 to 17 years", "How individual · outpatient",
        "Who is told the referrer",
        "Is there room waiting list of about 6 weeks (on 1 March 2026)",
        "Where: Antwerpen; serves Antwerp", "Checked on 1 June 2026",
    ):  # fmt: skip
        assert said in card
    assert "out of date" not in card
    assert page.one(href="/en/programmes/youth-help/")


def test_what_is_not_stated_says_so_and_what_is_old_says_so(visit):
    page = visit(
        "",
        document(
            "iter", strand("Team"), checked_on=None, correct_at=dt.date(2020, 10, 1),
            review_due=dt.date(2021, 10, 1),
        ),
        document("cosa", status="closed", checked_on=None, review_due=None),
    )  # fmt: skip
    card = words(page.one(data_programme="iter"))
    assert card.count("not stated") == 5
    assert "Information of October 2020: may be out of date" in card
    assert "Closed: has ended" in words(page.one(data_programme="cosa"))
    assert "may be out of date" in words(page.one(data_programme="cosa"))


def test_a_card_shows_the_strands_that_fit_and_names_the_others(visit):
    page = visit("?mode=group", document("both", YOUTH, ADULTS))
    card = words(page.one(data_programme="both"))
    assert "Adult team For whom adults" in card
    assert "Also: Youth team" in card
    assert "12 to 17" not in card


def test_a_missing_language_falls_back_with_its_lang(visit):
    page = visit(
        "?q=zorg",
        document("one", original_language="nl", titles={"nl": "Zorg"}, summaries={"nl": "Zorg."}),
        document("two", titles={"nl": "Zorg", "fr": "Soin"}, original_language="nl"),
        language="fr",
    )
    headings = {words(e): e.get("lang") for e in page.all(tag="h3")}
    assert headings == {"Zorg": "nl", "Soin": None}
    assert page.one(tag="html")["lang"] == "fr"
    population = {e["data-option"]: words(e) for e in page.all(data_option=True)}
    assert population["minors"] == "mineurs 0"


def test_the_language_switch_keeps_the_search(visit):
    page = visit("?q=one&mode=group", document("one"))
    assert page.all(href="/nl/find/?q=one&mode=group")


def test_nobody_told_never_stands_without_the_laws_limit(visit):
    finder_page._danger.cache_clear()
    LegalText.objects.create(
        kind=LegalText.Kind.DANGER,
        texts={"en": "The law may let staff speak."},
        valid_from=dt.date(2026, 1, 1),
    )
    quiet = document("quiet", strand("Quiet", told="nobody-by-agreement"))
    page = visit("", quiet)
    assert "unless someone is in serious danger" in words(page.one(data_programme="quiet"))
    assert "The law may let staff speak. (text of 1 January 2026)" in words(page.one(id="danger"))


def test_pages_lead_through_all_hits(visit):
    documents = [document(f"programme-{n:02}") for n in range(PAGE_SIZE + 3)]
    first = visit("?q=programme", *documents)
    assert len(first.slugs) == PAGE_SIZE
    assert first.total == PAGE_SIZE + 3
    (after,) = first.all(rel="next nofollow")
    second = visit(after["href"].removeprefix("/en/find/"))
    assert len(second.slugs) == 3
    assert not set(first.slugs) & set(second.slugs)
    assert second.one(tag="ol")["start"] == str(PAGE_SIZE + 1)
    assert second.one(aria_current="page", tag="strong")["text"].strip() == "2"


def test_an_order_can_be_chosen(visit):
    page = visit("?mode=group", document("one", ADULTS), document("two", ADULTS))
    assert page.one(href="/en/find/?mode=group&sort=name")["text"].strip() == "Name"


def test_nothing_found_says_what_to_drop_and_what_that_gives(visit):
    page = visit("?q=one&population=minors&mode=group", document("one", YOUTH), document("two"))
    assert page.total == 0
    links = {words(e): e["href"] for e in page.all(tag="a")}
    assert links["Without “group”: 1 programme"] == "/en/find/?q=one&population=minors"
    assert "Without “minors”: 1 programme" not in links
    assert "All help lines and their hours" in links


def test_a_phrase_that_stands_nowhere_can_be_asked_for_loosely(visit):
    page = visit('?q="two+one"', document("one", titles={"en": "One and two"}))
    assert page.total == 0
    links = {words(e): e["href"] for e in page.all(tag="a")}
    assert links["Without the quotation marks: 1 programme"] == "/en/find/?q=two+one"


def test_nothing_found_is_said_kindly_and_names_whom_to_ring_first(visit):
    finder_page._help_lines.cache_clear()
    for need, number in (("own-behaviour", "0800 00 000"), ("child", "0800 00 001")):
        EmergencyNumber.objects.create(
            number=number, need=need, names={"en": "Somebody to talk to"}, source="Invented",
            hours={"en": "Day and night"}, source_on=dt.date(2026, 11, 22),
        )  # fmt: skip
    page = visit("?q=one&population=minors&mode=group", document("one", YOUTH))
    said = words(page.one(id="results"))
    assert said.startswith("No programme found")
    assert said.index("You need not search alone") < said.index("0800 00 000")
    assert "0800 00 000 Somebody to talk to (Day and night)" in said
    assert said.index("0800 00 000") < said.index("Without “group”")
    assert page.all(href="tel:080000000")
    assert "0800 00 001" not in said


def test_nothing_found_repeats_the_typed_words_in_the_search_box_alone(visit):
    page = visit("?q=gruop&population=adults&mode=online", document("group", YOUTH))
    assert page.total == 0
    assert page.one(id="q")["value"] == "gruop"
    assert "gruop" not in words(page.one(id="results"))
    assert "resemble" not in words(page.one(id="results"))


@pytest.mark.parametrize("filters", ["mode=group", "mode=group&population=minors"])
def test_no_advice_is_given_twice(visit, filters):
    page = visit(f"?q=youth&{filters}", document("youth"), document("two", ADULTS))
    advice = [words(e) for e in page.all(tag="a") if words(e).startswith("Without")]
    assert advice
    assert len(advice) == len(set(advice))


def test_a_page_that_is_none_is_said_not_to_exist(visit):
    for page_number in ("-1", "x"):
        page = visit(f"?page={page_number}", document("one"))
        assert "There is no such page. This is the first one." in words(page.one(id="results"))


def test_best_fit_is_an_order_of_words_alone(visit):
    documents = document("one", ADULTS), document("two", ADULTS)
    assert "Best fit" not in words(visit("?mode=group", *documents).one(id="results"))
    assert "Running programmes first" in words(visit("?mode=group").one(id="results"))
    assert "Sorted by Best fit" in words(visit("?q=adult").one(id="results"))


def test_a_card_says_where_one_can_write_to_the_programme(
    visit, django_assert_num_queries: DjangoAssertNumQueries
):
    names = ("open", "shut", "paused", "none")
    for name in names[:3]:
        Door.objects.create(
            programme=identity(name), takes_self=True, answer_within_days=3,
            self_open=name != "shut", takes_partner=True, partner_open=True,
        )  # fmt: skip
    pages = [document(n, status="paused" if n == "paused" else "open") for n in names]
    with django_assert_num_queries(1):
        page = visit("", *pages)
    said = "You can write to this programme here"
    marked = [n for n in names if said in words(page.one(data_programme=n))]
    assert marked == ["open"]


def test_similar_words_are_admitted(visit):
    page = visit("?q=gruop", document("group"))
    assert page.slugs == ["group"]
    assert "We found “gruop” nowhere" in words(page.one(id="results"))


def test_an_empty_directory_says_what_to_do_next(visit, own_index):
    own_index.rebuild([], catalogue=CATALOGUE)
    page = visit("?q=x")
    assert page.total == 0
    assert "There are no programmes here yet" in words(page.one(id="results"))
    assert page.all(href="/en/emergency/")


def test_without_an_index_the_page_says_that_it_is_being_prepared(public_site, own_index, db):
    answer = Client().get("/en/find/?q=hulp&mode=group")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "ETag" not in answer.headers  # kept by nobody, least of all as the page of a search
    page = Page(answer.content.decode())
    assert page.one(data_search="preparing")
    assert page.all(href="/en/emergency/")
    assert "Try again" in [words(e) for e in page.all(href="/en/find/?q=hulp&mode=group")]


def test_near_a_place_the_nearest_come_first_and_cards_say_how_far(visit):
    here, there = Point(51.04, 3.71), Point(50.85, 4.35)
    page = visit(
        "?near=gand",
        document("far", ADULTS, points=(there,), towns={"Bruxelles": {}}),
        document("near", ADULTS, points=(here,), towns={"Gent": {}}),
        document("anywhere", ADULTS),
    )
    assert page.slugs == ["near", "far", "anywhere"]
    said = [words(e) for e in page.all(tag="strong") if e.get("class") == "far"]
    assert said == ["(less than 2 km away)", "(about 50 km away)"]
    assert [e["href"] for e in page.all(tag="a") if words(e) == "Remove: near 9000 Gent ×"] == [
        "/en/find/"
    ]
    assert "Nearest" in [words(e) for e in page.all(tag="strong")]


def test_an_unknown_place_is_said_kindly_and_nothing_is_lost(visit):
    page = visit("?near=Timbuktu&q=team", document("one", ADULTS))
    assert page.slugs == ["one"]
    assert page.one(id="near")["value"] == "Timbuktu"
    assert "We do not know this place" in page.text
