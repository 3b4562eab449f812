"""What counts as a word, an acronym, a phone number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.words import (
    MAX_WORDS,
    clean,
    composed,
    fold,
    fold_in_place,
    fold_letter_for_letter,
    join_acronyms,
    joined_forms,
    phone_forms,
    read_wording,
    sort_key,
)


def forms(text):
    return [word.forms for word in read_wording(text).words]


def required(text):
    return ["-".join(w.forms[0]) for w in read_wording(text).words if not w.optional]


def test_folding_drops_case_and_accents():
    assert fold("LIÈGE Straße Œuvre Ødegård") == "liege strasse oeuvre odegard"


def check_folded_in_place(*written):
    for text in written:
        folded, places = fold_in_place(text)
        assert len(places) == len(folded) + 1
        assert places[len(folded)] == len(text)
        for letter, place in zip(folded, places, strict=False):
            assert letter in fold(text[place]), text
        assert folded == fold(composed(text))


def test_folding_in_place_knows_where_each_letter_stood():
    written = (
        "Liège à l'été",
        "Straße",
        "İstanbul",
        "ﬁn",
        "plain",
        "Œuvre",
        "cafe\u0301s",
        "a\xadb",
    )
    check_folded_in_place(*written)


SIGNS = "’“…•€"
LETTERS = st.sampled_from("aZéÀçœßŒ½²µª-. \x00\xad\u200bİﬁñłøǿД¨™\u0301Σς" + SIGNS)


@given(st.text(LETTERS))
def test_folding_in_place_is_folding_letter_by_letter(text):
    letters = [" " if letter in SIGNS else fold(composed(letter)) for letter in text]
    folded, places = fold_in_place(text)
    assert folded == "".join(letters)
    assert list(places) == [
        *(place for place, letter in enumerate(letters) for _ in letter),
        len(text),
    ]
    assert fold(folded) == folded
    in_latin = all(letter < "\u0100" or letter in SIGNS for letter in text)
    one_for_one = all(len(letter) == 1 and "\0" < letter < "\u0100" for letter in letters)
    one_step = fold_letter_for_letter(text).decode("latin-1")
    assert one_step == (folded if in_latin and one_for_one else "")


def test_acronyms_are_joined_and_sentences_are_not():
    assert join_acronyms("Het I.T.E.R.-team, C.G.G.Z. en vzw.") == "Het ITER-team, CGGZ en vzw."
    assert join_acronyms("One. Two. e.g. so") == "One. Two. eg so"
    assert join_acronyms("www.example.org") == "www.example.org"


def test_a_hyphen_gives_two_readings():
    assert forms("co-ouderschap") == [(("co", "ouderschap"), ("coouderschap",))]
    assert joined_forms("een co-ouder en - los, zelf-hulp.") == "coouder zelfhulp"
    assert joined_forms("vader/co-ouder (co-parent)\ngroeps‑therapie…") == (
        "coouder coparent groepstherapie"
    )


def test_joining_words_are_not_required():
    assert required("hulp voor de daders") == ["hulp", "daders"]
    assert required("l'aide aux auteurs") == ["aide", "auteurs"]
    assert required("l’aide") == ["aide"]


def test_only_joining_words_are_all_required():
    assert required("who and where") == ["who", "and", "where"]


def test_words_are_bounded():
    assert len(read_wording(" ".join(f"w{n}" for n in range(50))).words) == MAX_WORDS
    joined = read_wording("the a and for with by to at on from or " * 2 + "violence")
    assert "violence" in [word.typed for word in joined.words]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("02/512.62.43", "025126243"),
        ("02 512 62 43", "025126243"),
        ("+32 2 512 62 43", "3225126243"),
        ("+32 (0)2 512 62 43", "3225126243"),
        ("0032 2 512 62 43", "3225126243"),
        ("0800 200 50", "080020050"),
        ("call 0800/200.50 now", "080020050"),
    ],
)
def test_phone_numbers_are_taken_out_of_the_text(text, digits):
    wording = read_wording(text)
    assert wording.phones == (digits,)
    assert all(not form[0].isdigit() for word in wording.words for form in word.forms)
    assert digits in phone_forms("+" + digits) + phone_forms("+32" + digits.removeprefix("0"))


@pytest.mark.parametrize("text", ["12-17", "1712", "2024", "18+", "1030 Brussel"])
def test_other_numbers_are_words(text):
    assert read_wording(text).phones == ()
    assert read_wording(text).words


def test_cleaning_keeps_letters_of_every_script():
    assert clean(" \u202eمرحبا\u200b  שלום\x00 ") == "مرحبا שלום"


def test_names_sort_without_points_case_and_accents():
    assert sort_key("I.T.E.R.") == "iter"
    assert sort_key("«Écoute» (example)") == "ecoute example"
