"""Reading by keys: in their order, in any number, the published alone, in one query a hundred."""

import pytest

from directory.hsds import reading
from directory.hsds.reading import read_by_keys
from directory.models import ProgrammePage
from tests.directory.builders import make_organisation, make_programme

pytestmark = pytest.mark.django_db


def slugs(keys, kind="programme"):
    return [(key, data["slug"]) for key, data in read_by_keys(kind, keys)]


def test_programmes_are_read_in_the_order_of_their_keys():
    pages = [make_programme(f"p-{number}") for number in range(12)]
    wanted = [(page.pk, page.slug) for page in reversed(pages)]
    for kind in ("programme", "programme in lists"):
        assert slugs([key for key, _slug in wanted], kind) == wanted
        assert slugs([pages[3].pk], kind) == [(pages[3].pk, "p-3")]
        assert slugs([], kind) == []


def test_what_was_unpublished_or_deleted_meanwhile_is_left_out():
    kept, hidden, gone = (make_programme(slug) for slug in ("kept", "hidden", "gone"))
    keys = [gone.pk, hidden.pk, kept.pk]
    ProgrammePage.objects.get(pk=hidden.pk).unpublish()
    gone.delete()
    assert slugs(keys) == [(kept.pk, "kept")]


def test_one_query_brings_a_chunk(monkeypatch, django_assert_num_queries):
    keys = [make_organisation(f"o-{number}").pk for number in range(7)]
    list(read_by_keys("organisation", keys))
    with django_assert_num_queries(1):
        assert [key for key, _data in read_by_keys("organisation", keys)] == keys
    monkeypatch.setattr(reading, "CHUNK", 3)
    with django_assert_num_queries(3):
        assert [key for key, _data in read_by_keys("organisation", keys)] == keys
