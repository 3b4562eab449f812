"""What every engine answers, in examples: filters, counts, orders, pages, changes."""

from datetime import date

import pytest

from directory.record import Point
from search.catalogue import Catalogue, Option
from search.documents import programme_document
from search.engines.base import MAX_LISTED, PAGE_SIZE, IndexUnavailable
from search.query import ProgrammeQuery
from search.results import RemarkKind, Towns
from tests.search.asking import ask, counts, search, slugs
from tests.search.builders import CATALOGUE, document, record, strand

TODAY = date(2026, 6, 1)
YOUTH = strand("Youth team", population="minors", mode="individual", age_from=12, age_to=17)
ADULTS = strand("Adult team", population="adults", mode="group", age_from=18)


def test_filters_match_within_one_strand_only(filled):
    engine = filled(
        document("trap", YOUTH, ADULTS), document("fits", strand(population="minors", mode="group"))
    )
    assert slugs(search(engine, "population=minors&mode=group")) == ["fits"]
    assert slugs(search(engine, "population=minors&mode=individual")) == ["trap"]


def test_counts_keep_the_strand_rule(filled):
    engine = filled(document("trap", YOUTH, ADULTS))
    results = search(engine, "population=minors")
    assert counts(results, "mode") == {"individual": 1, "group": 0, "online": 0}
    assert counts(results, "age")["12-17"] == 1
    assert counts(results, "age")["18-25"] == 0


def test_a_programme_counts_once_however_many_strands_fit(filled):
    engine = filled(document("twice", strand("A", mode="group"), strand("B", mode="group")))
    results = search(engine, "mode=group")
    assert results.total == 1
    assert counts(results, "mode")["group"] == 1
    assert len(results.hits) == 1


def test_options_of_one_facet_are_alternatives(filled):
    engine = filled(document("one", YOUTH), document("two", ADULTS), document("three", strand()))
    assert set(slugs(search(engine, "mode=group&mode=individual"))) == {"one", "two"}


def test_a_facets_counts_ignore_its_own_selection_and_nothing_else(filled):
    engine = filled(document("one", YOUTH), document("two", ADULTS))
    results = search(engine, "mode=group&population=adults")
    assert counts(results, "mode") == {"individual": 0, "group": 1, "online": 0}
    assert counts(results, "population") == {"minors": 0, "adults": 1, "young-adults": 0}
    assert counts(search(engine, "mode=group"), "mode")["individual"] == 1


def test_selected_options_say_so(filled):
    engine = filled(document("one", YOUTH))
    options = search(engine, "mode=group").facets["mode"]
    assert [option.code for option in options if option.selected] == ["group"]


def test_what_is_not_stated_matches_no_filter(filled):
    engine = filled(document("silent", strand("Only a label")), document("strandless"))
    assert set(slugs(search(engine))) == {"silent", "strandless"}
    for querystring in ("mode=group", "age=18-25", "availability=open", "told=referrer"):
        assert search(engine, querystring).total == 0


def test_areas_are_found_from_broader_and_narrower_ones_but_not_beside(filled):
    engine = filled(document("local", areas=("antwerp",)), document("national", areas=("belgium",)))
    assert set(slugs(search(engine, "area=flanders"))) == {"local", "national"}
    assert slugs(search(engine, "area=liege")) == ["national"]
    assert counts(search(engine), "area") == {"belgium": 2, "flanders": 2, "antwerp": 2, "liege": 1}


def test_programme_facets_hold_beside_every_strand(filled):
    engine = filled(document("rated", YOUTH, ADULTS, evidence="promising", areas=("liege",)))
    assert search(engine, "evidence=promising&mode=group&area=liege").total == 1
    assert search(engine, "evidence=prudent&mode=group").total == 0


def test_a_closed_programme_has_no_availability(filled):
    room = strand("Room", availability="open")
    engine = filled(document("open-one", room), document("closed-one", room, status="closed"))
    assert slugs(search(engine, "availability=open")) == ["open-one"]


def test_a_capacity_of_long_ago_is_found_no_more(filled):
    # The builders' day is 1 June 2026.
    last, over = (
        strand("Room", availability="open", availability_until=date(2026, *day))
        for day in ((6, 1), (5, 31))
    )
    engine = filled(document("still", last), document("lapsed", over))
    assert slugs(search(engine, "availability=open")) == ["still"]
    assert counts(search(engine), "availability")["open"] == 1


def test_names_sort_in_the_visitors_language_ignoring_case_and_accents(filled):
    engine = filled(
        document("one", titles={"en": "zebra", "fr": "Âne"}),
        document("two", titles={"en": "Apple", "fr": "pomme"}),
        document("three", titles={"en": "éclair"}),
    )
    assert slugs(search(engine, "sort=name")) == ["two", "three", "one"]
    assert slugs(search(engine, "sort=name", language="fr")) == ["one", "three", "two"]


def test_freshness_sorts_the_newest_information_first(filled):
    engine = filled(
        document("old", checked_on=None, correct_at=date(2020, 10, 1)),
        document("new", checked_on=date(2026, 9, 1)),
        document("never", checked_on=None),
    )
    assert slugs(search(engine, "sort=freshness")) == ["new", "old", "never"]


def test_without_text_open_programmes_come_first_each_by_name(filled):
    engine = filled(
        document("a", status="closed"), document("b", status="paused"), document("d"), document("c")
    )
    assert slugs(search(engine)) == ["c", "d", "b", "a"]


def test_with_text_closed_programmes_come_last_however_well_they_fit(filled):
    names = [f"circle-{n:03}" for n in range(3 * PAGE_SIZE)]
    engine = filled(
        document("circle", titles={"en": "Circle circle"}, status="closed"),
        *(document(name, titles={"en": "Talks"}, texts={"en": "A circle."}) for name in names),
    )
    pages = [slugs(search(engine, f"q=circle&page={n}")) for n in (1, 2, 3, 4)]
    assert pages[3] == ["circle"]
    assert sorted(slug for page in pages[:3] for slug in page) == names


def test_where_only_closed_programmes_fit_they_are_listed(filled):
    engine = filled(*(document(f"circle-{n}", status="closed") for n in range(12)), document("x"))
    assert len(slugs(search(engine, "q=circle"))) == PAGE_SIZE
    assert len(slugs(search(engine, "q=circle&page=2"))) == 2


GENT, BRUSSELS, LIEGE = Point(51.04, 3.71), Point(50.85, 4.35), Point(50.63, 5.57)


def test_a_place_sorts_by_the_nearest_point_then_by_name(filled):
    engine = filled(
        document("nowhere", YOUTH),
        document("far", YOUTH, points=(LIEGE,)),
        document("closed-here", YOUTH, points=(GENT,), status="closed"),
        document("both", YOUTH, points=(LIEGE, BRUSSELS)),
        document("brussels", YOUTH, points=(BRUSSELS,)),
        document("away", ADULTS, points=(GENT,)),
    )
    results = search(engine, "near=9000&population=minors")
    expected = ["both", "brussels", "far", "nowhere", "closed-here"]
    assert slugs(results) == expected
    assert [hit.distance and round(hit.distance) for hit in results.hits] == [50, 50, 138, None, 0]
    second = search(engine, "near=9000&population=minors&page=2", page_size=2)
    assert slugs(second) == expected[2:4]
    assert engine.found(ask("near=9000&population=minors"), language="en") == [
        document(slug).uuid for slug in expected
    ]
    assert search(engine, "near=9000&population=minors&sort=name").hits[0].distance == (
        pytest.approx(results.hits[0].distance)
    )
    assert search(engine, "near=nowhere+known").hits[0].distance is None


def test_distances_follow_changes(filled):
    engine = filled(document("one", YOUTH, points=(GENT,)), document("two", YOUTH))
    engine.index([document("two", YOUTH, points=(GENT,))], removed=[document("one").uuid])
    engine.index([document("one", YOUTH, points=(LIEGE,))])
    assert slugs(search(engine, "near=4000")) == ["one", "two"]
    assert engine.towns(ask()) == Towns({}, 2)


def test_towns_count_what_is_found_there(filled):
    engine = filled(
        document("one", YOUTH, towns={"Gent": {}, "Mons": {}}),
        document("two", YOUTH, towns={"Gent": {}}),
        document("three", ADULTS, towns={"Eupen": {}}),
        document("four", YOUTH),
    )
    assert engine.towns(ask("population=minors")) == Towns({"Gent": 2, "Mons": 1}, 1)
    assert engine.towns(ask("q=three")) == Towns({"Eupen": 1}, 0)


def test_pages_hold_every_hit_once(filled):
    engine = filled(*(document(f"programme-{n}") for n in range(27)))
    for order in ("", "sort=name&", "sort=freshness&", "q=programme&"):
        pages = [search(engine, f"{order}page={n}") for n in (1, 2, 3)]
        listed = [slug for page in pages for slug in slugs(page)]
        assert [len(page.hits) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 7]
        assert len(set(listed)) == 27
        assert {(page.total, page.pages) for page in pages} == {(27, 3)}


def test_a_page_beyond_the_last_shows_the_last_and_says_so(filled):
    engine = filled(*(document(f"programme-{n}") for n in range(12)))
    results = search(engine, "page=1000000000")
    assert (results.page, len(results.hits)) == (2, 2)
    assert results.remarks[0].kind is RemarkKind.LAST_PAGE


def test_a_long_listing_says_where_it_ends(filled):
    engine = filled(*(document(f"programme-{n}") for n in range(MAX_LISTED + 5)))
    results = search(engine, "page=1000000")
    assert results.total == MAX_LISTED + 5
    assert results.page * PAGE_SIZE == MAX_LISTED
    assert RemarkKind.LISTING_ENDS in {remark.kind for remark in results.remarks}


def test_hits_say_which_strand_fits(filled):
    engine = filled(document("both", YOUTH, ADULTS))
    (hit,) = search(engine, "mode=group").hits
    assert [strand.label for strand in hit.card.strands] == ["Youth team", "Adult team"]
    assert hit.matched == (False, True)


def test_a_hit_carries_its_whole_card(filled):
    engine = filled(
        document(
            "cosa",
            strand("Circle", mode="group", availability="waiting", waiting_weeks=6, age_from=18),
            titles={"en": "COSA"},
            summaries={"en": "Circles of support."},
            parent_title={"en": "I.T.E.R."},
            areas=("antwerp",),
            towns={"Liège": {"nl": "Luik", "fr": "Liège"}, "Eupen": {}},
            correct_at=date(2020, 10, 1),
        )
    )
    (hit,) = search(engine, language="nl").hits
    assert (hit.title.html, hit.title.language) == ("COSA", "en")
    card = hit.card
    assert (card.parent_title, card.areas) == ("I.T.E.R.", ("antwerp",))
    assert card.towns == ("Luik", "Eupen")
    assert card.correct_at == date(2020, 10, 1)
    (only,) = card.strands
    assert (only.availability, only.waiting_weeks, only.age_from) == ("waiting", 6, 18)
    assert only.codes == {"mode": ("group",)}


def test_totals_are_those_of_the_searches(filled):
    engine = filled(document("one", YOUTH), document("two", ADULTS), document("three"))
    queries = [ask(""), ask("mode=group"), ask("q=one"), ask("q=one&mode=group"), ask("q=!")]
    assert engine.totals(queries) == [3, 1, 1, 0, 3]
    assert engine.totals(queries) == [engine.search(q, language="en").total for q in queries]


def test_an_empty_index_answers(filled):
    results = search(filled(), "q=anything&mode=group&sort=name&page=3")
    assert (results.total, results.hits, results.programmes, results.pages) == (0, (), 0, 1)
    assert counts(results, "mode") == {"individual": 0, "group": 0, "online": 0}


def test_changes_replace_add_and_remove(filled):
    engine = filled(document("one", YOUTH), document("two", YOUTH), document("three", ADULTS))
    engine.index(
        [document("two", ADULTS, titles={"en": "Renamed"}), document("four", YOUTH)],
        removed=[document("one").uuid, "no such programme"],
    )
    assert slugs(search(engine, "sort=name")) == ["four", "two", "three"]
    assert slugs(search(engine, "population=minors")) == ["four"]
    assert slugs(search(engine, "q=renamed")) == ["two"]
    assert search(engine, "q=one").total == 0
    assert search(engine).programmes == 3


def test_without_an_index_every_question_says_so(engine):
    assert engine.status().state == "missing"
    for question in (
        lambda: search(engine),
        lambda: engine.totals([ask()]),
        lambda: engine.towns(ask()),
        engine.catalogue,
        lambda: engine.index([document("one")]),
    ):
        with pytest.raises(IndexUnavailable):
            question()


def test_the_catalogue_comes_back_as_it_was_given(filled):
    catalogue = filled(document("one")).catalogue()
    assert catalogue.options == CATALOGUE.options
    assert catalogue.label("population", "minors", "fr") == "mineurs"
    assert catalogue.label("population", "minors", "xx") == "minors"


def test_a_term_finds_what_has_a_narrower_one_and_counts_it(engine):
    partner = Option("partner", {"en": "partner violence"})
    narrower = Option("stalking", {"en": "stalking"}, depth=1, broader="partner")
    catalogue = Catalogue({**CATALOGUE.options, "harm": (partner, narrower)})
    documents = [
        programme_document(
            record(slug, strand("A", harm=code)), catalogue=catalogue, relatives={}, today=TODAY
        )
        for slug, code in (("broad", "partner"), ("narrow", "stalking"))
    ]
    engine.rebuild(documents, catalogue=catalogue)

    def found(querystring):
        query = ProgrammeQuery.from_querystring(querystring, catalogue.codes)
        return engine.search(query, language="en")

    results = found("harm=partner")
    assert set(slugs(results)) == {"broad", "narrow"}
    assert counts(results, "harm") == {"partner": 2, "stalking": 1}
    assert slugs(found("harm=stalking")) == ["narrow"]
