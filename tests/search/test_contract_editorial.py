"""What every engine makes of what editors decide: synonyms, programmes put first or left out."""

from dataclasses import replace

import pytest

from search.editorial import Editorial
from search.results import RemarkKind
from search.thesaurus import Synonym, Thesaurus
from tests.search.asking import ask, counts, slugs
from tests.search.builders import document, strand

MINORS = strand("Youth", population="minors", mode="individual")
ADULTS = strand("Adults", population="adults", mode="group")


def search(engine, querystring, **decided):
    return engine.search(replace(ask(querystring), editorial=Editorial(**decided)), language="en")


def words(*synonyms):
    return {"synonyms": Thesaurus(synonyms)}


def test_a_synonym_finds_words_and_marks_what_stands_in_the_text(filled):
    engine = filled(document("sober", texts={"en": "Drink & <b>drugs</b>."}), document("other"))
    results = search(engine, "q=junkie", **words(Synonym(("junkie",), ("drug",), language="en")))
    assert slugs(results) == ["sober"]
    assert not results.remarks
    (hit,) = results.hits
    assert "&lt;b&gt;<mark>drugs</mark>&lt;/b&gt;" in hit.snippet.html
    assert "junkie" not in str(hit)


def test_a_synonym_finds_terms_whatever_the_language_of_the_texts(filled):
    engine = filled(document("youth", MINORS), document("adults", ADULTS))
    puber = words(Synonym(("puber",), (), ("population:minors",), "nl"))
    assert slugs(search(engine, "q=pubers", **puber)) == ["youth"]
    assert search(engine, "q=pubers&mode=group", **puber).total == 0
    wrong = search(engine, "q=pubre", **puber)
    assert slugs(wrong) == ["youth"]
    assert [(r.kind, r.words) for r in wrong.remarks] == [(RemarkKind.SIMILAR_WORDS, ("pubre",))]


def test_a_broader_term_finds_narrower_ones_and_not_the_other_way(filled):
    engine = filled(
        document("antwerp", strand("A"), areas=("antwerp",)), document("none", strand("B"))
    )
    north = words(Synonym(("noorden",), (), ("area:flanders",), "nl"))
    assert slugs(search(engine, "q=noorden", **north)) == ["antwerp"]


def test_what_was_counted_for_one_decision_is_not_the_answer_to_another(filled):
    youth, adults = document("youth", MINORS), document("adults", ADULTS)
    engine = filled(youth, adults)
    for _ in range(2):
        for concept, found in (("minors", "youth"), ("adults", "adults")):
            own = words(Synonym(("puber",), (), (f"population:{concept}",), "nl"))
            results = search(engine, "q=puber", **own)
            assert slugs(results) == [found]
            assert counts(results, "population")[concept] == 1
            left_out = frozenset({{"youth": youth, "adults": adults}[found].uuid})
            results = search(engine, "q=puber", excluded=left_out, **own)
            assert not any(counts(results, "population").values())


def test_all_other_words_must_still_be_found(filled):
    engine = filled(document("one", MINORS, titles={"en": "Talks"}), document("two", MINORS))
    puber = words(Synonym(("puber",), (), ("population:minors",), "nl"))
    assert slugs(search(engine, "q=puber+talks", **puber)) == ["one"]


def test_what_is_put_first_is_found_counted_and_filtered_like_all_others(filled):
    engine = filled(
        document("circle", ADULTS), document("circle-two", MINORS), document("far", MINORS)
    )
    far = document("far").uuid
    results = search(engine, "q=circle", pinned=(far,))
    assert slugs(results)[0] == "far"
    assert results.total == 3
    assert counts(results, "population")["minors"] == 2
    assert slugs(search(engine, "q=circle&mode=group", pinned=(far,))) == ["circle"]
    two = search(engine, "q=circle", pinned=(document("circle-two").uuid, far))
    assert slugs(two) == ["circle-two", "far", "circle"]


def test_what_is_put_first_keeps_its_order_however_well_the_text_fits(filled):
    engine = filled(document("circle"), document("circle-circle"), document("far"))
    pinned = tuple(document(slug).uuid for slug in ("far", "circle-circle", "circle"))
    assert slugs(search(engine, "q=circle", pinned=pinned)) == ["far", "circle-circle", "circle"]


def test_what_is_left_out_is_neither_found_nor_counted(filled):
    engine = filled(document("circle", ADULTS), document("circle-two", MINORS))
    left_out = frozenset({document("circle").uuid})
    results = search(engine, "q=circle", excluded=left_out)
    assert slugs(results) == ["circle-two"]
    assert results.total == 1
    assert counts(results, "population") == {"minors": 1, "adults": 0, "young-adults": 0}
    query = replace(ask("q=circle"), editorial=Editorial(excluded=left_out))
    assert engine.totals([query, ask("q=circle")]) == [1, 2]
    assert engine.found(query, language="en") == [document("circle-two").uuid]


@pytest.mark.parametrize("uuid", ["no such programme", "00000000-0000-4000-8000-000000000000"])
def test_decisions_about_programmes_that_are_gone_change_nothing(filled, uuid):
    engine = filled(document("circle"))
    results = search(engine, "q=circle", pinned=(uuid,), excluded=frozenset({uuid}))
    assert slugs(results) == ["circle"]
