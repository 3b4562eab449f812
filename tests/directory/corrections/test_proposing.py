"""A provider proposes corrections by its link, field by field."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from directory.models import (
    Correction,
    EntryAnswer,
    ProgrammePage,
    StrandText,
)
from tests.directory.corrections.keeping import everything, post, seen
from tests.visitor import field_value

pytestmark = pytest.mark.django_db
Worker = Callable[[], None]
PAGES = ("keep/", "keep/entry/", "keep/change/", "keep/places/")


def test_corrections_are_proposed_field_by_field_and_change_nothing(
    public_client: Client, token: str, entry: ProgrammePage, worker: Worker
) -> None:
    strand = entry.strands.get()
    html = seen(public_client, token, entry, "change")
    version = field_value(html, "version")
    fields = {
        "version": version,
        "texts/title": "Harbour",
        "texts/summary": "For whom it is now.",
        "texts/description": "What is done.",
        "status": "open",
        f"conditions/{entry.conditions.get().pk}": "I choose this help myself.",
        f"contact_points/{entry.contact_points.get().pk}": "02 512 62 43",
        "contact_points/new": "hello@example.org",
        f"strands/{strand.uuid}/label": "Adults",
        f"strands/{strand.uuid}/age_from": "30",
        f"strands/{strand.uuid}/age_to": "20",
        f"strands/{strand.uuid}/populations": ["adults"],
        f"strands/{strand.uuid}/modes": ["individual"],
        "then": "send",
    }
    answer = post(public_client, "change", token, entry, **fields)
    assert answer.status_code == 400
    said = answer.content.decode()
    assert re.search(r">Adults – [^<]* – The last age cannot be below the first\.<", said)
    assert "For whom it is.</span>" in said  # what stands there now, where it differs
    assert "What is done.</span>" not in said  # and nothing twice
    assert "For whom it is now." in answer.content.decode()
    switched = public_client.post(
        "/nl/keep/change/",
        {"link": token, "entry": str(entry.uuid), **fields, "then": "language"},
    )
    assert "For whom it is now." in switched.content.decode()
    before = everything()
    fields[f"strands/{strand.uuid}/age_to"] = ""
    named = {**fields, "texts/description": "Call Jan Peeters on 0470 12 34 56."}
    html = post(public_client, "change", token, entry, **named).content.decode()
    assert "a telephone number: 0470 12 34 56" in html
    assert "hello@example.org</li>" not in html  # the programme's own is welcome
    assert field_value(html, "checked") == "yes"
    assert everything() == before
    assert post(public_client, "change", token, entry, **fields).status_code == 303
    worker()
    after = everything()
    assert len(after.pop("Correction")) == 1
    before.pop("Correction")
    assert after == before
    assert "Your corrections of" in seen(public_client, token, entry)
    changes = {change.path: change for change in Correction.objects.get().changes.all()}
    assert {path: change.proposed for path, change in changes.items()} == {
        "texts/summary": "For whom it is now.",
        "contact_points/new": "hello@example.org",
        f"strands/{strand.uuid}/age_from": 30,
    }
    assert changes["texts/summary"].was == "For whom it is."


def test_the_pages_of_an_entry_say_in_which_language_it_is_kept(
    public_client: Client, token: str, entry: ProgrammePage
) -> None:
    strand = entry.strands.get()
    StrandText.objects.create(strand=strand, language="fr", label="Adultes")
    for page in ("entry", "change"):
        asked = {"link": token, "entry": str(entry.uuid)}
        html = public_client.get(f"/fr/keep/{page}/", asked).content.decode()
        assert 'data-kept-in="en"' in html
        assert ">Adultes<" in html
        headings = html.count("<h3>Adultes</h3>") + html.count("<summary>Adultes</summary>")
        assert headings == (2 if page == "entry" else 1)  # its room, and its fields together
        assert 'lang="en"' in html
        assert "data-kept-in" not in seen(public_client, token, entry, page)


def test_nothing_changed_is_no_correction(
    public_client: Client, token: str, entry: ProgrammePage
) -> None:
    html = seen(public_client, token, entry, "change")
    strand = entry.strands.get()
    answer = post(
        public_client, "change", token, entry,
        **{
            "version": field_value(html, "version"),
            "texts/title": "Harbour",
            "texts/summary": "For whom it is.",
            "texts/description": "What is done.",
            "status": "open",
            f"conditions/{entry.conditions.get().pk}": "I choose this help myself.",
            f"contact_points/{entry.contact_points.get().pk}": "+32 2 512 62 43",
            f"strands/{strand.uuid}/label": "Adults",
            f"strands/{strand.uuid}/age_from": "18",
            f"strands/{strand.uuid}/populations": ["adults"],
            f"strands/{strand.uuid}/modes": ["individual"],
        },
    )  # fmt: skip
    assert answer.status_code == 400
    assert "Nothing was changed." in answer.content.decode()
    assert not EntryAnswer.objects.exists()
