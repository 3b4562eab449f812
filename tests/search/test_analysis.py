"""Texts are taken apart for the text index as searches are: every sign, in every place."""

import re
import sys
from dataclasses import replace

import pytest

from search.engines.embedded import analysis
from search.engines.embedded.analysis import SEPARATOR, Analysis
from search.stemming import stems
from search.words import fold, joined_forms
from tests.search.builders import document

LINES = [
    "Élève’s co-ouderschap: « œuvre »",
    "ﬁnance Ŀux İris",
    "I.T.E.R. – groeps‑therapie",
    "x_y…z",
]


def words_of(text):
    return [word for word in analysis._words(text).split() if word != SEPARATOR]


@pytest.mark.parametrize("pattern", ["{0}", "a{0}b", "{0}x y{0}"])
def test_every_character_is_folded_and_parted_as_in_searches(pattern):
    characters = [pattern.format(chr(code)) for code in range(sys.maxunicode + 1)]
    for place in range(0, len(characters), 64):
        text = " ".join(characters[place : place + 64])
        assert words_of(text) == re.findall(r"[^\W_]+", fold(text)), ascii(text)


def test_each_field_holds_what_it_is_asked_for():
    found = Analysis().fields(
        replace(
            document("a"),
            titles={"nl": "Ouders van minderjarigen"},
            bodies={"nl": ("Co-ouderschap", "in groepen"), "fr": ("Des élèves",)},
            names="I.T.E.R.\nLiège",
        )
    )
    assert found["names"].split() == ["iter", "liege"]
    assert found["title_nl"].split() == [stems(w)["nl"] for w in ("ouders", "van", "minderjarigen")]
    assert found["all_nl"].split()[:3] == found["title_nl"].split()
    assert found["all_nl"].split()[-2:] == [stems(w)["nl"] for w in ("groepen", "coouderschap")]
    assert found["all_fr"].split() == [stems(w)["fr"] for w in ("des", "eleves")]
    assert [part.split() for part in found["plain"].split(SEPARATOR)] == [
        ["iter"],
        ["liege"],
        ["ouders", "van", "minderjarigen"],
        ["co", "ouderschap"],
        ["in", "groepen"],
        ["coouderschap"],
        ["des", "eleves"],
    ]


def test_a_word_that_is_too_long_has_no_stem_and_stays_a_word():
    long = "a" * 61
    found = Analysis().fields(replace(document("a"), bodies={"nl": (f"kort {long}",)}))
    assert long in found["plain"].split()
    assert long not in found["all_nl"].split()


def test_what_is_kept_stays_within_bounds_and_changes_nothing(monkeypatch):
    bounded = Analysis()
    for line in LINES * 2:
        words = analysis.words_of(line)
        monkeypatch.setattr(analysis, "_WORDS_KEPT", 2)
        stemmed = bounded.stems(words, "nl")
        monkeypatch.undo()
        assert stemmed == Analysis().stems(words, "nl")
        assert all(len(stems) <= 2 for stems in bounded._stems.values())


def test_lines_are_taken_apart_together_as_they_are_one_by_one():
    for lines in (LINES, LINES[2:], ["co-ouderschap", "élève", "in groepen"]):
        together = analysis.words_of("\n".join(lines)).split(SEPARATOR)
        assert [words.split() for words in together[: len(lines)]] == [
            words_of(line) for line in lines
        ]
        assert together[len(lines) :][0].split() == fold(joined_forms("\n".join(lines))).split()
