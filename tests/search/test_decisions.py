"""Editors put programmes first in the answer to a search, and leave others out."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from search.models import (
    ExcludedProgramme,
    PinnedProgramme,
    SearchDecision,
    SynonymEntry,
)
from tests.search.builders import as_document, record
from tests.search.page import words
from tests.search.sites import on_public_site, on_staff_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decisions_at_once")]

LISTED: tuple[Any, ...] = (SynonymEntry, SearchDecision)
ADDRESS = SearchDecision.snippet_viewset.get_url_name


def test_edit_decides_and_the_finder_follows(directory, signed_in, visit, settings):
    pages = [directory.add(slug) for slug in ("circle", "circle-two", "far")]
    documents = [as_document(record(page.slug, uuid=str(page.uuid))) for page in pages]
    assert set(visit("?q=circle", *documents).slugs) == {"circle", "circle-two"}
    on_staff_site(settings)
    edit = signed_in("edit")
    assert edit.get(reverse(ADDRESS("add"))).status_code == 200
    entered = {
        "searches": "Círcle\nthe circle!",
        "note": "",
        "pinned": inline_formset([{"programme": pages[2].pk, "ORDER": 0}]),
        "excluded": inline_formset([{"programme": pages[1].pk, "ORDER": 0}]),
    }
    assert edit.post(reverse(ADDRESS("add")), nested_form_data(entered)).status_code == 302
    listing = edit.get(reverse(ADDRESS("list"))).content.decode()
    assert "Far" in listing
    on_public_site(settings)
    for text in ("circle", "the+CIRCLE"):
        page = visit(f"?q={text}")
        assert page.slugs == ["far", "circle"]
        assert page.total == 2
    assert set(visit("?q=circles").slugs) == {"circle", "circle-two"}
    assert set(visit("?q=circle&q=two").slugs) == {"circle", "circle-two"}
    SearchDecision.objects.all().delete()
    assert set(visit("?q=circle").slugs) == {"circle", "circle-two"}


def test_a_search_without_a_word_cannot_be_decided_about():
    with pytest.raises(ValidationError, match="holds no word to search for"):
        SearchDecision(searches="good\n?!").full_clean()


def test_a_slip_is_answered_with_what_the_directory_holds(visit):
    documents = [
        as_document(record("one", titles={"nl": "Terugvalpreventie in Luik"})),
        as_document(record("two", titles={"nl": "Groep in Gent"})),
    ]
    page = visit("?q=terugvalpreventei+luik", *documents)
    link = page.one(rel="nofollow", href="/en/find/?q=terugvalpreventie+luik")
    assert words(link) == "terugvalpreventie luik"
    # Mended, it would find nothing either: the word that is known tells.
    page = visit("?q=terugvalpreventei+gent")
    assert not page.all(rel="nofollow", href="/en/find/?q=terugvalpreventie+gent")


def test_a_list_asks_as_often_for_many_rows_as_for_a_few(directory, signed_in, settings):
    pages = [directory.add(slug) for slug in ("one", "two")]
    on_staff_site(settings)
    edit = signed_in("edit")
    addresses = [reverse(model.snippet_viewset.get_url_name("list")) for model in LISTED]

    def add_rows(number):
        for _ in range(number):
            entry = SynonymEntry.objects.create(typed="kids")
            entry.terms.set(directory.some("population", ["minors"]))
            decision = SearchDecision.objects.create(searches="circle")
            PinnedProgramme.objects.create(decision=decision, programme=pages[0])
            ExcludedProgramme.objects.create(decision=decision, programme=pages[1])

    def queries():
        counted = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                listing = edit.get(address).content.decode()
            counted.append(len(asked))
        assert "One" in listing
        assert "Two" in listing
        return counted

    add_rows(2)
    queries()
    few = queries()
    add_rows(6)
    assert queries() == few
