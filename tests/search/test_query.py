"""Reading an address, and writing it again."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.facets import FACETS_BY_NAME
from search.query import (
    MAX_CODES_PER_FACET,
    MAX_PAGE,
    MAX_PARAMETERS,
    MAX_TEXTS,
    Ignored,
    Notice,
    ProgrammeQuery,
)
from search.words import MAX_TEXT_LENGTH
from tests.search.builders import CATALOGUE

read = ProgrammeQuery.from_querystring


def test_every_parameter_of_the_contract_is_read():
    query = read(
        "q=group&q=circle&population=minors&population=adults&mode=group&setting=prison"
        "&harm=sexual&age=12-17&basis=voluntary&told=referrer&referrer=self&language=nl"
        "&area=antwerp&availability=open&evidence=promising&near=9000&sort=name&page=3"
    )
    assert query.texts == ("group", "circle")
    assert query.selections == {
        "population": ("minors", "adults"),
        "mode": ("group",),
        "setting": ("prison",),
        "harm": ("sexual",),
        "age": ("12-17",),
        "basis": ("voluntary",),
        "told": ("referrer",),
        "referrer": ("self",),
        "language": ("nl",),
        "area": ("antwerp",),
        "availability": ("open",),
        "evidence": ("promising",),
    }
    assert set(query.selections) == set(FACETS_BY_NAME)
    assert (query.near, query.sort, query.page, query.notices) == ("9000", "name", 3, ())


def test_an_empty_address_asks_for_everything():
    assert read("").is_empty
    assert read("q=&mode=&sort=&page=").is_empty
    assert read("q=&mode=&sort=&page=").notices == ()


def test_unknown_options_are_left_out_with_a_notice():
    query = read("mode=group&mode=dancing&population=nobody", CATALOGUE.codes)
    assert query.selections == {"mode": ("group",)}
    assert query.notices == (
        Notice(Ignored.UNKNOWN_OPTION, "mode"),
        Notice(Ignored.UNKNOWN_OPTION, "population"),
    )


@pytest.mark.parametrize(
    ("querystring", "notice"),
    [
        ("mode=GROUP", Notice(Ignored.UNKNOWN_OPTION, "mode")),
        ("mode=%3Cscript%3E", Notice(Ignored.UNKNOWN_OPTION, "mode")),
        ("mode=" + "a" * 500, Notice(Ignored.UNKNOWN_OPTION, "mode")),
        ("sort=rating", Notice(Ignored.UNKNOWN_SORT, "sort")),
        ("page=0", Notice(Ignored.MALFORMED_PAGE, "page")),
        ("page=-1", Notice(Ignored.MALFORMED_PAGE, "page")),
        ("page=two", Notice(Ignored.MALFORMED_PAGE, "page")),
        ("page=%D9%A2", Notice(Ignored.MALFORMED_PAGE, "page")),  # an Arabic two
        ("page=" + "9" * 5000, Notice(Ignored.MALFORMED_PAGE, "page")),
        ("near=Timbuktu&sort=distance", Notice(Ignored.UNKNOWN_PLACE, "near")),
        ("sort=distance", Notice(Ignored.SORT_NEEDS_PLACE, "sort")),
        ("q=" + "long+" * 2000, Notice(Ignored.TEXT_CUT, "q")),
        ("&".join(f"q=word{n}" for n in range(MAX_TEXTS + 1)), Notice(Ignored.TOO_MANY, "q")),
        ("&".join(f"mode=m{n}" for n in range(100)), Notice(Ignored.TOO_MANY, "mode")),
        ("&".join(f"x{n}=y" for n in range(1000)), Notice(Ignored.TOO_MANY)),
    ],
)
def test_what_cannot_be_read_is_left_out_with_a_notice(querystring, notice):
    query = read(querystring)
    assert notice in query.notices
    assert len(query.texts) <= MAX_TEXTS
    assert all(len(codes) <= MAX_CODES_PER_FACET for codes in query.selections.values())


@pytest.mark.parametrize(
    ("querystring", "texts"),
    [
        ("q=a%00b", ("ab",)),
        ("q=%E2%80%8Bgr%E2%80%8Boup", ("group",)),  # zero-width spaces
        ("q=%E2%80%AEpuorg", ("puorg",)),  # right-to-left override
        ("q=++two%09%0Awords++", ("two words",)),
        ("q=e%CC%81t%C3%A9", ("été",)),  # a composed and a decomposed letter
        ("q=\xc3\xa9t\xc3\xa9", ("été",)),  # raw UTF-8, as WSGI hands it over
        ("q=%FF%FE", ("\ufffd\ufffd",)),
        ("q=%ED%A0%80x", ("\ufffd\ufffd\ufffdx",)),  # a lone surrogate
        ("q=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7", ("مرحبا",)),
        ("q=same&q=same", ("same",)),
        ("q", ()),
        ("&&=&==&q==", ("=",)),
        ("q=%", ("%",)),
        ("Q=upper", ()),
    ],
)
def test_texts_are_cleaned(querystring, texts):
    assert read(querystring).texts == texts


def test_a_text_of_ten_thousand_letters_is_cut():
    (text,) = read("q=" + "a" * 10_000).texts
    assert len(text) == MAX_TEXT_LENGTH


def test_a_huge_page_is_bounded():
    assert read("page=1000000000").page == MAX_PAGE


def test_the_same_search_has_one_address():
    one = read("mode=group&q=x&population=minors&page=1&sort=fit&utm_source=y")
    assert one.to_querystring() == "q=x&population=minors&mode=group"
    assert one == read(one.to_querystring())
    assert hash(one) == hash(read(one.to_querystring()))


def test_changing_a_search_starts_at_the_first_page_and_keeps_the_rest():
    query = read("q=x&mode=group&mode=online&population=minors&sort=name&page=4")
    assert query.without("mode", "group") == read("q=x&population=minors&mode=online&sort=name")
    assert query.without("mode") == read("q=x&population=minors&sort=name")
    assert query.without_text("x") == read("population=minors&mode=group&mode=online&sort=name")
    assert query.without_filters() == read("q=x&sort=name")
    assert query.sorted_by("freshness").page == 1
    assert query.at_page(2) == read(query.to_querystring().replace("page=4", "page=2"))
    assert query.filters == (("population", "minors"), ("mode", "group"), ("mode", "online"))


def test_a_place_sorts_by_distance_unless_another_order_is_asked_for():
    near = read("near=gent&mode=group")
    assert near.sort == "distance"
    assert near.place == (51.04, 3.71)
    assert near.to_querystring() == "mode=group&near=gent"
    assert near.sorted_by("fit").to_querystring() == "mode=group&near=gent&sort=fit"
    assert read(near.sorted_by("fit").to_querystring()).sort == "fit"
    assert near.without_near().to_querystring() == "mode=group"
    assert read("near=gent&near=luik").near == "luik"


def test_an_unknown_place_is_kept_as_it_was_typed_and_changes_no_order():
    query = read("near=Timbuktu&q=x&sort=distance")
    assert (query.near, query.place, query.sort) == ("Timbuktu", None, "fit")
    assert query.to_querystring() == "q=x&near=Timbuktu"
    assert len(read("near=" + "x" * 5000).near) <= 60


def test_a_query_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(read("q=x"), "page", 2)  # noqa: B010


@given(st.text(max_size=400))
def test_anything_at_all_is_read_without_an_error(querystring):
    query = read(querystring, CATALOGUE.codes)
    again = read(query.to_querystring(), CATALOGUE.codes)
    assert again == query
    assert again.notices == ()


@given(st.lists(st.tuples(st.sampled_from(["q", "mode", "page", "sort", "é"]), st.text())))
def test_any_values_are_read_without_an_error(pairs):
    query = ProgrammeQuery.from_pairs(pairs, CATALOGUE.codes)
    assert len(query.to_querystring()) < 12 * MAX_PARAMETERS * MAX_TEXT_LENGTH
    assert read(query.to_querystring(), CATALOGUE.codes) == query
