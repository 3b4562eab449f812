"""A bad data file is named with its key and its reason, and nothing of it is loaded."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from directory.models import Organisation, Place, ProgrammePage, Term
from directory.sample.loader import FOLDER, load_directory
from directory.sample.reader import SampleError

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sample folder with the real vocabularies, organisations and pages, and two programmes."""
    for name in ("vocabularies.toml", "organisations.toml", "emergency.toml", "legal.toml"):
        shutil.copy(FOLDER / name, tmp_path / name)
    (tmp_path / "pages").mkdir()
    (tmp_path / "programmes").mkdir()
    for name in ("iter", "cosa"):
        shutil.copy(FOLDER / "programmes" / f"{name}.toml", tmp_path / "programmes")
    return tmp_path


@pytest.fixture
def change(folder: Path) -> Callable[[str, str, str], None]:
    """Put other words in one of the files."""

    def put(name: str, old: str, new: str) -> None:
        file = folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new, 1))

    return put


def test_two_programmes_load_with_the_one_above_first(folder: Path) -> None:
    lines: list[str] = []
    report = load_directory(folder=folder, progress=lines.append)
    assert report.loaded["programmes"] == 2
    assert ProgrammePage.objects.get(slug="cosa").get_parent().slug == "iter"
    assert "Programmes" in lines
    assert any("I.T.E.R." in line for line in lines)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "programmes/iter.toml",
            'status = "open"',
            'statuss = "open"',
            "statuss: is no key that can stand here",
        ),
        ("programmes/iter.toml", 'status = "open"', 'status = "shut"', "status: “shut” is none of"),
        ("programmes/iter.toml", 'status = "open"', "status = 3", "status: must be a text"),
        (
            "programmes/iter.toml",
            "age_to = 17",
            'age_to = "17"',
            "strand 1.age_to: must be a whole number",
        ),
        (
            "programmes/iter.toml",
            'mode = ["individual", "group"]',
            'mode = ["by-letter"]',
            "strand 1.mode: the vocabulary mode has no term “by-letter”",
        ),
        (
            "programmes/iter.toml",
            'keeper = "iter"',
            'keeper = "nobody"',
            "keeper: no organisation has the key “nobody”",
        ),
        (
            "programmes/iter.toml",
            'uuid = "dee80e33-919f-5ac8-9aff-8512a7c5fa1d"',
            'uuid = "iter"',
            "uuid: is not a UUID",
        ),
        (
            "programmes/iter.toml",
            "correct_at = 2020-10-01",
            'correct_at = "October"',
            "correct_at: must be a date",
        ),
        (
            "programmes/iter.toml",
            "age_to = 17",
            "age_from = 20\nage_to = 17",
            "The last age cannot be below the first.",
        ),
        (
            "programmes/iter.toml",
            "rated_on = 2020-10-01",
            "",
            "Give the date of the adopted rating.",
        ),
        (
            "programmes/iter.toml",
            'text.en = "I choose',
            'text.xx = "I choose',
            "condition 2.text.xx: is not a language",
        ),
        (
            "programmes/cosa.toml",
            'parent = "iter"',
            'parent = "co3"',
            "parent: no programme has the slug “co3”",
        ),
        ("programmes/cosa.toml", 'slug = "cosa"', 'slug = "iter"', "slug: “iter” stands in"),
        ("programmes/cosa.toml", "[text.en]", "[text.en", "is not TOML"),
        ("vocabularies.toml", 'code = "minors"', 'code = ""', "term 1.code: is missing"),
        (
            "organisations.toml",
            'number = "+3225126243"',
            'number = "ask"',
            "number: “ask” is not a telephone number",
        ),
        (
            "organisations.toml",
            'members = ["caw-brussels"',
            'members = ["caw-nowhere"',
            "members: no organisation has the key “caw-nowhere”",
        ),
        ("emergency.toml", 'number = "112"', 'number = "call"', "Write digits and spaces"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(
    folder: Path, change: Callable[[str, str, str], None], name: str, old: str, new: str, said: str
) -> None:
    change(name, old, new)
    with pytest.raises(SampleError) as refusal:
        load_directory(folder=folder)
    assert Path(name).name in str(refusal.value)
    assert said in str(refusal.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "organisations.toml").unlink()
    with pytest.raises(SampleError, match=r"organisations\.toml: cannot be read"):
        load_directory(folder=folder)


def test_a_bad_programme_leaves_nothing_of_itself(
    folder: Path, change: Callable[[str, str, str], None]
) -> None:
    change("programmes/iter.toml", "rated_on = 2020-10-01", "")
    with pytest.raises(SampleError):
        load_directory(folder=folder)
    assert not ProgrammePage.objects.exists()
    assert Term.objects.exists()


def test_mended_and_loaded_again_the_rest_follows(
    folder: Path, change: Callable[[str, str, str], None]
) -> None:
    change("programmes/iter.toml", "rated_on = 2020-10-01", "")
    with pytest.raises(SampleError):
        load_directory(folder=folder)
    change("programmes/iter.toml", "reasons_published", "rated_on = 2020-10-01\nreasons_published")
    assert load_directory(folder=folder).loaded["programmes"] == 2


def test_a_confidential_place_comes_without_its_address(
    folder: Path, change: Callable[[str, str, str], None]
) -> None:
    change("organisations.toml", 'street = "Gaucheretstraat 164", ', "")
    change(
        "organisations.toml",
        '[[organisation]]\nkey = "iter"',
        '[[organisation]]\nconfidential = true\nkey = "iter"',
    )
    load_directory(folder=folder)
    place = Place.objects.get(key="iter")
    assert place.confidential
    assert (str(place.latitude), str(place.longitude)) == ("50.87000", "4.37000")
    assert Organisation.objects.get(key="iter").places.get() == place
