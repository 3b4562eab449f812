"""The labels of terms are words that lead to them, and stand with no programme in the index."""

import json

import pytest

from search.catalogue import Catalogue, Option
from search.engines.embedded.analysis import Analysis
from search.engines.embedded.labels import Labels, labels_of
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
    return Labels(Catalogue(OPTIONS))


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
    assert sorted(labels.holding(word)) == concepts


def test_a_slip_leads_where_the_word_does(labels):
    assert labels.resembling("minderjaregen") == labels.holding("minderjarigen")
    assert labels.resembling("groep") == ("mode:group",)
    assert labels.resembling("gr") == ()


def test_a_phrase_stands_in_one_label_in_its_order(labels):
    assert labels.with_phrase(("ouders", "van")) == ("population:parents",)
    assert labels.with_phrase(("co", "parents")) == ("population:parents",)
    assert labels.with_phrase(("van", "ouders")) == ()
    assert labels.with_phrase(("minderjarigen", "ouders")) == ()
    assert labels.with_phrase(("jarigen",)) == ()


def test_a_catalogue_that_stays_the_same_is_read_once():
    stored = json.dumps(Catalogue(OPTIONS).to_json()).encode()
    assert labels_of(stored) is labels_of(bytes(bytearray(stored)))
    other = json.dumps(Catalogue({"mode": OPTIONS["mode"]}).to_json()).encode()
    assert labels_of(other).holding("minderjarigen") == ()


def test_no_label_is_indexed_with_a_programme():
    words = Analysis().fields(document("one", strand(mode="group", population="minors")))
    assert not any("groep" in text or "minors" in text for text in words.values())
