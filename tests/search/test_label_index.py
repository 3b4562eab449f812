"""The labels of terms are words that lead to them, and stand with no programme in the index."""

import json

import pytest

from search.catalogue import Catalogue, Option, stored_catalogue
from search.engines.embedded.analysis import Analysis
from search.engines.embedded.label_index import LabelIndex, label_index_of
from tests.search.builders import document, strand

OPTIONS = {
    "population": [
        Option("minors", {"nl": "Minderjarigen", "fr": "mineur·e·s"}),
        Option("parents", {"nl": "ouders van minderjarigen", "en": "Co-parents"}),
    ],
    "mode": [Option("group", {"nl": "groep", "de": "Gruppe", "xx": "unread"})],
}


@pytest.fixture(scope="module")
def labels():
    return LabelIndex(Catalogue(OPTIONS))


@pytest.mark.parametrize(
    ("word", "concepts"),
    [
        ("minderjarigen", ["population:minors", "population:parents"]),
        ("minderjarige", ["population:minors", "population:parents"]),  # by its stem
        ("co", ["population:parents"]),
        ("coparents", ["population:parents"]),
        ("gruppen", ["mode:group"]),
        ("unread", []),
        ("|", []),
    ],
)
def test_a_word_leads_to_the_terms_that_have_it(labels, word, concepts):
    assert sorted(labels.concepts(word)) == concepts


def test_a_slip_leads_where_the_word_does(labels):
    assert labels.concepts_like("minderjaregen") == labels.concepts("minderjarigen")
    assert labels.concepts_like("groep") == ("mode:group",)
    assert labels.concepts_like("gr") == ()


def test_a_phrase_stands_in_one_label_in_its_order(labels):
    assert labels.concepts_with_phrase(("ouders", "van")) == ("population:parents",)
    assert labels.concepts_with_phrase(("co", "parents")) == ("population:parents",)
    assert labels.concepts_with_phrase(("van", "ouders")) == ()
    assert labels.concepts_with_phrase(("minderjarigen", "ouders")) == ()
    assert labels.concepts_with_phrase(("jarigen",)) == ()


def test_a_catalogue_that_stays_the_same_is_read_once():
    stored = json.dumps(Catalogue(OPTIONS).to_json()).encode()
    again = stored_catalogue(bytes(bytearray(stored)))
    assert again is stored_catalogue(stored)
    assert label_index_of(again) is label_index_of(again)
    other = stored_catalogue(json.dumps(Catalogue({"mode": OPTIONS["mode"]}).to_json()).encode())
    assert label_index_of(other).concepts("minderjarigen") == ()


def test_no_label_is_indexed_with_a_programme():
    words = Analysis().fields(document("one", strand(mode="group", population="minors")))
    assert not any("groep" in text or "minors" in text for text in words.values())
