"""What is found is marked, and nothing that was written becomes markup."""

import pytest

from search.query import ProgrammeQuery
from tests.search.builders import CATALOGUE, document, strand

EVIL = "<script>alert(\"x\")</script> & <b onclick='y'>bold</b>"


def only_hit(engine, querystring, language="en"):
    query = ProgrammeQuery.from_querystring(querystring, CATALOGUE.codes)
    (hit,) = engine.search(query, language=language).hits
    return hit


def test_words_are_marked_in_title_and_summary_by_their_stem(filled):
    hit = only_hit(
        filled(
            document(
                "one",
                titles={"nl": "Groep voor minderjarigen"},
                summaries={"nl": "Een minderjarige komt niet alleen."},
                original_language="nl",
            )
        ),
        "q=minderjarige",
        "nl",
    )
    assert hit.title.html == "Groep voor <mark>minderjarigen</mark>"
    assert hit.summary.html == "Een <mark>minderjarige</mark> komt niet alleen."
    assert hit.snippet is None


def test_acronyms_and_accents_are_marked_as_written(filled):
    hit = only_hit(filled(document("iter", titles={"en": "I.T.E.R. Liège"})), "q=iter+liege")
    assert hit.title.html == "<mark>I.T.E.R.</mark> <mark>Liège</mark>"


@pytest.mark.parametrize(
    ("title", "asked", "marked"),
    [
        ("Ma s\u0153ur et moi", "soeur", "Ma <mark>s\u0153ur</mark> et moi"),
        ("\u0130 cafe\u0301: groep of", "groep", "\u0130 cafe\u0301: <mark>groep</mark> of"),
        ("\u0130 cafe\u0301: groep", "cafe", "\u0130 <mark>cafe\u0301</mark>: groep"),
        ("Bo\xados\xadheid de\u200bbaas", "boosheid", "<mark>Bo\xados\xadheid</mark> de\u200bbaas"),
        ("SAFE\u2122 help\u2069ers", "safe", "<mark>SAFE</mark>\u2122 help\u2069ers"),
        ("SAFE\u2122 help\u2069ers", "helpers", "SAFE\u2122 <mark>help\u2069ers</mark>"),
        ("10 m\xb2 thuis", "thuis", "10 m\xb2 <mark>thuis</mark>"),
        ("E\u0301.C.O.U.T.E.", "ecoute", None),
        ("\U0001d407\U0001d404\U0001d40b\U0001d40f now", "help", None),
        ("Stra\xdfe und Gru\xdf", "gruss", "Stra\xdfe und <mark>Gru\xdf</mark>"),
    ],
)
def test_words_are_found_and_marked_however_they_are_written(filled, title, asked, marked):
    hit = only_hit(filled(document("one", titles={"en": title})), f"q={asked}")
    assert marked is None or hit.title.html == marked


def test_what_one_search_marks_another_does_not(filled):
    engine = filled(document("one", titles={"en": "Anger and trust"}))
    for _ in range(2):
        assert only_hit(engine, "q=anger").title.html == "<mark>Anger</mark> and trust"
        assert only_hit(engine, "q=trust").title.html == "Anger and <mark>trust</mark>"
        assert only_hit(engine, "").title.html == "Anger and trust"


def test_a_word_deep_in_the_text_gives_a_snippet_in_its_language(filled):
    text = "Voor alles. " * 30 + "Hier leert men boosheid kennen. " + "En zo verder. " * 30
    hit = only_hit(filled(document("one", texts={"nl": text})), "q=boosheid", "fr")
    assert hit.snippet.language == "nl"
    assert "leert men <mark>boosheid</mark> kennen." in hit.snippet.html
    assert hit.snippet.html.startswith("… ")
    assert hit.snippet.html.endswith(" …")
    assert len(hit.snippet.html) < 300


def test_only_the_words_meant_are_marked(filled):
    hit = only_hit(filled(document("one", titles={"en": "Group therapy, grouped"})), "q=therapy")
    assert hit.title.html == "Group <mark>therapy</mark>, grouped"


@pytest.mark.parametrize(
    "querystring", ["", "q=evil", "q=script", "q=alert", "q=bold", "q=%3Cb%3E"]
)
def test_everything_written_is_encoded(filled, querystring):
    engine = filled(
        document(
            "evil",
            strand(EVIL, mode="group"),
            titles={"en": f"Evil {EVIL}"},
            summaries={"en": EVIL},
            texts={"en": f"Far below: {EVIL}"},
        )
    )
    hit = only_hit(engine, querystring)
    for passage in (hit.title, hit.summary, hit.snippet):
        if passage is not None:
            without_marks = passage.html.replace("<mark>", "").replace("</mark>", "")
            assert "<" not in without_marks
            assert ">" not in without_marks
            assert '"' not in without_marks
            assert "'" not in without_marks
    assert hit.card.strands[0].label == EVIL  # encoded by the template


def test_a_snippet_is_encoded(filled):
    hit = only_hit(filled(document("one", texts={"en": f"deep {EVIL}"})), "q=deep")
    assert "<mark>deep</mark> &lt;script&gt;" in hit.snippet.html


def test_a_phrase_is_marked_where_it_stands_as_one(filled):
    text = "Zorg en nog eens zorg. " + "Zo gaat het. " * 20 + "Hier is zorg – op maat voor u."
    engine = filled(document("one", titles={"nl": "Zorg op tijd"}, texts={"nl": text}))
    hit = only_hit(engine, 'q="zorg+op+maat"', "nl")
    assert "<mark>" not in hit.title.html
    assert "Hier is <mark>zorg – op maat</mark> voor u." in hit.snippet.html
    assert hit.snippet.html.count("<mark>") == 1


def test_a_snippet_begins_at_the_first_word_found(filled):
    text = "Met zorg. " + "Zo gaat het. " * 30 + "Tegen angst."
    hit = only_hit(filled(document("one", texts={"nl": text})), "q=angst+zorg", "nl")
    assert hit.snippet.html.startswith("Met <mark>zorg</mark>.")


def test_a_phrase_with_an_acronym_is_marked_as_it_is_written(filled):
    engine = filled(document("one", titles={"nl": "Bij I.T.E.R. Brussel"}))
    for asked in ("iter+brussel", "i.t.e.r.+brussel"):
        hit = only_hit(engine, f'q="{asked}"', "nl")
        assert hit.title.html == "Bij <mark>I.T.E.R. Brussel</mark>"


def test_a_long_phrase_is_shown_whole(filled):
    phrase = " ".join(f"woord{n}" for n in range(18))
    hit = only_hit(
        filled(document("one", texts={"nl": f"Zo. {phrase} en."})), f'q="{phrase}"', "nl"
    )
    assert f"<mark>{phrase}</mark>" in hit.snippet.html
