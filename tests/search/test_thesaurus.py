"""Synonyms beside the words of a search: phrases, inflected forms, languages, directions, slips."""

import pytest

from search.spelling import WordList, distance
from search.thesaurus import Synonym, Thesaurus
from search.words import read_wording


def said(thesaurus, text):
    """What is looked for beside what was typed, by word."""
    return {
        word.typed: (word.synonyms, word.concepts)
        for word in read_wording(text, thesaurus).words
        if word.synonyms or word.concepts
    }


DRUNK = Synonym(("dronken", "zat"), ("alcohol",), ("population:substance-use",), "nl")


def test_what_people_type_leads_to_what_programmes_say_and_not_back():
    thesaurus = Thesaurus([DRUNK])
    assert said(thesaurus, "Dronken") == {
        "dronken": ((("alcohol",),), ("population:substance-use",))
    }
    assert said(thesaurus, "alcohol") == {}


def test_both_ways_leads_back():
    thesaurus = Thesaurus([Synonym(("COSA",), ("cirkels van steun",), both_ways=True)])
    assert said(thesaurus, "c.o.s.a.") == {"cosa": ((("cirkels", "steun"),), ())}
    assert said(thesaurus, "cirkel van steun") == {"cirkel steun": ((("cosa",),), ())}


def test_other_forms_of_a_word_are_known_in_its_language_alone():
    dutch, english = (
        Thesaurus([Synonym(("verkrachting",), ("x",), language=code)]) for code in ("nl", "en")
    )
    assert said(dutch, "verkrachtingen")
    assert not said(english, "verkrachtingen")
    assert said(english, "verkrachting")


def test_the_longest_phrase_counts_and_words_that_join_do_not_part_it():
    thesaurus = Thesaurus(
        [
            Synonym(("child",), ("minors",), language="en"),
            Synonym(("abuse of a child", "child porn"), ("images",), language="en"),
        ]
    )
    assert list(said(thesaurus, "the abuse of my child")) == ["abuse child"]
    assert list(said(thesaurus, "child porn")) == ["child porn"]
    assert list(said(thesaurus, "a child")) == ["child"]


@pytest.mark.parametrize("text", ["partner-geweld", "partner geweld", "partnergeweld"])
def test_a_compound_is_known_however_it_is_written(text):
    assert said(Thesaurus([Synonym(("partnergeweld",), ("x",))]), text)


@pytest.mark.parametrize(
    "text",
    [
        "huislijk geweld",
        "huiselijkgeweld",
        "huiselijk gewelld",
        "mijn huislijk geweld",
        "huiselijk",
    ],
)
def test_a_phrase_is_known_with_a_slip_in_one_word_or_written_as_one(text):
    thesaurus = Thesaurus([Synonym(("huiselijk geweld",), (), ("harm:domestic-violence",), "nl")])
    found = [concepts for _, concepts in said(thesaurus, text).values()]
    assert found == ([] if text == "huiselijk" else [("harm:domestic-violence",)])


def test_a_slip_in_a_phrase_written_as_one_word_is_mended_where_it_stands_nowhere():
    thesaurus = Thesaurus([Synonym(("huiselijk geweld",), (), ("harm:domestic-violence",), "nl")])
    (word,) = read_wording("huislijkgeweld", thesaurus).words
    assert thesaurus.slip_of(word).concepts == ("harm:domestic-violence",)


@pytest.mark.parametrize("text", ["zoon staat", "kuiselijk geweld", "huislijk gewelld", "geweld"])
def test_short_words_first_letters_and_two_wrong_words_make_no_phrase(text):
    synonyms = [Synonym(("zoon slaat", "huiselijk geweld"), ("x",), language="nl")]
    assert not said(Thesaurus(synonyms), text)


def test_what_was_typed_is_still_looked_for():
    (word,) = read_wording("child porn", Thesaurus([Synonym(("child porn",), ("x",))])).words
    assert word.forms == (("child", "porn"), ("childporn",))


def test_a_slip_of_the_pen_is_a_slip_of_a_word_that_people_type():
    thesaurus = Thesaurus([DRUNK])
    (word,) = read_wording("dornken", thesaurus).words
    assert not word.concepts
    assert thesaurus.slip_of(word).concepts == ("population:substance-use",)
    assert thesaurus.slip_of(read_wording("zta", thesaurus).words[0]) is None


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [("groep", "groep", 0), ("gruop", "group", 1), ("grapp", "group", 2), ("grup", "group", 1),
     ("a", "abcd", 3)],
)  # fmt: skip
def test_distance_counts_letters_and_swaps(one, other, away):
    assert distance(one, other, 3) == away
    assert distance(one, other, 0) == min(away, 1)


def test_short_words_must_be_right():
    words = WordList(["gids", "gidsen", "terugval", "zat"])
    assert words.near("gdis") == ["gids"]
    assert words.near("teurgvla") == ["terugval"]
    assert words.near("zta") == []
    assert words.near("gids") == []
