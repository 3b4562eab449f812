"""A control character is refused at its field; a feed survives one that is stored already."""

from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.forms import modelform_factory
from django.test import Client

from directory.models import Organisation, ProgrammeText, Term
from tests.directory.builders import make_programme
from tests.directory.imports.conftest import Table, compare, problems

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SAID = "It holds a character that cannot be shown (U+0007): take it out."


def test_a_form_says_it_at_the_field_and_takes_ends_of_lines_and_tabs() -> None:
    form = modelform_factory(Organisation, fields=["key", "name", "former_names", "descriptions"])
    typed = {"key": "quay", "name": "Qu\x07ay", "former_names": "One\r\nTwo\tThree"}
    assert form({**typed, "descriptions_en": "By the \x07 water"}).errors == {
        "name": [SAID],
        "descriptions": [SAID],
    }
    assert form({**typed, "name": "Quay"}).errors == {}


def test_an_entry_with_one_is_not_published() -> None:
    with pytest.raises(ValidationError, match=r"U\+0007"):
        make_programme(source="A\x07")
    texts = [ProgrammeText(language="en", title="T", summary="A\x07", description="D")]
    with pytest.raises(ValidationError, match=r"summary.*U\+0007"):
        make_programme("quay", texts=texts)


def test_the_loaders_check_finds_it_in_a_term() -> None:
    term = Term(vocabulary="mode", code="a", labels={"en": "A\x0b"})
    with pytest.raises(ValidationError, match=r"U\+000B"):
        term.full_clean(validate_unique=False, validate_constraints=False)


def test_an_import_says_it_at_the_column() -> None:
    """Written as workbooks write it: the reading of the file lets it through."""
    make_programme()
    batch = compare(Table().put("text", summary="A_x0007_").put("strand", label__en="_x0007_"))
    assert [(column, said) for _line, column, said in problems(batch)] == [
        ("summary", SAID),
        ("label.en", SAID),
    ]


def test_one_that_is_stored_already_does_not_take_the_feed_down(public_client: Client) -> None:
    page = make_programme()
    ProgrammeText.objects.filter(page=page).update(title="Har\x07bour", summary="One\x0b\nTwo")
    answer = public_client.get("/en/changes.atom")
    entry = ElementTree.fromstring(answer.content).find(f"{ATOM}entry")
    assert entry is not None
    assert [
        entry.findtext(f"{{http://www.w3.org/2005/Atom}}{n}") for n in ("title", "summary")
    ] == [
        "Harbour",
        "One\nTwo",
    ]
