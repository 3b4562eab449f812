"""What the text index's analyser is trusted to fold, it folds as the rest of the search does."""

import re
import sys

import pytest

from search.engines.embedded.schema import _NOT_FOLDED_ALIKE, _folded
from search.stemming import analysers
from search.words import fold

ALIKE = [c for c in map(chr, range(sys.maxunicode)) if not _NOT_FOLDED_ALIKE.search(c)]


def tokens(text):
    return analysers()["plain"].analyze(text)


def test_most_of_what_is_written_here_is_left_to_the_analyser():
    assert {"é", "ß", "œ", "ï", "’", "–", "«", "€", "Z"} <= set(ALIKE)
    assert len(ALIKE) < 300


@pytest.mark.parametrize("pattern", ["{}", "a{}b", "{}x y{}"])
def test_the_analyser_folds_it_alike(pattern):
    for character in ALIKE:
        text = pattern.format(character, character)
        assert tokens(text) == re.findall(r"[^\W_]+", fold(text)), repr(text)


def test_all_else_is_folded_before():
    assert tokens(_folded("ﬁnance Ŀux İris")) == tokens(fold("ﬁnance Ŀux İris"))
    assert _folded("Élève") == "Élève"
