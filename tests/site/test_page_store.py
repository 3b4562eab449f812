"""What a process keeps in memory: bounded, of one edition and day, the least asked for goes."""

import datetime as dt

import pytest
from django.http import HttpResponse

from config.page_cache import Page, PageStore, is_same


def _page(body: bytes) -> Page:
    response = HttpResponse(body)
    response.headers["ETag"] = '"x"'
    return Page.of(response)


def test_memory_is_bounded_and_what_nobody_asks_for_goes_first():
    store = PageStore(room=100)
    stamp = ((1, 1),), dt.date(2026, 1, 1)
    assert store.get(stamp, "nothing") is None
    for key in ("a", "b", "c"):
        store.put(stamp, key, _page(b"x"), 40)
        store.get(stamp, "a")
    assert [store.get(stamp, key) is not None for key in "abc"] == [True, False, True]
    assert store.bytes == 80
    store.put(stamp, "large", _page(b"x"), 101)
    assert store.get(stamp, "large") is None
    store.put(stamp, "a", _page(b"x"), 60)
    assert store.bytes == 100
    # Of another day or edition nothing is kept, nor put in by who began before it.
    later = stamp[0], dt.date(2026, 1, 2)
    assert store.get(later, "a") is None
    assert store.bytes == 0
    store.put(stamp, "a", _page(b"x"), 10)
    assert store.get(later, "a") is None


@pytest.mark.parametrize("known", ["", '"y"', "nonsense"])
def test_another_tag_is_not_the_same(known: str):
    assert not is_same(known, '"x"')
