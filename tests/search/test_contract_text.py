"""What every engine finds for words, names and numbers, in examples."""

from datetime import date

import pytest

from search.catalogue import Catalogue, Option
from search.documents import programme_document
from search.query import ProgrammeQuery
from search.results import RemarkKind
from tests.search.asking import search, slugs
from tests.search.builders import CATALOGUE, RELATIVES, document, record, strand

YOUTH = strand("Youth team", population="minors", mode="individual", age_from=12, age_to=17)
ADULTS = strand("Adult team", population="adults", mode="group", age_from=18)


def test_terms_are_found_by_their_labels_in_every_language(filled):
    engine = filled(document("youth-help", YOUTH), document("adult-help", ADULTS))
    for word in ("minderjarigen", "minderjarige", "mineurs", "Minderjährige", "minderjahrige"):
        assert slugs(search(engine, f"q={word}")) == ["youth-help"], word


@pytest.mark.parametrize("text", ["mineur", "minderjaregen", "miderjarigen", "jugendliche minors"])
def test_a_label_is_found_by_a_stem_or_a_slip_beside_other_words(filled, text):
    youth = document("youth", YOUTH, summaries={"de": "Für Jugendliche"})
    engine = filled(youth, document("adults", ADULTS))
    assert slugs(search(engine, f"q={text}")) == ["youth"]


def test_a_changed_programme_is_found_by_what_its_terms_are_called_now(filled):
    engine = filled(document("youth", YOUTH), document("adults", ADULTS))
    labels = {"nl": "kwetterzaal"}
    options = {**CATALOGUE.options, "mode": [Option("individual", labels), Option("group", {})]}
    renamed = Catalogue(options)
    programme = record("youth", YOUTH)
    changed = programme_document(
        programme, catalogue=renamed, relatives=RELATIVES, today=date(2026, 6, 1)
    )
    engine.index([changed], catalogue=renamed)
    assert slugs(search(engine, "q=kwetterzaal")) == ["youth"]
    assert slugs(search(engine, 'q="kwetterzaal"')) == ["youth"]


def test_what_may_have_been_meant_is_said_in_the_visitors_language(filled):
    engine = filled(document("one", areas=("antwerp",)))
    for language, meant in (("nl", "antwerpen"), ("en", "antwerp")):
        query = ProgrammeQuery.from_pairs([("q", "antwerpn")])
        assert engine.search(query, language=language).meant == meant


def test_a_phrase_is_found_in_one_label_and_not_across_two(filled):
    abuse, adults = strand(harm=("sexual", "partner")), strand(population=("adults", "minors"))
    engine = filled(document("abuse", abuse), document("adults", adults))
    assert slugs(search(engine, 'q="seksueel+misbruik"')) == ["abuse"]
    assert slugs(search(engine, 'q="misbruik"')) == ["abuse"]
    for text in ('"misbruik seksueel"', '"adults minors"', '"misbruik partnergeweld"'):
        assert search(engine, f"q={text}").total == 0, text


@pytest.mark.parametrize("text", ["I.T.E.R.", "ITER", "iter", "i.t.e.r", "Iter", "(iter)"])
def test_an_acronym_is_found_however_it_is_written(filled, text):
    engine = filled(document("iter", titles={"en": "I.T.E.R."}), document("other"))
    assert slugs(search(engine, f"q={text}")) == ["iter"]


@pytest.mark.parametrize(
    "text", ["02/512.62.43", "02 512 62 43", "025126243", "%2B32 2 512 62 43", "0032 2 512 62 43"]
)
def test_a_phone_number_is_found_however_it_is_written(filled, text):
    engine = filled(document("iter", phones=("+3225126243",)), document("other"))
    assert slugs(search(engine, f"q={text}")) == ["iter"]


def test_a_town_is_found_by_its_name_in_either_language(filled):
    towns = {"Namur": {"nl": "Namen", "fr": "Namur"}}
    engine = filled(document("quay", towns=towns), document("other"))
    for text in ("namen", "namur"):
        assert slugs(search(engine, f"q={text}")) == ["quay"]


def test_towns_and_organisations_are_found_with_or_without_accents(filled):
    engine = filled(
        document("south", towns={"Liège": {}}, organisations=("Zonnelied vzw",)), document("other")
    )
    for text in ("liege", "Liège", "LIÈGE", "zonnelied", "zonnelied liege"):
        assert slugs(search(engine, f"q={text}")) == ["south"], text


def test_all_words_must_be_found_but_for_those_that_only_join(filled):
    engine = filled(
        document("both", titles={"nl": "Hulp na geweld"}, original_language="nl"),
        document("one", titles={"nl": "Hulp op school"}, original_language="nl"),
    )
    assert slugs(search(engine, "q=hulp+geweld")) == ["both"]
    assert slugs(search(engine, "q=hulp+bij+het+geweld")) == ["both"]
    assert search(engine, "q=geweld+school").total == 0


QUOTED = [
    '"circle of support"',
    "“Circle of Support”",
    "„circle of support“",
    "« circle of support »",
]


@pytest.mark.parametrize("text", QUOTED)
def test_a_phrase_between_quotation_marks_stands_word_for_word(filled, text):
    engine = filled(
        document("phrase", texts={"en": "We build a circle of support around you."}),
        document("loose", texts={"en": "Support in a circle, with circles of supporters."}),
        document("apart", titles={"en": "The circle"}, summaries={"en": "of support"}),
    )
    results = search(engine, f"q={text}")
    assert slugs(results) == ["phrase"]
    assert results.hits[0].snippet is not None
    assert "build a <mark>circle of support</mark> around" in results.hits[0].snippet.html
    assert slugs(search(engine, f"q={text}+around")) == ["phrase"]
    assert search(engine, f"q={text}+school").total == 0
    assert set(slugs(search(engine, f"q={text[:-1]}"))) == {"phrase", "loose", "apart"}


def test_one_word_between_quotation_marks_is_no_other_form_of_it(filled):
    engine = filled(
        document("one", titles={"en": "Circle"}), document("many", titles={"en": "Circles"})
    )
    assert set(slugs(search(engine, "q=circle"))) == {"one", "many"}
    assert slugs(search(engine, 'q="circle"')) == ["one"]


def test_several_texts_are_alternatives(filled):
    engine = filled(document("alpha"), document("beta"), document("gamma"))
    assert set(slugs(search(engine, "q=alpha&q=beta"))) == {"alpha", "beta"}


def test_a_hyphen_may_be_left_out_or_put_in(filled):
    engine = filled(document("one", titles={"nl": "Co-ouderschap"}), document("other"))
    for text in ("co-ouderschap", "coouderschap", "co ouderschap"):
        assert slugs(search(engine, f"q={text}")) == ["one"], text


def test_similar_words_are_looked_for_only_when_a_word_is_nowhere(filled):
    engine = filled(document("group-work"), document("croup-care"))
    exact = search(engine, "q=group")
    assert slugs(exact) == ["group-work"]
    assert not exact.remarks
    wrong = search(engine, "q=gruop")
    assert slugs(wrong) == ["group-work"]
    assert [(r.kind, r.words) for r in wrong.remarks] == [(RemarkKind.SIMILAR_WORDS, ("gruop",))]


def test_a_word_that_is_nowhere_is_mended_out_of_what_is_published(filled):
    engine = filled(
        document("talks", YOUTH, texts={"en": "With neighbours, and with the Neighbours' dog."}),
        document("other", titles={"en": "Neighbourhood"}),
    )
    for typed, meant in (
        ("nieghbours", "neighbours"),
        ("Nieghbours+dog", "Neighbours dog"),
        ("minderjraigen", "minderjarigen"),
        ("neighbours", ""),
        ("neighbourshaft", ""),
        ("nieghbours&q=dog", ""),
    ):
        assert search(engine, f"q={typed}").meant == meant, typed


def test_a_compound_is_found_by_the_words_it_is_made_of(filled):
    engine = filled(
        document("both", texts={"de": "Nach der Haft und der Entlassung."}),
        document("one", texts={"de": "Vor der Entlassung."}),
    )
    for text in ("Haftentlassung", "Haftsentlassung"):
        results = search(engine, f"q={text}")
        assert slugs(results) == ["both"], text
        assert not results.remarks
    assert slugs(search(engine, "q=Haftenlassung")) == []


def test_a_word_of_a_removed_programme_counts_as_nowhere(filled):
    engine = filled(document("grouq"), document("group"))
    engine.index([], removed=[document("grouq").uuid])
    assert slugs(search(engine, "q=grouq")) == ["group"]


def test_a_word_that_very_many_programmes_left_off_counts_as_nowhere(filled):
    named = [document(f"p-{n}", texts={"nl": "Huis Lindenhof"}) for n in range(100)]
    engine = filled(*named, document("other", texts={"nl": "Huis Lindenhog"}))
    engine.index([document(f"p-{n}", texts={"nl": "Huis"}) for n in range(100)])
    results = search(engine, "q=lindenhof")
    assert slugs(results) == ["other"]
    assert results.meant == "lindenhog"


def test_words_that_only_join_order_what_is_found(filled):
    engine = filled(
        document("a", titles={"nl": "Praten in de groep"}, original_language="nl"),
        document("b", titles={"nl": "Praten met de groep"}, original_language="nl"),
    )
    for joining, first in (("in", "a"), ("met", "b"), ("in", "a")):
        assert slugs(search(engine, f"q=praten+{joining}+groep"))[0] == first


@pytest.mark.parametrize("text", ["misbruik", '"misbruik"'])
def test_a_word_of_the_title_counts_for_more_than_one_of_labels(filled, text):
    labelled = document("labelled", strand(harm=("sexual", "partner")))
    engine = filled(labelled, document("titled", titles={"nl": "Misbruik"}, original_language="nl"))
    assert slugs(search(engine, f"q={text}")) == ["titled", "labelled"]


def test_a_text_without_words_asks_nothing_and_says_so(filled):
    results = search(filled(document("one")), "q=!%3F")
    assert results.total == 1
    assert results.remarks[0].kind is RemarkKind.NO_WORDS


def test_a_word_in_the_title_counts_for_more_than_one_in_the_text(filled):
    engine = filled(
        document("a-text", texts={"en": "There is a circle. " + "And much else. " * 20}),
        document("b-title", titles={"en": "Circle"}),
    )
    assert slugs(search(engine, "q=circle")) == ["b-title", "a-text"]


def test_a_broad_search_with_a_narrow_filter_is_still_ranked(filled):
    rare = strand("Rare", mode="online")
    many = [document(f"circle-{n}", titles={"en": "Circle of support"}) for n in range(400)]
    weak = document("weak", rare, texts={"en": "words " * 50 + "circle"})
    strong = document("strong", rare, titles={"en": "Circle"})
    results = search(filled(weak, *many, strong), "q=circle&mode=online")
    assert slugs(results) == ["strong", "weak"]
    assert results.total == 2


def test_a_broad_search_with_a_broad_filter_lists_exactly_what_it_counts(filled):
    documents = [
        document(f"circle-{n}", strand(f"{n}", mode="group" if n % 5 else "online"))
        for n in range(2_000)
    ]
    engine = filled(*documents)
    results = search(engine, "q=circle&mode=group", page_size=1_000)
    assert results.total == 1_600
    assert len(set(slugs(results))) == 1_000
    assert all(hit.matched == (True,) for hit in results.hits)


HOSTILE = [
    "*:*",
    "title_en:one AND (plain:one OR",
    '"one',
    "one~2^9 /.*/ \\ {} [] <>",
    '"' + " ".join("on" * 90) + '"',
    "\u202eone\u200b \u0000 \ufffe",
    "o" * 10_000,
    # Each of these may be two words in some twenty ways.
    " ".join(f"qz{n:02}xw{n:02}vjkqz" for n in range(60)),
]


def test_no_text_is_too_much_to_be_answered(filled):
    engine = filled(document("one"))
    texts: list[list[tuple[str, str]]] = [[("q", text)] for text in HOSTILE]
    texts.append([("q", f"{n}{n}{n} {HOSTILE[-1]}") for n in range(9)])
    for pairs in texts:
        query = ProgrammeQuery.from_pairs([*pairs, ("near", "9000"), ("page", "1000000000")])
        results = engine.search(query, language="en")
        assert engine.totals([query]) == [results.total]
        assert sum(engine.towns(query).totals.values()) == 0
        assert len(engine.found(query, language="en")) == results.total
