"""The CMS says nothing about entries that is not so."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from directory.models import Organisation, Place, Term
from tests.directory.builders import make_organisation, make_programme, make_term, put_terms
from tests.directory.test_snippets import delete

pytestmark = pytest.mark.django_db


@pytest.fixture
def edit(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("edit")


def test_what_wagtail_says_of_pages_is_said_only_where_it_holds(edit: Client) -> None:
    page = make_programme()
    keeper = page.get_parent()
    for parent in (keeper, keeper.get_parent()):
        explorer = edit.get(reverse("wagtailadmin_explore", args=[parent.pk])).content.decode()
        assert "not be accessible at any URL" not in explorer
    html = edit.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    for words in ("No other translations", "Change privacy", "domain.com"):
        assert words not in html, words
    assert "/en/programmes/…/" in html
    # A page of another kind keeps what Wagtail says.
    assert (
        "domain.com"
        in edit.get(reverse("wagtailadmin_pages:edit", args=[keeper.pk])).content.decode()
    )


def test_lists_say_only_what_is_so(edit: Client) -> None:
    body = make_organisation("body")
    for key, hidden in (("open", False), ("hidden", True)):
        Place.objects.create(key=key, organisation=body, names={"en": key}, confidential=hidden)
    html = edit.get(reverse(Place.snippet_viewset.get_url_name("list"))).content.decode()
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in BeautifulSoup(html, "html.parser").select("table.listing tbody tr")
    ]
    assert len(rows) == 2
    assert sum("Confidential" in row for row in rows) == 1
    assert "False" not in str(rows)
    title = BeautifulSoup(
        edit.get(reverse("directory_approvals:index")).content.decode(), "html.parser"
    ).title
    assert title is not None
    assert title.get_text(strip=True).startswith("To review")


def test_a_term_in_use_names_what_holds_it_with_the_way_to_it(edit: Client) -> None:
    broad = make_term("area", "coast")
    narrow = make_term("area", "dunes", broader=broad)
    body = make_organisation("body")
    put_terms(body, areas=["coast"])
    body.save()
    html = delete(edit, broad)
    assert "is still used and cannot be deleted" in html
    model: Any
    for model, pk in ((Term, narrow.pk), (Organisation, body.pk)):
        address = reverse(model.snippet_viewset.get_url_name("edit"), args=[pk])
        assert f'href="{address}"' in html
    model = Term
    assert reverse(model.snippet_viewset.get_url_name("merge"), args=[broad.pk]) in html
